"""The controls of a form, from its questions, and what is kept of what was typed."""

import re
from collections.abc import Mapping, Sequence
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.audit.actions import record
from accord.intake.addressing import AddressField
from accord.intake.definitions import ADDRESS, FIRST_NAME, Question
from accord.intake.models import Form
from accord.lib import nir
from accord.lib.actor import Actor
from accord.lib.addresses import AddressError, normalise_phone
from accord.ui.fields import DayField
from accord.ui.widgets import DateInput

NOT_A_NAME = re.compile(r"[\d/:@<>]|www\.|\w{2}\.\w{2}", re.IGNORECASE)
LONGEST_NAME, LONGEST_LINE, LONGEST_TEXT = 40, 200, 2000
AUTOCOMPLETE = {
    "email": "email",
    "first_name": "given-name",
    "last_name": "family-name",
    "phone": "tel",
    "job": "organization-title",
    "organisation": "organization",
    "postcode": "postal-code",
}


def control(question: Question) -> forms.Field:
    """The form field of a question; an optional one takes what it cannot read as it was typed, and never blocks."""
    if question.code == ADDRESS:
        made: forms.Field = AddressField(label=question.label)
    else:
        made = _MAKERS[question.kind](question)
        made.required = question.is_required
        made.error_messages["required"] = _("“%(field)s” is needed: without it nothing leaves.") % {
            "field": question.label
        }
    if autocomplete := AUTOCOMPLETE.get(question.completes):
        made.widget.attrs["autocomplete"] = autocomplete
    return made


def _line(question: Question) -> forms.Field:
    if question.completes == FIRST_NAME:
        return FirstNameField(label=question.label, max_length=LONGEST_NAME)
    longest = 100 if question.completes == "last_name" else LONGEST_LINE
    return forms.CharField(label=question.label, max_length=longest)


def _text(question: Question) -> forms.Field:
    return forms.CharField(
        label=question.label, max_length=LONGEST_TEXT, widget=forms.Textarea(attrs={"rows": 3})
    )


def _phone(question: Question) -> forms.Field:
    widget = forms.TextInput(attrs={"type": "tel", "inputmode": "tel"})
    return PhoneField(label=question.label, max_length=40, widget=widget)


def _choice(question: Question) -> forms.Field:
    nothing = ("", _("No answer"))
    return forms.ChoiceField(label=question.label, choices=[nothing, *question.options])


def _choices(question: Question) -> forms.Field:
    return forms.MultipleChoiceField(
        label=question.label, choices=list(question.options), widget=forms.CheckboxSelectMultiple
    )


def _number(question: Question) -> forms.Field:
    return ReadableField(forms.DecimalField(), label=question.label, max_length=20, inputmode="decimal")


def _date(question: Question) -> forms.Field:
    return ReadableField(DayField(), label=question.label, max_length=20, widget=DateInput())


def _other_address(question: Question) -> forms.Field:
    return ReadableField(AddressField(), label=question.label, max_length=254, inputmode="email")


_MAKERS = {
    "text": _line,
    "long_text": _text,
    "email": _other_address,
    "phone": _phone,
    "choice": _choice,
    "choices": _choices,
    "number": _number,
    "date": _date,
}


class FirstNameField(forms.CharField):
    """A first name, which a letter may begin with: nothing that could carry a message.

    The letter goes to whoever's address was typed: what stands in it must not be an advertisement or a link.
    """

    def clean(self, value: Any) -> str:
        """The name. Raises ValidationError for what is none."""
        text = str(super().clean(value)).strip()
        if NOT_A_NAME.search(text):
            raise forms.ValidationError(_("A first name has neither digits nor links. Write the name alone."))
        return text


class ReadableField(forms.CharField):
    """A line that `reader` understands; where it is optional, what is not understood is kept as it was typed."""

    def __init__(self, reader: forms.Field, *, inputmode: str = "", **more: Any) -> None:
        super().__init__(**more)
        self.reader = reader
        if inputmode:
            self.widget.attrs["inputmode"] = inputmode

    def clean(self, value: Any) -> str:
        """What was read, as text. Raises ValidationError when it is required and cannot be read."""
        text = str(super().clean(value))
        if not text:
            return ""
        try:
            return str(self.reader.clean(text))
        except forms.ValidationError:
            if self.required:
                raise
            return text


class PhoneField(forms.CharField):
    """A telephone number in its international form; where it is optional, anything else is kept as it was typed."""

    def clean(self, value: Any) -> str:
        """The number. Raises ValidationError when it is required and is none."""
        text = str(super().clean(value))
        if not text:
            return ""
        try:
            return normalise_phone(text)
        except AddressError as error:
            if not self.required:
                return text
            said = _("“%(text)s” is not a telephone number. Write all its digits.") % {"text": text}
            raise forms.ValidationError(said) from error


class NoNIR(forms.Form):
    """A form that takes no social security number in any of its fields, unless its author says that it is none."""

    data: MultiValueDict[str, str]
    nir_said: Sequence[str] = ()

    def clean(self) -> dict[str, Any]:
        """Refuse, field by field, what looks like a NIR."""
        data: dict[str, Any] = super().clean() or {}
        found = [name for name in self.fields if nir.find(" ".join(self.data.getlist(name)))]
        self.nir_said = found
        if self.data.get(nir.NOT_ONE):
            return data
        for name in found:
            self.errors.pop(name, None)
            self.add_error(name, NIR_FOUND)
        return data


NIR_FOUND = gettext_lazy(
    "This looks like a social security number: its length, its month, its department and its key are right. We do not "
    "keep it. Take it out, then send again."
)


def contested(form: Form, fields: Sequence[str]) -> None:
    """Somebody says that what looks like a social security number is none: noted, without the number."""
    record(actor=Actor.person(), verb="intake.nir.contested", about=form, facts={"fields": list(fields)})


def kept(questions: Sequence[Question], typed: Mapping[str, Any]) -> dict[str, Any]:
    """What is stored of the answers until the address is confirmed: {code: value}, nothing for what was left empty."""
    own = [one.code for one in questions if one.code not in {ADDRESS, FIRST_NAME}]
    return {code: typed[code] for code in own if typed.get(code) not in (None, "", [])}


def told(questions: Sequence[Question], values: Mapping[str, Any]) -> list[dict[str, str]]:
    """The answers as they are shown and kept: [{"code", "label", "value"}], in the order of the form."""
    return [
        {"code": one.code, "label": one.label, "value": one.shown(values[one.code])}
        for one in questions
        if values.get(one.code) not in (None, "", [])
    ]


def told_by(questions: Sequence[Question], values: Mapping[str, Any], completes: str) -> str:
    """What was answered to the question that tells `completes` about the person; "" when nothing was."""
    codes = [one.code for one in questions if one.completes == completes]
    return str(values.get(codes[0], "")) if codes else ""
