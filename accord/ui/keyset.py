"""Pages of a list without counting and without OFFSET: each page begins after the last row of the one before."""

import base64
import binascii
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.core.serializers.json import DjangoJSONEncoder
from django.db.models import Model, Q, QuerySet


@dataclass(frozen=True)
class Slice:
    """One page of rows, and the tokens of the pages around it ("" where there is none)."""

    rows: list[Any]
    previous: str
    following: str


def cut(
    queryset: "QuerySet[Any]", order: Sequence[str], *, after: str = "", before: str = "", size: int = 50
) -> Slice:
    """The page of `queryset` after the token `after`, or before `before`; a token that makes no sense is ignored.

    `order` holds names of columns that are never NULL, "-" first for descending; the primary key is added as the last.
    """
    keys = _total(order)
    backwards = bool(before)
    at = _read(before or after, len(keys))
    directed = [_turn(key) for key in keys] if backwards else keys
    found = queryset.order_by(*directed)
    if at is not None:
        found = found.filter(_beyond(directed, at))
    rows = list(found[: size + 1])
    more, rows = len(rows) > size, rows[:size]
    if backwards:
        rows.reverse()
    has_previous = more if backwards else at is not None
    has_following = (at is not None) if backwards else more
    return Slice(
        rows,
        _write(rows[0], keys) if rows and has_previous else "",
        _write(rows[-1], keys) if rows and has_following else "",
    )


def _total(order: Sequence[str]) -> list[str]:
    return [*order] if any(key.lstrip("-") in {"pk", "id"} for key in order) else [*order, "pk"]


def _turn(key: str) -> str:
    return key[1:] if key.startswith("-") else f"-{key}"


def _beyond(keys: Sequence[str], at: Sequence[Any]) -> Q:
    """Rows after `at` in the order of `keys`: (a > x) or (a = x and b > y) …"""
    condition, equal = Q(), Q()
    for key, value in zip(keys, at, strict=True):
        name = key.lstrip("-")
        condition |= equal & Q(**{f"{name}__{'lt' if key.startswith('-') else 'gt'}": value})
        equal &= Q(**{name: value})
    return condition


def _value(row: Model, key: str) -> Any:
    value: Any = row
    for name in key.lstrip("-").split("__"):
        value = getattr(value, name)
    return value


def _write(row: Model, keys: Sequence[str]) -> str:
    values = json.dumps([_value(row, key) for key in keys], cls=Precise)
    return base64.urlsafe_b64encode(values.encode()).decode().rstrip("=")


def _read(token: str, length: int) -> list[Any] | None:
    try:
        values = json.loads(base64.urlsafe_b64decode(token + "=" * (-len(token) % 4)))
    except (ValueError, binascii.Error):
        return None
    fits = (
        isinstance(values, list)
        and len(values) == length
        and all(isinstance(v, str | int | float) for v in values)
    )
    return values if fits else None


class Precise(DjangoJSONEncoder):
    """Instants keep their microseconds: a rounded one would repeat or skip rows."""

    def default(self, o: Any) -> Any:
        """ISO 8601 in full for dates and instants."""
        return o.isoformat() if hasattr(o, "isoformat") else super().default(o)
