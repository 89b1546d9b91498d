"""The register: who answers for the data, what for, who receives it, what people are told, how long it is kept."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from django_countries import countries

from accord.register.identity import Identity

code_validator = RegexValidator(r"^[a-z][a-z0-9-]*$", _("Lower-case letters, digits and hyphens only."))


class Channel(models.TextChoices):
    """How a person can be reached."""

    EMAIL = "email", _("e-mail")
    PHONE = "phone", _("telephone")
    SMS = "sms", _("text message")
    POST = "post", _("post")


class LegalBasis(models.TextChoices):
    """Article 6(1) GDPR, letters a to f."""

    CONSENT = "consent", _("consent (art. 6(1)(a))")
    CONTRACT = "contract", _("contract (art. 6(1)(b))")
    LEGAL_OBLIGATION = "legal_obligation", _("legal obligation (art. 6(1)(c))")
    VITAL_INTERESTS = "vital_interests", _("vital interests (art. 6(1)(d))")
    PUBLIC_TASK = "public_task", _("public task (art. 6(1)(e))")
    LEGITIMATE_INTEREST = "legitimate_interest", _("legitimate interest (art. 6(1)(f))")


class Audience(models.TextChoices):
    """Whom a purpose addresses."""

    CONSUMER = "consumer", _("consumers")
    PROFESSIONAL = "professional", _("professionals")
    EVERYONE = "everyone", _("consumers and professionals")


class Localised(models.Model):
    """Two languages beside each other: `localised("label")` reads the one of the moment, French when it is empty."""

    class Meta:
        abstract = True

    def localised(self, field: str) -> str:
        """The text of `field` in the active language, in French where the other is missing."""
        language = (get_language() or "fr")[:2]
        return getattr(self, f"{field}_{language}", "") or getattr(self, f"{field}_fr")


class Controller(Identity, models.Model):
    """The organisation that decides why and how (responsable de traitement, art. 4(7))."""

    name = models.CharField(_("name"), max_length=200)
    legal_form = models.CharField(_("legal form"), max_length=60, blank=True)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    address = models.TextField(_("postal address"))
    country = models.CharField(_("country"), max_length=2, default="FR")
    email = models.EmailField(_("e-mail for questions about data"))
    phone = models.CharField(_("telephone"), max_length=20, blank=True)
    representative = models.CharField(_("representative in the Union (art. 27)"), max_length=200, blank=True)
    dpo_name = models.CharField(_("data protection officer"), max_length=200, blank=True)
    dpo_email = models.EmailField(_("e-mail of the data protection officer"), blank=True)
    website = models.URLField(_("web site"), blank=True)
    logo = models.TextField(blank=True, help_text="SVG, cleaned")
    sender_email = models.EmailField(_("address our letters come from"))
    sender_name = models.CharField(_("name our letters come from"), max_length=100)

    def __str__(self) -> str:
        return self.name


class Recipient(Localised):
    """Somebody the data goes to (destinataire, art. 4(9))."""

    class Kind(models.TextChoices):
        PROCESSOR = "processor", _("processor")
        JOINT_CONTROLLER = "joint_controller", _("joint controller")
        THIRD_PARTY = "third_party", _("third party")
        PARTNER = "partner", _("partner")

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(_("name"), max_length=200)
    legal_name = models.CharField(_("name in law, and town"), max_length=200, blank=True)
    kind = models.CharField(_("role"), max_length=20, choices=Kind.choices)
    country = models.CharField(_("country"), max_length=2, default="FR")
    transfer_safeguard = models.TextField(_("safeguard of the transfer (art. 46)"), blank=True)
    what_for_fr = models.TextField(_("what for, in French"))
    what_for_en = models.TextField(_("what for, in English"), blank=True)
    policy_url = models.URLField(_("privacy policy"), blank=True)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)

    def __str__(self) -> str:
        return self.name

    @property
    def country_name(self) -> str:
        """The country, in the language of the moment."""
        return str(countries.name(self.country) or self.country)

    @property
    def what_for(self) -> str:
        """Why the data goes there, in the language of the moment."""
        return self.localised("what_for")


class RetentionRule(Localised):
    """How long something is kept, from when, and what happens then (durée de conservation)."""

    class Unit(models.TextChoices):
        DAYS = "days", _("days")
        MONTHS = "months", _("months")
        YEARS = "years", _("years")

    class Start(models.TextChoices):
        COLLECTION = "collection", _("collection")
        LAST_CONTACT = "last_contact", _("last contact coming from the person")
        END_OF_RELATION = "end_of_relation", _("end of the relation")
        LAST_ACTIVITY = "last_activity", _("last activity")
        EVENT = "event", _("the event itself")

    class Then(models.TextChoices):
        ERASE = "erase", _("erased")
        ARCHIVE = "archive", _("archived with restricted access")
        ANONYMISE = "anonymise", _("made anonymous")

    code = models.SlugField(max_length=60, unique=True)
    label_fr = models.CharField(_("label in French"), max_length=200)
    label_en = models.CharField(_("label in English"), max_length=200, blank=True)
    amount = models.PositiveIntegerField(_("how long"))
    unit = models.CharField(_("unit"), max_length=10, choices=Unit.choices)
    start = models.CharField(_("counted from"), max_length=20, choices=Start.choices)
    then = models.CharField(_("what happens then"), max_length=20, choices=Then.choices, default=Then.ERASE)
    source = models.TextField(_("where the figure comes from"))

    def __str__(self) -> str:
        return self.localised("label")


class Purpose(Localised):
    """What data is used for (finalité), resting on one legal basis."""

    class State(models.TextChoices):
        DRAFT = "draft", _("draft")
        OPEN = "open", _("in use")
        CLOSED = "closed", _("closed")

    code = models.SlugField(_("code"), max_length=60, unique=True, validators=[code_validator])
    controller = models.ForeignKey(Controller, models.PROTECT, related_name="purposes")
    label_fr = models.CharField(_("label in French"), max_length=120)
    label_en = models.CharField(_("label in English"), max_length=120, blank=True)
    description_fr = models.TextField(_("what it is, in French"))
    description_en = models.TextField(_("what it is, in English"), blank=True)
    legal_basis = models.CharField(_("legal basis"), max_length=20, choices=LegalBasis.choices)
    interest_fr = models.TextField(_("the interest pursued, in French"), blank=True)
    interest_en = models.TextField(_("the interest pursued, in English"), blank=True)
    special_category = models.CharField(_("condition of art. 9(2)"), max_length=60, blank=True)
    channels = ArrayField(
        models.CharField(max_length=10, choices=Channel.choices), verbose_name=_("channels")
    )
    needs_confirmation = models.BooleanField(_("the address must be confirmed (double opt-in)"), default=True)
    is_prospecting = models.BooleanField(_("it is prospecting"), default=True)
    audience = models.CharField(
        _("audience"), max_length=12, choices=Audience.choices, default=Audience.EVERYONE
    )
    recipients = models.ManyToManyField(
        Recipient, blank=True, related_name="purposes", verbose_name=_("recipients")
    )
    retention = models.ForeignKey(RetentionRule, models.PROTECT, related_name="purposes")
    state = models.CharField(max_length=10, choices=State.choices, default=State.DRAFT, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.CheckConstraint(
                condition=~Q(legal_basis="legitimate_interest") | ~Q(interest_fr=""),
                name="register_purpose_interest_named",
                violation_error_message=_("Name the interest pursued: art. 13(1)(d) asks for it."),
            ),
        ]

    def __str__(self) -> str:
        return self.localised("label")

    @property
    def label(self) -> str:
        """The label in the language of the moment."""
        return self.localised("label")

    @property
    def description(self) -> str:
        """What it is, in the language of the moment."""
        return self.localised("description")

    @property
    def interest(self) -> str:
        """The interest pursued, in the language of the moment; "" where the basis is another."""
        return self.localised("interest")

    @property
    def channel_labels(self) -> list[str]:
        """The channels it may use, in words."""
        return [str(Channel(channel).label) for channel in self.channels]


class Notice(models.Model):
    """What people are told (information des personnes, art. 13 or 14): a family of published versions."""

    class Article(models.TextChoices):
        ART13 = "13", _("collected from the person (art. 13)")
        ART14 = "14", _("obtained elsewhere (art. 14)")

    code = models.SlugField(max_length=60, unique=True, validators=[code_validator])
    name = models.CharField(_("name, for us"), max_length=120)
    controller = models.ForeignKey(Controller, models.PROTECT, related_name="notices")
    article = models.CharField(_("article"), max_length=2, choices=Article.choices, default=Article.ART13)
    purposes = models.ManyToManyField(Purpose, related_name="notices", verbose_name=_("purposes"))

    def __str__(self) -> str:
        return self.name


class NoticeVersion(models.Model):
    """One version of a notice in one language. Never changes once published: a changed comma is a new version.

    mentions: {mention code: {"text": "…"} or {"not_applicable": "because …"}} (codes in `register/mentions.py`);
    statements: {purpose code: the exact words beside its box}; sha256 covers the canonical JSON of all texts.
    outdated_at: since when agreements given on it no longer hold, since a later version changed the substance.
    """

    notice = models.ForeignKey(Notice, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=5)
    title = models.CharField(_("title"), max_length=200, blank=True)
    short = models.TextField(_("short layer, shown beside the fields"), blank=True)
    mentions = models.JSONField(default=dict, blank=True)
    statements = models.JSONField(default=dict, blank=True)
    changes_substance = models.BooleanField(
        _("it changes the substance: earlier agreements no longer hold"), default=False
    )
    sha256 = models.CharField(max_length=64, blank=True, editable=False)
    published_at = models.DateTimeField(null=True, blank=True, editable=False)
    outdated_at = models.DateTimeField(null=True, blank=True, editable=False)

    class Meta:
        ordering = ("notice", "-number", "language")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["notice", "number", "language"], name="register_notice_version_once"
            ),
            models.CheckConstraint(
                condition=Q(published_at__isnull=True) | ~Q(sha256=""), name="register_published_is_hashed"
            ),
            models.CheckConstraint(
                condition=Q(outdated_at__isnull=True) | Q(outdated_at__gte=F("published_at")),
                name="register_outdated_after_published",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.notice} v{self.number} ({self.language})"

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Refuse to change what was published; the database refuses it too (migration 0002)."""
        if self.pk and self._is_out():
            raise ValueError("A published notice never changes.")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to delete what people were shown."""
        if self._is_out():
            raise ValueError("A published notice is never deleted.")
        return super().delete(*args, **kwargs)

    def _is_out(self) -> bool:
        return NoticeVersion.objects.filter(pk=self.pk, published_at__isnull=False).exists()

    @property
    def language_label(self) -> str:
        """The language in words."""
        return str({"fr": _("French"), "en": _("English")}.get(self.language, self.language))

    @property
    def is_published(self) -> bool:
        """True once it can no longer change."""
        return self.published_at is not None
