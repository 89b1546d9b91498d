"""Cleaning what is typed about the register. Nothing is saved here: the actions do."""

from collections.abc import Iterator
from typing import Any, ClassVar

from django import forms
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django_countries import countries
from stdnum.exceptions import ValidationError
from stdnum.fr import siren

from accord.register.mentions import EEA, Mention, due
from accord.register.models import (
    Channel,
    Controller,
    LegalBasis,
    Notice,
    NoticeVersion,
    Purpose,
    Recipient,
    RetentionRule,
)
from accord.ui.meanwhile import Meanwhile

SPECIAL_CATEGORY = [
    ("", _("none of these data")),
    ("explicit_consent", _("explicit consent (art. 9(2)(a))")),
    ("care", _("care, by professionals bound to secrecy (art. 9(2)(h))")),
    ("public_health", _("public health (art. 9(2)(i))")),
    ("research", _("research (art. 9(2)(j))")),
]


CODE = _("A short name without spaces, for programs and exports.")
INTEREST = _("For legitimate interest only.")


def _countries() -> list[tuple[str, Any]]:
    """The countries in the reader's language; none is chosen for them."""
    return [("", _("Choose")), *countries]


def _field(field: "models.Field[Any, Any]", **kwargs: Any) -> forms.Field | None:
    if isinstance(field, models.URLField):
        kwargs["assume_scheme"] = "https"
    return field.formfield(**kwargs)


class ControllerForm(Meanwhile, forms.ModelForm):  # type: ignore[type-arg]
    """Who answers for the data."""

    siren = forms.CharField(label="SIREN", required=False, max_length=14)
    country = forms.ChoiceField(label=_("Country"), choices=_countries)

    class Meta:
        model = Controller
        fields = (
            "name",
            "legal_form",
            "siren",
            "address",
            "country",
            "email",
            "phone",
            "dpo_name",
            "dpo_email",
            "representative",
            "website",
            "sender_name",
            "sender_email",
        )
        widgets = {"address": forms.Textarea(attrs={"rows": 3})}
        formfield_callback = _field

    def clean_siren(self) -> str:
        """Nine digits whose key holds, or nothing."""
        if not (typed := self.cleaned_data["siren"]):
            return ""
        try:
            return str(siren.validate(typed))
        except ValidationError as error:
            raise forms.ValidationError(
                _("This SIREN does not hold: nine digits, the last one a key.")
            ) from error


class RecipientForm(Meanwhile, forms.ModelForm):  # type: ignore[type-arg]
    """Somebody the data goes to; outside the Union, with the safeguard that lets it (art. 46)."""

    country = forms.ChoiceField(label=_("Country"), choices=_countries)

    class Meta:
        model = Recipient
        help_texts: ClassVar = {"code": CODE}
        fields = (
            "name",
            "legal_name",
            "code",
            "kind",
            "country",
            "what_for_fr",
            "what_for_en",
            "transfer_safeguard",
            "policy_url",
        )
        widgets = {
            name: forms.Textarea(attrs={"rows": 2})
            for name in ("what_for_fr", "what_for_en", "transfer_safeguard")
        }
        formfield_callback = _field

    def clean(self) -> dict[str, Any]:
        """A transfer out of the European Economic Area names its safeguard."""
        said = super().clean() or self.cleaned_data
        if said.get("country", "FR") not in EEA and not said.get("transfer_safeguard", "").strip():
            self.add_error(
                "transfer_safeguard",
                _("The data leave the European Economic Area: name what allows it (art. 13(1)(f), 46)."),
            )
        return said


class RetentionForm(Meanwhile, forms.ModelForm):  # type: ignore[type-arg]
    """How long something is kept."""

    amount = forms.IntegerField(label=_("How long"), min_value=1)

    class Meta:
        model = RetentionRule
        help_texts: ClassVar = {"code": CODE}
        fields = ("label_fr", "label_en", "code", "amount", "unit", "start", "then", "source")
        widgets = {"source": forms.Textarea(attrs={"rows": 2})}


