"""What the home page shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.audit.queries import Line, latest
from accord.contacts.models import Person
from accord.desk.funnel import Week
from accord.desk.verbs import in_words
from accord.desk.waiting import Waiting
from accord.ui.components.words import long_date, number

TELLING = (
    "consent.event.given",
    "consent.event.confirmed",
    "consent.event.refused",
    "consent.event.withdrawn",
    "consent.event.objected",
    "contacts.person.admitted",
    "contacts.person.informed",
    "contacts.person.edited",
    "campaigns.campaign.launched",
    "register.notice.published",
    "intake.signup.confirmed",
    "intake.import.finished",
    "desk.people.exported",
)


@dataclass(frozen=True, slots=True)
class Recent:
    """One of the last events: who or what it is about, when, by whom."""

    icon: str
    title: str
    name: str
    href: str
    at: datetime
    by: str


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
        (_("Asked for"), week.asked, "neutral"),
        (_("Confirmed"), week.confirmed, "yes"),
        (_("Waiting"), week.waiting, "soon"),
        (gone, week.expired + week.refused, "no"),
    ]


def recent(most: int = 6) -> list[Recent]:
    """The last telling events, with the names of the people they are about: four queries."""
    found = latest(most, verbs=TELLING)
    people = _people(found)
    return [_recent(line, people) for line in found]


def _people(found: list[Line]) -> dict[str, Person]:
    ids = [line.entry.about_id for line in found if line.entry.about_type == "contacts.Person"]
    return {str(pk): person for pk, person in Person.objects.in_bulk([int(one) for one in ids]).items()}


def _recent(line: Line, people: dict[str, Person]) -> Recent:
    icon, title = in_words(line.entry.verb)
    person = people.get(line.entry.about_id) if line.entry.about_type == "contacts.Person" else None
    href = reverse("desk:person", args=[person.pk]) if person else ""
    return Recent(icon, title, str(person) if person else "", href, line.entry.at, line.actor)
