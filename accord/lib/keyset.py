"""Next and previous through an ordered list by the place of its last row: no OFFSET, no count."""

import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from django.core.exceptions import ValidationError
from django.db.models import Model, Q, QuerySet

Row = TypeVar("Row", bound=Model)
SIZE = 25
WINDOW = 1_000


@dataclass(frozen=True, slots=True)
class Page(Generic[Row]):
    """Some rows of a list. before, after: where the neighbouring pages start, "" when there is none."""

    rows: list[Row]
    before: str
    after: str


def page(
    rows: QuerySet[Row],
    order: Sequence[str],
    asked: Mapping[str, str],
    size: int = SIZE,
    *,
    narrow: Callable[[QuerySet[Row]], QuerySet[Row]] | None = None,
) -> Page[Row]:
    """The page of `rows` that `asked` ("after" or "before": a place) points to; the first when neither is valid.

    order: names of attributes that are also columns or annotations, the last one unique ("-name" descending; the
    direction of the first holds for all); none may be NULL. narrow: a costly filter, tried on the next WINDOW rows
    before it is asked of all of them. One query of size + 1 rows, two or three with `narrow`.
    """
    names = [name.lstrip("-") for name in order]
    falling = order[0].startswith("-")
    backwards = not asked.get("after") and bool(asked.get("before"))
    place = _place(asked.get("before" if backwards else "after", ""), len(names))
    if place is None:
        backwards = False
    down = falling != backwards
    found = rows.order_by(*(f"-{name}" if down else name for name in names))
    if place is not None:
        try:
            found = found.filter(_beyond(names, place, down))
        except (ValueError, TypeError, ValidationError):  # a place written by hand: the first page
            return page(rows, order, {}, size, narrow=narrow)
    taken = _taken(found, size + 1, narrow)
    more = len(taken) > size
    taken = taken[:size]
    if backwards:
        taken.reverse()
    has_before, has_after = (more, True) if backwards else (place is not None, more)
    return Page(
        taken,
        _written(taken[0], names) if taken and has_before else "",
        _written(taken[-1], names) if taken and has_after else "",
    )


def _taken(
    found: QuerySet[Row], most: int, narrow: Callable[[QuerySet[Row]], QuerySet[Row]] | None
) -> list[Row]:
    if narrow is None:
        return list(found[:most])
    window = list(found.values_list("pk", flat=True)[:WINDOW])
    near = list(narrow(found.filter(pk__in=window))[:most])
    if len(near) == most or len(window) < WINDOW:
        return near
    return list(narrow(found)[:most])


def _beyond(names: Sequence[str], place: Sequence[Any], down: bool) -> Q:
    side = "lt" if down else "gt"
    beyond = Q(**{f"{names[-1]}__{side}": place[-1]})
    for name, value in zip(reversed(names[:-1]), reversed(place[:-1]), strict=True):
        beyond = Q(**{f"{name}__{side}": value}) | Q(**{name: value}) & beyond
    first, value = names[0], place[0]
    return Q(**{f"{first}__{side}e": value}) & beyond  # lets the index start at the right place


def _written(row: Model, names: Sequence[str]) -> str:
    values = [getattr(row, name) for name in names]
    plain = [value.isoformat() if isinstance(value, datetime) else value for value in values]
    return urlsafe_b64encode(json.dumps(plain, ensure_ascii=False).encode()).decode().rstrip("=")


def _place(text: str, length: int) -> list[Any] | None:
    if not text:
        return None
    try:
        values = json.loads(urlsafe_b64decode(text + "=" * (-len(text) % 4)))
    except ValueError:
        return None
    good = isinstance(values, list) and len(values) == length
    return values if good and all(_is_plain(value) for value in values) else None


def _is_plain(value: Any) -> bool:
    return isinstance(value, int) or (isinstance(value, str) and "\0" not in value)
