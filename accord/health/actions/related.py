"""Who stands beside a patient, or in their place, with the proof that was shown."""

from datetime import date

from django.db import transaction
from django.utils import timezone

from accord.health import journal
from accord.health.models import Patient, RelatedPerson
from accord.health.relations import proofs
from accord.health.router import ALIAS
from accord.lib.actor import Actor


class WrongProof(ValueError):
    """This proof does not show this relation."""


@transaction.atomic(using=ALIAS)
def name_related(
    *, actor: Actor, patient: Patient, kind: str, who: dict[str, str], starts_on: date | None = None
) -> RelatedPerson:
    """Somebody beside a patient; nothing is shown yet."""
    related = RelatedPerson(patient=patient, kind=kind, starts_on=starts_on)
    related.put_who(**who)
    related.save(force_insert=True)
    _tell(actor, "related.named", related)
    return related


@transaction.atomic(using=ALIAS)
def show_proof(*, actor: Actor, related: RelatedPerson, proof: str) -> None:
    """The proof of the relation was seen, by whom and when. Raises WrongProof where it does not show that relation."""
    if proof not in proofs(related.kind):
        raise WrongProof(proof)
    related.proof, related.proof_seen_at, related.proof_seen_by = proof, timezone.now(), actor.label
    related.save(update_fields=["proof", "proof_seen_at", "proof_seen_by"])
    _tell(actor, "related.proved", related)


@transaction.atomic(using=ALIAS)
def end_related(*, actor: Actor, related: RelatedPerson) -> None:
    """From today on they stand beside the patient no longer."""
    related.ends_on = timezone.localdate()
    related.save(update_fields=["ends_on"])
    _tell(actor, "related.ended", related)


def _tell(actor: Actor, action: str, related: RelatedPerson) -> None:
    facts = {"kind": related.kind, "proof": related.proof}
    journal.record(
        actor=actor,
        action=action,
        patient=related.patient_id,
        entity="RelatedPerson",
        entity_id=related.pk,
        facts=facts,
    )
