"""Cleaning what colleagues type about people and organisations."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.contacts.admitting import normalise
from accord.contacts.models import Acquisition, ContactPoint, Note, Organisation, Person, SavedView
from accord.contacts.numbers import check_activity, check_siren, check_siret
from accord.contacts.queries import find_by_address
from accord.lib.addresses import AddressError
from accord.register.models import Notice
from accord.ui.fields import DayField
from accord.ui.meanwhile import Meanwhile
from accord.ui.once import Once
from accord.ui.widgets import DateInput

Source = Acquisition.Source
BY_HAND = (
    Source.IN_PERSON,
    Source.TELEPHONE,
    Source.REFERRAL,
    Source.PUBLIC,
    Source.SOCIAL,
    Source.PURCHASED,
)
OLDEST = 125  # years
PUBLISHED = Notice.objects.filter(versions__published_at__isnull=False).distinct()
KNOWN = "known_address"
WRONG_ADDRESS = {
    "email": _("This is not an e-mail address: it needs a name, an @ and a domain, like ada@example.org."),
    "phone": _("This is not a telephone number: ten digits in France, or a + and the country code."),
    "post": _("Write the address on a few lines."),
}


class PersonForm(Meanwhile, forms.ModelForm):  # type: ignore[type-arg]
    """Who it is. No civility: it is not needed to write to people (CJEU C-394/23)."""

    organisation_name = forms.CharField(label=_("organisation"), max_length=200, required=False)

    class Meta:
        model = Person
        fields = ("first_name", "last_name", "job", "language", "born_on")
        widgets = {
            "born_on": DateInput(),
            "language": forms.Select(choices=(("fr", "Français"), ("en", "English"))),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.organisation:
            self.fields["organisation_name"].initial = self.instance.organisation.name

    def clean_born_on(self) -> date | None:
        """A day that has come, in the life of somebody."""
        born: date | None = self.cleaned_data["born_on"]
        today = timezone.localdate()
        if born and (born > today or born.year < today.year - OLDEST):
            raise forms.ValidationError(_("Nobody alive was born on this day."))
        return born

    def clean(self) -> dict[str, Any]:
        """A name, at least one half of it."""
        cleaned = super().clean() or {}
        if (
            self.instance.pk
            and not self.errors
            and not (cleaned.get("first_name") or cleaned.get("last_name"))
        ):
            self.add_error("last_name", _("Write a first name or a last name."))
        return cleaned


class PointForm(forms.Form):
    """One address or number."""

    kind = forms.ChoiceField(label=_("kind"), choices=ContactPoint.Kind.choices)
    value = forms.CharField(
        label=_("address or number"), widget=forms.Textarea(attrs={"rows": 1}), max_length=500
    )
    sphere = forms.ChoiceField(
        label=_("professional or personal"), choices=ContactPoint.Sphere.choices, widget=forms.RadioSelect
    )
    is_published_for_trade = forms.BooleanField(
        label=_("published by its holder for the trade"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """The address in its one form."""
        cleaned = super().clean() or {}
        if cleaned.get("kind") and cleaned.get("value"):
            cleaned["value"] = _normalised(self, "value", cleaned["kind"], cleaned["value"])
        return cleaned


class ChangeForm(PointForm):
    """The same holder, a new address."""

    def __init__(self, *args: Any, point: ContactPoint, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["kind"]
        self.point = point

    def clean(self) -> dict[str, Any]:
        """The address in its one form; the kind does not change."""
        cleaned = forms.Form.clean(self) or {}
        if cleaned.get("value"):
            cleaned["value"] = _normalised(self, "value", self.point.kind, cleaned["value"])
        return cleaned


def _normalised(form: forms.BaseForm, field: str, kind: str, value: str) -> str:
    try:
        return normalise(kind, value)
    except AddressError:
        form.add_error(field, WRONG_ADDRESS[kind])
        return ""


class NewPersonForm(Once, PersonForm):
    """Somebody entered by hand: who, where reached, and above all where from and what they were told."""

    email = forms.CharField(label=_("e-mail"), required=False, max_length=320)
    phone = forms.CharField(label=_("telephone"), required=False, max_length=40)
    post = forms.CharField(
        label=_("postal address"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
    sphere = forms.ChoiceField(
        label=_("these addresses are"),
        choices=ContactPoint.Sphere.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Say whether they are professional or personal: the rules differ.")},
    )
    is_published_for_trade = forms.BooleanField(
        label=_("published by its holder for the trade"), required=False
    )
    source = forms.ChoiceField(
        label=_("where do these data come from"),
        choices=[("", _("Choose")), *((one.value, one.label) for one in BY_HAND)],
        error_messages={
            "required": _("Say where they come from: a card, the telephone, somebody’s advice …")
        },
    )
    detail = forms.CharField(
        label=_("which one, exactly"),
        max_length=300,
        error_messages={"required": _("Say which one: a fair and its day, a name, the address of a page.")},
    )
    acquired_on = DayField(label=_("obtained on"), initial=timezone.localdate)
    notice = forms.ModelChoiceField(
        label=_("under which notice"),
        queryset=PUBLISHED,
        empty_label=_("Choose"),
        error_messages={"required": _("Choose the notice this person reads, or will be sent.")},
    )
    is_told = forms.BooleanField(label=_("they have already been told, with this notice"), required=False)
    told_on = DayField(label=_("told on"), required=False)
    is_somebody_else = forms.BooleanField(
        label=_("it is somebody else, who shares this address"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """A person who can be named or reached; dates in their order; an address already known is asked about."""
        cleaned = super().clean() or {}
        for kind in ("email", "phone", "post"):
            if cleaned.get(kind):
                cleaned[kind] = _normalised(self, kind, kind, cleaned[kind])
                self._look_for_another(kind, cleaned)
        if not any(cleaned.get(field) for field in ("first_name", "last_name", "email", "phone", "post")):
            self.add_error("last_name", _("Write a name, or an address."))
        self._check_days(cleaned)
        return cleaned

    def _look_for_another(self, kind: str, cleaned: dict[str, Any]) -> None:
        known = find_by_address(kind, cleaned[kind]).first() if kind != "post" and cleaned[kind] else None
        if known and not cleaned.get("is_somebody_else"):
            text = _(
                "%(name)s already has this address. Open their page, or say below that it is somebody else."
            )
            self.add_error(kind, forms.ValidationError(text % {"name": known.person}, code=KNOWN))

    def _check_days(self, cleaned: dict[str, Any]) -> None:
        obtained: date | None = cleaned.get("acquired_on")
        told: date | None = cleaned.get("told_on")
        today = timezone.localdate()
        if obtained and obtained > today:
            self.add_error("acquired_on", _("This day has not come yet."))
        if told and told > today:
            self.add_error("told_on", _("This day has not come yet."))
        if cleaned.get("is_told") and not told:
            self.add_error("told_on", _("Write the day on which they were told."))


class SentPersonForm(NewPersonForm):
    """Somebody entered by a program: the same rules, and the sources a program may name."""

    source = forms.ChoiceField(choices=[(one.value, one.label) for one in (*BY_HAND, Source.API)])
    notice = forms.ModelChoiceField(queryset=PUBLISHED, to_field_name="code")


class OrganisationForm(Meanwhile, forms.ModelForm):  # type: ignore[type-arg]
    """A firm and its numbers, checked. twin: the one that bears these numbers already."""

    twin: Organisation | None = None

    siren = forms.CharField(label="SIREN", required=False, max_length=14)
    siret = forms.CharField(label="SIRET", required=False, max_length=20)
    activity_code = forms.CharField(label=_("activity code (APE)"), required=False, max_length=8)
    website = forms.URLField(label=_("web site"), required=False, assume_scheme="https")

    class Meta:
        model = Organisation
        fields = ("name", "siren", "siret", "activity_code", "headcount", "website", "city")

    def clean_siren(self) -> str:
        """Nine digits whose key holds."""
        return self._checked(
            "siren", check_siren, _("This SIREN does not hold: nine digits, the last one a key.")
        )

    def clean_siret(self) -> str:
        """Fourteen digits whose key holds."""
        return self._checked(
            "siret", check_siret, _("This SIRET does not hold: fourteen digits, SIREN first.")
        )

    def clean_activity_code(self) -> str:
        """Four digits and a letter."""
        return self._checked(
            "activity_code", check_activity, _("An activity code is four digits and a letter, like 6201Z.")
        )

    def _checked(self, field: str, check: Any, sentence: Any) -> str:
        text: str = self.cleaned_data[field]
        try:
            return check(text) if text else ""
        except ValueError as error:
            raise forms.ValidationError(sentence) from error

    def clean(self) -> dict[str, Any]:
        """The two numbers belong together, and to nobody we know already."""
        cleaned = super().clean() or {}
        siren, siret = cleaned.get("siren"), cleaned.get("siret") or ""
        if siren and siret and siret[:9] != siren:
            self.add_error("siret", _("This SIRET belongs to another SIREN."))
        elif {"siren", "siret"} & set(self.changed_data) and (
            known := self._known(siren or siret[:9], siret)
        ):
            said = _(
                "“%(name)s” bears this SIREN already. Give the SIRET of another establishment, or open it."
            )
            self.twin = known
            self.add_error("siren", str(said) % {"name": known})
        return cleaned

    def _known(self, siren: str, siret: str) -> Organisation | None:
        """The organisation that bears these numbers already; another establishment has a SIRET of its own."""
        found = Organisation.objects.filter(siren=siren).exclude(siren="").exclude(pk=self.instance.pk)
        return (found.filter(siret__in=["", siret]) if siret else found).order_by("pk").first()


class NoteForm(forms.ModelForm):  # type: ignore[type-arg]
    """What a colleague writes."""

    class Meta:
        model = Note
        fields = ("text",)


class ViewForm(forms.ModelForm):  # type: ignore[type-arg]
    """A name for a list."""

    class Meta:
        model = SavedView
        fields = ("name", "query", "is_shared")
        widgets = {"query": forms.HiddenInput}
