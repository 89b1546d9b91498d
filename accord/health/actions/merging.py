"""Two records of one person speak together; two people joined by mistake are told apart again. Nothing is moved: the
record that was absorbed points to the one that speaks, and every rule reads both, the more restrictive choice winning.
"""

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext as _

from accord.health import journal
from accord.health.merging import Reason
from accord.health.models import Patient, PatientIdentifier, PatientMerge
from accord.health.numbers import INS_NIR, INS_TEST
from accord.health.router import ALIAS
from accord.lib.actor import Actor


class CannotMerge(ValueError):
    """These two records cannot be joined, or told apart; the message says why."""


@transaction.atomic(using=ALIAS)
def merge(*, actor: Actor, absorbed: Patient, into: Patient, why: str) -> None:
    """`into` speaks for both from now on. Raises CannotMerge for one and the same record, for one that already speaks
    through another, and for two different INS: these are two people.
    """
    rows = _locked(absorbed.pk, into.pk)
    if len(rows) < 2 or any(row.merged_into_id for row in rows.values()):
        raise CannotMerge(_("One of these records already speaks through another."))
    if _ins(absorbed.pk) and _ins(into.pk) and _ins(absorbed.pk) != _ins(into.pk):
        raise CannotMerge(_("They have two different INS: they are two people."))
    row = rows[absorbed.pk]
    row.merged_into_id = into.pk
    row.save(update_fields=["merged_into"])
    _write(actor, row.pk, into.pk, why, is_undone=False)


@transaction.atomic(using=ALIAS)
def unmerge(*, actor: Actor, absorbed: Patient) -> None:
    """`absorbed` speaks for itself again, as if they had never been joined. Raises CannotMerge when it already does."""
    row = _locked(absorbed.pk)[absorbed.pk]
    if row.merged_into_id is None:
        raise CannotMerge(_("This record already speaks for itself."))
    into, row.merged_into_id = row.merged_into_id, None
    row.save(update_fields=["merged_into"])
    _write(actor, row.pk, into, Reason.MISTAKE, is_undone=True)


def _locked(*ids: UUID) -> dict[UUID, Patient]:
    """The rows, locked in one order whoever asks."""
    rows = Patient.objects.select_for_update().filter(pk__in=ids).order_by("pk")
    return {row.pk: row for row in rows}


def _ins(patient: UUID) -> set[bytes]:
    rows = PatientIdentifier.objects.filter(patient_id=patient, system__in=[INS_NIR, INS_TEST], ended_at=None)
    return {bytes(index) for index in rows.values_list("index", flat=True)}


def _write(actor: Actor, absorbed: UUID, into: UUID, why: str, *, is_undone: bool) -> None:
    PatientMerge.objects.create(
        absorbed_id=absorbed,
        into_id=into,
        is_undone=is_undone,
        why=why,
        by_id=actor.id,
        by_name=actor.label,
    )
    action = "patient.unmerged" if is_undone else "patient.merged"
    journal.record(
        actor=actor, action=action, patients=[absorbed, into], category="identity", facts={"why": why}
    )
