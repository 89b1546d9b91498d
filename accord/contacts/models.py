"""People, organisations, the addresses at which they are reached, and where each came from."""

from typing import ClassVar

from django.db import models
from django.db.models import Func, Q
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.lib.addresses import display_email, display_phone
from accord.lib.search import fold


class Domain(Func):
    """What stands after the @ of an address: companies are recognised by it."""

    function = "split_part"
    template = "%(function)s(%(expressions)s, '@', 2)"
    output_field = models.TextField()


class Organisation(models.Model):
    """A company, association or public body. Its headcount and activity decide some rules of the gate."""

    class Headcount(models.TextChoices):
        NONE = "0", _("no employee")
        B1 = "1-9", "1–9"
        B10 = "10-49", "10–49"
        B50 = "50-249", "50–249"
        B250 = "250-4999", _("250–4 999")  # as migrations hold it: each language sets its own thousands apart
        B5000 = "5000+", _("5,000 and more")

    name = models.CharField(_("name"), max_length=200)
    siren = models.CharField("SIREN", max_length=9, blank=True)
    siret = models.CharField("SIRET", max_length=14, blank=True)
    activity_code = models.CharField(_("activity code (APE)"), max_length=6, blank=True)
    headcount = models.CharField(_("headcount"), max_length=10, choices=Headcount.choices, blank=True)
    website = models.URLField(_("web site"), blank=True)
    city = models.CharField(_("town"), max_length=100, blank=True)
    sort_key = models.CharField(max_length=200, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sort_key", "id"], name="contacts_org_sort"),
            models.Index(fields=["siren"], condition=~Q(siren=""), name="contacts_org_siren"),
            models.Index(fields=["website"], condition=~Q(website=""), name="contacts_org_website"),
        ]

    def __str__(self) -> str:
        return self.name

    def save(self, *args: object, **kwargs: object) -> None:
        """Keep the sort key true."""
        self.sort_key = fold(self.name)[:200]
        super().save(*args, **kwargs)  # type: ignore[arg-type]


class Person(models.Model):
    """Somebody whose data we hold (data subject, personne concernée). Only `contacts.actions.admit` creates one."""

    class State(models.TextChoices):
        ACTIVE = "active", _("active")
        RESTRICTED = "restricted", _("restricted (art. 18)")
        ARCHIVED = "archived", _("archived")
        ERASED = "erased", _("erased")

    first_name = models.CharField(_("first name"), max_length=100, blank=True)
    last_name = models.CharField(_("last name"), max_length=100, blank=True)
    job = models.CharField(_("job"), max_length=120, blank=True)
    organisation = models.ForeignKey(
        Organisation,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="people",
        verbose_name=_("organisation"),
    )
    language = models.CharField(_("language"), max_length=5, default="fr")
    time_zone = models.CharField(_("time zone"), max_length=40, default="Europe/Paris")
    born_on = models.DateField(_("date of birth"), null=True, blank=True)
    state = models.CharField(max_length=12, choices=State.choices, default=State.ACTIVE, editable=False)
    collected_at = models.DateTimeField(default=timezone.now, editable=False)  # the 3-year clock starts here
    heard_from_at = models.DateTimeField(null=True, blank=True, editable=False)
    customer_until = models.DateField(null=True, blank=True, editable=False)
    sort_key = models.CharField(max_length=200, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(fields=["sort_key", "id"], name="contacts_person_sort"),
            models.Index(fields=["created_at", "id"], name="contacts_person_newest"),
            models.Index(Coalesce("heard_from_at", "collected_at"), "id", name="contacts_person_last_sign"),
        ]

    def __str__(self) -> str:
        return f"{self.first_name} {self.last_name}".strip() or str(_("Name unknown"))

    @property
    def initials(self) -> str:
        """At most two letters for the avatar."""
        return (self.first_name[:1] + self.last_name[:1]).upper() or "?"


