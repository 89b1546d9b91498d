"""Playwright, loaded when a browser is first wanted: Accord starts without it, and a tenth sooner."""

from typing import TYPE_CHECKING, cast

from django.utils.module_loading import import_string  # noqa: TID251 - not ours, and not always there

if TYPE_CHECKING:
    from contextlib import AbstractContextManager

    from playwright.sync_api import Playwright

PLAYWRIGHT = "playwright.sync_api"


def engine() -> "AbstractContextManager[Playwright]":
    """Playwright itself, to be used in a `with`. Raises ImportError in an Accord without its extra “scanner”."""
    return cast("AbstractContextManager[Playwright]", import_string(f"{PLAYWRIGHT}.sync_playwright")())


def trouble() -> type[Exception]:
    """What a browser raises when a page cannot be opened or used; for `except trouble()`."""
    try:
        return cast("type[Exception]", import_string(f"{PLAYWRIGHT}.Error"))
    except ImportError:  # no browser, no such trouble
        return _NoBrowser


class _NoBrowser(Exception):
    """Nobody raises it."""
