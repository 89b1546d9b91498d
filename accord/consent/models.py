"""The ledger and the facts only the gate reads. Nobody imports this module from outside `consent`."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.consent.terms import Level, State


class Subject(models.Model):
    """The only link from the ledger to people: merging re-points it, erasure deletes it.

    joined_at: when merging brought it to its contact point; what is said from then on is said by one person.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    contact_point_id = models.BigIntegerField(db_index=True)
    joined_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return str(self.pk)


class Wording(models.Model):
    """The exact words shown, once each: events point to them by SHA-256. Says nothing about anyone."""

    append_only = True

    sha256 = models.CharField(max_length=64, primary_key=True)
    language = models.CharField(max_length=5)
    text = models.TextField()

    def __str__(self) -> str:
        return self.text[:60]


class ConsentEvent(models.Model):
    """One thing a person said or was told about one purpose on one channel. Append-only, points by plain id."""

    append_only = True

    subject_id = models.UUIDField(db_index=True)
    purpose_id = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    recipient_id = models.BigIntegerField(
        default=0
    )  # register.Recipient where consent is per partner, else 0
    state = models.CharField(max_length=12, choices=State.choices)
    method = models.CharField(
        max_length=30
    )  # codes in consent/methods.py: "form", "link", "one-click", "telephone" …
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64, blank=True)
    evidence_level = models.SmallIntegerField(choices=Level.choices)
    notice_version_id = models.BigIntegerField(null=True)
    wording_sha256 = models.CharField(max_length=64, blank=True)
    refers_to = models.BigIntegerField(null=True)  # the event this one answers: a confirmation its request
    source_id = models.CharField(max_length=64, blank=True)  # "form:3", "import:12", "campaign:7"
    import_id = models.BigIntegerField(null=True)
    indicated_at = models.DateTimeField()
    received_at = models.DateTimeField()
    recorded_at = models.DateTimeField(default=timezone.now)
    commits = models.JSONField(default=dict)  # {part: SHA-256(salt ‖ value) in hex}
    leaf = models.BinaryField(max_length=32)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["subject_id", "purpose_id", "channel", "recipient_id"], name="consent_event_key"
            ),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(indicated_at__lte=F("recorded_at")), name="consent_not_from_the_future"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.indicated_at:%Y-%m-%d %H:%M}"


class Evidence(models.Model):
    """One part of the evidence of an event, erasable at its own date; the event keeps only a salted commitment."""

    class Part(models.TextChoices):
        ADDRESS = "address", _("address")
        NETWORK = "network", _("network address and browser")
        TYPED = "typed", _("words typed")
        FILE = "file", _("file")
        OPERATOR = "operator", _("who noted it")

    event_id = models.BigIntegerField(db_index=True)
    subject_id = models.UUIDField(db_index=True)
    part = models.CharField(max_length=10, choices=Part.choices)
    salt = models.BinaryField(max_length=16)
    value = models.TextField()
    erase_on = models.DateField(null=True, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["event_id", "part"], name="consent_evidence_part_once"),
        ]

    def __str__(self) -> str:
        return f"{self.part} of event {self.event_id}"


class Unsealed(models.Model):
    """The queue of leaves a sealer will one day move into the tree."""

    event_id = models.BigIntegerField(primary_key=True)
    leaf = models.BinaryField(max_length=32)

    def __str__(self) -> str:
        return str(self.event_id)


