"""Who may see a document, and why; what somebody sees of a record; why one was refused. The same rules, no copy."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.utils import timezone

from accord.health import journal
from accord.health.actions.choosing import choices_of
from accord.health.codes import Purpose
from accord.health.deciding import Decision, Facts, Grant, Member, Question, Reason, decide
from accord.health.models import (
    AuditEvent,
    BreakGlassGrant,
    CareTeamMember,
    DocumentReference,
    Patient,
    Practitioner,
)
from accord.health.queries.choices import is_id
from accord.health.queries.patients import one_person
from accord.health.queries.rights import rights
from accord.health.who import said
from accord.staff.models import User

REFUSALS_SHOWN = 50


@dataclass(frozen=True, slots=True)
class Explained:
    """One professional before one document: the answer to care, or to an emergency where they opened one."""

    practitioner: Practitioner
    purpose: Purpose
    decision: Decision


@dataclass(frozen=True, slots=True)
class Shown:
    """What a professional sees of a record: the documents open to them, and how many are not."""

    documents: list[DocumentReference]
    closed: int
    policy: str


def facts_of(patient: Patient) -> Facts:
    """Everything the evaluator needs about this person, whoever asks."""
    ids = one_person(patient)
    members = CareTeamMember.objects.filter(team__patient__in=ids)
    grants = BreakGlassGrant.objects.filter(patient__in=ids, until__gt=timezone.now())
    return Facts(
        members=tuple(Member(str(one.practitioner_id), one.starts_at, one.ends_at) for one in members),
        choices=tuple(choices_of(ids)),
        grants=tuple(Grant(str(one.pk), str(one.practitioner_id), one.since, one.until) for one in grants),
        is_destroyed=patient.key.destroyed_at is not None,
        rights=rights(),
    )


def _question(who: Practitioner, document: DocumentReference, purpose: str, at: datetime) -> Question:
    return Question(
        professional=str(who.pk),
        job=who.job,
        purpose=purpose,
        item=document.item,
        at=at,
        labels=frozenset(document.labels),
        author=str(document.author_id or ""),
    )


def who_may_see(document: DocumentReference) -> list[Explained]:
    """Everybody who has to do with the patient, and what each would be answered now; those who may, first."""
    facts, at = facts_of(document.patient), timezone.now()
    people = Practitioner.objects.filter(_concerned(facts, document), is_active=True)
    emergencies = {grant.professional for grant in facts.grants}
    found = []
    for who in people:
        purpose = Purpose.BREAK_GLASS if str(who.pk) in emergencies else Purpose.CARE
        care = decide(_question(who, document, Purpose.CARE, at), facts)
        found.append(
            Explained(who, Purpose.CARE, care)
            if care.is_allowed or purpose == Purpose.CARE
            else Explained(who, purpose, decide(_question(who, document, purpose, at), facts))
        )
    return sorted(found, key=lambda one: (not one.decision.is_allowed, one.practitioner.name))


def _concerned(facts: Facts, document: DocumentReference) -> Q:
    ids = {member.professional for member in facts.members} | {grant.professional for grant in facts.grants}
    ids |= {choice.actor for choice in facts.choices if is_id(choice.actor)}
    return Q(pk__in=ids) | Q(pk=document.author_id)


def shown(*, user: User, who: Practitioner, patient: Patient, purpose: str, action: str) -> Shown:
    """The documents of this person open to `who` for `purpose`, with the line that says so in the journal."""
    facts, at = facts_of(patient), timezone.now()
    ids = one_person(patient)
    rows = DocumentReference.objects.filter(patient__in=ids, is_error=False).select_related(
        "author", "patient__key"
    )
    decided = [(row, decide(_question(who, row, purpose, at), facts)) for row in rows]
    open_ones = [row for row, decision in decided if decision.is_allowed]
    policy = next((one.policy for _row, one in decided if one.is_allowed and one.policy), "")
    reason = next((one.reason for _row, one in decided if one.is_allowed), None)
    journal.record(
        **said(user),
        action=action,
        patients=ids,
        purpose=purpose,
        entity="DocumentReference",
        category="documents",
        policy=policy,
        facts={"shown": len(open_ones), "closed": len(decided) - len(open_ones), "reason": str(reason or "")},
    )
    return Shown(open_ones, len(decided) - len(open_ones), policy)


@dataclass(frozen=True, slots=True)
class Refusal:
    """One « no » somebody got: when, for what, why."""

    at: datetime
    category: str
    purpose: str
    reason: Reason | None


def refusals_of(user: User, who: Practitioner | None) -> list[Refusal]:
    """Why this colleague was refused, the newest first; asked as themselves or through a system of the hospital."""
    names = [str(user.pk), *([str(who.pk)] if who else [])]
    rows = AuditEvent.objects.filter(actor_id__in=names, outcome=journal.REFUSED).order_by("-at")
    return [_refusal(row) for row in rows[:REFUSALS_SHOWN]]


def _refusal(row: AuditEvent) -> Refusal:
    code = row.facts.get("reason") or row.facts.get("why", "")
    reason = Reason(code) if code in Reason.values else None
    return Refusal(row.at, row.category, row.purpose, reason)
