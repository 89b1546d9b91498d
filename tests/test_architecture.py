"""The house keeps its shape: short pieces, declared access, declared personal data, locks that cannot be picked."""

import ast
import importlib
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from statistics import median
from typing import Any

import pytest
from django.apps import apps
from django.db import models
from django.urls import URLPattern, URLResolver, get_resolver

from accord.lib.personal import NotPersonal, PersonalField

ROOT = Path(__file__).resolve().parent.parent
CODE = ROOT / "accord"
SOURCES = sorted(file for file in CODE.rglob("*.py") if "migrations" not in file.parts)
LONGEST_FILE, LONGEST_FUNCTION, MEDIAN_FUNCTION = 300, 40, 10
VAGUE = {"core", "common", "utils", "base", "helpers", "manager", "misc"}


def name_of(file: Path) -> str:
    return str(file.relative_to(ROOT))


@cache
def tree(file: Path) -> ast.Module:
    return ast.parse(file.read_text())


Function = ast.FunctionDef | ast.AsyncFunctionDef


def functions() -> Iterator[tuple[Path, Function]]:
    for file in SOURCES:
        for node in ast.walk(tree(file)):
            if isinstance(node, Function):
                yield file, node


def length(function: Function) -> int:
    """Lines of a function without its decorators and docstring."""
    first = function.body[1] if ast.get_docstring(function) and len(function.body) > 1 else function.body[0]
    return (function.end_lineno or 0) - first.lineno + 2


# Short and named


def test_no_file_is_longer_than_300_lines() -> None:
    long = {
        name_of(file): lines
        for file in SOURCES
        if (lines := len(file.read_text().splitlines())) > LONGEST_FILE
    }
    assert not long


def test_no_function_is_longer_than_40_lines() -> None:
    long = [
        f"{name_of(file)}:{node.lineno} {node.name}"
        for file, node in functions()
        if length(node) > LONGEST_FUNCTION
    ]
    assert not long


def test_the_median_function_is_short() -> None:
    assert median(length(node) for _file, node in functions()) <= MEDIAN_FUNCTION


def test_no_module_is_named_after_nothing() -> None:
    assert not [name for name in map(name_of, SOURCES) if VAGUE & {*Path(name).parent.parts, Path(name).stem}]


def test_imports_stand_at_the_top() -> None:
    hidden = [
        f"{name_of(file)}:{statement.lineno}"
        for file, node in functions()
        if file.name != "apps.py"
        for statement in ast.walk(node)
        if isinstance(statement, ast.Import | ast.ImportFrom)
    ]
    assert not hidden


def test_public_functions_say_what_goes_in_and_out() -> None:
    silent = [
        f"{name_of(file)}:{node.lineno} {node.name}"
        for file in SOURCES
        for node in tree(file).body
        if isinstance(node, Function | ast.ClassDef)
        and file.name != "apps.py"
        and not node.name.startswith("_")
        and not ast.get_docstring(node)
    ]
    assert not silent


def test_actions_name_their_actor_and_take_no_request() -> None:
    wrong = [
        f"{name_of(file)}:{node.lineno} {node.name}"
        for file in SOURCES
        if file.name == "actions.py"
        for node in tree(file).body
        if isinstance(node, ast.FunctionDef) and "transaction.atomic" in map(ast.unparse, node.decorator_list)
        if not {"actor"} <= names(node) or "request" in names(node) or node.args.args
    ]
    assert not wrong


def names(function: Function) -> set[str]:
    return {argument.arg for argument in (*function.args.args, *function.args.kwonlyargs)}


# Who may enter


def addresses(patterns: list[Any], prefix: str = "") -> Iterator[tuple[str, URLPattern]]:
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        if isinstance(pattern, URLResolver):
            yield from addresses(pattern.url_patterns, route)
        else:
            yield route, pattern


def declared(view: Any) -> str | None:
    """The access a view declares, through whatever wraps it."""
    while view is not None:
        if found := getattr(view, "access", None) or getattr(
            getattr(view, "view_class", None), "access", None
        ):
            return str(found)
        view = getattr(view, "__wrapped__", None)
    return None


def test_every_address_says_who_may_enter() -> None:
    open_doors = [
        route for route, pattern in addresses(get_resolver().url_patterns) if not declared(pattern.callback)
    ]
    assert not open_doors


