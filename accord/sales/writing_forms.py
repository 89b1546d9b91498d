"""Cleaning what a colleague writes to one person."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.outbox import fields
from accord.ui.once import Once


class WordsForm(forms.Form):
    """Subject and message, with fields of the person in them."""

    subject = forms.CharField(label=_("subject"), max_length=150)
    message = forms.CharField(
        label=_("message"), max_length=10_000, widget=forms.Textarea(attrs={"rows": 12})
    )

    def clean_subject(self) -> str:
        """One line; only fields that can be filled in."""
        return self._checked(" ".join(self.cleaned_data["subject"].split()))

    def clean_message(self) -> str:
        """Only fields that can be filled in."""
        return self._checked(self.cleaned_data["message"])

    def _checked(self, text: str) -> str:
        if problems := fields.problems(text):
            raise forms.ValidationError(problems)
        return text


class WriteForm(Once, WordsForm):
    """One e-mail: what it is, what it says."""

    way = forms.ChoiceField(label=_("what this e-mail is"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, ways: Sequence[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = list(ways)  # type: ignore[attr-defined]
