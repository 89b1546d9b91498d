"""What the home page shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.audit.queries import Line, latest
from accord.consent.agreed import people_of
from accord.contacts.models import Person
from accord.desk.funnel import Week
from accord.desk.verbs import in_words
from accord.desk.waiting import Waiting
from accord.ui.components.words import long_date, number

TELLING = (
    "consent.event.confirmed",
    "consent.event.given",
    "consent.event.objected",
    "consent.event.refused",
    "consent.event.withdrawn",
    "contacts.person.informed",
    "contacts.note.added",
    "campaigns.campaign.launched",
    "register.notice.published",
    "intake.import.finished",
    "intake.form.opened",
    "desk.people.exported",
)
PERSON, EVENT = "contacts.Person", "consent.ConsentEvent"


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the last events: who or what it is about, when, by whom."""

    icon: str
    title: str
    name: str
    href: str
    at: datetime
    by: str
    is_act: bool  # the title goes on after the name: « Ada Lovelace a retiré son accord »


def greeting(name: str, today: datetime, things: list[Waiting]) -> str:
    """The sentence under the title: the day, and how much waits."""
    clocks = sum(1 for one in things if one.due)
    day = long_date(today)
    if not things:
        return _("%(day)s. Nothing waits for you, %(name)s.") % {"day": day, "name": name}
    said = ngettext(
        "%(day)s. One thing waits for you, %(name)s",
        "%(day)s. %(number)s things wait for you, %(name)s",
        len(things),
    ) % {"day": day, "name": name, "number": number(len(things))}
    if not clocks:
        return f"{said}."
    legal = ngettext("one has a legal deadline", "%(number)s have a legal deadline", clocks) % {
        "number": number(clocks)
    }
    return _("%(said)s; %(legal)s.") % {"said": said, "legal": legal}


def funnel_rows(week: Week) -> list[tuple[Any, ...]]:
    """The rows of the drawn funnel."""
    gone = _("Expired %(expired)s, refused %(refused)s: erased") % {
        "expired": number(week.expired),
        "refused": number(week.refused),
    }
    return [
        (_("Asked for"), week.asked, "yes"),
        (_("Confirmed"), week.confirmed, "yes"),
        (_("Waiting"), week.waiting, "soon"),
        (gone, week.expired + week.refused, "no"),
    ]


def recent(most: int = 6) -> list[Recent]:
    """The last telling events, with the names of the people they are about: six queries."""
    found = latest(most, verbs=TELLING)
    people = people_in(found)
    return [_recent(line, people) for line in found]


def people_in(found: list[Line]) -> dict[int, Person]:
    """The person each entry is about, by entry."""
    said = {line.entry.pk: int(line.entry.about_id) for line in found if line.entry.about_type == EVENT}
    whose = people_of(said.values())
    ids = {entry: whose[event] for entry, event in said.items() if event in whose}
    ids |= {line.entry.pk: int(line.entry.about_id) for line in found if line.entry.about_type == PERSON}
    people = Person.objects.in_bulk(set(ids.values()))
    return {entry: people[pk] for entry, pk in ids.items() if pk in people}


def _recent(line: Line, people: dict[int, Person]) -> Recent:
    icon, title = in_words(line.entry.verb)
    person = people.get(line.entry.pk)
    href = reverse("desk:person", args=[person.pk]) if person else ""
    return Recent(
        icon,
        title,
        str(person) if person else "",
        href,
        line.entry.at,
        line.actor,
        line.entry.about_type == EVENT,
    )
