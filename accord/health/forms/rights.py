"""Cleaning what is ticked of a job, and the day before which lines of the journal go."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.health.codes import RECORD_ITEMS
from accord.health.forms.plain import PlainForm
from accord.ui.widgets import DateInput


class RightForm(PlainForm):
    """The kinds of documents a job opens; none is an answer too."""

    items = forms.MultipleChoiceField(
        label=_("Kinds of documents"),
        choices=RECORD_ITEMS,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_(
            "A job alone opens nothing: the care team, or an agreement of the patient, is needed too."
        ),
    )
    # An empty list is sent by nothing at all: this says that the form was.
    sent = forms.BooleanField(initial=True, required=True, widget=forms.HiddenInput)


class CutForm(PlainForm):
    """Before which day the lines of the journal have had their time."""

    before = forms.DateField(
        label=_("Delete the lines before"),
        widget=DateInput(),
        help_text=_("A second person confirms; the administrator of the server then carries it out."),
    )
