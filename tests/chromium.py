"""One Chromium for a run, whichever folder asks for it: two engines cannot live in one process."""

import os
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, sync_playwright

from tools import browser

os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = (
    "1"  # Playwright's loop lives in this thread; our database code does not
)

QUIET = [
    "--disable-background-networking",
    "--disable-component-update",
    "--no-first-run",
    "--js-flags=--no-opt --no-maglev",  # pages do not live long enough to repay what compiling them well costs
]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """One Chromium for the run."""
    path = browser.find()
    assert path, "The browser tests need Chromium: install it, or name one in ACCORD_BROWSER."
    with sync_playwright() as engine:
        sandbox = ["--no-sandbox"] if os.geteuid() == 0 else []
        chromium = engine.chromium.launch(executable_path=path, args=[*QUIET, *sandbox])
        yield chromium
        chromium.close()


REFUSED = "status of 422"  # a form sent with something wrong in it: the browser notes what the page says


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Browser tests first: one worker has them and makes once what they share; then whole houses that start and stop.

    Nothing long is left for the end.
    """
    items.sort(key=_turn)


def _turn(item: pytest.Item) -> tuple[bool, bool]:
    return item.get_closest_marker("browser") is None, "project" not in item.path.parts
