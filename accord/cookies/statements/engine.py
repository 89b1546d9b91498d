"""Playwright, imported when a browser is first wanted: Accord starts without it, and a tenth sooner."""


def trouble() -> type[Exception]:
    """What a browser raises when a page cannot be opened or used; for `except trouble()`."""
    try:
        from playwright.sync_api import Error
    except ImportError:  # Accord without its extra “scanner”: no browser, no such trouble
        return _NoBrowser
    return Error


class _NoBrowser(Exception):
    """Nobody raises it."""