class PurposeForm(Meanwhile, forms.ModelForm):  # type: ignore[type-arg]
    """What data is used for."""

    channels = forms.MultipleChoiceField(
        label=_("Channels"), choices=Channel.choices, widget=forms.CheckboxSelectMultiple
    )
    special_category = forms.ChoiceField(
        label=_("Special categories of data (art. 9)"), choices=SPECIAL_CATEGORY, required=False
    )

    class Meta:
        model = Purpose
        help_texts: ClassVar = {"code": CODE, "interest_fr": INTEREST}
        fields = (
            "label_fr",
            "label_en",
            "code",
            "controller",
            "description_fr",
            "description_en",
            "legal_basis",
            "interest_fr",
            "interest_en",
            "special_category",
            "channels",
            "needs_confirmation",
            "is_prospecting",
            "audience",
            "recipients",
            "retention",
        )
        labels = {"controller": _("Controller"), "retention": _("Kept how long")}
        widgets = {
            "recipients": forms.CheckboxSelectMultiple,
            **{
                name: forms.Textarea(attrs={"rows": 2})
                for name in ("description_fr", "description_en", "interest_fr", "interest_en")
            },
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        named = Q(purposes=self.instance) if self.instance.pk else Q()
        offered = Recipient.objects.filter(Q(closed_at__isnull=True) | named).distinct()
        self.fields["recipients"].queryset = offered  # type: ignore[attr-defined]


class NoticeForm(Meanwhile, forms.ModelForm):  # type: ignore[type-arg]
    """A family of versions: which purposes it tells about, under which article."""

    class Meta:
        model = Notice
        help_texts: ClassVar = {"code": CODE}
        fields = ("name", "code", "controller", "article", "purposes")
        labels = {"controller": _("Controller")}
        widgets = {"purposes": forms.CheckboxSelectMultiple}


class VersionForm(Meanwhile, forms.Form):
    """The words of one version in one language: each mention written, or not applicable because …"""

    title = forms.CharField(label=_("Title"), max_length=200, required=False)
    short = forms.CharField(
        label=_("Short layer"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Shown beside the fields, before the button."),
    )
    changes_substance = forms.BooleanField(
        label=_("It changes the substance"),
        required=False,
        help_text=_("Agreements given on earlier versions no longer hold: people must be asked again."),
    )

    def __init__(self, *args: Any, version: NoticeVersion, **kwargs: Any) -> None:
        self.version = version
        self.due = due(version.notice)
        self.boxes = list(version.notice.purposes.filter(legal_basis=LegalBasis.CONSENT))
        kwargs["initial"] = self._initial()
        super().__init__(*args, **kwargs)
        for mention in self.due:
            self._add_mention(mention)
        for purpose in self.boxes:
            self.fields[f"words-{purpose.code}"] = forms.CharField(
                label=purpose.label, required=False, widget=forms.Textarea(attrs={"rows": 2})
            )
        self.watch()

    def _initial(self) -> dict[str, Any]:
        version = self.version
        initial: dict[str, Any] = {
            name: getattr(version, name) for name in ("title", "short", "changes_substance")
        }
        for code, said in version.mentions.items():
            initial[f"text-{code}"] = said.get("text", "")
            initial[f"because-{code}"] = said.get("not_applicable", "")
        return initial | {f"words-{code}": words for code, words in version.statements.items()}

    def _add_mention(self, mention: Mention) -> None:
        self.fields[f"text-{mention.code}"] = forms.CharField(
            label=str(mention.label),
            required=False,
            widget=forms.Textarea(attrs={"rows": 2}),
            help_text=_("art. %(article)s") % {"article": mention.article(self.version.notice)},
        )
        if mention.can_be_absent:
            self.fields[f"because-{mention.code}"] = forms.CharField(
                label=_("… or not applicable, because"), required=False, max_length=300
            )

    def mention_fields(self) -> Iterator[tuple[Any, Any]]:
        """(the text, the reason why not or None) of each mention owed."""
        for mention in self.due:
            reason = f"because-{mention.code}"
            yield self[f"text-{mention.code}"], self[reason] if reason in self.fields else None

    def word_fields(self) -> Iterator[Any]:
        """The exact words beside each box."""
        return (self[f"words-{purpose.code}"] for purpose in self.boxes)

    def texts(self) -> dict[str, Any]:
        """What `actions.write_version` takes."""
        said = self.cleaned_data
        mentions = {mention.code: self._mention(mention.code) for mention in self.due}
        return {
            "title": said["title"],
            "short": said["short"],
            "changes_substance": said["changes_substance"],
            "mentions": {code: texts for code, texts in mentions.items() if texts},
            "statements": {purpose.code: said[f"words-{purpose.code}"].strip() for purpose in self.boxes},
        }

    def _mention(self, code: str) -> dict[str, str]:
        text = self.cleaned_data.get(f"text-{code}", "").strip()
        because = self.cleaned_data.get(f"because-{code}", "").strip()
        return {"text": text} if text else {"not_applicable": because} if because else {}
