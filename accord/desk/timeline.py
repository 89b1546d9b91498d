"""What happened to one person: the journal, what they said, the letters, the notes, on one line of time."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from itertools import groupby

from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.queries import about
from accord.consent.queries import history
from accord.contacts.models import Note, Person
from accord.desk.likely import joined
from accord.desk.telling import letter_words, said_words
from accord.desk.verbs import in_words
from accord.outbox.queries import letters_of
from accord.sales.mailed import came_of
from accord.sales.todo import ICONS, done_about
from accord.staff.models import User

MOST = 60
KINDS = ("said", "letters", "notes", "sales", "journal")
TOLD_BETTER = frozenset(
    {"contacts.note.added", "outbox.personal_letter.posted"}
)  # the note, the e-mail itself is shown


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing. kind: one of KINDS; tone: yes, no or ""."""

    at: datetime
    kind: str
    icon: str
    title: str
    sentence: str = ""
    tone: str = ""


@dataclass(frozen=True, slots=True)
class Day:
    """The things of one day, the latest first."""

    on: date
    events: tuple[Happened, ...]


@dataclass(frozen=True, slots=True)
class Show:
    """One way of looking at the timeline."""

    label: str
    href: str
    current: bool


def shows(now: str) -> list[Show]:
    """Everything, or one family."""
    labels = {
        "": _("All"),
        "said": _("Agreements"),
        "letters": _("Letters"),
        "notes": _("Notes"),
        "sales": _("Activities"),
        "journal": _("Changes"),
    }
    return [Show(label, f"?show={code}" if code else "?", code == now) for code, label in labels.items()]


def timeline(person: Person, user: User, kind: str = "") -> list[Day]:
    """The latest things that happened, by day; `kind` keeps one family. A fixed number of queries.

    Of what sales did, `user` reads what is within their reach.
    """
    wanted = (kind,) if kind in KINDS else KINDS
    sources: dict[str, Callable[[Person], Iterator[Happened]]] = {
        "said": _said,
        "letters": _letters,
        "notes": _notes,
        "sales": partial(_sales, user=user),
        "journal": _journal,
    }
    events = sorted(
        (event for name in wanted for event in sources[name](person)), key=lambda one: one.at, reverse=True
    )
    return list(_days(events[:MOST]))


def _days(events: Sequence[Happened]) -> Iterator[Day]:
    for day, group in groupby(events, key=lambda one: timezone.localtime(one.at).date()):
        yield Day(day, tuple(group))


def _said(person: Person) -> Iterator[Happened]:
    for event in history(person)[:MOST]:
        icon, tone, title = said_words(event)
        yield Happened(event.indicated_at, "said", icon, title, event.how, tone)


def _letters(person: Person) -> Iterator[Happened]:
    for letter in letters_of(person.pk).exclude(mailing__is_personal=True)[
        :MOST
    ]:  # those are told as e-mails
        title, sentence, tone = letter_words(letter)
        yield Happened(letter.settled_at or letter.created_at, "letters", "mail", title, sentence, tone)


def _notes(person: Person) -> Iterator[Happened]:
    for note in Note.objects.filter(person=person)[:MOST]:
        said = _("note by %(name)s") % {"name": note.by_label}
        yield Happened(note.created_at, "notes", "note", note.text, said)


def _sales(person: Person, user: User) -> Iterator[Happened]:
    for one in done_about(user, person.pk, MOST):
        assert one.done_at is not None  # done
        kind = str(one.get_call_kind_display() if one.call_kind else "")
        said = " · ".join(filter(None, (kind, came_of(one), str(one.owner or one.by_label))))
        yield Happened(one.done_at, "sales", ICONS[one.kind], one.subject, said)


def _journal(person: Person) -> Iterator[Happened]:
    for line in about("contacts.Person", [person.pk, *joined(person.pk)], MOST):
        if line.entry.verb not in TOLD_BETTER:
            icon, title = in_words(line.entry.verb)
            yield Happened(line.entry.at, "journal", icon, title, line.actor)
