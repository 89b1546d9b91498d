"""Answering « may this professional see this, for this purpose, now »: decided afresh each time, and written down."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import transaction
from django.utils import timezone

from accord.health import journal
from accord.health.deciding import Decision, Question, Reason, decide
from accord.health.queries.facts import Asked, Found, found
from accord.health.router import ALIAS
from accord.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class Answer:
    """The decision, and what it is about."""

    decision: Decision
    patient: UUID | None
    document: str
    item: str
    practitioner: str


@transaction.atomic(using=ALIAS)
def answer(
    *,
    actor: Actor,
    asked: Asked,
    purpose: str,
    item: str = "",
    labels: Iterable[str] = (),
    is_write: bool = False,
) -> Answer:
    """Decide on the facts of this instant, and write the answer into the journal before it is given.

    actor: who asks on the line (a system of the hospital, a colleague). The professional, their job and the labels of
    a document we know come from our own rows, never from the caller. Two statements. If the journal cannot be written,
    nothing is answered: raises DatabaseError, keyring.KeysMissing.
    """
    at = timezone.now()
    known = found(asked, at)
    question = Question(
        professional=known.practitioner.get("id", ""),
        job=known.practitioner.get("job", ""),
        purpose=purpose,
        item=known.document.get("item", item),
        at=at,
        labels=frozenset(known.document.get("labels", labels)),
        author=known.document.get("author") or "",
        is_write=is_write,
    )
    decision = _decided(question, known, asked)
    _write_down(actor, known, question, decision)
    return Answer(decision, known.patient, known.document.get("id", ""), question.item, question.professional)


def _decided(question: Question, known: Found, asked: Asked) -> Decision:
    """A patient or a document we do not know is a no; so is a document recorded by mistake."""
    is_missing = (asked.document or asked.number) and not known.document
    is_other = asked.patient and known.patient and asked.patient not in known.same
    if known.patient is None or is_missing or is_other or known.document.get("is_error"):
        return Decision(is_allowed=False, reason=Reason.UNKNOWN)
    return decide(question, known.facts)


def _write_down(actor: Actor, known: Found, question: Question, decision: Decision) -> None:
    professional = known.practitioner
    who = Actor(actor.kind, professional.get("id", actor.id), professional.get("name", actor.label))
    journal.record(
        actor=who,
        action="document.asked",
        patient=known.patient,
        purpose=question.purpose[:20],
        entity="DocumentReference" if known.document else "",
        entity_id=known.document.get("id", ""),
        category=question.item[:40],
        policy=decision.policy,
        outcome=journal.SUCCESS if decision.is_allowed else journal.REFUSED,
        role=question.job,
        facts={"reason": str(decision.reason), "by": actor.label},
    )
