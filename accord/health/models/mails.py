"""The mail that says only that a document awaits: a queue of health's own, beside no other."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import vault
from accord.health.crypto import Place
from accord.health.models.requests import AccessRequest


class AwaitingMail(models.Model):
    """One mail to a patient who chose to be told by e-mail (FHIR Communication). Its words are always the same.

    address_sealed: where it goes, emptied once its fate is known; said: the code the mail server answered.
    """

    class State(models.TextChoices):
        """Where it stands."""

        QUEUED = "queued", _("waiting to leave")
        SENT = "sent", _("taken over by the mail server")
        FAILED = "failed", _("did not leave")
        RETURNED = "returned", _("came back: it did not reach the patient")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    request = models.ForeignKey(AccessRequest, models.PROTECT, related_name="mails")
    address_sealed = models.BinaryField()
    state = models.CharField(max_length=8, choices=State.choices, default=State.QUEUED)
    tries = models.PositiveSmallIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)
    said = models.CharField(max_length=20, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, editable=False)
    asked_by_id = models.CharField(max_length=64)
    asked_by = models.CharField(max_length=150)
    ended_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("asked_at",)
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=models.Q(state="queued"), name="health_mails_waiting")
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["request"],
                condition=models.Q(state="queued"),
                name="health_one_mail_at_a_time",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    def place(self) -> Place:
        """Where the sealed address stands."""
        return Place("health_awaitingmail", str(self.pk), "address")

    def put_address(self, address: str) -> None:
        """Seal where it goes; the row is not saved."""
        self.address_sealed = vault.seal(self.request.patient.key, self.place(), address.encode())

    @property
    def address(self) -> str:
        """Where it goes. Raises crypto.Unreadable, vault.Destroyed."""
        return vault.unseal(self.request.patient.key, self.place(), bytes(self.address_sealed)).decode()
