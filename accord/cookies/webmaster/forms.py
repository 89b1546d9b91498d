"""Cleaning what a webmaster types about purposes, third parties and cookies, and when publishing."""

from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.cookies.models import DeclaredCookie, Site, SitePurpose, ThirdParty
from accord.cookies.models.sites import Signal
from accord.cookies.webmaster.lines import Hosts
from accord.cookies.webmaster.site_forms import LANGUAGE_NAMES
from accord.register.models import LegalBasis, Purpose, Recipient
from accord.ui.meanwhile import Meanwhile


class NewPurposeForm(forms.ModelForm):  # type: ignore[type-arg]
    """A purpose of cookies: it enters the register, in use, resting on consent."""

    class Meta:
        model = Purpose
        fields = ("label_fr", "label_en", "description_fr", "description_en", "code")
        labels = {
            "description_fr": gettext_lazy("one line, in French"),
            "description_en": gettext_lazy("one line, in English"),
        }
        widgets = {name: forms.Textarea(attrs={"rows": 2}) for name in ("description_fr", "description_en")}


class AddPurposeForm(forms.Form):
    """A purpose of the register that rests on consent and reaches nobody by letter or telephone."""

    purpose = forms.ModelChoiceField(Purpose.objects.none(), label=gettext_lazy("Purpose of the register"))

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].queryset = offered_purposes(site)  # type: ignore[attr-defined]


def offered_purposes(site: Site) -> Any:
    """The purposes of the register that the site could ask for and does not yet."""
    offered = Purpose.objects.filter(legal_basis=LegalBasis.CONSENT, channels=[], state=Purpose.State.OPEN)
    return offered.exclude(pk__in=site.purposes.values("purpose"))


