"""Registering patients and correcting who they are."""

from django.db import transaction

from accord.health import journal, vault
from accord.health.codes import IdentityStatus
from accord.health.models import DataKey, Patient
from accord.health.router import ALIAS
from accord.health.traits import Traits
from accord.lib.actor import Actor


@transaction.atomic(using=ALIAS)
def register(
    *,
    actor: Actor,
    traits: Traits,
    identity_status: str = IdentityStatus.PROVISIONAL,
    is_protected: bool = False,
    is_told_by_email: bool = False,
) -> Patient:
    """A new patient with a key of their own; the record starts with the identity status given (codes)."""
    patient = Patient(
        key=DataKey.made(),
        identity_status=identity_status,
        is_protected=is_protected,
        is_told_by_email=is_told_by_email,
    )
    patient.put_traits(traits)
    patient.save(force_insert=True)
    journal.record(actor=actor, action="patient.registered", patient=patient, category="identity")
    return patient


@transaction.atomic(using=ALIAS)
def correct(
    *,
    actor: Actor,
    patient: Patient,
    traits: Traits,
    identity_status: str,
    is_protected: bool,
    is_told_by_email: bool | None = None,
) -> list[str]:
    """Change who a patient is; returns the names of what changed, which is all the journal keeps of it.

    is_told_by_email: None leaves what the patient chose.
    """
    vault.hold_rotation()
    locked = Patient.objects.select_for_update(of=("self",)).select_related("key").get(pk=patient.pk)
    before = locked.traits
    changed = [name for name in Traits.__slots__ if getattr(before, name) != getattr(traits, name)]
    said = {"identity_status": identity_status, "is_protected": is_protected}
    if is_told_by_email is not None:
        said["is_told_by_email"] = is_told_by_email
    changed += [name for name, value in said.items() if getattr(locked, name) != value]
    if not changed:
        return []
    locked.put_traits(traits)
    for name, value in said.items():
        setattr(locked, name, value)
    locked.save()
    journal.record(
        actor=actor,
        action="patient.corrected",
        patient=locked,
        category="identity",
        facts={"fields": changed},
    )
    return changed
