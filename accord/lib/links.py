"""Addresses of pages by their name, for whoever does not import the app that has them."""

from django.urls import NoReverseMatch, reverse


def address(name: str, *arguments: object) -> str:
    """The address of the page `name`, "" where this house has no such page."""
    try:
        return reverse(name, args=arguments)
    except NoReverseMatch:
        return ""