class WordsForm(forms.Form):
    """A purpose in the site's own words, by language; what is left empty is the register's."""

    def __init__(self, *args: Any, row: SitePurpose, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.languages = row.site.languages
        for language in self.languages:
            said = row.texts.get(language, {})
            for key, label, rows in (
                ("title", _("Title"), 1),
                ("line", _("One line"), 2),
                ("long", _("At length"), 5),
            ):
                widget = forms.Textarea(attrs={"rows": rows, "lang": language}) if rows > 1 else None
                self.fields[f"{key}_{language}"] = forms.CharField(
                    label=label, required=False, max_length=4000, initial=said.get(key, ""), widget=widget
                )
        self.fields["signals"] = forms.MultipleChoiceField(
            label=_("What it grants to Google’s tags"),
            choices=Signal.choices,
            required=False,
            initial=row.signals,
            widget=forms.CheckboxSelectMultiple,
            help_text=_(
                "Only where the site has Google’s tags: they are told no until the visitor says yes."
            ),
        )

    @property
    def by_language(self) -> list[tuple[str, list[forms.BoundField]]]:
        """The fields of each language, under its name."""
        keys = ("title", "line", "long")
        return [
            (LANGUAGE_NAMES.get(one, one), [self[f"{key}_{one}"] for key in keys]) for one in self.languages
        ]

    @property
    def texts(self) -> dict[str, dict[str, str]]:
        """What was typed, by language, without what was left empty."""
        said = {
            one: {key: self.cleaned_data[f"{key}_{one}"].strip() for key in ("title", "line", "long")}
            for one in self.languages
        }
        kept = {one: {key: words for key, words in texts.items() if words} for one, texts in said.items()}
        return {one: texts for one, texts in kept.items() if texts}


class PartyForm(Meanwhile, forms.ModelForm):  # type: ignore[type-arg]
    """A third party: which recipient of the register, what for, where it is called, what it receives."""

    hosts = Hosts(
        label=gettext_lazy("Hosts it is called on"),
        required=False,
        help_text=gettext_lazy(
            "One a line; “.example.org” for a name and all below it. Their scripts are held back."
        ),
    )

    class Meta:
        model = ThirdParty
        fields = ("recipient", "purposes", "hosts", "data_fr", "data_en")
        widgets = {
            "purposes": forms.CheckboxSelectMultiple,
            "data_fr": forms.Textarea(attrs={"rows": 2}),
            "data_en": forms.Textarea(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site = site
        taken = site.third_parties.exclude(pk=self.instance.pk).values("recipient")
        offered = Recipient.objects.filter(closed_at__isnull=True).exclude(pk__in=taken)
        self.fields["recipient"].queryset = offered.order_by("name")  # type: ignore[attr-defined]
        self.fields["purposes"].queryset = site.purposes.select_related("purpose")  # type: ignore[attr-defined]


class CookieForm(Meanwhile, forms.ModelForm):  # type: ignore[type-arg]
    """A cookie: its name or pattern, who writes it, how long it lives, what for."""

    class Meta:
        model = DeclaredCookie
        fields = (
            "name",
            "third_party",
            "purpose",
            "kind",
            "days",
            "is_third_party",
            "is_http_only",
            "what_fr",
            "what_en",
        )
        help_texts = {
            "name": gettext_lazy("“*” stands for anything: “_ga_*”."),
            "purpose": gettext_lazy("Strictly necessary: only what the site writes itself."),
        }
        labels = {"kind": gettext_lazy("Kind")}

    def __init__(self, *args: Any, site: Site, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.instance.site = site
        parties: Any = self.fields["third_party"]
        parties.queryset, parties.empty_label = (
            site.third_parties.select_related("recipient"),
            _("the site itself"),
        )
        purposes: Any = self.fields["purpose"]
        purposes.queryset, purposes.empty_label = (
            site.purposes.select_related("purpose"),
            _("strictly necessary"),
        )

    def clean(self) -> dict[str, Any]:
        """What a third party writes is never strictly necessary; the same name is declared once."""
        said = super().clean() or self.cleaned_data
        if said.get("third_party") and not said.get("purpose") and "purpose" not in self.errors:
            self.add_error(
                "purpose", _("A third party writes it: it is not strictly necessary, name its purpose.")
            )
        same = self.instance.site.cookies.filter(
            third_party=said.get("third_party"), name=said.get("name"), kind=said.get("kind")
        )
        if same.exclude(pk=self.instance.pk).exists():
            self.add_error("name", _("It is declared already."))
        return said


class PublishForm(forms.Form):
    """What is said of a version when it is published."""

    note = forms.CharField(
        label=gettext_lazy("Note"),
        required=False,
        max_length=200,
        help_text=gettext_lazy("For us: why this version."),
    )
    asks_again = forms.BooleanField(
        label=gettext_lazy("Ask everybody again"),
        required=False,
        help_text=gettext_lazy("For a change of substance that no list shows."),
    )


class ProofForm(forms.Form):
    """The number of a visitor; the whole value of the cookie may be pasted."""

    visitor = forms.CharField(
        label=gettext_lazy("Number of the visitor, or value of the cookie"), max_length=4000
    )

    def clean_visitor(self) -> UUID:
        """The number alone."""
        try:
            return UUID(self.cleaned_data["visitor"].split("~")[0].strip())
        except ValueError as error:
            raise forms.ValidationError(
                _("This is not the number of a visitor: it has 32 letters and digits, with four hyphens.")
            ) from error


class ServiceForm(forms.Form):
    """Which of the site's purposes a well-known service serves; none: the one worded in advance is added."""

    purpose = forms.ModelChoiceField(
        SitePurpose.objects.none(), label=gettext_lazy("What for"), required=False
    )

    def __init__(self, *args: Any, site: Site, ready: str, code: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["purpose"]
        field.queryset = site.purposes.select_related("purpose")
        field.initial = field.queryset.filter(purpose__code=code).first()
        field.empty_label = None if field.initial else _("add “%(purpose)s”") % {"purpose": ready}
