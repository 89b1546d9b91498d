"""Files brought in from elsewhere, and their lines."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.intake.models.forms import Form


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
