"""What a process needs is loaded at once and stays: looking through it for garbage meanwhile, and ever after, costs
each start a sixth of its time, and each process its share of what it has in common with its siblings.
"""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

import django


def apps() -> None:
    """Django and every app. Raises SettingError."""
    with for_good():
        django.setup()


@contextmanager
def for_good() -> Iterator[None]:
    """What is loaded in this block stays."""
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
