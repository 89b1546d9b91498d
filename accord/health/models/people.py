"""Who stands around a patient: professionals and their teams, relatives and representatives."""

import json
import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import vault
from accord.health.crypto import Place
from accord.health.models.patients import Patient
from accord.health.models.stays import Encounter, Service


class Practitioner(models.Model):
    """A professional (FHIR Practitioner). `user_id`: the colleague who signs in, by plain id; none for one outside."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user_id = models.BigIntegerField(null=True, blank=True, unique=True)
    rpps = models.CharField(
        max_length=11, blank=True, db_index=True
    )  # national number of health professionals
    name = models.CharField(_("name"), max_length=150)
    job = models.CharField(_("profession"), max_length=80, blank=True)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class CareTeam(models.Model):
    """The team that cares for one patient (art. L.1110-12 CSP), for one stay or from one date on (FHIR CareTeam)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="care_teams")
    encounter = models.ForeignKey(Encounter, models.PROTECT, null=True, blank=True, related_name="care_teams")
    service = models.ForeignKey(Service, models.PROTECT, null=True, blank=True, related_name="care_teams")
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return str(self.pk)


class CareTeamMember(models.Model):
    """One professional in a team, for a period (FHIR CareTeam.participant)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    team = models.ForeignKey(CareTeam, models.PROTECT, related_name="members")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="memberships")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        indexes: ClassVar = [models.Index(fields=["practitioner", "team"], name="health_member_of_team")]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="health_a_membership_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def is_in(self, at: datetime) -> bool:
        """True when this professional belonged to the team at `at`."""
        return self.starts_at <= at and (self.ends_at is None or at < self.ends_at)


class RelatedPerson(models.Model):
    """Somebody who stands for a patient or beside them (FHIR RelatedPerson). Who it is, is sealed with the patient's
    key; `kind` and `proof` are codes.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="related")
    kind = models.CharField(max_length=20)  # relations.KINDS
    who_sealed = models.BinaryField()  # {"name": …, "contact": …, "words": …}
    proof = models.CharField(max_length=30, blank=True)  # relations.PROOFS; empty: not shown yet
    proof_seen_at = models.DateTimeField(null=True, blank=True)
    proof_seen_by = models.CharField(max_length=150, blank=True)
    starts_on = models.DateField(null=True, blank=True)
    ends_on = models.DateField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def who(self) -> dict[str, str]:
        """Name, contact and words typed about them."""
        said: dict[str, str] = json.loads(vault.unseal(self.patient.key, self._place(), self.who_sealed))
        return said

    def put_who(self, **said: str) -> None:
        """Seal who it is; the row is not saved."""
        content = json.dumps(said, ensure_ascii=False).encode()
        self.who_sealed = vault.seal(self.patient.key, self._place(), content)

    def _place(self) -> Place:
        return Place("health_relatedperson", str(self.pk), "who")
