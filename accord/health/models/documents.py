"""References to what the hospital's own record holds. Accord is not that record: a file is here only to answer."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import vault
from accord.health.codes import RECORD_ITEMS, SecurityLabel, is_communicable
from accord.health.crypto import Place
from accord.health.models.patients import Patient
from accord.health.models.people import Practitioner
from accord.health.models.stays import Encounter


class Review(models.TextChoices):
    """Has somebody looked for what concerns third parties (R.1112-2, 3°)?"""

    NOT_REVIEWED = "not_reviewed", _("not looked at yet")
    CLEAN = "clean", _("nothing about third parties")
    REDACTED = "redacted", _("what concerns third parties is taken out of the copy")
    WITHHELD = "withheld", _("concerns third parties throughout: not handed over")


class DocumentReference(models.Model):
    """One document of the record (FHIR DocumentReference): what it is, since when, where it is kept.

    item: code of R.1112-2, or "p3"; constituted_on: the day the information was made, from which five years run;
    system, external_id: under which number the hospital's system knows it; kept_sealed: where it is, in words.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    patient = models.ForeignKey(Patient, models.PROTECT, related_name="documents")
    encounter = models.ForeignKey(
        Encounter, models.PROTECT, null=True, blank=True, related_name="documents", verbose_name=_("stay")
    )
    author = models.ForeignKey(
        Practitioner,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="documents",
        verbose_name=_("author"),
    )
    item = models.CharField(_("kind of document"), max_length=5, choices=RECORD_ITEMS)
    constituted_on = models.DateField(_("made on"), null=True, blank=True)
    system = models.CharField(max_length=120, blank=True)
    external_id = models.CharField(max_length=120, blank=True)
    kept_sealed = models.BinaryField(default=b"", blank=True)
    labels = ArrayField(
        models.CharField(max_length=32, choices=SecurityLabel.choices), default=list, blank=True
    )
    review = models.CharField(max_length=14, choices=Review.choices, default=Review.NOT_REVIEWED)
    reviewed_at = models.DateTimeField(null=True, blank=True)
    reviewed_by = models.CharField(max_length=150, blank=True)
    is_error = models.BooleanField(default=False)  # FHIR entered-in-error
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-constituted_on", "-created_at")
        indexes: ClassVar = [models.Index(fields=["patient", "item"], name="health_documents_of_a_patient")]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["system", "external_id"],
                condition=~models.Q(external_id=""),
                name="health_one_document_per_number",
            )
        ]

    def __str__(self) -> str:
        return f"{self.item} {self.pk}"

    @property
    def may_leave(self) -> bool:
        """True for an item of 1° or 2° that somebody reviewed and did not withhold. Part 3° never."""
        return (
            is_communicable(self.item)
            and self.review in (Review.CLEAN, Review.REDACTED)
            and not self.is_error
            and SecurityLabel.HIDDEN_FROM_PATIENT not in self.labels
        )

    def place(self) -> Place:
        """Where the sealed place stands."""
        return Place("health_documentreference", str(self.pk), "kept")

    @property
    def kept(self) -> str:
        """Where the document is, in words. Raises crypto.Unreadable, vault.Destroyed."""
        if not self.kept_sealed:
            return ""
        return vault.unseal(self.patient.key, self.place(), bytes(self.kept_sealed)).decode()

    def put_kept(self, words: str) -> None:
        """Seal where it is; the row is not saved."""
        self.kept_sealed = vault.seal(self.patient.key, self.place(), words.encode()) if words else b""
