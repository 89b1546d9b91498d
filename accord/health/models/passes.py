"""The letter a patient gets at the desk to read their own log at home: a code, good once, for some days."""

import uuid

from django.db import models
from django.utils import timezone

from accord.health.codes import IdentityCheck, Requester
from accord.health.models.patients import Patient


class LogPass(models.Model):
    """One letter. number: the beginning of the code, by which the row is found; code_hash: of the rest (a password).

    tries: how often somebody was wrong; used_at: when it opened its one visit; visit_hash: of what that browser holds.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="log_passes")
    number = models.CharField(max_length=6, unique=True)
    code_hash = models.CharField(max_length=128)
    handed_to = models.CharField(max_length=12, choices=Requester.choices)
    identity_check = models.CharField(max_length=10, choices=IdentityCheck.choices)
    made_at = models.DateTimeField(default=timezone.now)
    made_by = models.CharField(max_length=150)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)
    visit_hash = models.BinaryField(max_length=32, default=b"", blank=True)
    visit_until = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-made_at",)

    def __str__(self) -> str:
        return str(self.pk)
