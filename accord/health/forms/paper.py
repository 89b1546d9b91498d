"""Cleaning what is typed about forms: handing over and back, scans, checked answers, words of a version."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health.actions.issuing import MOST_PADS
from accord.health.codes import USES, IdentityCheck, Regime, Requester, Use
from accord.health.forms.plain import PlainForm
from accord.health.models import FormIssue, PaperSettings, ScanFile
from accord.health.paper.content import LONGEST
from accord.health.paper.scans import MOST_BYTES
from accord.ui.widgets import DateInput

OUTCOMES = [
    (FormIssue.State.HANDED, _("handed over in person")),
    (FormIssue.State.REFUSED, _("offered, refused")),
    (FormIssue.State.UNABLE, _("handed over, could not sign")),
]
MOST_FILES = 20
ACCEPTED = "application/pdf,image/jpeg,image/png,image/tiff"


class HandForm(forms.Form):
    """The receipt of the hand-over."""

    outcome = forms.ChoiceField(label=_("What happened"), choices=OUTCOMES, widget=forms.RadioSelect)
    handed_to = forms.ChoiceField(label=_("To whom"), choices=Requester.choices, initial=Requester.PATIENT)
    identity_check = forms.ChoiceField(
        label=_("How the identity was checked"), choices=IdentityCheck.choices, widget=forms.RadioSelect
    )


class BackForm(forms.Form):
    """A form that comes back."""

    way = forms.ChoiceField(
        label=_("How it came back"), choices=FormIssue.Way.choices, widget=forms.RadioSelect
    )
    on = forms.DateField(
        label=_("Received on"),
        widget=DateInput(),
        help_text=_("The day it reached the institution: the clocks run from it."),
    )

    def clean_on(self) -> date:
        """A day that has come."""
        on: date = self.cleaned_data["on"]
        if on > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return on


class PadsForm(forms.Form):
    """Blank sheets."""

    number = forms.IntegerField(label=_("How many"), min_value=1, max_value=MOST_PADS, initial=10)
    is_large = forms.BooleanField(label=_("Large print"), required=False)


class Files(forms.FileField):
    """Several files at once."""

    widget = forms.FileInput

    def clean(self, data: Any, initial: Any = None) -> "list[UploadedFile[Any]]":
        """Each of them."""
        found = data if isinstance(data, list | tuple) else [data]
        if len(found) > MOST_FILES:
            raise forms.ValidationError(_("Too many files at once: %(most)s at most.") % {"most": MOST_FILES})
        return [super(Files, self).clean(one, initial) for one in found]


class SeveralInput(forms.FileInput):
    """A file input that takes several."""

    allow_multiple_selected = True

    def value_from_datadict(self, data: Any, files: Any, name: str) -> Any:
        """All of them, or nothing."""
        return files.getlist(name) or None


class ScanForm(forms.Form):
    """What comes from the scanner or a telephone."""

    upload = Files(
        label=_("Scans"),
        widget=SeveralInput(attrs={"accept": ACCEPTED, "multiple": True}),
        help_text=_(
            "PDF, JPEG, PNG or TIFF, from 150 dpi, pages in any order. Photographs: the whole sheet, flat."
        ),
    )
    source = forms.ChoiceField(
        label=_("Where they come from"),
        choices=[
            (ScanFile.Source.UPLOAD.value, _("a scanner")),
            (ScanFile.Source.PHOTO.value, _("a telephone")),
        ],
        initial=ScanFile.Source.UPLOAD,
        required=False,
    )

    def clean_upload(self) -> list[bytes]:
        """Their bytes; no name of a file is kept: it may say who the patient is."""
        found: list[UploadedFile[Any]] = self.cleaned_data["upload"]
        if any((one.size or 0) > MOST_BYTES for one in found):
            raise forms.ValidationError(
                _("A file is too big (%(most)s MB at most): scan fewer pages at a time.")
                % {"most": MOST_BYTES // 1_000_000}
            )
        return [one.read() for one in found]

    def clean_source(self) -> str:
        """One of the two."""
        return str(self.cleaned_data["source"] or ScanFile.Source.UPLOAD)


class AnswersForm(PlainForm):
    """What the paper says besides its boxes: a line for each zone written in, the day, the signature."""

    signed_on = forms.DateField(label=_("Date beside the signature"), required=False, widget=DateInput())
    is_signed = forms.BooleanField(label=_("A signature is on the sheet"), required=False)

    def __init__(
        self, *args: Any, zones: Iterable[tuple[str, str]] = (), cosigned: Iterable[str] = (), **more: Any
    ) -> None:
        super().__init__(*args, **more)
        for zone, label in zones:
            self.fields[f"w.{zone}"] = forms.CharField(label=label, max_length=300, required=False)
        for question in cosigned:
            self.fields[f"s.{question}"] = forms.BooleanField(
                label=_("The person designated has signed too"), required=False
            )

    def cosigned(self) -> frozenset[str]:
        """The questions beside which the person designated has signed."""
        return frozenset(
            key[2:] for key, is_so in self.cleaned_data.items() if key.startswith("s.") and is_so
        )

    def words(self) -> dict[str, str]:
        """What was typed, by zone."""
        return {key[2:]: value for key, value in self.cleaned_data.items() if key.startswith("w.") and value}


class SettingsForm(forms.ModelForm):  # type: ignore[type-arg]
    """What an institution decides about its paper."""

    class Meta:
        model = PaperSettings
        fields = ("organisation", "address", "one_person_may")
        help_texts = {
            "organisation": _("Empty: the name and address of the register."),
            "one_person_may": _("Otherwise whoever scanned a form never checks it."),
        }


class WordsForm(forms.Form):
    """An institution's own words: the texts it may change, and the 21 items."""

    def __init__(self, *args: Any, texts: Iterable[tuple[str, str, str]], **more: Any) -> None:
        super().__init__(*args, **more)
        for key, label, text in texts:
            self.fields[key] = forms.CharField(
                label=label, initial=text, max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 2})
            )


class RowForm(forms.Form):
    """One row: its words and its lines. Its use and its rule are chosen once, since answers follow from them."""

    title = forms.CharField(label=_("Title"), max_length=120)
    text = forms.CharField(label=_("Text"), max_length=LONGEST, widget=forms.Textarea(attrs={"rows": 3}))
    lines = forms.CharField(
        label=_("Lines to write on"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
        help_text=_(
            "One label a line, three at most; the last line of a designation is signed by the person named."
        ),
    )
    places = forms.IntegerField(
        label=_("Named recipients"), min_value=0, max_value=6, initial=0, required=False,
        help_text=_("Each is answered about alone; 0: the row itself is."),
    )  # fmt: skip
    is_mandatory = forms.BooleanField(label=_("A blank goes to a person"), required=False)


def _kinds() -> list[tuple[str, str]]:
    return [
        (f"{use}:{regime}", f"{Use(use).label} – {Regime(regime).label}")
        for use, (_purpose, regimes, _source) in USES.items()
        for regime in regimes
    ]


class NewRowForm(forms.Form):
    """What a new row is about, under a rule the law leaves it."""

    kind = forms.ChoiceField(label=_("About"), choices=_kinds)
