"""The printed form: the version it says, the sheet handed over and back, the settings of paper."""

import hashlib
import json
import uuid
from typing import Any, ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accord.health import vault
from accord.health.codes import IdentityCheck, Requester
from accord.health.crypto import Place
from accord.health.models.patients import Patient
from accord.health.models.stays import Encounter
from accord.health.paper.content import Content
from accord.health.paper.layout import Layout
from accord.health.paper.sheet import NOTHING_KNOWN, Known


class Questionnaire(models.Model):
    """One version of what the form says (FHIR Questionnaire). Once published it never changes: another is written.

    content: words and rows (`paper/content.py`); sha256: of that content, from its publication on.
    """

    class Status(models.TextChoices):
        """FHIR publication-status."""

        DRAFT = "draft", _("draft")
        ACTIVE = "active", _("in use")
        RETIRED = "retired", _("no longer handed out")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    version = models.PositiveSmallIntegerField(unique=True)
    status = models.CharField(max_length=8, choices=Status.choices, default=Status.DRAFT)
    content = models.JSONField()
    sha256 = models.CharField(max_length=64, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.CharField(max_length=150)
    published_at = models.DateTimeField(null=True, blank=True)
    published_by = models.CharField(max_length=150, blank=True)

    class Meta:
        ordering = ("-version",)
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["status"], condition=models.Q(status="active"), name="health_one_form_in_use"
            ),
            models.UniqueConstraint(
                fields=["status"], condition=models.Q(status="draft"), name="health_one_draft_of_the_form"
            ),
            models.CheckConstraint(
                condition=models.Q(status="draft") | ~models.Q(sha256=""),
                name="health_a_published_form_is_sealed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.version}"

    @property
    def said(self) -> Content:
        """What this version says. Raises ValueError when a published version is no longer what was published."""
        if self.sha256 and self.sha256 != digest(self.content):
            raise ValueError(f"Version {self.version} of the form was changed after its publication.")
        return Content.of(self.content)

    @property
    def policy_uri(self) -> str:
        """What a choice cites as the text shown."""
        return f"urn:accord:form:{self.version}:{self.sha256}"


def digest(stored: Any) -> str:
    """SHA-256 of something kept as JSON, in its one canonical writing."""
    text = json.dumps(stored, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


class FormLayout(models.Model):
    """Where every box stands on the sheets of one version, in one size of print: the same for all of them."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    sha256 = models.CharField(max_length=64, unique=True)
    layout = models.JSONField()

    def __str__(self) -> str:
        return self.sha256

    @classmethod
    def of(cls, layout: Layout) -> "FormLayout":
        """The row of this layout, written the first time it is seen."""
        stored = layout.stored()
        return cls.objects.get_or_create(sha256=digest(stored), defaults={"layout": stored})[0]

    @property
    def places(self) -> Layout:
        """Boxes and zones."""
        return Layout.of(self.layout)


class FormIssue(models.Model):
    """One printed form (FHIR QuestionnaireResponse, in progress). `form`: the opaque id in its code.

    patient: none on a blank pad until it is matched. known_sealed: what was printed of the patient, sealed with their
    key, so that the same bytes can be made again; code_key: which indexing key sealed the codes.
    """

    class State(models.TextChoices):
        """Where the sheet is. Refusing it and being unable to sign are normal outcomes."""

        PRINTED = "printed", _("printed")
        HANDED = "handed", _("handed over")
        REFUSED = "refused", _("offered, refused")
        UNABLE = "unable", _("handed over, could not sign")
        RETURNED = "returned", _("handed back")
        VOID = "void", pgettext_lazy("of a printed sheet", "given up")

    class Way(models.TextChoices):
        """How it came back."""

        IN_PERSON = "in_person", _("in person")
        POST = "post", _("by post")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    form = models.CharField(max_length=12, unique=True)
    questionnaire = models.ForeignKey(Questionnaire, models.PROTECT, related_name="issues")
    layout = models.ForeignKey(FormLayout, models.PROTECT, related_name="issues")
    patient = models.ForeignKey(Patient, models.PROTECT, null=True, blank=True, related_name="forms")
    encounter = models.ForeignKey(Encounter, models.PROTECT, null=True, blank=True, related_name="forms")
    organisation = models.CharField(max_length=200)
    address = models.CharField(max_length=400)
    is_large = models.BooleanField(default=False)
    known_sealed = models.BinaryField(default=b"", blank=True)
    code_key = models.CharField(max_length=16)
    pdf_sha256 = models.CharField(max_length=64)
    state = models.CharField(max_length=8, choices=State.choices, default=State.PRINTED, db_index=True)
    issued_at = models.DateTimeField()
    issued_by_id = models.CharField(max_length=64, blank=True)
    issued_by = models.CharField(max_length=150, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    handed_by = models.CharField(max_length=150, blank=True)
    handed_to = models.CharField(max_length=12, choices=Requester.choices, blank=True)
    identity_check = models.CharField(max_length=10, choices=IdentityCheck.choices, blank=True)
    returned_at = models.DateTimeField(null=True, blank=True)
    returned_way = models.CharField(max_length=10, choices=Way.choices, blank=True)
    returned_by = models.CharField(max_length=150, blank=True)  # the colleague who took it

    class Meta:
        ordering = ("-issued_at",)
        indexes: ClassVar = [models.Index(fields=["patient", "-issued_at"], name="health_forms_of_a_patient")]

    def __str__(self) -> str:
        return self.form

    @property
    def is_checked(self) -> bool:
        """True once a reading of it counts. Reads `readings`, best prefetched."""
        return any(reading.status == "completed" for reading in self.readings.all())

    @property
    def is_compared(self) -> bool:
        """True while a reading of it waits for its second look. Reads `readings`, best prefetched."""
        return any(reading.status == "in-progress" for reading in self.readings.all())

    @property
    def known(self) -> Known:
        """What was printed of the patient. Raises crypto.Unreadable, vault.Destroyed."""
        if not self.known_sealed or self.patient is None:
            return NOTHING_KNOWN
        content = vault.unseal(self.patient.key, self._place(), bytes(self.known_sealed))
        return Known.of(json.loads(content))

    def put_known(self, known: Known) -> None:
        """Seal what is printed of the patient; the row is not saved."""
        if self.patient is not None and known != NOTHING_KNOWN:
            content = json.dumps(known.stored(), ensure_ascii=False).encode()
            self.known_sealed = vault.seal(self.patient.key, self._place(), content)

    def _place(self) -> Place:
        return Place("health_formissue", str(self.pk), "known")


class PaperSettings(models.Model):
    """What an institution decides about its paper: one row."""

    organisation = models.CharField(_("name printed on the form"), max_length=200, blank=True)
    address = models.CharField(_("service and address printed on the form"), max_length=400, blank=True)
    one_person_may = models.BooleanField(_("one person may scan and check (practice of one)"), default=False)

    def __str__(self) -> str:
        return "paper"

    @classmethod
    def now(cls) -> "PaperSettings":
        """The settings in force; those delivered where nobody decided."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)
