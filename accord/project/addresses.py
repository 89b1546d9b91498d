"""Every address of the house, loaded before the first visitor asks for one."""

from django.urls import get_resolver

from accord.project import loading


def load() -> None:
    """Every page and the whole API. Apps are loaded before."""
    with loading.for_good():
        _patterns = get_resolver().url_patterns
