"""What came back on paper: the file as it came, its pages, what they say once read, and the second look."""

import hashlib
import json
import uuid
from typing import ClassVar

from django.db import models
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import vault
from accord.health.crypto import Place
from accord.health.models.keys import DataKey
from accord.health.models.paper import FormIssue


class ScanFile(models.Model):
    """A file as it came, for ever unchanged: sealed under a key of its own, with its SHA-256 and its operator."""

    class Source(models.TextChoices):
        """How it came."""

        UPLOAD = "upload", _("uploaded")
        PHOTO = "photo", _("photographed with a telephone")
        FOLDER = "folder", _("scanner's folder")

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    key = models.OneToOneField(DataKey, models.PROTECT, related_name="scan")
    content_sealed = models.BinaryField()
    sha256 = models.CharField(max_length=64, db_index=True)
    size = models.PositiveIntegerField()
    source = models.CharField(max_length=8, choices=Source.choices)
    operator_id = models.CharField(max_length=64, blank=True)
    operator = models.CharField(max_length=150, blank=True)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return str(self.pk)

    def place(self) -> Place:
        """Where the sealed content stands."""
        return Place("health_scanfile", str(self.pk), "content")

    def put_content(self, data: bytes) -> None:
        """Seal the file; the row is not saved."""
        self.sha256, self.size = hashlib.sha256(data).hexdigest(), len(data)
        self.content_sealed = vault.seal(self.key, self.place(), data)

    @property
    def content(self) -> bytes:
        """The file as it came. Raises crypto.Unreadable when one byte of it changed, vault.Destroyed."""
        return vault.unseal(self.key, self.place(), self.content_sealed)


class FormScan(models.Model):
    """One page of a file: which sheet it shows and what was seen on it, or why it was refused (FHIR DocumentReference).

    sheet: how millimetres become pixels (`finding.Sheet`); seen: state and ink of each box and zone; refusal: a code
    of `refusals.SENTENCES`, with its figures.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    file = models.ForeignKey(ScanFile, models.PROTECT, related_name="pages")
    number = models.PositiveSmallIntegerField()  # in the file
    issue = models.ForeignKey(FormIssue, models.PROTECT, null=True, blank=True, related_name="scans")
    page = models.PositiveSmallIntegerField(null=True, blank=True)  # of the form
    sheet = models.JSONField(default=dict)
    seen = models.JSONField(default=list)
    refusal = models.CharField(max_length=20, blank=True)
    figures = models.JSONField(default=dict)
    is_set_aside = models.BooleanField(default=False)  # a refused page somebody has dealt with
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-created_at", "number")
        indexes: ClassVar = [
            models.Index(fields=["issue", "page"], name="health_pages_of_a_form"),
            models.Index(fields=["created_at"], condition=models.Q(issue=None), name="health_pages_refused"),
        ]

    def __str__(self) -> str:
        return str(self.pk)


class FormReading(models.Model):
    """What a form says once read (FHIR QuestionnaireResponse). It counts for nothing before its quality control.

    answers: boxes that count as ticked, by question; doubts: why a person must look, by question; words_sealed: what
    a person typed from the handwriting, sealed with the patient's key.
    """

    class Status(models.TextChoices):
        """FHIR questionnaire-answers-status."""

        IN_PROGRESS = "in-progress", _("to be checked")
        COMPLETED = "completed", _("checked")
        AMENDED = "amended", _("replaced by a later reading")
        ERROR = "entered-in-error", _("not valid")

    class Source(models.TextChoices):
        """What it was read from."""

        SCAN = "scan", _("scan")
        PAPER = "paper", _("typed in from the paper")
        IMPORT = "import", _("received from another system")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    issue = models.ForeignKey(FormIssue, models.PROTECT, related_name="readings")
    source = models.CharField(max_length=6, choices=Source.choices)
    status = models.CharField(
        max_length=16, choices=Status.choices, default=Status.IN_PROGRESS, db_index=True
    )
    answers = models.JSONField(default=dict)
    doubts = models.JSONField(default=dict)
    words_sealed = models.BinaryField(default=b"", blank=True)
    signed_on = models.DateField(null=True, blank=True)
    operator_id = models.CharField(max_length=64, blank=True)
    operator = models.CharField(max_length=150, blank=True)
    read_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("read_at",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["issue"],
                condition=models.Q(status="in-progress"),
                name="health_one_reading_under_way",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @property
    def words(self) -> dict[str, str]:
        """What a person typed from the handwriting, by zone. Raises crypto.Unreadable, vault.Destroyed."""
        patient = self.issue.patient
        if not self.words_sealed or patient is None:
            return {}
        opened: dict[str, str] = json.loads(vault.unseal(patient.key, self._place(), self.words_sealed))
        return opened

    def put_words(self, words: dict[str, str]) -> None:
        """Seal what was typed; nothing when there is nothing. The row is not saved."""
        said, patient = {zone: text for zone, text in words.items() if text}, self.issue.patient
        content = json.dumps(said, ensure_ascii=False).encode()
        self.words_sealed = vault.seal(patient.key, self._place(), content) if said and patient else b""

    def _place(self) -> Place:
        return Place("health_formreading", str(self.pk), "words")


class QualityControl(models.Model):
    """The second look (VerificationResult): somebody else compared the reading with the paper. Append-only."""

    class Kind(models.TextChoices):
        """What was found. Only the first two let a reading count."""

        NO_FAULTS = "no_faults", _("read right")
        MINOR_FAULTS = "minor_faults", _("read right once corrected")
        MAJOR_FAULTS = "major_faults", _("cannot be used")
        INVALIDATED = "invalidated", _("not valid: unsigned, or another person")

    append_only = True
    VALID = (Kind.NO_FAULTS, Kind.MINOR_FAULTS)

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    reading = models.ForeignKey(FormReading, models.PROTECT, related_name="controls")
    kind = models.CharField(max_length=12, choices=Kind.choices)
    corrected = models.JSONField(default=list)  # the questions the inspector changed
    inspector_id = models.CharField(max_length=64)
    inspector = models.CharField(max_length=150)
    at = models.DateTimeField(db_default=Now())

    def __str__(self) -> str:
        return f"{self.reading_id} {self.kind}"
