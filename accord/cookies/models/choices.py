"""What visitors chose, and what is counted: no name, no address, no browser."""

from typing import ClassVar

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import BrinIndex
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.cookies.models.sites import Site


class Device(models.TextChoices):
    """How large the screen was: never which browser."""

    PHONE = "phone", _("telephone")
    TABLET = "tablet", _("tablet")
    DESKTOP = "desktop", _("computer")


class Act(models.TextChoices):
    """What a visitor did."""

    ACCEPTED = "accepted", _("accepted")
    REFUSED = "refused", _("refused")
    PARTIAL = "partial", _("chose in part")
    WITHDRAWN = "withdrawn", _("withdrew")


class Layer(models.TextChoices):
    """Where it was done."""

    FIRST = "first", _("on the banner")
    SECOND = "second", _("on the page of third parties")
    PLACEHOLDER = "placeholder", _("in place of a hidden content")
    ONCE = "once", _("in place of a hidden content, this time only")
    API = "api", _("by the site’s own code")
    GPC = "gpc", _("by Global Privacy Control")
    CLOSE = "close", _("by “Continue without accepting”")


def _codes() -> "ArrayField[list[str], list[str]]":
    return ArrayField(models.CharField(max_length=60), default=list)


class Choice(models.Model):
    """One answer of one visitor: the proof of it. Append-only, points to others by plain ids.

    visitor: a random number their browser keeps; nonce: a random number of this very act, so that one sent twice is
    kept once; turn: a number that only grows within a browser, which tells its choices in order where they arrive in
    another (0: unsaid); every purpose and third party of the version is in granted or in refused; variant: "b" for the
    second of two texts; account: the choice was made signed in and holds on every terminal of the account.
    """

    append_only = True

    site_id = models.BigIntegerField()
    version_id = models.BigIntegerField()
    visitor = models.UUIDField()
    nonce = models.UUIDField()
    turn = models.PositiveBigIntegerField(default=0)
    recorded_at = models.DateTimeField(default=timezone.now)
    act = models.CharField(max_length=9, choices=Act.choices)
    granted_purposes = _codes()
    refused_purposes = _codes()
    granted_parties = _codes()
    refused_parties = _codes()
    language = models.CharField(max_length=5)
    layer = models.CharField(max_length=11, choices=Layer.choices)
    is_gpc = models.BooleanField(default=False)
    device = models.CharField(max_length=7, choices=Device.choices)
    page_group = models.CharField(max_length=60, blank=True)
    variant = models.CharField(max_length=1, blank=True)
    is_of_account = models.BooleanField(default=False)

    class Meta:
        constraints: ClassVar = [
            # Also what a visitor's history is found by; nothing is unique across visitors.
            models.UniqueConstraint(fields=["visitor", "nonce"], name="cookies_choice_once"),
        ]
        indexes: ClassVar = [BrinIndex(fields=["recorded_at"], name="cookies_choice_time")]

    def __str__(self) -> str:
        return f"{self.visitor} {self.act}"


class Display(models.Model):
    """How often a banner was shown: counters of a day, no visitor. `lane` keeps writers out of each other's way."""

    site = models.ForeignKey(Site, models.CASCADE, related_name="+")
    version_id = models.BigIntegerField()
    day = models.DateField()
    language = models.CharField(max_length=5)
    device = models.CharField(max_length=7, choices=Device.choices)
    page_group = models.CharField(max_length=60, blank=True)
    variant = models.CharField(max_length=1, blank=True)
    lane = models.PositiveSmallIntegerField()
    shown = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "day", "version_id", "language", "device", "page_group", "variant", "lane"],
                name="cookies_display_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.day}: {self.shown}"


class VisitDay(models.Model):
    """Audience measurement exempt from consent: counters of one page and day, for this site alone, no visitor.

    views: pages seen; visits: first pages of a visit; visitors: first pages of the day of a browser; newcomers: of
    browsers never seen before.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="+")
    day = models.DateField()
    page = models.CharField(max_length=120)
    device = models.CharField(max_length=7, choices=Device.choices)
    language = models.CharField(max_length=5, blank=True)
    lane = models.PositiveSmallIntegerField()
    views = models.PositiveIntegerField(default=0)
    visits = models.PositiveIntegerField(default=0)
    visitors = models.PositiveIntegerField(default=0)
    newcomers = models.PositiveIntegerField(default=0)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["site", "day", "page", "device", "language", "lane"], name="cookies_visits_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.site_id} {self.day} {self.page}"


class Account(models.Model):
    """An account of a site whose holder signed in there: the one link from choices to somebody (CNIL 2025-131).

    holder: the keyed hash of the address or number the site signed, the same as a contact point's where it is an
    e-mail address; visitor: the random number under which choices made signed in are recorded.
    """

    site = models.ForeignKey(Site, models.CASCADE, related_name="accounts")
    holder = models.BinaryField(max_length=32)
    visitor = models.UUIDField(unique=True)
    created_at = models.DateTimeField(default=timezone.now)
    seen_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["site", "holder"], name="cookies_account_once")
        ]
        indexes: ClassVar = [models.Index(fields=["holder"], name="cookies_account_holder")]

    def __str__(self) -> str:
        return f"{self.site_id} {self.visitor}"


class Terminal(models.Model):
    """A browser on which an account signed in. is_apart: this one keeps a choice of its own (statement 30)."""

    account = models.ForeignKey(Account, models.CASCADE, related_name="terminals")
    visitor = models.UUIDField()
    is_apart = models.BooleanField(default=False)
    told_at = models.DateTimeField(default=timezone.now)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["account", "visitor"], name="cookies_terminal_once")
        ]

    def __str__(self) -> str:
        return str(self.visitor)
