"""Cleaning what a colleague writes to one person."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.outbox import fields
from accord.ui.once import Once


def checked(text: str) -> str:
    """`text`, when every field in it can be filled in. Raises ValidationError."""
    if problems := fields.problems(text):
        raise forms.ValidationError(problems)
    return text


class WordsForm(forms.Form):
    """Subject and message, with fields of the person in them."""

    subject = forms.CharField(label=_("subject"), max_length=150)
    message = forms.CharField(
        label=_("message"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 12})
    )

    def clean_subject(self) -> str:
        """One line; only fields that can be filled in."""
        return checked(" ".join(self.cleaned_data["subject"].split()))

    def clean_message(self) -> str:
        """Only fields that can be filled in."""
        return checked(self.cleaned_data["message"])


class WriteForm(Once, WordsForm):
    """One e-mail: what it is, what it says."""

    way = forms.ChoiceField(label=_("what this e-mail is"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = list(ways)  # type: ignore[attr-defined]


class TextForm(forms.Form):
    """A reusable text, in one language at least."""

    title = forms.CharField(label=_("title"), max_length=80)
    subject_fr = forms.CharField(label=_("subject in French"), max_length=150, required=False)
    body_fr = forms.CharField(
        label=_("text in French"), max_length=10_000, required=False, widget=forms.Textarea(attrs={"rows": 8})
    )
    subject_en = forms.CharField(label=_("subject in English"), max_length=150, required=False)
    body_en = forms.CharField(
        label=_("text in English"),
        max_length=10_000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    is_shared = forms.BooleanField(label=_("shared with my team"), required=False)

    def clean(self) -> dict[str, Any]:
        """One language at least, and only fields that can be filled in."""
        said = super().clean() or {}
        for name in ("subject_fr", "body_fr", "subject_en", "body_en"):
            try:
                checked(said.get(name, ""))
            except forms.ValidationError as wrong:
                self.add_error(name, wrong)
        if not any(said.get(name, "").strip() for name in ("body_fr", "body_en")) and not self.errors:
            self.add_error("body_fr", _("Write the text in one language at least."))
        return said
