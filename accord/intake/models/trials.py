"""Trials (essai): what is offered for how long, and who is trying it."""

from typing import ClassVar

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accord.intake.models.forms import Form
from accord.intake.models.requests import Submission
from accord.register.models import Localised

LONGEST = 366  # days


class Offer(Localised):
    """Something that may be tried for a fixed time. The form that leads to it starts the trial once confirmed.

    retention: what becomes of the data when nothing was bought; the notice of the form names it.
    """

    name_fr = models.CharField(_("name in French"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120, blank=True)
    days = models.PositiveSmallIntegerField(
        _("length in days"), default=30, validators=[MinValueValidator(1), MaxValueValidator(LONGEST)]
    )
    reminder_days = models.PositiveSmallIntegerField(_("days before the end to remind"), default=5)
    form = models.ForeignKey(
        Form, models.PROTECT, related_name="offers", verbose_name=_("form that leads to it")
    )
    retention = models.ForeignKey(
        "register.RetentionRule",
        models.PROTECT,
        related_name="+",
        verbose_name=_("what becomes of the data at the end"),
    )
    is_open = models.BooleanField(_("new trials may begin"), default=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name_fr", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["form"], condition=Q(is_open=True), name="intake_offer_one_a_form"
            ),
            models.CheckConstraint(
                condition=Q(reminder_days__lt=F("days")), name="intake_offer_reminds_before_the_end"
            ),
        ]

    def __str__(self) -> str:
        return self.localised("name")


class Trial(models.Model):
    """Somebody is trying an offer, from the confirmation of their request to its end."""

    class Outcome(models.TextChoices):
        BOUGHT = "bought", _("bought")
        NOT_BOUGHT = "not_bought", _("not bought")
        CANCELLED = "cancelled", pgettext_lazy("a trial", "cancelled")

    offer = models.ForeignKey(Offer, models.PROTECT, related_name="trials", verbose_name=_("offer"))
    person = models.ForeignKey("contacts.Person", models.CASCADE, related_name="trials")
    submission = models.OneToOneField(Submission, models.SET_NULL, null=True, related_name="trial")
    started_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(_("ends on"))
    reminded_at = models.DateTimeField(null=True)
    extended_days = models.PositiveSmallIntegerField(_("days added"), default=0)
    extension_reason = models.CharField(_("why it was extended"), max_length=300, blank=True)
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(_("outcome"), max_length=10, choices=Outcome.choices, blank=True)
    outcome_reason = models.CharField(_("why"), max_length=300, blank=True)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["ends_at", "id"], name="intake_trial_end"),
            models.Index(fields=["-started_at", "-id"], name="intake_trial_newest"),
        ]
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["offer", "person"], condition=Q(ended_at=None), name="intake_trial_one_at_a_time"
            ),
            models.CheckConstraint(condition=Q(ends_at__gt=F("started_at")), name="intake_trial_takes_time"),
            models.CheckConstraint(
                condition=Q(ended_at=None, outcome="") | (Q(ended_at__isnull=False) & ~Q(outcome="")),
                name="intake_trial_ends_with_an_outcome",
            ),
        ]

    def __str__(self) -> str:
        return gettext("trial no. %(number)s") % {"number": self.pk}

    @property
    def is_running(self) -> bool:
        """True until somebody or the clock ends it."""
        return self.ended_at is None