class Permission(models.Model):
    """The fold of the events of one contact point, purpose, channel and recipient. Only the ledger writes it."""

    contact_point = models.ForeignKey("contacts.ContactPoint", models.CASCADE, related_name="+")
    purpose = models.ForeignKey("register.Purpose", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    recipient_id = models.BigIntegerField(default=0)
    state = models.CharField(max_length=12, choices=State.choices, blank=True)
    since = models.DateTimeField(null=True)
    requested_at = models.DateTimeField(null=True)
    confirmed_at = models.DateTimeField(null=True)
    method = models.CharField(max_length=30, blank=True)
    evidence_level = models.SmallIntegerField(default=0)
    notice_version_id = models.BigIntegerField(null=True)
    wording_sha256 = models.CharField(max_length=64, blank=True)
    event_id = models.BigIntegerField(null=True)
    import_id = models.BigIntegerField(null=True)
    address_hash = models.BinaryField(max_length=32)
    expires_at = models.DateTimeField(null=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contact_point", "purpose", "channel", "recipient_id"], name="consent_permission_once"
            ),
        ]
        indexes: ClassVar = [
            models.Index(
                fields=["purpose", "channel", "contact_point"],
                condition=Q(state__in=["given", "confirmed"]),
                name="consent_permission_yes",
            ),
            models.Index(
                fields=["address_hash", "purpose", "channel"],
                condition=Q(state__in=["refused", "withdrawn", "objected"]),
                name="consent_permission_no",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_point_id} {self.purpose_id} {self.channel}: {self.state}"


class Suppression(models.Model):
    """An address never to be written to again, by keyed hash: survives erasure, restore and re-import."""

    class Reason(models.TextChoices):
        OBJECTION = "objection", _("objected to all prospecting")
        COMPLAINT = "complaint", _("reported a letter as unwanted")
        WITHDRAWAL = "withdrawal", _("withdrew elsewhere (import)")
        ERASURE = "erasure", _("asked to be erased")
        BOUNCE = "bounce", _("the address does not answer")
        REFUSED_REQUEST = "refused_request", _("said the request was not theirs")

    address_hash = models.BinaryField(max_length=32)
    channel = models.CharField(max_length=10)
    reason = models.CharField(max_length=20, choices=Reason.choices)
    at = models.DateTimeField(default=timezone.now)
    expires_at = models.DateTimeField(null=True)  # bounces only
    source_id = models.CharField(max_length=64, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["address_hash", "channel", "reason"], name="consent_suppression_once"
            ),
            models.CheckConstraint(
                condition=Q(expires_at__isnull=True) | Q(reason="bounce"), name="consent_only_bounces_expire"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.reason}"


class Attempt(models.Model):
    """One call tried: the consumer rules count them."""

    append_only = True

    contact_point_id = models.BigIntegerField(db_index=True)
    purpose_id = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    outcome = models.CharField(max_length=20)
    actor_id = models.CharField(max_length=64, blank=True)
    at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.outcome} {self.at:%Y-%m-%d %H:%M}"


class Decision(models.Model):
    """What the gate answered for one outbound act, and on which evidence. Only the gate writes it."""

    append_only = True

    act = models.CharField(max_length=20)  # "letter", "freeze", "export", "call"
    purpose_id = models.BigIntegerField()
    channel = models.CharField(max_length=10)
    contact_point_id = models.BigIntegerField(
        null=True, db_index=True
    )  # null: a freeze, for a whole audience
    is_permitted = models.BooleanField()
    reason = models.CharField(max_length=40, blank=True)
    event_id = models.BigIntegerField(null=True)
    notice_version_id = models.BigIntegerField(null=True)
    rules = models.CharField(max_length=16)  # short hash of the rules in force
    counts = models.JSONField(null=True)  # a freeze: {reason: how many}
    actor_kind = models.CharField(max_length=10)
    actor_id = models.CharField(max_length=64, blank=True)
    decided_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.act} {self.reason or 'yes'}"


class DeclaredUse(models.Model):
    """A named person's decision, per import and purpose: may consents declared by that import be used."""

    import_id = models.BigIntegerField()
    purpose = models.ForeignKey("register.Purpose", models.PROTECT, related_name="+")
    is_allowed = models.BooleanField()
    why = models.TextField()
    decided_by_id = models.CharField(max_length=64)
    decided_by_label = models.CharField(max_length=150)
    decided_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["import_id", "purpose"], name="consent_declared_use_once"),
        ]

    def __str__(self) -> str:
        return f"import {self.import_id}: {self.is_allowed}"


class Pause(models.Model):
    """What a person asked for short of a no: nothing until a date, or no more than one letter in so many days."""

    contact_point = models.ForeignKey("contacts.ContactPoint", models.CASCADE, related_name="+")
    purpose = models.ForeignKey("register.Purpose", models.PROTECT, related_name="+")
    channel = models.CharField(max_length=10)
    until = models.DateTimeField(null=True)
    every_days = models.PositiveSmallIntegerField(null=True)
    since = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["contact_point", "purpose", "channel"], name="consent_pause_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact_point_id} {self.purpose_id} {self.channel}"
