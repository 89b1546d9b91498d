"""Cleaning what is typed about colleagues."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.staff.models import User
from accord.staff.roles import Role
from accord.staff.scopes import open_to


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


class TokenForm(forms.Form):
    """A token for one program of a colleague."""

    name = forms.CharField(
        label=_("What it is for"), max_length=100, help_text=_("The program that will use it, for example.")
    )
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Only what the program needs. Your roles stay the limit, today and later."),
    )
    days = forms.TypedChoiceField(
        label=_("How long it works"),
        choices=[
            ("30", _("30 days")),
            ("90", _("90 days")),
            ("365", _("one year")),
            ("", _("until revoked")),
        ],
        coerce=int,
        empty_value=None,
        required=False,
        initial="90",
    )

    def __init__(self, *args: Any, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["scopes"].choices = [(scope.code, scope.label) for scope in open_to(user)]  # type: ignore[attr-defined]
