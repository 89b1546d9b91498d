"""Reading the journal."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from accord.audit.models import Detail, Entry
from accord.lib.keyset import Page, page

SIZE = 50


@dataclass(frozen=True, slots=True)
class Asked:
    """What the reader of the journal looks for; empty parts let everything through.

    what: the beginning of a verb ("consent", "contacts.person"); who: the kind of author, or "kind:id";
    about: "app.Model:id"; begun, before: instants.
    """

    what: str = ""
    who: str = ""
    about: str = ""
    begun: datetime | None = None
    before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """One entry with its words, as far as they have not been erased."""

    entry: Entry
    actor: str
    changes: tuple[tuple[str, str, str], ...]


def entries(asked: Asked) -> QuerySet[Entry]:
    """The entries asked for, unordered."""
    found = Entry.objects.all()
    if asked.what:
        found = found.filter(verb__startswith=asked.what)
    kind, _, identifier = asked.who.partition(":")
    if kind:
        found = found.filter(actor_kind=kind)
    if identifier:
        found = found.filter(actor_id=identifier)
    model, _, number = asked.about.partition(":")
    if model:
        found = found.filter(about_type=model, about_id=number)
    if asked.begun:
        found = found.filter(at__gte=asked.begun)
    return found.filter(at__lt=asked.before) if asked.before else found


def journal(asked: Asked, place: dict[str, str]) -> tuple[list[Line], Page[Entry]]:
    """One page of the journal, newest first, and where its neighbours start."""
    shown = page(entries(asked), ("-pk",), place, SIZE)
    return lines(shown.rows), shown


def about(model: str, identifiers: Sequence[object], most: int = 100) -> list[Line]:
    """The newest entries about some rows of one model ("contacts.Person"), with their words."""
    ids = [str(one) for one in identifiers]
    found = Entry.objects.filter(about_type=model, about_id__in=ids).order_by("-pk")
    return lines(found[:most])


def lines_since(
    about: Mapping[str, Sequence[int]], since: datetime, *, besides: str = "", most: int = 500
) -> list[Line]:
    """The newest entries after `since` about some rows of several models ({"contacts.Person": ids}), with their words.

    besides: the number of a colleague whose own acts are left out.
    """
    kinds = [
        Q(about_type=model, about_id__in=[str(one) for one in ids]) for model, ids in about.items() if ids
    ]
    if not kinds:
        return []
    found = Entry.objects.filter(Q(*kinds, _connector=Q.OR), at__gt=since).order_by("-pk")
    return lines(found.exclude(actor_kind__in=("staff", "api"), actor_id=besides)[:most])


def facts_of(verb: str, model: str, identifiers: Sequence[object]) -> list[dict[str, Any]]:
    """The facts of every entry of one verb about some rows of one model, the oldest first."""
    ids = [str(one) for one in identifiers]
    found = Entry.objects.filter(about_type=model, about_id__in=ids, verb=verb).order_by("pk")
    return list(found.values_list("facts", flat=True))


def about_of_fact(verb: str, **facts: int) -> str | None:
    """What the latest entry of `verb` with these facts is about: its number, as text; None without such an entry."""
    found = Entry.objects.filter(verb=verb, facts__contains=facts).order_by("-pk")
    return found.values_list("about_id", flat=True).first()


def latest(most: int = 10, *, verbs: Iterable[str] = ()) -> list[Line]:
    """The newest entries, of these verbs only when some are named."""
    found = Entry.objects.order_by("-pk")
    names = list(verbs)
    return lines((found.filter(Q(verb__in=names)) if names else found)[:most])


def lines(found: Iterable[Entry]) -> list[Line]:
    """Entries with their words: one query more, however many."""
    rows = list(found)
    words: dict[int, list[Detail]] = {}
    for detail in Detail.objects.filter(entry_id__in=[row.pk for row in rows]).order_by("pk"):
        words.setdefault(detail.entry_id, []).append(detail)
    return [_line(row, words.get(row.pk, [])) for row in rows]


def _line(entry: Entry, details: Sequence[Detail]) -> Line:
    actor = next((one.after for one in details if one.key == "actor"), "")
    changes = tuple((one.key, one.before, one.after) for one in details if one.key != "actor")
    return Line(entry, actor, changes)
