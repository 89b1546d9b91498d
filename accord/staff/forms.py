"""Cleaning what is typed about colleagues."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.staff.models import User
from accord.staff.roles import Role


class WelcomeForm(forms.Form):
    """A new colleague."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("Shown beside what they do."))
    email = forms.EmailField(label=_("E-mail address"), help_text=_("They sign in with it."))
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=Role.choices,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("What they may see and do."),
    )

    def clean_email(self) -> str:
        """The address in lower case, not yet used by another colleague."""
        email = str(self.cleaned_data["email"]).lower()
        if User.objects.filter(email=email).exists():
            raise forms.ValidationError(_("A colleague already signs in with this address."))
        return email


class ColleagueForm(forms.Form):
    """What can be changed about a colleague."""

    name = forms.CharField(label=_("Name"), max_length=150)
    roles = forms.MultipleChoiceField(
        label=_("Roles"), choices=Role.choices, widget=forms.CheckboxSelectMultiple, required=False
    )
    is_active = forms.BooleanField(
        label=_("May sign in"),
        required=False,
        help_text=_("When unticked, this colleague can no longer sign in; what they did stays."),
    )
