"""The journal, for whoever answers for the data."""

from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone

from accord.audit import queries as audit
from accord.audit.queries import Asked, Line
from accord.desk import journal_words
from accord.desk.forms import AUTHORS, JournalForm
from accord.desk.home import people_in
from accord.desk.verbs import in_words
from accord.lib.access import access
from accord.staff.models import User
from accord.staff.who import user_of


@dataclass(frozen=True, slots=True)
class Shown:
    """One line of the journal in words."""

    at: datetime
    icon: str
    title: str
    by: str
    about: str
    href: str
    changes: tuple[tuple[str, str, str], ...]
    facts: str


NOTHING = journal_words.About("", "")


@access("audit.read")
def journal(request: HttpRequest) -> HttpResponse:
    """Who did what, when: newest first."""
    form = JournalForm(request.GET or None)
    asked = _asked(form) if form.is_bound and form.is_valid() else Asked()
    found, page = audit.journal(asked, request.GET.dict())
    context = {
        "form": form,
        "lines": _shown(found, user_of(request)),
        "previous": _address(request.GET, before=page.before),
        "following": _address(request.GET, after=page.after),
        "is_everything": asked == Asked(),
    }
    return render(request, "desk/journal.html", context)


def _asked(form: JournalForm) -> Asked:
    said = form.cleaned_data
    return Asked(
        what=said["what"],
        who=said["who"],
        about=said["about"],
        begun=_start(said["begun"]),
        before=_start(said["until"] + timedelta(days=1)) if said["until"] else None,
    )


def _start(day: date | None) -> datetime | None:
    return timezone.make_aware(datetime.combine(day, time())) if day else None


def _address(said: QueryDict, **place: str) -> str:
    if not any(place.values()):
        return ""
    rest = said.copy()
    for name in ("before", "after"):
        rest.pop(name, None)
    rest.update(place)
    return f"?{rest.urlencode()}"


def _shown(found: list[Line], reader: User) -> list[Shown]:
    said = journal_words.about(found, people_in(found), reader)
    known = journal_words.purposes()
    return [_line(line, said.get(line.entry.pk, NOTHING), known) for line in found]


def _line(line: Line, about: journal_words.About, known: dict[str, str]) -> Shown:
    entry = line.entry
    icon, title = in_words(entry.verb)
    author = line.actor or _author(entry.actor_kind)
    changes = tuple(journal_words.changes(line))
    facts = journal_words.facts(entry.facts, known)
    return Shown(entry.at, icon, title, author, about.name, about.href, changes, facts)


def _author(kind: str) -> str:
    return str(dict(AUTHORS).get(kind, kind))
