"""What the home page shows."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.audit.queries import Line, latest
from accord.campaigns.models import Campaign
from accord.consent.agreed import people_of
from accord.contacts.models import Person
from accord.desk import journal_words
from accord.desk.funnel import Week
from accord.desk.journal_words import About
from accord.desk.verbs import in_words
from accord.desk.waiting import Waiting
from accord.staff.models import User
from accord.ui.components.words import long_date, moment, number

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
    "intake.import.done",
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
    by: str  # the purpose, and the colleague who did it
    is_act: bool  # the title goes on after the name: « Ada Lovelace a retiré son accord »


def greeting(name: str, today: datetime, things: list[Waiting]) -> str:
    """The sentence under the title: the day, and how much waits."""
    clocks = sum(1 for one in things if one.due)
    waiting = sum(1 for one in things if not one.note)
    day = capfirst(f"{date_format(today, 'l')} {long_date(today)}")
    if not waiting:
        return _("%(day)s. Nothing waits for you, %(name)s.") % {"day": day, "name": name}
    said = ngettext(
        "%(day)s. One thing waits for you, %(name)s",
        "%(day)s. %(number)s things wait for you, %(name)s",
        waiting,
    ) % {"day": day, "name": name, "number": number(waiting)}
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


def recent(reader: User, most: int = 6) -> list[Recent]:
    """The last telling events with the names of the people they are about, and the pages `reader` may open:
    a fixed number of queries."""
    found = latest(most, verbs=TELLING)
    people = people_in(found)
    things = journal_words.about(found, people, reader)
    known = journal_words.purposes()
    return [_recent(line, people, things, known) for line in found]


def people_in(found: list[Line]) -> dict[int, Person]:
    """The person each entry is about, by entry."""
    said = {line.entry.pk: int(line.entry.about_id) for line in found if line.entry.about_type == EVENT}
    whose = people_of(said.values())
    ids = {entry: whose[event] for entry, event in said.items() if event in whose}
    ids |= {line.entry.pk: int(line.entry.about_id) for line in found if line.entry.about_type == PERSON}
    people = Person.objects.in_bulk(set(ids.values()))
    return {entry: people[pk] for entry, pk in ids.items() if pk in people}


def _recent(line: Line, people: dict[int, Person], things: dict[int, About], known: dict[str, str]) -> Recent:
    icon, title = in_words(line.entry.verb)
    person, thing = people.get(line.entry.pk), things.get(line.entry.pk)
    purpose = known.get(str(line.entry.facts.get("purpose", "")), "")
    author = "" if thing and thing.name == line.actor else line.actor
    return Recent(
        icon,
        title,
        str(person) if person else thing.name if thing else "",
        thing.href if thing else "",
        line.entry.at,
        " · ".join(filter(None, (purpose, author))),
        line.entry.about_type == EVENT,
    )


@dataclass(frozen=True, slots=True)
class Written:
    """One of the last letters: what became of it."""

    name: str
    sentence: str
    state: str
    href: str


def letters(most: int = 4) -> list[Written]:
    """The last letters, with how many people they were written for when they left: one query."""
    found = Campaign.objects.defer("blocks")[:most]
    return [
        Written(one.name, _fate(one), one.get_state_display(), reverse("campaigns:letter", args=[one.pk]))
        for one in found
    ]


def _fate(one: Campaign) -> str:
    if one.launched_at:
        to = one.counts.get("", 0)
        said = ngettext("%(number)s recipient", "%(number)s recipients", to) % {"number": number(to)}
        apart = sum(one.counts.values()) - to
        kept = ngettext("%(number)s kept apart", "%(number)s kept apart", apart) % {"number": number(apart)}
        return _("%(day)s · %(said)s, %(kept)s") % {
            "day": long_date(one.launched_at),
            "said": said,
            "kept": kept,
        }
    if one.scheduled_at:
        return _("leaves on %(day)s") % {"day": moment(one.scheduled_at)}
    day = {"day": long_date(one.updated_at), "name": one.edited_by_label or one.by_label}
    return _("%(name)s, %(day)s") % day
