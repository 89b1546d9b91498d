"""Numbers people compare, drawn on the server as SVG, with a table behind for whoever reads them otherwise.

A row is (label, value) or (label, value, kind) or (label, value, kind, shown): `shown` is the value in words.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.template import Library
from django.utils.safestring import SafeString

from accord.ui.components.markup import kind_of, part
from accord.ui.components.words import number

register = Library()


@dataclass(frozen=True)
class Bar:
    """One drawn value: where it starts and how long it is, both in percent of the whole."""

    label: str
    value: float
    kind: str
    shown: str
    start: float
    length: float
    tone: int = 0

    @property
    def height(self) -> float:
        """Length of a standing bar, in units of a drawing 100 high."""
        return max(self.length, 1) if self.value else 0

    @property
    def top(self) -> float:
        """Where a standing bar begins, from the top."""
        return 100 - self.height


def _read(row: Sequence[Any], kind: str) -> tuple[str, float, str, str]:
    label, value, *more = row
    tone = kind_of(more[0]) if more and more[0] else kind
    shown = str(more[1]) if len(more) > 1 else number(value)
    return str(label), float(value or 0), tone, shown


def drawn(rows: Sequence[Sequence[Any]], kind: str = "yes", *, whole: float | None = None) -> list[Bar]:
    """Rows as bars, each measured against `whole` (the largest by default)."""
    read = [_read(row, kind) for row in rows]
    top = whole or max((value for _label, value, _kind, _shown in read), default=0) or 1
    return [
        Bar(label, value, tone, shown, 0, round(100 * value / top, 2)) for label, value, tone, shown in read
    ]


def stacked(rows: Sequence[Sequence[Any]]) -> list[Bar]:
    """Rows end to end, filling the whole width; the same kind twice in a row alternates its tone."""
    read = [_read(row, "yes") for row in rows]
    total = sum(value for _label, value, _kind, _shown in read) or 1
    bars: list[Bar] = []
    at = 0.0
    for label, value, kind, shown in read:
        length = 100 * value / total
        same = bool(bars) and bars[-1].kind == kind
        bars.append(
            Bar(label, value, kind, shown, round(at, 2), round(length, 2), 1 - bars[-1].tone if same else 0)
        )
        at += length
    return bars


@register.simple_tag
def bars(
    rows: Sequence[Sequence[Any]], label: str, *, kind: str = "yes", whole: float | None = None
) -> SafeString:
    """Lying bars, one per row, to compare amounts. `label` says what is drawn."""
    return part("bars", bars=drawn(rows, kind, whole=whole), label=label)


@register.simple_tag
def funnel(rows: Sequence[Sequence[Any]], label: str) -> SafeString:
    """From many to few: every row is measured against the first."""
    whole = float(rows[0][1] or 0) if rows else 0
    return part("funnel", bars=drawn(rows, whole=whole or None), label=label)


@register.simple_tag
def split(rows: Sequence[Sequence[Any]], label: str, *, key: bool = True, size: str = "") -> SafeString:
    """One bar cut into shares, with its key underneath."""
    return part("split", bars=[bar for bar in stacked(rows) if bar.value], label=label, key=key, size=size)


@register.simple_tag
def over_time(rows: Sequence[Sequence[Any]], label: str, *, kind: str = "yes") -> SafeString:
    """Standing bars, one per period, oldest first."""
    count = max(len(rows), 1)
    return part("over_time", bars=drawn(rows, kind), label=label, width=round(100 / count, 3), count=count)
