"""Somebody to answer, before there is a deal (piste): what they asked for, who answers, and what came of it."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.contacts.models import Acquisition, Organisation
from accord.register.models import Localised
from accord.sales.seeing import Seen


class Lead(models.Model):
    """Somebody who asked for something, or whom a colleague met; always about a person already let in.

    answers: [{"code", "label", "value"}] as shown and typed; score_reasons: [{"axis", "points", "words", "en"}], the
    reason in French and in English. The person's own acquisition says whether they were told (art. 13, 14).
    """

    class State(models.TextChoices):
        NEW = "new", _("new")
        WORKING = "working", _("being qualified")
        NURTURE = "nurture", _("to take up again")
        HANDED_OVER = "handed_over", _("handed over to sales")
        ACCEPTED = "accepted", _("accepted by sales")
        NOT_FIT = "not_fit", _("not for us")
        SPAM = "spam", _("not a request")

    OPEN: ClassVar = (State.NEW, State.WORKING)
    seen_through: ClassVar = ("owner", "deal__owner")  # whoever sells to them reads what they asked for

    person = models.ForeignKey("contacts.Person", models.CASCADE, related_name="leads")
    organisation = models.ForeignKey(
        "contacts.Organisation", models.SET_NULL, null=True, blank=True, related_name="leads"
    )
    organisation_name = models.CharField(_("company, as written"), max_length=200, blank=True)
    acquisition = models.ForeignKey("contacts.Acquisition", models.SET_NULL, null=True, related_name="+")
    source = models.CharField(_("source"), max_length=12, choices=Acquisition.Source.choices)
    source_detail = models.CharField(_("which one, exactly"), max_length=300, blank=True)
    form_id = models.BigIntegerField(null=True)  # intake.Form
    submission_id = models.BigIntegerField(null=True, unique=True)  # intake.Submission
    headcount = models.CharField(
        _("headcount"), max_length=10, choices=Organisation.Headcount.choices, blank=True
    )
    postcode = models.CharField(_("post code"), max_length=10, blank=True)
    country = models.CharField(_("country"), max_length=2, default="FR")
    subject = models.CharField(_("what about"), max_length=160, blank=True)
    answers = models.JSONField(default=list)
    message = models.TextField(_("message"), blank=True, max_length=5000)
    state = models.CharField(max_length=12, choices=State.choices, default=State.NEW)
    outcome_reason = models.CharField(_("why"), max_length=300, blank=True)
    take_up_on = models.DateField(_("to take up again on"), null=True, blank=True)
    owner = models.ForeignKey(
        "staff.User", models.SET_NULL, null=True, blank=True, related_name="leads", verbose_name=_("owner")
    )
    assigned_by_rule = models.CharField(max_length=80, blank=True)  # "" when a colleague chose
    fit = models.PositiveSmallIntegerField(default=0)  # 0 to 100: is it the kind of customer we serve
    interest = models.PositiveSmallIntegerField(default=0)  # 0 to 100: how near they are to a decision
    score_reasons = models.JSONField(default=list)
    qualification = models.JSONField(default=dict)  # {question code: answer}
    handover_note = models.TextField(_("note for sales"), blank=True, max_length=5000)
    sent_back_reason = models.CharField(_("why sales sent it back"), max_length=300, blank=True)
    arrived_at = models.DateTimeField(default=timezone.now)
    answer_by = models.DateTimeField(null=True)  # the clock of the first answer
    answered_at = models.DateTimeField(null=True)
    closed_at = models.DateTimeField(null=True)

    objects: ClassVar = Seen["Lead"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["-arrived_at", "-id"], name="sales_lead_newest"),
            models.Index(fields=["state", "-arrived_at", "-id"], name="sales_lead_state"),
            models.Index(
                fields=["-arrived_at", "-id"],
                condition=Q(state__in=["new", "working"]),
                name="sales_lead_open",
            ),
            models.Index(
                fields=["-interest", "-id"],
                condition=Q(state__in=["new", "working"]),
                name="sales_lead_warmest",
            ),
            models.Index(
                fields=["owner", "-arrived_at", "-id"],
                condition=Q(state__in=["new", "working"]),
                name="sales_lead_inbox",
            ),
            models.Index(
                fields=["answer_by"], condition=Q(answered_at__isnull=True), name="sales_lead_clock"
            ),
        ]

    def __str__(self) -> str:
        return f"lead {self.pk}"

    @property
    def is_open(self) -> bool:
        """True while inside sales still has to say what it is."""
        return self.state in self.OPEN

    @property
    def is_put_aside(self) -> bool:
        """True when it may be taken up again."""
        return self.state in (self.State.NURTURE, self.State.NOT_FIT, self.State.SPAM)

    @property
    def company_name(self) -> str:
        """The company, recognised or as written."""
        return self.organisation.name if self.organisation else self.organisation_name

    @property
    def title(self) -> str:
        """Who, and of which company."""
        return ", ".join(filter(None, (str(self.person), self.company_name)))


class Question(Localised):
    """One question of the qualification, in the words of the house (need, budget, decision, date to begin with)."""

    class Kind(models.TextChoices):
        TEXT = "text", _("free answer")
        CHOICE = "choice", _("one choice")
        DATE = "date", _("date")
        AMOUNT = "amount", _("amount")

    code = models.SlugField(max_length=40, unique=True)
    label_fr = models.CharField(_("question in French"), max_length=160)
    label_en = models.CharField(_("question in English"), max_length=160, blank=True)
    kind = models.CharField(_("kind of answer"), max_length=8, choices=Kind.choices, default=Kind.TEXT)
    choices = ArrayField(models.CharField(max_length=80), default=list, blank=True)
    choices_en = ArrayField(models.CharField(max_length=80), default=list, blank=True)  # the same, in English
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("asked"), default=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.localised("label")


class AssignmentRule(models.Model):
    """Who gets a lead: the first rule, in order, whose conditions all hold; its colleagues take turns."""

    name = models.CharField(_("name"), max_length=80)
    position = models.PositiveSmallIntegerField(default=0)
    territory = ArrayField(
        models.CharField(max_length=10), default=list, blank=True, verbose_name=_("departments or countries")
    )  # "69", "2A", "BE": the beginning of a post code, or a country; empty: anywhere
    headcounts = ArrayField(
        models.CharField(max_length=10, choices=Organisation.Headcount.choices),
        default=list,
        blank=True,
        verbose_name=_("headcounts"),
    )
    form_ids = ArrayField(models.BigIntegerField(), default=list, blank=True)  # intake.Form; empty: any
    colleagues = models.ManyToManyField("staff.User", related_name="+", verbose_name=_("colleagues, in turn"))
    turn = models.PositiveIntegerField(default=0, editable=False)  # how many it has assigned
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.name


class ScoreRule(Localised):
    """Points for what a lead says, with the reason that will be shown. words: any of them; none: whatever is said."""

    class Axis(models.TextChoices):
        FIT = "fit", _("fit")
        INTEREST = "interest", _("interest")

    class About(models.TextChoices):
        ANSWER = "answer", _("an answer of the form")
        SOURCE = "source", _("where they come from")
        HEADCOUNT = "headcount", _("headcount")
        TERRITORY = "territory", _("post code or country")
        JOB = "job", _("job")
        PROFESSIONAL = "professional", _("professional address")
        TELEPHONE = "telephone", _("telephone number")
        MESSAGE = "message", _("message")
        KNOWN_COMPANY = "known_company", _("company we know")

    EXACT: ClassVar = frozenset({About.SOURCE, About.HEADCOUNT})  # one of a few words: the whole word counts

    axis = models.CharField(_("counts for"), max_length=8, choices=Axis.choices)
    about = models.CharField(_("looks at"), max_length=13, choices=About.choices)
    code = models.SlugField(_("which field of the form"), max_length=60, blank=True)
    words = ArrayField(models.CharField(max_length=80), default=list, blank=True, verbose_name=_("any of"))
    points = models.SmallIntegerField(_("points"))
    label_fr = models.CharField(_("reason shown, in French"), max_length=120)
    label_en = models.CharField(_("reason shown, in English"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ("axis", "position", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=Q(points__gte=-100, points__lte=100), name="sales_score_rule_points"
            )
        ]

    def __str__(self) -> str:
        return self.localised("label")
