# Accord: everything starts here. A bare machine needs Python 3.11 or later (with venv) and make.

# Looked for once, where it is needed.
PYTHON ?= $(eval PYTHON := $(firstword $(foreach name,python3.11 python3.12 python3.13 python3,$(shell \
	$(name) -c 'import sys; sys.version_info >= (3, 11) and print("$(name)")' 2>/dev/null))))$(PYTHON)
BIN := .venv/bin
UV := UV_PYTHON_DOWNLOADS=never .tools/bin/uv
# At a terminal, what is downloaded shows how far it is.
INSTALL := $(UV) pip install $(if $(shell test -t 2 && echo yes),,--quiet) --python $(BIN)/python
VENDOR := accord/ui/static/vendor/.copied
# The tests of the apps whose tables prove something: they are also run on the oldest PostgreSQL we support.
LEDGER := tests/consent tests/contacts tests/register tests/project/test_grants.py
BANNER := accord/cookies/static/cookies/banner.min.js
# An environment that holds the test tools keeps them.
WITH_TOOLS := $(wildcard .venv/.dev) $(filter test lint units ledger-16 wheel messages bench,$(MAKECMDGOALS))
ENVIRONMENT := $(if $(strip $(WITH_TOOLS)),.venv/.dev,.venv/.run)
export PORT
# Python keeps what it compiled, whatever the machine says: compiling anew costs every process that starts seconds.
unexport PYTHONDONTWRITEBYTECODE

# Without a home to write to, what is downloaded is kept here.
ifeq ($(shell test -w "$${HOME:-/nonexistent}" && echo yes),)
export UV_CACHE_DIR := $(CURDIR)/.tools/cache/uv
export PIP_CACHE_DIR := $(CURDIR)/.tools/cache/pip
export npm_config_cache := $(CURDIR)/.tools/cache/npm
endif

# What the machine trusts (a firm's own certificates among them) is trusted by everything that downloads.
CERTIFICATES := $(firstword $(wildcard /etc/ssl/certs/ca-certificates.crt /etc/pki/tls/certs/ca-bundle.crt))
ifneq ($(CERTIFICATES),)
export UV_SYSTEM_CERTS ?= true
export PIP_CERT ?= $(CERTIFICATES)
export NODE_EXTRA_CA_CERTS ?= $(CERTIFICATES)
endif

.DEFAULT_GOAL := help
.PHONY: help run demo test lint types style imports models sentences units ledger-16 wheel assets catalogues messages bench lock clean

help:  ## this list
	@sed -n 's/^\([a-z0-9-]*\):.*##/\1/p' $(MAKEFILE_LIST) | awk '{ name = $$1; $$1 = ""; printf "make %-12s%s\n", name, $$0 }'

run: $(ENVIRONMENT) assets  ## install what is missing, then start everything (PORT=8000)
	@exec $(BIN)/accord run

demo: $(ENVIRONMENT) assets  ## start the demonstration afresh
	@$(BIN)/accord demo

test: lint  ## everything that must hold: lint, types, unit, property and browser tests
	@$(MAKE) --no-print-directory --jobs 2 units ledger-16

lint: .venv/.dev assets  ## style, types, imports, migrations, templates, catalogue
	@$(MAKE) --no-print-directory --jobs 2 types style imports models sentences

types:
	@echo "Lint       types"
	@ACCORD_WITHOUT_DATABASE=1 $(BIN)/mypy --no-error-summary

style:
	@echo "Lint       ruff"
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet . || { echo "Run: $(BIN)/ruff format ."; exit 1; }

imports:
	@echo "Lint       imports go down"
	@found=$$($(BIN)/lint-imports --no-logo) || { echo "$$found"; exit 1; }

models:
	@echo "Lint       settings, models, migrations"
	@ACCORD_DEMO=no $(BIN)/accord check --fail-level WARNING
	@$(BIN)/accord makemigrations --check --dry-run --skip-checks --verbosity 0 || { echo "A migration is missing."; exit 1; }

