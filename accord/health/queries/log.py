"""The log of one patient, as they read it: who, when, what, why. Reading it is itself a line of it."""

import base64
import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Case, DateTimeField, When
from django.db.models.fields.json import KT
from django.db.models.functions import Cast
from django.utils.translation import gettext as _

from accord.health import words
from accord.health.codes import Purpose
from accord.health.models import AuditEvent, BreakGlassGrant, Patient, Practitioner
from accord.health.models.journal import ELSEWHERE
from accord.health.queries.patients import one_person
from accord.ui.components.words import clock, quoted

SHOWN = 200
ON_PAPER = 5000  # some three hundred pages
# An access made elsewhere stands at the time it was made, not when it was told.
MADE_AT = Case(
    When(entity=ELSEWHERE, then=Cast(KT("facts__at"), DateTimeField())),
    default="at",
    output_field=DateTimeField(),
)
BY_US = frozenset({"system", "import"})


@dataclass(frozen=True, slots=True)
class Line:
    """One line, in words. kind: "yes", "soon" (emergency), "no" (refused)."""

    at: datetime
    who: str
    role: str
    what: str
    about: str
    purpose: str
    why: str
    kind: str


@dataclass(frozen=True, slots=True)
class Log:
    """The lines, the newest first; how many accesses and by how many people; the mark of the last line of the chain."""

    lines: list[Line]
    people: int
    emergencies: int
    refused: int
    has_more: bool
    mark: str


def log_of(patient: Patient, *, since: datetime | None = None, most: int = SHOWN) -> Log:
    """What happened to the records of this person, at most `most` lines."""
    ids = one_person(patient)
    events = AuditEvent.objects.filter(patients__overlap=ids)
    if since:
        events = events.filter(at__gte=since)
    rows = list(events.order_by(MADE_AT.desc(), "-pk")[: most + 1])
    shown = rows[:most]
    carers = _carers(shown)
    reasons = {
        str(one.pk): one
        for one in BreakGlassGrant.objects.filter(patient__in=ids).select_related("patient__key")
    }
    lines = [_line(event, carers, reasons) for event in shown]
    return Log(
        lines=lines,
        people=len({_by(event) for event in shown if event.actor_kind not in BY_US}),
        emergencies=sum(event.action == "emergency.opened" for event in shown),
        refused=sum(line.kind == "no" for line in lines),
        has_more=len(rows) > most,
        mark=_mark(max(shown, key=lambda event: (event.at, event.pk))) if shown else "",
    )


def _by(event: AuditEvent) -> tuple[str, ...]:
    """Whoever made an access, to count them."""
    if event.is_elsewhere:
        return (event.actor_id, event.facts["who_id"] or event.facts["who"])
    return (event.actor_kind, event.actor_id)


def _carers(events: Iterable[AuditEvent]) -> dict[str, Practitioner]:
    """Professionals by the id they act under: their own for a system that asks, their account's for a colleague."""
    known: dict[str, Practitioner] = {}
    for one in Practitioner.objects.all():
        known[str(one.pk)] = one
        if one.user_id:
            known[str(one.user_id)] = one
    wanted = {event.actor_id for event in events}
    return {key: one for key, one in known.items() if key in wanted}


def _line(event: AuditEvent, carers: dict[str, Practitioner], grants: dict[str, BreakGlassGrant]) -> Line:
    is_refused = event.outcome != "success"
    is_emergency = event.purpose == Purpose.BREAK_GLASS
    word, why = words.why(event.purpose, event.facts.get("reason", ""))
    if event.action == "emergency.opened" and (grant := grants.get(event.entity_id)):
        why = _emergency(grant)
    return Line(
        at=datetime.fromisoformat(event.facts["at"]) if event.is_elsewhere else event.at,
        who=_who(event, carers),
        role=_role(event, carers),
        what=words.what(event.action, is_refused),
        about=words.about(event.category),
        purpose=str(_("Access refused")) if is_refused else word,
        why=why,
        kind="no" if is_refused else "soon" if is_emergency else "yes",
    )


def _emergency(grant: BreakGlassGrant) -> str:
    review = getattr(grant, "review", None)
    until = _("Open until %(hour)s.") % {"hour": clock(grant.until)}
    found = (
        _("Checked: %(outcome)s.") % {"outcome": review.get_outcome_display()}
        if review
        else _("Not checked yet.")
    )
    return f"{quoted(grant.reason)} {until} {found}"


def _who(event: AuditEvent, carers: dict[str, Practitioner]) -> str:
    """Carers are named; the others have a number, which the data protection officer can tie to a person."""
    if event.is_elsewhere:
        return str(event.facts["who"] or event.facts["who_id"])
    if event.actor_id in carers:
        return carers[event.actor_id].name
    if event.actor_kind == "staff":
        return _("Agent %(number)s") % {"number": event.actor_id}
    if event.actor_kind == "person":
        return _("You")
    return event.actor_name or "Accord"


def _role(event: AuditEvent, carers: dict[str, Practitioner]) -> str:
    if event.is_elsewhere:
        return _elsewhere(event)
    if event.actor_id in carers:
        return words.part(carers[event.actor_id].job)
    return words.part(event.actor_role)


def _elsewhere(event: AuditEvent) -> str:
    """In which system an access was made, and which one tells it."""
    return _("In “%(where)s”, as the system “%(system)s” tells") % {
        "where": event.facts["observer"],
        "system": event.actor_name,
    }


def _mark(event: AuditEvent) -> str:
    """Sixteen letters of the chain at that line, to compare a sheet with the journal."""
    text = base64.b32encode(hashlib.sha256(bytes(event.hash)).digest())[:16].decode()
    return " ".join(text[start : start + 4] for start in range(0, 16, 4))
