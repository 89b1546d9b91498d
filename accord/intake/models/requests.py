"""Requests that wait for their owner, what remains of them, and the counters."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone

from accord.intake.models.forms import Form, FormVersion


class PendingRequest(models.Model):
    """Somebody typed an address; its owner has not confirmed. Not a person, not a contact, erased at expiry."""

    # The database does not look the form up: all the visitors of a form would lock its row in turn.
    form = models.ForeignKey(
        Form, models.CASCADE, related_name="pending", db_index=False, db_constraint=False
    )
    address = models.TextField()  # exactly as it will be written to, normalised
    address_hash = models.BinaryField(max_length=32)
    first_name = models.CharField(max_length=100, blank=True)
    language = models.CharField(max_length=5)
    purpose_ids = models.JSONField()
    further_boxes = models.JSONField(default=list)  # keys of boxes ticked for another channel or a partner
    answers = models.JSONField(default=dict)  # {code of the field: what was typed}
    form_version_id = models.BigIntegerField(null=True)  # what the visitor saw
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
        ]

    def __str__(self) -> str:
        return f"request {self.pk}"


class Submission(models.Model):
    """A request its owner confirmed: what they answered, on which version of the form. Kept as long as the person.

    answers: [{"code", "label", "value"}] as shown and typed; boxes: keys of the boxes ticked; origin: {"utm_source": …}
    """

    form = models.ForeignKey(Form, models.PROTECT, related_name="submissions", db_index=False)
    form_version = models.ForeignKey(FormVersion, models.PROTECT, related_name="submissions")
    person = models.ForeignKey("contacts.Person", models.CASCADE, related_name="submissions")
    answers = models.JSONField(default=list)
    boxes = models.JSONField(default=list)
    origin = models.JSONField(default=dict)
    asked_at = models.DateTimeField()
    confirmed_at = models.DateTimeField(default=timezone.now)
    completed_at = models.DateTimeField(
        null=True
    )  # when the questions after the confirming click were answered

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["form", "-confirmed_at", "-id"], name="intake_submission_newest"),
        ]

    def __str__(self) -> str:
        return f"submission {self.pk}"


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
    seen = models.PositiveIntegerField(default=0)
    started = models.PositiveIntegerField(default=0)  # sent at least once, rightly or not
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


class FieldDay(models.Model):
    """Where people stumble: how often a field stopped a visitor the first time, and how often they got past it."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="stumbles")
    day = models.DateField()
    code = models.CharField(max_length=40)
    stopped = models.PositiveIntegerField(default=0)
    overcome = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "day", "code"], name="intake_stumble_once_a_day")
        ]

    def __str__(self) -> str:
        return f"{self.code}: {self.stopped}"


class Quota(models.Model):
    """How often something happened in a window, counted in one atomic statement."""

    key = models.BinaryField(max_length=32, primary_key=True)  # keyed hash of "what:who:window"
    count = models.PositiveIntegerField(default=0)
    most = models.PositiveIntegerField()
    resets_at = models.DateTimeField()  # not indexed: written by every visitor, swept once a day
    free_at = models.DateTimeField(null=True)  # not again before

    def __str__(self) -> str:
        return str(self.count)
