"""Forms as colleagues write them, and as they were published."""

from typing import Any, ClassVar

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.register.models import Channel, Localised


class Form(Localised):
    """A public form: which purposes it offers, under which notice. What the public sees is its last version."""

    class Kind(models.TextChoices):
        SIGN_UP = "signup", _("sign-up: people choose what they receive")
        LEAD = "lead", _("request: inside sales answers it")

    class Sphere(models.TextChoices):
        PERSONAL = "personal", _("personal addresses")
        PROFESSIONAL = "professional", _("professional addresses")

    class Origin(models.TextChoices):
        SOURCE = "utm_source", _("site or letter the visitor comes from (utm_source)")
        MEDIUM = "utm_medium", _("kind of link (utm_medium)")
        CAMPAIGN = "utm_campaign", _("campaign (utm_campaign)")

    kind = models.CharField(_("kind"), max_length=8, choices=Kind.choices, default=Kind.SIGN_UP)
    slug = models.SlugField(_("address of the page"), max_length=60, unique=True)
    title_fr = models.CharField(_("title in French"), max_length=160)
    title_en = models.CharField(_("title in English"), max_length=160, blank=True)
    intro_fr = models.TextField(_("first sentence in French"), blank=True)
    intro_en = models.TextField(_("first sentence in English"), blank=True)
    button_fr = models.CharField(_("words of the button in French"), max_length=40, blank=True)
    button_en = models.CharField(_("words of the button in English"), max_length=40, blank=True)
    notice = models.ForeignKey("register.Notice", models.PROTECT, related_name="+", verbose_name=_("notice"))
    purposes = models.ManyToManyField("register.Purpose", through="FormPurpose", related_name="+")
    sphere = models.CharField(
        _("addresses asked for"), max_length=12, choices=Sphere.choices, default=Sphere.PERSONAL
    )
    asks_first_name = models.BooleanField(_("asks for the first name (optional)"), default=True)
    origin_fields = ArrayField(
        models.CharField(max_length=12, choices=Origin.choices),
        default=list,
        blank=True,
        verbose_name=_("origin kept with the request"),
    )
    lifetime_days = models.PositiveSmallIntegerField(_("days to confirm"), default=7)
    is_open = models.BooleanField(_("open to the public"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    def __str__(self) -> str:
        return self.localised("title")

    @property
    def intro(self) -> str:
        """The first sentence in the language of the moment."""
        return self.localised("intro")

    @property
    def is_lead(self) -> bool:
        """True when somebody answers what is asked here, beyond sending letters."""
        return self.kind == self.Kind.LEAD


class FormPurpose(models.Model):
    """One box on a form: one purpose over one channel, and at most one partner. Never ticked in advance."""

    form = models.ForeignKey(Form, models.CASCADE, related_name="boxes")
    purpose = models.ForeignKey("register.Purpose", models.PROTECT, related_name="+")
    channel = models.CharField(_("channel"), max_length=10, choices=Channel.choices, default=Channel.EMAIL)
    recipient = models.ForeignKey(
        "register.Recipient",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("partner"),
    )
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["form", "purpose", "channel", "recipient"],
                nulls_distinct=False,
                name="intake_form_box_once",
            )
        ]

    def __str__(self) -> str:
        return f"{self.form_id}:{self.purpose_id}"


class FormField(Localised):
    """One question of a form. It says what it is needed for, and for which purpose; without a reason it is not saved.

    options: [{"value", "fr", "en"}] of a choice; completes: what the answer tells about the person once confirmed.
    """

    class Kind(models.TextChoices):
        TEXT = "text", _("a line of text")
        LONG_TEXT = "long_text", _("free text")
        EMAIL = "email", _("e-mail address")
        PHONE = "phone", _("telephone number")
        CHOICE = "choice", _("one choice")
        CHOICES = "choices", _("several choices")
        NUMBER = "number", _("number")
        DATE = "date", _("date")

    class Completes(models.TextChoices):
        NOTHING = "", _("nothing: it stays with the request")
        EMAIL = "email", _("the address that confirms")
        FIRST_NAME = "first_name", _("first name")
        LAST_NAME = "last_name", _("last name")
        PHONE = "phone", _("telephone number")
        JOB = "job", _("job")
        ORGANISATION = "organisation", _("organisation")
        HEADCOUNT = "headcount", _("headcount of the organisation")
        POSTCODE = "postcode", _("post code")
        MESSAGE = "message", _("message of the request")

    form = models.ForeignKey(Form, models.CASCADE, related_name="fields")
    code = models.CharField(max_length=40)
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    completes = models.CharField(
        _("what it tells about the person"), max_length=12, choices=Completes.choices, blank=True
    )
    heading_fr = models.CharField(_("heading above it, in French"), max_length=80, blank=True)
    heading_en = models.CharField(_("heading above it, in English"), max_length=80, blank=True)
    label_fr = models.CharField(_("question in French"), max_length=120)
    label_en = models.CharField(_("question in English"), max_length=120, blank=True)
    reason_fr = models.CharField(_("what it is needed for, in French"), max_length=200)
    reason_en = models.CharField(_("what it is needed for, in English"), max_length=200, blank=True)
    help_fr = models.CharField(_("help in French"), max_length=200, blank=True)
    help_en = models.CharField(_("help in English"), max_length=200, blank=True)
    options = models.JSONField(_("choices"), default=list, blank=True)
    purpose = models.ForeignKey(
        "register.Purpose", models.PROTECT, related_name="+", verbose_name=_("purpose it serves")
    )
    is_required = models.BooleanField(_("required"), default=False)
    is_after = models.BooleanField(_("asked after the confirming click"), default=False)
    position = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "code"], name="intake_field_code_once"),
            models.CheckConstraint(condition=~Q(reason_fr=""), name="intake_field_has_a_reason"),
            models.CheckConstraint(
                condition=~Q(is_required=True, is_after=True), name="intake_field_after_never_blocks"
            ),
        ]

    def __str__(self) -> str:
        return self.localised("label")


class FormVersion(models.Model):
    """One form as published, in one language. Rows are only ever added: a changed comma is a new version.

    definition: title, questions, boxes and their exact words (intake/definitions.py); page: the public page as people
    saw it, whole, on its own; sha256: of that page. The database gives nobody the right to change a row (append-only).
    """

    append_only = True

    form = models.ForeignKey(Form, models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    language = models.CharField(max_length=5)
    definition = models.JSONField()
    notice_version = models.ForeignKey("register.NoticeVersion", models.PROTECT, related_name="+")
    page = models.TextField()
    sha256 = models.CharField(max_length=64)
    by_label = models.CharField(max_length=150, blank=True)
    published_at = models.DateTimeField(default=timezone.now)

    class Meta:
        ordering = ("form", "-number", "language")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["form", "number", "language"], name="intake_version_once"),
        ]

    def __str__(self) -> str:
        return f"{self.form_id} v{self.number} ({self.language})"

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse to delete what people were shown."""
        raise ValueError("A published form is never deleted.")
