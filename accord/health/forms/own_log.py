"""Cleaning what is typed about a patient's own log: at the desk, and at home."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.health.actions.own_log import MAY_READ, Counter
from accord.health.codes import IdentityCheck
from accord.ui.widgets import DateInput

WRONG = _(
    "This code and this date of birth open nothing. Check both; a code opens once, for two weeks, and five mistakes "
    "close it. The desk prints another letter."
)


class CounterForm(forms.Form):
    """Who stands at the desk."""

    handed_to = forms.ChoiceField(
        label=_("To whom"), choices=[(one.value, one.label) for one in MAY_READ], widget=forms.RadioSelect
    )
    identity_check = forms.ChoiceField(
        label=_("How the identity was checked"), choices=IdentityCheck.choices, widget=forms.RadioSelect
    )

    def counter(self) -> Counter:
        """What was typed, once valid."""
        return Counter(**self.cleaned_data)


class EnterForm(forms.Form):
    """The two proofs."""

    code = forms.CharField(
        label=_("Code of the letter"),
        max_length=40,
        widget=forms.TextInput(
            attrs={"autocomplete": "off", "autocapitalize": "characters", "spellcheck": "false"}
        ),
    )
    born_on = forms.DateField(label=_("Date of birth of the patient"), widget=DateInput())

    def refuse(self) -> None:
        """Say that it opens nothing, without saying which of the two is wrong."""
        self.add_error(None, str(WRONG))
