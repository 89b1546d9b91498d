"""How people enter: sign-up forms, the quarantine of pending requests, imports."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.register.models import Localised


class Form(Localised):
    """A public sign-up form: which purposes it offers, under which notice."""

    class Sphere(models.TextChoices):
        PERSONAL = "personal", _("personal addresses")
        PROFESSIONAL = "professional", _("professional addresses")

    slug = models.SlugField(_("address of the page"), max_length=60, unique=True)
    title_fr = models.CharField(_("title in French"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    intro_fr = models.TextField(_("first sentence in French"), blank=True)
    intro_en = models.TextField(_("first sentence in English"), blank=True)
    notice = models.ForeignKey("register.Notice", models.PROTECT, related_name="+", verbose_name=_("notice"))
    purposes = models.ManyToManyField("register.Purpose", through="FormPurpose", related_name="+")
    sphere = models.CharField(
        _("addresses asked for"), max_length=12, choices=Sphere.choices, default=Sphere.PERSONAL
    )
    asks_first_name = models.BooleanField(_("asks for the first name (optional)"), default=True)
    lifetime_days = models.PositiveSmallIntegerField(_("days to confirm"), default=7)
    is_open = models.BooleanField(_("open to the public"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.localised("title")

    @property
    def intro(self) -> str:
        """The first sentence in the language of the moment."""
        return self.localised("intro")


class FormPurpose(models.Model):
    """One box on a form."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="boxes")
    purpose = models.ForeignKey("register.Purpose", models.PROTECT, related_name="+")
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "purpose"], name="intake_form_purpose_once")
        ]

    def __str__(self) -> str:
        return f"{self.form_id}:{self.purpose_id}"


class PendingRequest(models.Model):
    """Somebody typed an address; its owner has not confirmed. Not a person, not a contact, erased at expiry."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="pending", db_index=False)
    address = models.TextField()  # exactly as it will be written to, normalised
    address_hash = models.BinaryField(max_length=32)
    first_name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=5)
    purpose_ids = models.JSONField()
    offered_ids = models.JSONField()
    notice_version_id = models.BigIntegerField()
    token_hash = models.BinaryField(max_length=32, unique=True)
    reference = models.UUIDField(
        default=uuid.uuid4, unique=True
    )  # lets the visitor who typed it correct the address
    network = models.JSONField(default=dict)  # {"ip", "user_agent"} and, embedded elsewhere, {"site"}
    origin = models.CharField(
        max_length=20, default="form"
    )  # form, embed, kiosk, telephone, fair, counter, api
    asked_by_id = models.CharField(max_length=64, blank=True)
    asked_by_label = models.CharField(max_length=150, blank=True)
    asked_words = models.TextField(blank=True)
    created_at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField()
    superseded_at = models.DateTimeField(null=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["address_hash", "form"], name="intake_pending_of_address"),
            models.Index(fields=["expires_at"], name="intake_pending_expiry"),
            models.Index(fields=["-created_at", "-id"], name="intake_pending_newest"),
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class SpentToken(models.Model):
    """A token already used, so that a second click can be told so. Hash only; purged with the form's lifetime."""

    token_hash = models.BinaryField(max_length=32, primary_key=True)
    outcome = models.CharField(max_length=12)  # confirmed, refused, superseded, expired
    form_id = models.BigIntegerField()
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return self.outcome


class FunnelDay(models.Model):
    """What remains of erased requests: how many, per form and day, in as many rows as count at the same time."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="funnel")
    day = models.DateField()
    lane = models.PositiveSmallIntegerField(
        default=0
    )  # keeps those who count at once from waiting for each other
    asked = models.PositiveIntegerField(default=0)
    sent = models.PositiveIntegerField(default=0)
    confirmed = models.PositiveIntegerField(default=0)
    refused = models.PositiveIntegerField(default=0)
    expired = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "day", "lane"], name="intake_funnel_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.day}: {self.asked}"


class Quota(models.Model):
    """How often something happened in a window, counted in one atomic statement."""

    key = models.BinaryField(max_length=32, primary_key=True)  # keyed hash of "what:who:window"
    count = models.PositiveIntegerField(default=0)
    most = models.PositiveIntegerField()
    resets_at = models.DateTimeField()  # not indexed: written by every visitor, swept once a day
    free_at = models.DateTimeField(null=True)  # not again before

    def __str__(self) -> str:
        return str(self.count)


class Import(models.Model):
    """One file brought in from elsewhere: its source and notice first, a dry run, then the run."""

    class State(models.TextChoices):
        UPLOADED = "uploaded", _("waiting for the dry run")
        CHECKED = "checked", _("checked, nothing written yet")
        RUNNING = "running", _("running")
        DONE = "done", _("done")
        FAILED = "failed", _("stopped")
        ABANDONED = "abandoned", _("abandoned")

    class Origin(models.TextChoices):
        FORMER_TOOL = "former_tool", _("our own former tool")
        PURCHASED = "purchased", _("purchased list")
        PARTNER = "partner", _("given by a partner")
        UNKNOWN = "unknown", _("unknown")

    name = models.CharField(_("name"), max_length=200)
    origin = models.CharField(_("where it comes from"), max_length=12, choices=Origin.choices)
    origin_detail = models.CharField(_("which tool or firm, exactly"), max_length=300)
    collected_on = models.DateField(_("collected on"), null=True, blank=True)
    layout = models.CharField(max_length=30, default="mailchimp")
    notice = models.ForeignKey("register.Notice", models.PROTECT, null=True, related_name="+")
    purpose = models.ForeignKey("register.Purpose", models.PROTECT, related_name="+")
    sphere = models.CharField(_("addresses are"), max_length=12, choices=Form.Sphere.choices)
    was_told = models.BooleanField(
        _("the people were told, with this notice, when they signed up"), default=False
    )
    file_name = models.CharField(max_length=200)
    file_sha256 = models.CharField(max_length=64)
    file = models.BinaryField(null=True)  # kept until the import is done or abandoned
    state = models.CharField(max_length=10, choices=State.choices, default=State.UPLOADED)
    totals = models.JSONField(default=dict)
    done_lines = models.PositiveIntegerField(default=0)
    by_id = models.CharField(max_length=64)
    by_label = models.CharField(max_length=150)
    created_at = models.DateTimeField(default=timezone.now)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def line_count(self) -> int:
        """How many lines the dry run found."""
        return int(self.totals.get("all", {}).get("", 0))


class ImportLine(models.Model):
    """One line of an import and what became of it."""

    class Outcome(models.TextChoices):
        NEW = "new", _("new person")
        KNOWN = "known", _("already known")
        SUPPRESSED = "suppressed", _("never to be written to")
        REFUSED = "refused", _("refused")

    import_run = models.ForeignKey(Import, models.CASCADE, related_name="lines")
    file_name = models.CharField(max_length=200)
    number = models.PositiveIntegerField()
    outcome = models.CharField(max_length=12, choices=Outcome.choices)
    reason = models.CharField(max_length=40, blank=True)
    detail = models.CharField(max_length=300, blank=True)
    data = models.JSONField(default=dict)  # the line, until the import is done; afterwards refused lines only
    person_id = models.BigIntegerField(null=True)
    is_done = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["import_run", "file_name", "number"], name="intake_import_line_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["import_run", "id"], condition=Q(is_done=False), name="intake_import_todo"),
        ]

    def __str__(self) -> str:
        return f"{self.file_name}:{self.number}"