sentences:
	@echo "Lint       French catalogue"
	@$(BIN)/python -m tools.messages missing

units: .venv/.dev assets
	@browser=$$($(BIN)/python -m tools.browser) && ACCORD_BROWSER="$$browser" $(BIN)/pytest -n 3 --dist worksteal -q

# Beside the units it takes what they leave of the machine: much of theirs is waiting for browsers and servers.
ledger-16: .venv/.dev assets
	@said=$$(ACCORD_TEST_POSTGRESQL=16 nice $(BIN)/pytest $(LEDGER) -q -n 2 2>&1) || { echo "$$said"; exit 1; }; \
	printf '\nTests      migrations and ledger on PostgreSQL 16: %s\n' "$$(echo "$$said" | tail -n 1)"

wheel: .venv/.dev assets  ## build the wheel, install it without Node in an empty environment, open the first page
	@$(BIN)/python -m tools.wheel

assets: $(VENDOR) $(BANNER) catalogues  ## front-end files and compiled catalogues

catalogues: $(ENVIRONMENT)
	@$(BIN)/python -m tools.messages compile

messages: .venv/.dev  ## find new sentences and take in accord/locale/parts
	@$(BIN)/python -m tools.messages update && $(BIN)/python -m tools.messages missing

bench: .venv/.dev assets  ## list the commands that measure what is promised about speed
	@ls bench/*.py | sed 's,^,$(BIN)/python ,'

lock: .tools/bin/uv  ## compute the locked versions afresh (add UPGRADE=--upgrade to raise them)
	@compile() { $(UV) pip compile $(UPGRADE) --universal --python-version 3.11 --generate-hashes --no-header --quiet "$$@"; }; \
	compile --group uv -o requirements-uv.lock && \
	compile --group node -o requirements-node.lock && \
	compile pyproject.toml --extra embedded --group clone -o requirements.lock && \
	compile pyproject.toml --extra embedded --group clone --group dev -o requirements-dev.lock
	@.tools/bin/python tools/npm.py lock

clean:  ## remove what was installed and built; ./var, where the data are, stays
	rm -rf .venv .tools node_modules dist accord/ui/static/vendor $(BANNER)

# Environment: uv from a hashed lock, then everything else from hashed locks through uv.

.tools/bin/uv: requirements-uv.lock
	@test -n "$(PYTHON)" || { echo "Accord needs Python 3.11 or later."; exit 1; }
	@$(PYTHON) -m ensurepip --version >/dev/null 2>&1 || { \
		echo "This Python has no venv module: install it (Debian, Ubuntu: apt install python3-venv)."; exit 1; }
	@echo "Installing uv …"
	@$(PYTHON) -m venv .tools
	@.tools/bin/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-uv.lock
	@touch $@

.venv/bin/python: | .tools/bin/uv
	@$(UV) venv --quiet --allow-existing --python "$(PYTHON)" .venv

.venv/.run: requirements.lock pyproject.toml .tools/bin/uv | .venv/bin/python
	@echo "Installing what Accord runs on …"
	@$(INSTALL) --require-hashes -r requirements.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

.venv/.dev: requirements-dev.lock pyproject.toml .tools/bin/uv | .venv/bin/python
	@echo "Installing Accord and its test tools …"
	@$(INSTALL) --require-hashes -r requirements-dev.lock
	@$(INSTALL) --no-deps --no-build-isolation --editable .
	@touch $@

# Front-end files: npm where there is one, else from a wheel; scripts of packages never run.

$(VENDOR): package-lock.json tools/assets.py tools/npm.py | $(ENVIRONMENT)
	@echo "Fetching front-end files …"
	@.tools/bin/python tools/npm.py ci --ignore-scripts
	@$(BIN)/python -m tools.assets
	@touch $@

# The banner of cookies: its script and its style in one small file.

$(BANNER): $(BANNER:.min.js=.js) $(BANNER:.min.js=.css) tools/banner.py $(VENDOR)
	@.tools/bin/python -m tools.banner