class SearchWord(models.Model):
    """One folded word by which a person is found: a plain prefix index, since the engine has no trigram extension."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="search_words", db_index=False)
    word = models.CharField(max_length=100, db_collation="C")

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["person", "word"], name="contacts_word_once")
        ]
        indexes: ClassVar = [models.Index(fields=["word", "person"], name="contacts_word_prefix")]

    def __str__(self) -> str:
        return self.word


class ContactPoint(models.Model):
    """One e-mail address, telephone number or postal address of a person: permissions belong to it."""

    class Kind(models.TextChoices):
        EMAIL = "email", _("e-mail")
        PHONE = "phone", _("telephone")
        POST = "post", _("post")

    class Sphere(models.TextChoices):
        PROFESSIONAL = "professional", _("professional")
        PERSONAL = "personal", _("personal")

    person = models.ForeignKey(Person, models.CASCADE, related_name="contact_points")
    kind = models.CharField(_("kind"), max_length=10, choices=Kind.choices)
    value = models.TextField(_("address or number"))  # normalised: lib.addresses
    sphere = models.CharField(_("professional or personal"), max_length=12, choices=Sphere.choices)
    is_primary = models.BooleanField(_("the one to use"), default=True)
    is_generic = models.BooleanField(default=False, editable=False)  # contact@ is not a person
    is_published_for_trade = models.BooleanField(_("published by its holder for the trade"), default=False)
    confirmed_at = models.DateTimeField(null=True, blank=True, editable=False)
    unreachable_at = models.DateTimeField(null=True, blank=True, editable=False)
    unreachable_why = models.CharField(max_length=200, blank=True, editable=False)
    soft_bounces = models.PositiveSmallIntegerField(default=0, editable=False)
    address_hash = models.BinaryField(max_length=32, editable=False)  # keyed: matches consent.Suppression
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(
                fields=["person", "kind", "value"], name="contacts_point_once_per_person"
            ),
        ]
        indexes: ClassVar = [
            models.Index(fields=["address_hash"], name="contacts_point_hash"),
            models.Index(
                Domain("value"),
                condition=Q(kind="email", sphere="professional"),
                name="contacts_point_domain",
            ),
        ]

    def __str__(self) -> str:
        return self.display

    @property
    def display(self) -> str:
        """The address as people write it."""
        if self.kind == self.Kind.EMAIL:
            return display_email(self.value)
        return display_phone(self.value) if self.kind == self.Kind.PHONE else self.value


class Acquisition(models.Model):
    """Where data about a person came from, and whether they were told (art. 13, 14). Nobody exists without one."""

    class Source(models.TextChoices):
        FORM = "form", _("form filled in by the person")
        IN_PERSON = "in_person", _("met in person")
        TELEPHONE = "telephone", _("by telephone")
        REFERRAL = "referral", _("recommended by somebody")
        PURCHASED = "purchased", _("purchased list")
        PUBLIC = "public", _("public source")
        SOCIAL = "social", _("social network")
        FORMER_TOOL = "former_tool", _("our former tool")
        IMPORT = "import", _("imported file")
        API = "api", _("API")

    person = models.ForeignKey(Person, models.CASCADE, related_name="acquisitions")
    source = models.CharField(_("source"), max_length=12, choices=Source.choices)
    detail = models.CharField(_("which one, exactly"), max_length=300, blank=True)
    acquired_at = models.DateTimeField(_("when"), default=timezone.now)
    by_kind = models.CharField(max_length=10, editable=False)
    by_id = models.CharField(max_length=64, blank=True, editable=False)
    by_label = models.CharField(max_length=150, blank=True, editable=False)
    notice_version_id = models.BigIntegerField(null=True, blank=True)  # register.NoticeVersion
    informed_at = models.DateTimeField(null=True, blank=True, editable=False)
    inform_by = models.DateTimeField(null=True, blank=True, editable=False)  # the clock of art. 14(3)
    exception = models.TextField(blank=True)  # art. 14(5), declared by the DPO
    exception_review_on = models.DateField(null=True, blank=True)
    form_id = models.BigIntegerField(null=True, blank=True)  # intake.Form
    import_id = models.BigIntegerField(null=True, blank=True)  # intake.Import
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        indexes: ClassVar = [
            models.Index(
                fields=["inform_by"],
                condition=Q(informed_at__isnull=True, exception=""),
                name="contacts_to_inform",
            ),
            models.Index(
                fields=["exception_review_on"],
                condition=Q(informed_at__isnull=True) & ~Q(exception=""),
                name="contacts_to_review",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_source_display()} {self.detail}".strip()


class Guardian(models.Model):
    """The holder of parental authority over a child under 15 (art. 45 LIL)."""

    child = models.ForeignKey(Person, models.CASCADE, related_name="guardians")
    guardian = models.ForeignKey(Person, models.CASCADE, related_name="children")
    agreed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["child", "guardian"], name="contacts_guardian_once")
        ]

    def __str__(self) -> str:
        return f"{self.guardian_id} for {self.child_id}"


class Note(models.Model):
    """What a colleague wrote about a person, who may read it if they ask for their data."""

    person = models.ForeignKey(Person, models.CASCADE, related_name="notes")
    text = models.TextField(_("note"), max_length=5000)
    by_id = models.CharField(max_length=64, editable=False)
    by_label = models.CharField(max_length=150, editable=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("-created_at", "-id")

    def __str__(self) -> str:
        return f"note {self.pk}"


class SavedView(models.Model):
    """A list with its filters, under a name: the query string of the screen."""

    name = models.CharField(_("name of the view"), max_length=80)
    page = models.CharField(max_length=40, default="people")
    query = models.TextField(blank=True)
    owner_id = models.CharField(max_length=64, editable=False)
    is_shared = models.BooleanField(_("shared with everybody"), default=False)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["owner_id", "page", "name"], name="contacts_view_once_per_name"),
        ]

    def __str__(self) -> str:
        return self.name