def test_what_an_address_asks_for_is_a_capability_somebody_has() -> None:
    known = {"public", "signed-in"} | {word for role in roles().CAPABILITIES.values() for word in role}
    asked = {declared(pattern.callback) for _route, pattern in addresses(get_resolver().url_patterns)}
    assert asked <= known


def roles() -> Any:
    return importlib.import_module("accord.staff.roles")


# Personal data: a field that may hold any is declared

TALKATIVE = (
    models.CharField,
    models.TextField,
    models.JSONField,
    models.GenericIPAddressField,
    models.BinaryField,
    models.FileField,
    models.DateField,
)
WITHOUT_WORDS = (
    models.DateTimeField,
)  # instants say when we did something, except where an app declares them


def may_tell(field: "models.Field[Any, Any]") -> bool:
    inner = getattr(field, "base_field", field)
    if isinstance(inner, WITHOUT_WORDS) or getattr(inner, "choices", None):
        return False
    return isinstance(inner, TALKATIVE)


def own_models() -> list[type[models.Model]]:
    return [model for model in apps.get_models() if model.__module__.startswith("accord.")]


def declarations(app_label: str) -> list[PersonalField | NotPersonal]:
    """Health declares in `personal.py`, which the machinery of the rest does not read."""
    module = "personal" if app_label == "health" else "privacy"
    try:
        return list(importlib.import_module(f"accord.{app_label}.{module}").DECLARATIONS)
    except ModuleNotFoundError:
        return []


def test_every_field_that_may_tell_something_about_a_person_is_declared() -> None:
    said = {(line.model, line.field) for app in apps.get_app_configs() for line in declarations(app.label)}
    silent = [
        f"{model._meta.label}.{field.name}"
        for model in own_models()
        for field in model._meta.concrete_fields
        if may_tell(field) and (model._meta.label, field.name) not in said
    ]
    assert not silent


def test_what_is_declared_exists() -> None:
    real = {(model._meta.label, field.name) for model in own_models() for field in model._meta.fields}
    said = {
        (line.model, line.field)
        for app in apps.get_app_configs()
        if app.name.startswith("accord.")
        for line in declarations(app.label)
    }
    assert said <= real


# Append-only tables


@pytest.mark.parametrize("model", [model for model in own_models() if getattr(model, "append_only", False)])
def test_nothing_rewrites_an_append_only_row_through_a_foreign_key(model: type[models.Model]) -> None:
    rewriting = [
        field.name
        for field in model._meta.concrete_fields
        if field.remote_field
        and getattr(field.remote_field, "on_delete", None) not in (models.PROTECT, models.DO_NOTHING)
    ]
    assert not rewriting


# Locks


def test_only_the_gate_issues_a_permit() -> None:
    picking = [
        name_of(file)
        for file in SOURCES
        if re.search(r"\b_SEAL\b", file.read_text()) and file != CODE / "consent" / "gate.py"
    ]
    assert not picking


# Pages


PAGES = sorted(file for file in CODE.rglob("*.html") if "ui" not in file.relative_to(CODE).parts[:1])


def test_pages_are_made_of_components() -> None:
    """No class and no style outside accord/ui; letters are drawn for mail programs, which know no style sheet."""
    styled = [
        f"{name_of(file)}: {found[0]}"
        for file in PAGES
        if "letters" not in file.parts
        for found in re.finditer(r"\s(?:class|style)\s*=|<style|<script(?![^>]*\ssrc=)", file.read_text())
    ]
    assert not styled


def test_pages_say_nothing_outside_the_catalogue() -> None:
    """Letters of the alphabet between tags, outside {% %} and {{ }}, are a sentence nobody can translate."""
    spoken = {name_of(file): words for file in PAGES if (words := bare_words(file.read_text()))}
    assert not spoken


def bare_words(source: str) -> list[str]:
    source = re.sub(r"{%\s*comment.*?endcomment\s*%}|{#.*?#}|<!--.*?-->", " ", source, flags=re.DOTALL)
    source = re.sub(r"{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}", " ", source, flags=re.DOTALL)
    source = re.sub(r"{%.*?%}|{{.*?}}", " ", source, flags=re.DOTALL)
    source = re.sub(r"<[^>]*>", " ", source, flags=re.DOTALL)
    return [word for word in re.findall(r"&\w+;|[^\W\d_]{2,}", source) if not word.startswith("&")]
