"""The end of a record (R.1112-7 CSP): what suspends it, and who signed for it."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accord.health.models.patients import Patient
from accord.health.retention import Step


class Hold(models.Model):
    """A claim that questions medical liability: while it is open, nothing of the patient goes."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="holds")
    opened_on = models.DateField()
    closed_on = models.DateField(null=True, blank=True)
    by_name = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=models.Q(closed_on__isnull=True) | models.Q(closed_on__gte=models.F("opened_on")),
                name="health_a_claim_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)


class DisposalStep(models.Model):
    """One signature on the way to disposal; the last of each kind counts."""

    append_only = True

    patient = models.ForeignKey(Patient, models.PROTECT, related_name="disposal_steps")
    step = models.CharField(max_length=10, choices=Step.choices)
    is_favourable = models.BooleanField(default=True)
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=150)
    signatory = models.CharField(max_length=150, blank=True)  # who signed on paper, where not the colleague
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.patient_id} {self.step}"
