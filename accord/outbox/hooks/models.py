"""Where webhooks go, each one that is to leave, and what became of each try."""

import uuid
from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


class Endpoint(models.Model):
    """A program elsewhere that is told what happens. Without a recipient of the register it is told ids only."""

    class Stopped(models.TextChoices):
        FAILED = "failed", _("it did not answer, again and again")
        GONE = "gone", _("it answered that it is no more (410)")

    name = models.CharField(_("name, for us"), max_length=100)
    url = models.URLField(_("address"), max_length=500)
    events = ArrayField(models.CharField(max_length=30), verbose_name=_("what it is told"))
    recipient = models.ForeignKey(
        "register.Recipient",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("recipient of the register"),
    )
    is_active = models.BooleanField(_("told what happens"), default=True)
    sealed_secret = models.BinaryField()
    failing_since = models.DateTimeField(null=True)
    stopped_at = models.DateTimeField(null=True)
    stopped_why = models.CharField(max_length=10, choices=Stopped.choices, blank=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.name


class Delivery(models.Model):
    """One event for one endpoint, made from one entry of the journal, once. data: ids and codes only."""

    class State(models.TextChoices):
        WAITING = "waiting", _("waiting")
        DELIVERED = "delivered", _("delivered")
        FAILED = "failed", _("given up")

    endpoint = models.ForeignKey(Endpoint, models.CASCADE, related_name="deliveries")
    message_id = models.UUIDField(default=uuid.uuid4, unique=True)  # the same at every try
    entry_id = models.BigIntegerField(null=True)  # audit.Entry; none for a message to try it out
    event = models.CharField(max_length=30)
    data = models.JSONField(default=dict)
    happened_at = models.DateTimeField()
    state = models.CharField(max_length=10, choices=State.choices, default=State.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)  # since it was made, or replayed
    next_at = models.DateTimeField(
        default=timezone.now
    )  # not before; while a try lasts: until it counts as lost
    created_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["endpoint", "entry_id", "event"], name="outbox_delivery_once")
        ]
        indexes: ClassVar = [
            models.Index(fields=["next_at"], condition=Q(state="waiting"), name="outbox_delivery_due"),
            models.Index(fields=["endpoint", "-id"], name="outbox_delivery_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.event} {self.message_id}"

    @property
    def number(self) -> str:
        """How the message is known to the program, the same at every try."""
        return f"msg_{self.message_id.hex}"


class Attempt(models.Model):
    """One try of a delivery: the status the program answered, or why there was none."""

    delivery = models.ForeignKey(Delivery, models.CASCADE, related_name="attempts")
    at = models.DateTimeField(default=timezone.now)
    status = models.PositiveSmallIntegerField(null=True)
    error = models.CharField(max_length=300, blank=True)
    milliseconds = models.PositiveIntegerField()

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.status or self.error}"


class JournalMark(models.Model):
    """How far the journal was read: one row.

    Every entry up to `settled` has been read. `upper` was the last number given when `writers` were writing entries:
    once they have ended, everything up to `upper` is settled too.
    """

    settled = models.BigIntegerField()
    upper = models.BigIntegerField()
    writers = models.JSONField(default=list)

    def __str__(self) -> str:
        return str(self.settled)
