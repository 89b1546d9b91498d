"""What the address of a list asks for: filters, order, columns, page. It always reproduces the screen."""

from collections.abc import Collection
from typing import Any

from django.http import HttpRequest, QueryDict

OWN = ("after", "before", "sort", "columns")


def query(request: HttpRequest, **changes: str) -> str:
    """The address of this list with some of its query string changed; an empty value takes the name away."""
    asked = request.GET.copy()
    for name, value in changes.items():
        asked.pop(name, None)
        if value:
            asked[name] = value
    return f"{request.path}?{asked.urlencode()}" if asked else request.path


def plain(request: HttpRequest) -> str:
    """The filters of this list as a query string, without the page, the order and the columns."""
    asked = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name not in OWN and any(values):
            asked.setlist(name, [value for value in values if value])
    return asked.urlencode()


def kept(request: HttpRequest) -> str:
    """This list as a view keeps it: its filters, its order and its columns, without the page."""
    asked = QueryDict(mutable=True)
    for name, values in request.GET.lists():
        if name not in ("after", "before") and any(values):
            asked.setlist(name, [value for value in values if value])
    return asked.urlencode()


def pairs(
    request: HttpRequest, *, only: Collection[str] = (), but: Collection[str] = ()
) -> list[tuple[str, str]]:
    """What the address says, as hidden fields of another form; never the page."""
    return [
        (name, value)
        for name, values in request.GET.lists()
        for value in values
        if value and name not in ("after", "before", *but) and (not only or name in only)
    ]


def words(bound: Any) -> str:
    """What was chosen in a field, as its reader sees it."""
    value = bound.value()
    choices = dict(getattr(bound.field, "choices", ()) or ())
    return str(choices.get(value, value))
