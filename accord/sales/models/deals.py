"""What may be sold (affaire): pipelines of stages, deals and the people in them."""

from typing import Any, ClassVar

from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVector
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from accord.lib.search import plain_words
from accord.register.models import Localised
from accord.sales.seeing import Seen


class Pipeline(Localised):
    """A way of selling, as a row of stages."""

    label_fr = models.CharField(_("name in French"), max_length=80)
    label_en = models.CharField(_("name in English"), max_length=80, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ("position", "id")

    def __str__(self) -> str:
        return self.localised("label")

    @property
    def road(self) -> str:
        """Its stages in order, with their probability."""
        said = gettext("%(stage)s (%(share)s%%)")
        return " → ".join(said % {"stage": stage, "share": stage.probability} for stage in self.stages.all())


class Stage(Localised):
    """One step of a pipeline. A deal without news for `rots_after_days` there is shown as asleep."""

    pipeline = models.ForeignKey(Pipeline, models.CASCADE, related_name="stages")
    label_fr = models.CharField(_("name in French"), max_length=80)
    label_en = models.CharField(_("name in English"), max_length=80, blank=True)
    probability = models.PositiveSmallIntegerField(_("probability (%)"), default=0)
    rots_after_days = models.PositiveSmallIntegerField(_("asleep after (days)"), default=14)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(probability__lte=100), name="sales_stage_probability")
        ]

    def __str__(self) -> str:
        return self.localised("label")


class Reason(Localised):
    """Why a deal is won or lost, from a list of the house."""

    class Outcome(models.TextChoices):
        WON = "won", _("won")
        LOST = "lost", _("lost")

    outcome = models.CharField(_("for deals"), max_length=4, choices=Outcome.choices)
    label_fr = models.CharField(_("reason in French"), max_length=120)
    label_en = models.CharField(_("reason in English"), max_length=120, blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ("outcome", "position", "id")

    def __str__(self) -> str:
        return self.localised("label")


class Deal(models.Model):
    """Something that may be sold to an organisation. amount: in cents of `currency`, without tax."""

    class State(models.TextChoices):
        PROPOSED = "proposed", _("handed over, not yet accepted")
        OPEN = "open", _("under way")
        WON = "won", _("won")
        LOST = "lost", _("lost")
        SENT_BACK = "sent_back", _("sent back to inside sales")

    seen_through: ClassVar = ("owner",)

    name = models.CharField(_("name"), max_length=160)
    pipeline = models.ForeignKey(Pipeline, models.PROTECT, related_name="deals", verbose_name=_("pipeline"))
    stage = models.ForeignKey(Stage, models.PROTECT, related_name="deals", verbose_name=_("stage"))
    organisation = models.ForeignKey(
        "contacts.Organisation",
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="deals",
        verbose_name=_("organisation"),
    )
    people = models.ManyToManyField("contacts.Person", through="DealPerson", related_name="deals")
    lead = models.OneToOneField("sales.Lead", models.SET_NULL, null=True, blank=True, related_name="deal")
    owner = models.ForeignKey(
        "staff.User", models.SET_NULL, null=True, blank=True, related_name="deals", verbose_name=_("owner")
    )
    amount = models.BigIntegerField(_("amount"), default=0)
    currency = models.CharField(max_length=3, default="EUR")
    close_on = models.DateField(_("expected on"), null=True, blank=True)
    contract_until = models.DateField(
        _("end of the contract"), null=True, blank=True, editable=False
    )  # once won
    competitor = models.CharField(_("competitor"), max_length=120, blank=True)
    state = models.CharField(max_length=10, choices=State.choices, default=State.OPEN)
    reason = models.ForeignKey(Reason, models.PROTECT, null=True, blank=True, related_name="+")
    reason_detail = models.CharField(_("in a few words"), max_length=300, blank=True)
    search_key = models.CharField(
        max_length=400, db_default="", editable=False
    )  # words of name and competitor
    rank = models.FloatField(default=0)  # place in its column
    news_at = models.DateTimeField(default=timezone.now)  # the last thing that happened: decides who sleeps
    stage_since = models.DateTimeField(default=timezone.now)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    objects: ClassVar = Seen["Deal"].as_manager()

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["pipeline", "stage", "rank", "id"], condition=Q(state="open"), name="sales_deal_board"
            ),
            models.Index(fields=["owner", "state"], name="sales_deal_owner"),
            models.Index(fields=["-closed_at", "-id"], name="sales_deal_closed"),
            models.Index(fields=["-closed_at", "-news_at", "-id"], name="sales_deal_latest"),
            GinIndex(SearchVector("search_key", config="simple"), name="sales_deal_words"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the words by which it is found true."""
        self.search_key = " ".join(plain_words(self.name, self.competitor))[:400]
        if (fields := kwargs.get("update_fields")) is not None and {"name", "competitor"} & set(fields):
            kwargs["update_fields"] = {*fields, "search_key"}
        super().save(*args, **kwargs)

    @property
    def quiet_days(self) -> int:
        """Whole days since the last news."""
        return max((timezone.now() - self.news_at).days, 0)

    @property
    def is_asleep(self) -> bool:
        """True for an open deal without news for longer than its stage allows."""
        return self.state == self.State.OPEN and self.quiet_days >= self.stage.rots_after_days

    @property
    def weighted(self) -> int:
        """The amount by the probability of the stage, in cents."""
        return self.amount * self.stage.probability // 100


class DealPerson(models.Model):
    """Somebody who has a say in a deal."""

    class Role(models.TextChoices):
        DECIDES = "decides", _("decides")
        INFLUENCES = "influences", _("is listened to")
        USES = "uses", _("will use it")
        BUYS = "buys", _("buys")
        OTHER = "other", _("other")

    deal = models.ForeignKey(Deal, models.CASCADE, related_name="roles")
    person = models.ForeignKey("contacts.Person", models.CASCADE, related_name="deal_roles")
    role = models.CharField(_("role"), max_length=10, choices=Role.choices, default=Role.OTHER)
    is_main = models.BooleanField(_("main contact"), default=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["deal", "person"], name="sales_deal_person_once")
        ]

    def __str__(self) -> str:
        return f"{self.deal_id}:{self.person_id}"
