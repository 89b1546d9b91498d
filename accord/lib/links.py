"""Addresses of pages by their name: for whoever does not import the app that has them, or asks again and again."""

from functools import lru_cache

from django.urls import NoReverseMatch, reverse

_PLACE = "_"


def address(name: str, *arguments: object) -> str:
    """The address of the page `name`, "" where this house has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""


def opened_by(name: str, token: str) -> str:
    """The address of the page `name` that ends with a URL-safe `token`: looked up once. Raises NoReverseMatch."""
    return f"{_before_its_token(name)}{token}/"


@lru_cache(maxsize=32)
def _before_its_token(name: str) -> str:
    return reverse(name, args=[_PLACE]).removesuffix(f"{_PLACE}/")
