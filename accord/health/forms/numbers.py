"""Cleaning declarations and numbers. What was typed as a number is never drawn again."""

from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health.decree import Controller, Use
from accord.health.forms.plain import PlainForm
from accord.health.queries.numbers import systems
from accord.ui.widgets import DateInput


class DeclarationForm(PlainForm):
    """Under which case of the decree."""

    controller = forms.ChoiceField(label=_("What kind of organisation are you"), choices=Controller.choices)
    use = forms.ChoiceField(label=_("What the number is for"), choices=Use.choices, widget=forms.RadioSelect)
    declared_on = forms.DateField(label=_("Declared on"), widget=DateInput(), initial=timezone.localdate)
    is_sure = forms.BooleanField(
        label=_("I have checked with our data protection officer that we are in this case")
    )

    def clean_declared_on(self) -> date:
        """A day that has come."""
        day: date = self.cleaned_data["declared_on"]
        if day > timezone.localdate():
            raise forms.ValidationError(_("This day has not come yet."))
        return day


class NumberForm(PlainForm):
    """A number of a patient."""

    holds_nir = ("value",)

    system = forms.ChoiceField(label=_("Kind of number"))
    value = forms.CharField(
        label=_("Number"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off"},
        ),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["system"].choices = systems()  # type: ignore[attr-defined]


class NumberSearchForm(PlainForm):
    """Whom a number belongs to."""

    holds_nir = ("value",)

    value = forms.CharField(
        label=_("INS, billing number or number of the house"),
        max_length=40,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
