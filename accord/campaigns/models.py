"""Newsletters: written in blocks, addressed to a purpose and a view, launched through the gate."""

from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.db.models.functions import MD5
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

EXTENSIONS = {"image/png": "png", "image/jpeg": "jpg", "image/gif": "gif"}


class Image(models.Model):
    """A picture of the library; its alternative text is required."""

    name = models.CharField(_("name"), max_length=120)
    alternative = models.CharField(_("alternative text"), max_length=300)
    content = models.BinaryField(editable=False)
    media_type = models.CharField(max_length=30, editable=False)
    width = models.PositiveIntegerField(editable=False)
    height = models.PositiveIntegerField(editable=False)
    sha256 = models.CharField(max_length=64, unique=True, editable=False)
    by_label = models.CharField(max_length=150, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]

    def __str__(self) -> str:
        return self.name

    @property
    def file_name(self) -> str:
        """Its public name: the fingerprint of its bytes."""
        return f"{self.sha256}.{EXTENSIONS.get(self.media_type, 'bin')}"


class Campaign(models.Model):
    """One newsletter."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        TO_APPROVE = "to_approve", _("awaiting approval")
        APPROVED = "approved", _("approved")
        SCHEDULED = "scheduled", _("scheduled")
        LAUNCHED = "launched", _("launched")
        CANCELLED = "cancelled", _("cancelled")

    name = models.CharField(_("name, for us"), max_length=120)
    purpose = models.ForeignKey("register.Purpose", models.PROTECT, null=True, related_name="+")
    view = models.ForeignKey("contacts.SavedView", models.PROTECT, null=True, blank=True, related_name="+")
    language = models.CharField(_("language"), max_length=5, default="fr")
    subject = models.CharField(_("subject"), max_length=200, blank=True)
    preview_text = models.CharField(_("first words shown in the inbox"), max_length=200, blank=True)
    blocks = models.JSONField(
        default=list, blank=True
    )  # [{"id", "kind": "title|text|image|button|columns", …}]
    state = models.CharField(max_length=12, choices=State.choices, default=State.DRAFT, editable=False)
    mailing = models.OneToOneField(
        "outbox.Mailing", models.PROTECT, null=True, editable=False, related_name="+"
    )
    scheduled_at = models.DateTimeField(null=True, blank=True)
    stopped_because = models.TextField(blank=True, editable=False)  # why a scheduled letter did not leave
    edited_by_id = models.CharField(
        max_length=64, blank=True, editable=False
    )  # whoever wrote it does not approve it
    edited_by_label = models.CharField(max_length=150, blank=True, editable=False)
    approved_by_id = models.CharField(max_length=64, blank=True, editable=False)
    approved_by_label = models.CharField(max_length=150, blank=True, editable=False)
    launched_by_id = models.CharField(max_length=64, blank=True, editable=False)
    launched_by_label = models.CharField(max_length=150, blank=True, editable=False)
    launched_at = models.DateTimeField(null=True, editable=False)
    counts = models.JSONField(
        default=dict, editable=False
    )  # what the gate counted at the launch: {reason: people}
    by_id = models.CharField(max_length=64, editable=False)
    by_label = models.CharField(max_length=150, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    updated_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering: ClassVar = ["-id"]
        indexes: ClassVar = [
            models.Index(fields=["scheduled_at"], condition=Q(state="scheduled"), name="campaigns_due"),
        ]

    def __str__(self) -> str:
        return self.name


class Link(models.Model):
    """A link of a letter, counted for the whole letter: one address for everybody, no identifier, no IP kept."""

    campaign = models.ForeignKey(Campaign, models.CASCADE, related_name="links")
    code = models.CharField(max_length=16, unique=True)
    url = models.TextField()
    label = models.CharField(max_length=200, blank=True)
    clicks = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint("campaign", MD5("url"), name="campaigns_link_once"),
        ]

    def __str__(self) -> str:
        return self.url
