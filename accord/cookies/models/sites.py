"""What a webmaster declares: the site, its purposes, the third parties it calls and the cookies they write."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.register.models import Localised, code_validator
from accord.register.rules import rule

alias_validator = RegexValidator(
    r"^[a-z][a-z0-9]{0,11}$", _("A small letter, then at most eleven letters or digits.")
)


class Signal(models.TextChoices):
    """What Google’s tags call purposes (Consent Mode v2): denied until the purpose is accepted."""

    ADS = "ad_storage", _("advertising: storage")
    ADS_DATA = "ad_user_data", _("advertising: data sent to Google")
    ADS_PERSONAL = "ad_personalization", _("advertising: personalisation")
    MEASURE = "analytics_storage", _("audience measurement")
    FUNCTIONS = "functionality_storage", _("functions of the site")
    CONTENTS = "personalization_storage", _("personalised contents")


def choice_days() -> int:
    """How long a choice holds by default, in days (rule cookies.choice)."""
    return int(rule("cookies.choice").value)


def two_languages() -> list[str]:
    """The languages of a new site, the default first."""
    return ["fr", "en"]


class Site(models.Model):
    """A web site whose visitors are asked. Its code stands in public addresses and never changes.

    hosts: names under which its pages are reached, with a port where it is not the usual one; cookie_domain: the
    parent domain its sub-domains share a choice on, "" for one host; design and texts: the draft of the next version
    (texts: {language: {key: words}}, in place of the fixed ones), other_texts: the same for a test of two texts, empty
    without one; page_groups: beginnings of paths that statistics tell apart; shows_one_in: of how many displays one is
    counted; scan_pages: addresses a control visit opens, those of the site map when empty; scan_days: how often, 0 on
    demand only.
    """

    code = models.SlugField(_("code"), max_length=40, unique=True, validators=[code_validator])
    name = models.CharField(_("name"), max_length=120)
    controller = models.ForeignKey("register.Controller", models.PROTECT, related_name="+")
    hosts = ArrayField(models.CharField(max_length=120), verbose_name=_("its addresses"))
    cookie_domain = models.CharField(_("domain its sub-domains share"), max_length=120, blank=True)
    choice_days = models.PositiveSmallIntegerField(_("a choice holds for (days)"), default=choice_days)
    gpc_refuses = models.BooleanField(_("Global Privacy Control is a refusal"), default=True)
    follows_accounts = models.BooleanField(_("the choice follows the account"), default=False)
    measures = models.BooleanField(_("audience measurement exempt from consent"), default=False)
    languages = ArrayField(
        models.CharField(max_length=5), verbose_name=_("languages, the default first"), default=two_languages
    )
    alias = models.CharField(
        _("beginning of class and id names"), max_length=12, default="ac", validators=[alias_validator]
    )
    retention = models.ForeignKey(
        "register.RetentionRule", models.PROTECT, related_name="+", verbose_name=_("proofs are kept")
    )
    design = models.JSONField(_("appearance"), default=dict, blank=True)
    texts = models.JSONField(_("texts"), default=dict, blank=True)
    other_texts = models.JSONField(_("texts of the second variant"), default=dict, blank=True)
    page_groups = ArrayField(
        models.CharField(max_length=60), verbose_name=_("groups of pages"), default=list, blank=True
    )
    shows_one_in = models.PositiveSmallIntegerField(_("displays counted, one in"), default=1)
    scan_pages = ArrayField(
        models.CharField(max_length=500),
        verbose_name=_("pages of the control visit"),
        default=list,
        blank=True,
    )
    scan_days = models.PositiveSmallIntegerField(_("days between two control visits"), default=0)
    is_open = models.BooleanField(default=True, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("name", "id")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(choice_days__gte=1), name="cookies_choice_lasts_a_day"),
            models.CheckConstraint(condition=Q(shows_one_in__gte=1), name="cookies_displays_are_counted"),
        ]

    def __str__(self) -> str:
        return self.name


class SitePurpose(models.Model):
    """What a site wants to use cookies for: a purpose of the register that rests on consent.

    texts: {language: {"title", "line", "long"}} where the site says it in its own words; else the register's; signals:
    what accepting it grants to Google's tags, where the site has any.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="purposes")
    purpose = models.ForeignKey(
        "register.Purpose", models.PROTECT, related_name="+", verbose_name=_("purpose")
    )
    texts = models.JSONField(_("texts"), default=dict, blank=True)
    signals = ArrayField(
        models.CharField(max_length=24, choices=Signal.choices),
        verbose_name=_("what it grants to Google’s tags"),
        default=list,
        blank=True,
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "purpose"], name="cookies_purpose_once")
        ]

    def __str__(self) -> str:
        return self.purpose.label

    @property
    def code(self) -> str:
        """The code of the purpose in the register, and in the visitor's cookie."""
        return self.purpose.code


class ThirdParty(Localised):
    """Somebody whose code a site would load: a recipient of the register, and the hosts it is called on.

    hosts: names, ".name" for a name and all below it; data: what it receives.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="third_parties")
    recipient = models.ForeignKey(
        "register.Recipient", models.PROTECT, related_name="+", verbose_name=_("recipient")
    )
    purposes = models.ManyToManyField(SitePurpose, related_name="third_parties", verbose_name=_("purposes"))
    hosts = ArrayField(models.CharField(max_length=120), verbose_name=_("hosts"), default=list, blank=True)
    data_fr = models.TextField(_("data it receives, in French"), blank=True)
    data_en = models.TextField(_("data it receives, in English"), blank=True)
    position = models.PositiveSmallIntegerField(default=0)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    confirmed_by = models.CharField(max_length=150, blank=True, editable=False)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "recipient"], name="cookies_third_party_once")
        ]

    def __str__(self) -> str:
        return self.recipient.name

    @property
    def code(self) -> str:
        """The code of the recipient in the register, and in the visitor's cookie."""
        return self.recipient.code


class DeclaredCookie(Localised):
    """One cookie or the like. Without a third party it is the site's own; without a purpose it is strictly necessary.

    name: `*` stands for anything ("_ga*"); days: its life, 0 for the length of the visit.
    """

    class Kind(models.TextChoices):
        COOKIE = "cookie", _("cookie")
        LOCAL = "local", _("local storage")
        SESSION = "session", _("session storage")
        PIXEL = "pixel", _("pixel")

    site = models.ForeignKey(Site, models.CASCADE, related_name="cookies")
    third_party = models.ForeignKey(
        ThirdParty,
        models.CASCADE,
        related_name="cookies",
        null=True,
        blank=True,
        verbose_name=_("written by"),
    )
    purpose = models.ForeignKey(
        SitePurpose, models.CASCADE, related_name="cookies", null=True, blank=True, verbose_name=_("purpose")
    )
    name = models.CharField(_("name or pattern"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.COOKIE)
    is_third_party = models.BooleanField(_("written on the third party’s own domain"), default=False)
    is_http_only = models.BooleanField(_("out of reach of scripts (HttpOnly)"), default=False)
    days = models.PositiveSmallIntegerField(_("life in days (0: the visit)"), default=0)
    what_fr = models.CharField(_("what it does, in French"), max_length=200, blank=True)
    what_en = models.CharField(_("what it does, in English"), max_length=200, blank=True)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "third_party", "name", "kind"],
                nulls_distinct=False,
                name="cookies_cookie_once",
            )
        ]

    def __str__(self) -> str:
        return self.name
