"""Everything a process needs, loaded at once. It stays: looking through it for garbage meanwhile, and ever after, would
cost each start a sixth of its time, and each process its share of what it has in common with its siblings.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import django
from django.urls import get_resolver


def apps() -> None:
    """Django and every app. Raises SettingError."""
    with _for_good():
        django.setup()


def addresses() -> None:
    """Every page and the whole API, before the first visitor asks for one."""
    with _for_good():
        _patterns = get_resolver().url_patterns


@contextmanager
def _for_good() -> Iterator[None]:
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
