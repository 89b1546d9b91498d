"""Emergency access (« bris de glace »): opened by oneself with a reason, closed by time, reviewed by somebody else."""

import uuid
from datetime import datetime
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import vault
from accord.health.crypto import Place
from accord.health.models.keys import DataKey
from accord.health.models.patients import Patient
from accord.health.models.people import Practitioner


class BreakGlassGrant(models.Model):
    """A professional opened one record for a limited time, to read. Never changed: it ends by itself."""

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="grants")
    practitioner = models.ForeignKey(Practitioner, models.PROTECT, related_name="grants")
    reason_sealed = models.BinaryField()
    since = models.DateTimeField(default=timezone.now)
    until = models.DateTimeField()
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=150)

    class Meta:
        ordering = ("-since",)
        indexes: ClassVar = [models.Index(fields=["patient", "until"], name="health_grants_of_a_patient")]

    def __str__(self) -> str:
        return str(self.pk)

    def place(self) -> Place:
        """Where the sealed reason stands."""
        return Place("health_breakglassgrant", str(self.pk), "reason")

    @property
    def reason(self) -> str:
        """What the professional typed. Raises crypto.Unreadable, vault.Destroyed."""
        return vault.unseal(self.patient.key, self.place(), bytes(self.reason_sealed)).decode()

    def is_open(self, at: datetime) -> bool:
        """True while it lasts."""
        return bool(self.since <= at < self.until)


class Found(models.Model):
    """A sentence of a referent about an access, sealed with the key of its patient; its author never wrote it.

    author_id: who opened the access, so that the table itself refuses a word of theirs.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    words_sealed = models.BinaryField(default=b"")
    author_id = models.CharField(max_length=64)
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        abstract = True

    def place(self) -> Place:
        """Where the sealed sentence stands."""
        return Place(self._meta.db_table, str(self.pk), "words")

    def put_words(self, key: DataKey, words: str) -> None:
        """Seal the sentence; the row is not saved."""
        self.words_sealed = vault.seal(key, self.place(), words.encode())

    def words_with(self, key: DataKey) -> str:
        """The sentence; "" once the key of the patient is destroyed. Raises crypto.Unreadable."""
        if not self.words_sealed or key.destroyed_at:
            return ""
        return vault.unseal(key, self.place(), bytes(self.words_sealed)).decode()


class BreakGlassReview(Found):
    """What the referent found, and why in a sentence."""

    class Outcome(models.TextChoices):
        """Was it right?"""

        JUSTIFIED = "justified", _("justified")
        UNJUSTIFIED = "unjustified", _("not justified")

    grant = models.OneToOneField(BreakGlassGrant, models.PROTECT, related_name="review")
    outcome = models.CharField(max_length=12, choices=Outcome.choices)

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(by_id=models.F("author_id")),
                name="health_nobody_reviews_their_own_access",
            )
        ]

    def __str__(self) -> str:
        return f"{self.grant_id} {self.outcome}"

    @property
    def words(self) -> str:
        """Why."""
        return self.words_with(self.grant.patient.key)


class BreakGlassFollowUp(Found):
    """What was done about an access that was not justified: its matter is closed."""

    review = models.OneToOneField(BreakGlassReview, models.PROTECT, related_name="follow_up")

    class Meta:
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~models.Q(by_id=models.F("author_id")),
                name="health_nobody_follows_up_their_own_access",
            )
        ]

    def __str__(self) -> str:
        return str(self.review_id)

    @property
    def words(self) -> str:
        """What was done."""
        return self.words_with(self.review.grant.patient.key)
