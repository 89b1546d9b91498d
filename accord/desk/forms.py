"""Cleaning what colleagues ask of the desk."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.consent.terms import Method
from accord.desk.verbs import FAMILIES
from accord.intake.pages import SignUpPage
from accord.register.models import Channel, Purpose
from accord.register.queries import open_purposes
from accord.ui.fields import DayField

EVERYTHING = "everything"
AUTHORS = (
    ("", _("anybody")),
    ("staff", _("a colleague")),
    ("person", _("the person")),
    ("system", _("Accord itself")),
    ("import", _("an import")),
    ("api", _("the API")),
)


class HeardForm(forms.Form):
    """A no heard by telephone, post or at the counter. Everything may stay as it is proposed."""

    purpose = forms.ChoiceField(label=_("what do they no longer want"), initial=EVERYTHING)
    channel = forms.ChoiceField(label=_("by which channel"), choices=Channel.choices, initial=Channel.EMAIL)
    heard_by = forms.ChoiceField(
        label=_("how did you hear it"),
        choices=[(one.value, one.label) for one in (Method.TELEPHONE, Method.POST, Method.COUNTER)],
        initial=Method.TELEPHONE,
    )
    on = DayField(label=_("heard on"), initial=timezone.localdate)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.purposes = {str(one.pk): one for one in open_purposes()}
        self.fields["purpose"].choices = [  # type: ignore[attr-defined]
            (EVERYTHING, _("everything: no prospecting at all")),
            *((code, one.label) for code, one in self.purposes.items()),
        ]

    def clean_purpose(self) -> Purpose | None:
        """The purpose, None for everything."""
        return self.purposes.get(self.cleaned_data["purpose"])

    def clean_on(self) -> Any:
        """Not a day to come."""
        day = self.cleaned_data["on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class ExceptionForm(forms.Form):
    """Why somebody need not be told where their data come from (art. 14(5)), and when that is looked at again."""

    ground = forms.ChoiceField(
        label=_("which exception"),
        choices=(
            ("a", _("they already have the information (a)")),
            ("b", _("it is impossible, or takes a disproportionate effort (b)")),
            ("c", _("the law lays down obtaining or disclosing these data (c)")),
            ("d", _("the data are bound by professional secrecy (d)")),
        ),
        widget=forms.RadioSelect,
    )
    why = forms.CharField(label=_("why"), max_length=1000, widget=forms.Textarea(attrs={"rows": 3}))
    review_on = DayField(label=_("looked at again on"))

    def clean_review_on(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["review_on"]
        if day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come."))
        return day

    def words(self) -> str:
        """The ground and the reason, as they are kept."""
        return _("art. 14(5)(%(ground)s): %(why)s") % self.cleaned_data


class AgreementForm(forms.Form):
    """What somebody asked for in words, to be confirmed by themselves: one purpose of one sign-up form."""

    wish = forms.ChoiceField(label=_("what did they ask for"), widget=forms.RadioSelect)
    origin = forms.ChoiceField(
        label=_("how did they ask"),
        choices=(
            ("telephone", _("by telephone")),
            ("fair", _("at a fair")),
            ("counter", _("at the counter")),
        ),
    )
    words = forms.CharField(
        label=_("in which words"), max_length=500, widget=forms.Textarea(attrs={"rows": 2})
    )

    def __init__(self, *args: Any, pages: Sequence[SignUpPage], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wishes = {
            f"{page.form.pk}:{box.purpose.pk}": (page, box) for page in pages for box in page.boxes
        }
        self.fields["wish"].choices = [  # type: ignore[attr-defined]
            (code, f"{box.purpose.label} ({page.form})") for code, (page, box) in self.wishes.items()
        ]

    def chosen(self) -> tuple[SignUpPage, tuple[int, ...]]:
        """The form whose letter is sent, and the purpose asked for."""
        page, box = self.wishes[self.cleaned_data["wish"]]
        return page, (box.purpose.pk,)


class ExportForm(forms.Form):
    """What the file is for: the gate is asked with it."""

    purpose = forms.ModelChoiceField(
        label=_("what is it for"), queryset=Purpose.objects.none(), empty_label=None
    )
    channel = forms.ChoiceField(label=_("by which channel will they be reached"), choices=Channel.choices)
    format = forms.ChoiceField(
        label=_("kind of file"),
        choices=(("csv", _("CSV, for any tool")), ("xlsx", _("XLSX, for a spreadsheet"))),
        initial="csv",
        widget=forms.RadioSelect,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["purpose"].queryset = open_purposes()  # type: ignore[attr-defined]


class JournalForm(forms.Form):
    """What the reader of the journal looks for."""

    what = forms.ChoiceField(label=_("about"), choices=[("", _("everything")), *FAMILIES], required=False)
    who = forms.ChoiceField(label=_("done by"), choices=AUTHORS, required=False)
    begun = DayField(label=_("from"), required=False)
    until = DayField(label=_("to"), required=False)
    about = forms.RegexField(r"^[a-z]+\.[A-Za-z]+:[\w-]+$", required=False, widget=forms.HiddenInput())
