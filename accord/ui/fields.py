"""Days and instants as people type them, in the browser's own calendar, of a year somebody may mean."""

from datetime import date

from django import forms
from django.utils.translation import gettext as _

from accord.lib.lengths import YEARS
from accord.ui.widgets import DateInput, MomentInput


def of_a_year_meant(value: date) -> None:
    """Raises ValidationError for a day of the year one or 9999: mistyped, and told in no other time zone."""
    if value.year not in YEARS:
        raise forms.ValidationError(_("This date cannot be meant: correct its year."))


class DayField(forms.DateField):
    """A day."""

    widget = DateInput
    default_validators = [of_a_year_meant]


class MomentField(forms.DateTimeField):
    """A day and an hour."""

    widget = MomentInput
    default_validators = [of_a_year_meant]
