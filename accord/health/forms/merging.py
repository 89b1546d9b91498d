"""Cleaning what is said when two records are joined."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.health.forms.plain import PlainForm
from accord.health.merging import Reason
from accord.health.models import Patient


class MergeForm(PlainForm):
    """Which record speaks, and why."""

    into = forms.TypedChoiceField(label=_("The record that will speak for both"), widget=forms.RadioSelect)
    why = forms.ChoiceField(label=_("Why"), choices=[c for c in Reason.choices if c[0] != Reason.MISTAKE])

    def __init__(self, *args: Any, others: list[Patient], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        words = [(str(row.pk), f"{row.traits.shown} ({row.get_identity_status_display()})") for row in others]
        self.fields["into"].choices = words  # type: ignore[attr-defined]
