"""What is done, or has to be done, about a person, an organisation, a lead or a deal."""

import uuid
from typing import ClassVar

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.sales.seeing import Seen


class Activity(models.Model):
    """A call, a meeting, a task, a note or an e-mail; done or still to do.

    A call says its kind: consumer rules bind only the prospecting of consumers (L.223-1 C. conso); purpose is what the
    gate was asked about, decision_id its answer; is_asked_for: they chose this time, which the rules honour. An e-mail
    keeps what was written, and the Message-ID by which it is known.
    """

    class Kind(models.TextChoices):
        CALL = "call", _("call")
        MEETING = "meeting", _("meeting")
        TASK = "task", _("task")
        NOTE = "note", _("note")
        EMAIL = "email", _("e-mail")

    class CallKind(models.TextChoices):
        PROSPECTING = "prospecting", _("prospecting")
        ANSWER = "answer", _("answer to a request")
        CONTRACT = "contract", _("running contract")
        CALL_BACK = "call_back", _("call-back they asked for")

    class Direction(models.TextChoices):
        OUT = "out", _("sent")
        IN = "in", _("received")

    seen_through: ClassVar = ("owner", "lead__owner", "deal__owner")  # and what is done about one's own

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices)
    subject = models.CharField(_("subject"), max_length=200)
    text = models.TextField(_("text"), blank=True, max_length=20_000)
    person = models.ForeignKey(
        "contacts.Person", models.CASCADE, null=True, blank=True, related_name="activities"
    )
    organisation = models.ForeignKey(
        "contacts.Organisation", models.SET_NULL, null=True, blank=True, related_name="activities"
    )
    lead = models.ForeignKey("sales.Lead", models.CASCADE, null=True, blank=True, related_name="activities")
    deal = models.ForeignKey("sales.Deal", models.CASCADE, null=True, blank=True, related_name="activities")
    owner = models.ForeignKey(
        "staff.User", models.SET_NULL, null=True, related_name="activities", verbose_name=_("who does it")
    )
    due_at = models.DateTimeField(_("when"), null=True, blank=True)
    ends_at = models.DateTimeField(_("until"), null=True, blank=True)
    place = models.CharField(_("where"), max_length=200, blank=True)
    remind_at = models.DateTimeField(_("remind"), null=True, blank=True)
    reminded_at = models.DateTimeField(null=True, editable=False)
    done_at = models.DateTimeField(null=True, blank=True)
    outcome = models.CharField(_("what came of it"), max_length=300, blank=True)
    call_kind = models.CharField(_("kind of call"), max_length=12, choices=CallKind.choices, blank=True)
    purpose = models.ForeignKey("register.Purpose", models.PROTECT, null=True, blank=True, related_name="+")
    is_asked_for = models.BooleanField(_("they asked for this time"), default=False)
    direction = models.CharField(max_length=3, choices=Direction.choices, blank=True)
    decision_id = models.BigIntegerField(null=True)  # consent.Decision
    letter_id = models.UUIDField(null=True)  # outbox.Letter
    message_id = models.CharField(max_length=250, blank=True, db_index=True)
    attachments = models.PositiveSmallIntegerField(default=0)  # how many there were: they are not kept
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)  # in calendars
    by_id = models.CharField(max_length=64, blank=True, editable=False)
    by_label = models.CharField(max_length=150, blank=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    objects: ClassVar = Seen["Activity"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["owner", "due_at"], condition=Q(done_at__isnull=True), name="sales_activity_todo"
            ),
            models.Index(
                fields=["remind_at"],
                condition=Q(done_at__isnull=True, reminded_at__isnull=True),
                name="sales_activity_remind",
            ),
            models.Index(fields=["person", "-created_at"], name="sales_activity_person"),
            models.Index(fields=["deal", "due_at"], name="sales_activity_deal"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(kind="call") | Q(call_kind=""), name="sales_activity_only_calls_have_a_kind"
            ),
            models.UniqueConstraint(
                fields=["message_id", "person"],
                condition=~Q(message_id=""),
                name="sales_activity_one_for_an_email",
            ),
        ]

    def __str__(self) -> str:
        return self.subject

    @property
    def pk_text(self) -> str:
        """The number, to end an address with."""
        return str(self.pk)

    @property
    def is_late(self) -> bool:
        """Still to do, and its time has passed."""
        return self.done_at is None and self.due_at is not None and self.due_at < timezone.now()
