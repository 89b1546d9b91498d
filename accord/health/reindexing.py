"""New keys for what patients are found by, while people work: hashes are made anew beside the old ones, look-ups try
both keys, the old one goes at the end. Killed in the middle, it is started again and goes on.
"""

from django.db import transaction
from django.db.models import QuerySet

from accord.health import journal, keyring, rotation, vault
from accord.health.models.patients import Patient, PatientIdentifier
from accord.health.router import ALIAS
from accord.lib.actor import Actor

BATCH = 200


def renew(*, actor: Actor) -> int:
    """Make every keyed hash anew under a new key, then forget the older keys; returns how many records that took.

    A renewal that was interrupted is gone on with, under the key it had made. Raises keyring.KeysMissing,
    crypto.Unreadable: then the older keys stay, and everything is still found.
    """
    ring = keyring.current()
    if len(ring.indexing) == 1:
        keyring.write(ring.with_new_index())
    done = rotation.to_the_end(
        _some, lambda many: journal.record(actor=actor, action="keys.index_renewed", facts={"records": many})
    )
    keyring.write(keyring.current().with_one_index())
    return done


def waiting() -> int | None:
    """How many records are still found by an older key; None when no renewal is under way."""
    ring = keyring.current()
    if len(ring.indexing) == 1:
        return None
    newest, _key = ring.index
    return _patients(newest).count() + _numbers(newest).count()


def _patients(newest: str) -> QuerySet[Patient]:
    return Patient.objects.filter(key__destroyed_at=None).exclude(index_key_id=newest)


def _numbers(newest: str) -> QuerySet[PatientIdentifier]:
    rows = PatientIdentifier.objects.filter(patient__key__destroyed_at=None).exclude(value_sealed=b"")
    return rows.exclude(index_key_id=newest)


def _some() -> int:
    """One batch of each kind, each in the transaction of this call."""
    newest, _key = keyring.current().index
    with transaction.atomic(using=ALIAS):
        patients = _patients(newest).select_for_update(of=("self",)).select_related("key").order_by("pk")
        for patient in (found := list(patients[:BATCH])):
            patient.index()
            patient.save(update_fields=["name_index", "born_on_index", "index_key_id"])
        numbers = _numbers(newest).select_for_update(of=("self",)).select_related("patient__key")
        for row in (rows := list(numbers.order_by("pk")[:BATCH])):
            value = vault.unseal(row.patient.key, row.place(), row.value_sealed).decode()
            row.index_key_id, row.index = vault.number_hash(row.system, value)
            row.save(update_fields=["index", "index_key_id"])
    return len(found) + len(rows)
