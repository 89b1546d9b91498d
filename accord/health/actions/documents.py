"""References to documents of the hospital's record: noting them, and looking for what concerns third parties."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal
from accord.health.actions import requesting
from accord.health.codes import RECORD_ITEMS, THIRD_PARTIES, Purpose, SecurityLabel
from accord.health.impossible import Impossible
from accord.health.models import DocumentReference, Encounter, Patient, Practitioner
from accord.health.models.documents import Review
from accord.health.router import ALIAS
from accord.lib.actor import Actor

UNKNOWN = _("This kind of document is not in the list of the law.")
TO_COME = _("A document cannot be made after today: correct its date.")
NEVER = _("Part 3° of the record is never handed over: there is nothing to review.")
TWICE = _("This document is already known under that number.")


@dataclass(frozen=True, slots=True)
class Noted:
    """What is noted of one document. kept: where it is, in words; system, external_id: its number in another system."""

    item: str
    constituted_on: date | None = None
    kept: str = ""
    labels: tuple[str, ...] = ()
    system: str = ""
    external_id: str = ""
    encounter: Encounter | None = None
    author: Practitioner | None = None


@transaction.atomic(using=ALIAS)
def note(*, actor: Actor, patient: Patient, noted: Noted) -> DocumentReference:
    """A reference to one document, not yet reviewed. Raises Impossible for an unknown kind or label, a day to come."""
    if noted.item not in dict(RECORD_ITEMS) or not set(noted.labels) <= set(SecurityLabel.values):
        raise Impossible(UNKNOWN)
    if noted.constituted_on and noted.constituted_on > timezone.localdate():
        raise Impossible(TO_COME)
    if noted.external_id and _same_number(noted):
        raise Impossible(TWICE)
    document = DocumentReference(
        patient=patient,
        item=noted.item,
        constituted_on=noted.constituted_on,
        labels=list(noted.labels),
        system=noted.system,
        external_id=noted.external_id,
        encounter=noted.encounter,
        author=noted.author,
    )
    document.put_kept(noted.kept)
    document.save(force_insert=True)
    _tell(actor, "document.noted", document)
    if noted.item != THIRD_PARTIES:
        requesting.enlist(actor=actor, document=document)
    return document


def _same_number(noted: Noted) -> bool:
    return DocumentReference.objects.filter(system=noted.system, external_id=noted.external_id).exists()


@transaction.atomic(using=ALIAS)
def review(*, actor: Actor, document: DocumentReference, outcome: str) -> None:
    """Somebody looked for what concerns third parties; from then on it may leave, or never. Raises Impossible."""
    if document.item == THIRD_PARTIES:
        raise Impossible(NEVER)
    document.review = Review(outcome)
    document.reviewed_at, document.reviewed_by = timezone.now(), actor.label
    document.save(update_fields=["review", "reviewed_at", "reviewed_by"])
    _tell(actor, "document.reviewed", document, {"outcome": outcome})


@transaction.atomic(using=ALIAS)
def strike_out(*, actor: Actor, document: DocumentReference) -> None:
    """It was noted by mistake (FHIR entered-in-error): nobody sees it, nothing of it leaves."""
    document.is_error = True
    document.save(update_fields=["is_error"])
    _tell(actor, "document.struck_out", document)


def _tell(
    actor: Actor, action: str, document: DocumentReference, facts: dict[str, str] | None = None
) -> None:
    journal.record(
        actor=actor,
        action=action,
        patient=document.patient_id,
        purpose=Purpose.ADMINISTRATION,
        entity="DocumentReference",
        entity_id=document.pk,
        category=document.item,
        facts=facts or {},
    )
