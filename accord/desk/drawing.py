"""The list of people in the shape its template draws."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.contacts.models import SavedView
from accord.desk.columns import COLUMNS, Column
from accord.desk.facts import Known
from accord.desk.listing import Listing
from accord.desk.verdict_words import said


@dataclass(frozen=True, slots=True)
class Cell:
    """One cell: a verdict (`kind`, `text`), an instant (`at`, `form`) or a text."""

    label: str
    width: str
    text: str = ""
    kind: str = ""
    at: datetime | None = None
    form: str = "day"


@dataclass(frozen=True, slots=True)
class Line:
    """One person."""

    known: Known
    href: str
    cells: list[Cell]


@dataclass(frozen=True, slots=True)
class View:
    """A saved view as a tab."""

    pk: int
    name: str
    href: str
    is_current: bool
    is_mine: bool


def lines(listing: Listing) -> list[Line]:
    """The rows of the list."""
    return [
        Line(
            known,
            reverse("desk:person", args=[known.person.pk]),
            [cell(column, known) for column in listing.columns],
        )
        for known in listing.rows
    ]


def cell(column: Column, known: Known) -> Cell:
    """What stands in one column for one person."""
    value: Any = column.text(known)
    label = str(column.label)
    if column.kind == "verdict":
        drawn = said(value)
        return Cell(label, column.width, drawn.word, drawn.kind)
    if column.kind:
        return Cell(label, column.width, at=value, form=column.kind)
    return Cell(label, column.width, str(value or ""))


def views(found: Iterable[SavedView], query: QueryDict, owner_id: str) -> list[View]:
    """Saved views as tabs, each with the address that reproduces its screen."""
    here = query.get("view", "")
    return [
        View(
            one.pk,
            one.name,
            f"{reverse('desk:people')}?{one.query}{'&' if one.query else ''}view={one.pk}",
            str(one.pk) == here,
            one.owner_id == owner_id,
        )
        for one in found
    ]


@dataclass(frozen=True, slots=True)
class Choice:
    """One column that can be chosen."""

    code: str
    label: str
    is_chosen: bool


def choices(listing: Listing) -> list[Choice]:
    """Every column, with whether it is in use."""
    return [Choice(column.code, str(column.label), column.code in listing.codes) for column in COLUMNS]


def order_sentence(sort: str) -> str:
    """How the list is ordered, in words."""
    by = {
        "name": _("By name"),
        "-name": _("By name, from Z to A"),
        "created": _("By day of entry, oldest first"),
        "-created": _("By day of entry, newest first"),
        "last_sign": _("By last sign from them, oldest first"),
        "-last_sign": _("By last sign from them, newest first"),
    }
    return by.get(sort, by["name"])
