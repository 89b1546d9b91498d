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
) -> Patient:
    """A new patient with a key of their own; the record starts with the identity status given (codes)."""
    patient = Patient(key=DataKey.made(), identity_status=identity_status, is_protected=is_protected)
    patient.put_traits(traits)
    patient.save(force_insert=True)
    journal.record(actor=actor, action="patient.registered", patient=patient, category="identity")
    return patient


@transaction.atomic(using=ALIAS)
def correct(
    *, actor: Actor, patient: Patient, traits: Traits, identity_status: str, is_protected: bool
) -> list[str]:
    """Change who a patient is; returns the names of what changed, which is all the journal keeps of it."""
    vault.hold_rotation()
    locked = Patient.objects.select_for_update(of=("self",)).select_related("key").get(pk=patient.pk)
    before = locked.traits
    changed = [name for name in Traits.__slots__ if getattr(before, name) != getattr(traits, name)]
    changed += ["identity_status"] * (locked.identity_status != identity_status)
    changed += ["is_protected"] * (locked.is_protected != is_protected)
    if not changed:
        return []
    locked.put_traits(traits)
    locked.identity_status, locked.is_protected = identity_status, is_protected
    locked.save()
    journal.record(
        actor=actor,
        action="patient.corrected",
        patient=locked,
        category="identity",
        facts={"fields": changed},
    )
    return changed
