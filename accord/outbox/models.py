"""The only door out: a letter is a row before it is a message."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.outbox.hooks.models import Attempt, Delivery, Endpoint, JournalMark
from accord.outbox.links import message_id

__all__ = ["Attempt", "Delivery", "Endpoint", "JournalMark"]

SERVICE_NAMES = {
    "confirm-your-address": _("Confirmation of an address"),
    "already-confirmed": _("“You are already registered”"),
    "preferences-link": _("Link to the preferences"),
    "information-notice": _("Information about the source of data"),
    "account-password": _("Link to choose a password"),
    "account-security": _("Notice about an account"),
    "lead-for-you": _("A lead for a colleague"),
    "trial-ending": _("End of a trial"),
    "meeting": _("A meeting that was booked"),
    "reminder": _("A reminder for a colleague"),
    "named-in-a-note": _("A colleague named in a note"),
    "daily-news": _("News of the day for a colleague"),
    "campaign-test": _("Test of a letter"),
    "receipt": _("Receipt"),
}
SERVICE_LETTERS = tuple(SERVICE_NAMES)


class Mailing(models.Model):
    """One text for many recipients, rendered once; the marks of `marks.py` in it are filled for each letter.

    A personal one goes from a colleague to one person; what it says is forgotten here once it has left.
    """

    class State(models.TextChoices):
        READY = "ready", _("ready")
        RUNNING = "running", _("leaving")
        PAUSED = "paused", _("paused")
        CANCELLED = "cancelled", _("cancelled")
        FINISHED = "finished", _("finished")

    purpose = models.ForeignKey("register.Purpose", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10, default="email")
    name = models.CharField(max_length=200)
    language = models.CharField(max_length=5, default="fr")
    sender_name = models.CharField(max_length=100)
    sender_email = models.EmailField()
    reply_to = models.EmailField(blank=True)
    subject = models.TextField()
    html = models.TextField()
    text = models.TextField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.READY)
    source_id = models.CharField(max_length=64, blank=True)  # "campaign:7"
    is_personal = models.BooleanField(default=False)
    notice_version_id = models.BigIntegerField(null=True)  # a first letter: the notice it carries and serves
    created_at = models.DateTimeField(default=timezone.now)
    started_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name

    @property
    def has_way_out(self) -> bool:
        """True when it must say how to receive no more: everything but a colleague's answer to somebody."""
        return not self.is_personal or self.purpose.is_prospecting


class Letter(models.Model):
    """One letter to one address. Marketing needs a decision of the gate; the rest is a closed list of services."""

    class State(models.TextChoices):
        QUEUED = "queued", _("waiting")
        CLAIMED = "claimed", _("leaving")
        SENT = "sent", _("handed over")
        FAILED = "failed", _("failed")
        SKIPPED = "skipped", _("not sent, the gate said no")
        UNKNOWN = "unknown", _("unknown: a person decides")
        BOUNCED = "bounced", _("came back")
        CANCELLED = "cancelled", _("cancelled")

    class Priority(models.IntegerChoices):
        NOW = 0, _("at once")
        NORMAL = 5, _("normal")
        BULK = 9, _("campaign")

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    mailing = models.ForeignKey(Mailing, models.PROTECT, null=True, related_name="letters", db_index=False)
    service = models.CharField(max_length=30, blank=True)  # one of SERVICE_LETTERS
    decision = models.ForeignKey(
        "consent.Decision", models.PROTECT, null=True, related_name="+", db_index=False
    )
    person_id = models.BigIntegerField(null=True)
    contact_point_id = models.BigIntegerField(null=True)
    purpose_id = models.BigIntegerField(null=True)
    to = models.TextField(blank=True)  # service letters: the exact address typed; blanked after delivery
    content = models.JSONField(
        null=True
    )  # service letters: what to write (letters.py); blanked after delivery
    merge = models.JSONField(null=True)  # marketing: values for marks the contact base does not hold
    state = models.CharField(max_length=10, choices=State.choices, default=State.QUEUED)
    priority = models.SmallIntegerField(choices=Priority.choices, default=Priority.NORMAL)
    reason = models.CharField(max_length=40, blank=True)  # why skipped
    error = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    created_at = models.DateTimeField(default=timezone.now)
    not_before = models.DateTimeField(default=timezone.now)
    claimed_at = models.DateTimeField(null=True)
    claimed_by = models.CharField(max_length=40, blank=True)
    settled_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["mailing", "contact_point_id"], name="outbox_letter_once_per_mailing"
            ),
            models.CheckConstraint(
                condition=(
                    Q(service="", decision__isnull=False, mailing__isnull=False)
                    | Q(service__in=SERVICE_LETTERS, mailing__isnull=True)
                ),
                name="outbox_letter_has_its_reason",
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["priority", "not_before"],
                condition=Q(state="queued", mailing__isnull=True),
                name="outbox_service_waiting",
            ),
            models.Index(
                fields=["mailing", "not_before"], condition=Q(state="queued"), name="outbox_mailing_waiting"
            ),
            models.Index(fields=["claimed_at"], condition=Q(state="claimed"), name="outbox_in_flight"),
            models.Index(
                fields=["-created_at"],
                condition=Q(state__in=["unknown", "failed"]),
                name="outbox_needs_somebody",
            ),
            models.Index(
                fields=["mailing", "state"],
                condition=Q(mailing__isnull=False),
                name="outbox_letter_progress",
            ),
            models.Index(
                fields=["person_id", "-claimed_at"],
                condition=Q(person_id__isnull=False),
                name="outbox_letter_of_person",
            ),
            models.Index(
                fields=["decision"], condition=Q(decision__isnull=False), name="outbox_letter_of_decision"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.service or self.mailing_id} {self.state}"

    @property
    def service_label(self) -> str:
        """The name of a service letter for people."""
        return str(SERVICE_NAMES.get(self.service, self.service))

    @property
    def message_id(self) -> str:
        """The same for every retry of this letter."""
        return message_id(self.pk)


class Bounce(models.Model):
    """What came back about a letter, each kind counted once."""

    class Kind(models.TextChoices):
        HARD = "hard", _("the address does not exist")
        SOFT = "soft", _("refused for now")
        COMPLAINT = "complaint", _("reported as unwanted")

    letter_id = models.UUIDField()
    contact_point_id = models.BigIntegerField(null=True)
    kind = models.CharField(max_length=10, choices=Kind.choices)
    detail = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["letter_id", "kind"], name="outbox_bounce_once_per_letter"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.at:%Y-%m-%d}"


class DemoMessage(models.Model):
    """A message delivered to the demo mailbox page instead of an SMTP server."""

    letter_id = models.UUIDField(null=True)
    to = models.TextField()
    subject = models.TextField()
    raw = models.BinaryField()
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return self.subject
