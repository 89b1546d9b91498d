"""Reading leads: the inbox, and what one page says about one of them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accord.contacts.models import ContactPoint, Person
from accord.sales.companies import Match, domains_of, matches
from accord.sales.freezing import frozen
from accord.sales.models import Lead, Question
from accord.sales.scoring import Points
from accord.staff.models import User
from accord.ui.components.words import elapsed, moment

MOST = 5
SHOWS: dict[str, Promise] = {
    "": gettext_lazy("To answer"),
    "mine": gettext_lazy("Mine"),
    "nobody": gettext_lazy("Nobody’s"),
    "nurture": gettext_lazy("To take up again"),
    "handed_over": gettext_lazy("Handed over"),
    "closed": gettext_lazy("Closed"),
    "frozen": gettext_lazy("Frozen"),
}
LONG = (
    "answers",
    "message",
    "score_reasons",
    "qualification",
    "handover_note",
)  # read on the page of one lead
CLOSED = (Lead.State.ACCEPTED, Lead.State.NOT_FIT, Lead.State.SPAM)
ORDERS: dict[str, tuple[str, ...]] = {"": ("-arrived_at", "-pk"), "score": ("-interest", "-pk")}


@dataclass(frozen=True, slots=True)
class Clock:
    """How long somebody has waited, or how fast they were answered; kind: tone of its badge."""

    words: str
    kind: str
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Double:
    """Somebody, or a request, that may be the same: who, since when, and by what they were recognised."""

    name: str
    why: str
    person_id: int
    lead_id: int | None = None


def leads(user: User, show: str = "", source: str = "") -> QuerySet[Lead]:
    """The leads of one tab, unordered, with what a line shows but the duty to inform (freezing.note_duty)."""
    found = Lead.objects.visible_to(user).filter(_tab(user, show))
    if source:
        found = found.filter(source=source)
    return found.select_related("person", "organisation", "owner").defer(*LONG)


def _tab(user: User, show: str) -> Q:
    still = Q(state__in=Lead.OPEN)
    return {
        "mine": still & Q(owner=user),
        "nobody": still & Q(owner__isnull=True),
        "nurture": Q(state=Lead.State.NURTURE),
        "handed_over": Q(state=Lead.State.HANDED_OVER),
        "closed": Q(state__in=CLOSED),
        "frozen": Q(pk__in=frozen(Lead.objects.all()).values("pk")),
    }.get(show, still)


def clock(lead: Lead, now: datetime | None = None) -> Clock:
    """The clock of the first answer, in words: amber once it has run out, never red, since no law set it."""
    now = now or timezone.now()
    if lead.answered_at:
        return Clock(_("answered in %(time)s") % {"time": elapsed(lead.answered_at - lead.arrived_at)}, "yes")
    waited = elapsed((lead.closed_at or now) - lead.arrived_at)
    if not lead.is_open or lead.answer_by is None:
        return Clock(_("%(time)s without an answer") % {"time": waited}, "neutral")
    due = _("To be answered before %(moment)s.") % {"moment": moment(lead.answer_by)}
    late = lead.answer_by < now
    return Clock(_("%(time)s without an answer") % {"time": waited}, "soon" if late else "neutral", due)


def known_companies(lead: Lead) -> list[Match]:
    """The companies that may be the lead's, its own left out."""
    said = {str(one["code"]): str(one["value"]) for one in lead.answers}
    siren = "".join(filter(str.isdigit, said.get("siren", "")))
    found = matches(name=lead.organisation_name, siren=siren, domains=domains_of(lead.person))
    return [match for match in found if match.organisation.pk != lead.organisation_id]


def doubles(lead: Lead, user: User) -> list[Double]:
    """Other requests of the same person, and people who may be the same."""
    return [*_same_person(lead, user), *_alike(lead)]


def _same_person(lead: Lead, user: User) -> Iterator[Double]:
    others = Lead.objects.visible_to(user).filter(person=lead.person_id).exclude(pk=lead.pk)
    for one in others.order_by("-arrived_at")[:MOST]:
        why = f"{moment(one.arrived_at)} · {one.get_state_display()}"
        yield Double(one.subject or str(_("Another request")), why, lead.person_id, one.pk)


def _alike(lead: Lead) -> Iterator[Double]:
    hashes = [bytes(point.address_hash) for point in lead.person.contact_points.all()]
    shared = ContactPoint.objects.filter(address_hash__in=hashes).exclude(person=lead.person_id)
    by_address = dict.fromkeys(shared.values_list("person", flat=True)[:MOST], _("same address"))
    named = Person.objects.filter(sort_key=lead.person.sort_key).exclude(pk=lead.person_id)
    by_name = dict.fromkeys(named.values_list("pk", flat=True)[:MOST], _("same name"))
    people = Person.objects.exclude(state=Person.State.ERASED).in_bulk({**by_name, **by_address})
    for pk, person in people.items():
        yield Double(str(person), by_address.get(pk) or by_name[pk], pk)


def reasons(lead: Lead, language: str) -> list[tuple[int, str]]:
    """(points, why) behind the score, the language of the reader first."""
    found: Sequence[Points] = lead.score_reasons
    key = "en" if language.startswith("en") else "words"
    return [(one["points"], str(one.get(key) or one["words"])) for one in found]


def answers(lead: Lead) -> list[tuple[str, str]]:
    """(label, what was typed) for every answer that says something."""
    given: Sequence[Mapping[str, str]] = lead.answers
    return [(str(one["label"]), str(one["value"])) for one in given if one.get("value")]


def learnt(lead: Lead) -> list[tuple[str, str]]:
    """(question, answer) of the qualification, in the order of the questions."""
    asked = Question.objects.filter(code__in=lead.qualification)
    return [(one.localised("label"), lead.qualification[one.code]) for one in asked]


def sentence(lead: Lead) -> str:
    """What they want, and when they said so."""
    about = lead.subject or str(lead.get_source_display())
    at = moment(lead.arrived_at)
    return _("%(about)s, arrived on %(moment)s") % {"about": capfirst(about), "moment": at}


def progress(lead: Lead, questions: int) -> str:
    """How many questions have their answer."""
    said = {"known": len(lead.qualification), "all": questions}
    return ngettext("%(known)d of %(all)d question", "%(known)d of %(all)d questions", questions) % said


def scores(lead: Lead) -> tuple[str, str]:
    """Fit and interest in words."""
    return (
        _("Fit: %(points)d of 100") % {"points": lead.fit},
        _("Interest: %(points)d of 100") % {"points": lead.interest},
    )
