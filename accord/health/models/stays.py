"""Services of the house, and the stays and visits patients make there."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health.codes import EncounterClass
from accord.health.models.patients import Patient


class Service(models.Model):
    """A department (FHIR Organization)."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    code = models.CharField(_("code"), max_length=20, unique=True)
    name = models.CharField(_("name"), max_length=120)
    is_active = models.BooleanField(default=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name


class Encounter(models.Model):
    """A stay, a visit or an emergency (FHIR Encounter). `kind`: FHIR's class."""

    class Status(models.TextChoices):
        """FHIR encounter-status, the part we use."""

        PLANNED = "planned", _("Expected")
        IN_PROGRESS = "in-progress", _("Under way")
        FINISHED = "finished", _("Finished")
        CANCELLED = "cancelled", _("Cancelled")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="encounters")
    service = models.ForeignKey(Service, models.PROTECT, related_name="encounters")
    kind = models.CharField(max_length=4, choices=EncounterClass.choices, default=EncounterClass.STAY)
    status = models.CharField(max_length=12, choices=Status.choices, default=Status.PLANNED)
    number = models.CharField(max_length=40, db_index=True)  # the house's own number of the stay
    starts_at = models.DateTimeField(db_index=True)
    ends_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["number"], name="health_one_stay_per_number"),
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="health_a_stay_ends_after_it_starts",
            ),
        ]

    def __str__(self) -> str:
        return str(self.pk)
