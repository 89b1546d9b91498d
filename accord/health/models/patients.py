"""Patients: who they are, under which numbers, and which records are the same person."""

import uuid
from functools import cached_property
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.db import models
from django.utils import timezone

from accord.health import vault
from accord.health.codes import IdentityStatus
from accord.health.crypto import Place
from accord.health.models.keys import DataKey
from accord.health.traits import Traits


class Patient(models.Model):
    """One record of one patient (FHIR Patient). Traits are sealed with the patient's key; `name_index` and
    `born_on_index` hold keyed hashes, by which alone they are found.

    merged_into: the record that speaks for this one since both were found to be the same person; nothing is moved, so
    that the two can be told apart again.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="patient")
    traits_sealed = models.BinaryField()
    name_index = ArrayField(models.BigIntegerField(), default=list)
    born_on_index = models.BigIntegerField(null=True, db_index=True)
    index_key_id = models.CharField(max_length=16, default="", db_index=True)  # of the key of both
    identity_status = models.CharField(
        max_length=12, choices=IdentityStatus.choices, default=IdentityStatus.PROVISIONAL
    )
    is_protected = models.BooleanField(default=False)  # asked that their presence be known to nobody
    is_told_by_email = models.BooleanField(default=False)  # chose to hear by e-mail that a document awaits
    died_on = models.DateField(null=True, blank=True)
    merged_into = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="absorbed")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [GinIndex(fields=["name_index"], name="health_patient_names")]

    def __str__(self) -> str:
        return str(self.pk)  # never a name: what is printed by accident says nothing

    @cached_property
    def traits(self) -> Traits:
        """Who it is. Raises crypto.Unreadable with another key, vault.Destroyed once the key is destroyed."""
        return Traits.from_json(vault.unseal(self.key, self.place("traits"), self.traits_sealed))

    def put_traits(self, traits: Traits) -> None:
        """Seal `traits` and compute what they are found by; the row is not saved. Whoever does so has held the rotation
        (`vault.hold_rotation`) before locking any row.
        """
        self.traits_sealed = vault.seal(self.key, self.place("traits"), traits.to_json())
        self.traits = traits
        self.index()

    def index(self) -> None:
        """Compute what the traits are found by, under the key of now; the row is not saved."""
        self.index_key_id = vault.index_key()
        self.name_index = vault.name_index(*self.traits.names)
        self.born_on_index = vault.date_hash(self.traits.born_on) if self.traits.born_on else None

    def place(self, field: str) -> Place:
        """Where a sealed value of this record stands."""
        return Place("health_patient", str(self.pk), field)

    @property
    def speaks(self) -> "Patient":
        """The record that speaks for this person: itself, or the one it was merged into."""
        return self.merged_into.speaks if self.merged_into else self


class PatientIdentifier(models.Model):
    """A number a patient is known by (FHIR Patient.identifier): the INS, the number used for billing, the house's own.

    system: OID of who gave it. The value is sealed, bound to this very row; `index` is its keyed hash.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="identifiers")
    system = models.CharField(max_length=64)
    value_sealed = models.BinaryField()
    index = models.BinaryField(max_length=32)
    index_key_id = models.CharField(max_length=16, db_index=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    ended_at = models.DateTimeField(null=True, blank=True)  # given by mistake, or replaced

    class Meta:
        indexes: ClassVar = [models.Index(fields=["index"], name="health_identifier_index")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["patient", "system"],
                condition=models.Q(ended_at__isnull=True),
                name="health_one_number_of_a_kind",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def place(self) -> Place:
        """Where the sealed value stands."""
        return Place("health_patientidentifier", str(self.pk), "value")


class PatientMerge(models.Model):
    """Two records were found to be one person, or two after all. Append-only: the last line counts."""

    append_only = True

    absorbed_id = models.UUIDField(db_index=True)
    into_id = models.UUIDField(db_index=True)
    is_undone = models.BooleanField(default=False)
    why = models.CharField(max_length=20)  # merging.REASONS
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.absorbed_id} {'no longer in' if self.is_undone else 'in'} {self.into_id}"
