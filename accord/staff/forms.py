"""Cleaning what is typed about colleagues."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from accord.staff.models import Reach, Team, User
from accord.staff.roles import MEANING, Role
from accord.staff.scopes import open_to
from accord.ui.widgets import Explained


def _roles() -> list[tuple[str, str]]:
    """Each role, and what it opens."""
    return [(role.value, Explained(role.label, MEANING[role])) for role in Role]


class WelcomeForm(forms.Form):
    """A new colleague."""

    name = forms.CharField(label=_("Name"), max_length=150, help_text=_("Shown beside what they do."))
    email = forms.EmailField(label=_("E-mail address"), help_text=_("They sign in with it."))
    roles = forms.MultipleChoiceField(
        label=_("Roles"),
        choices=_roles,
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
        label=_("Roles"), choices=_roles, widget=forms.CheckboxSelectMultiple, required=False
    )
    is_active = forms.BooleanField(
        label=_("May sign in"),
        required=False,
        help_text=_("When unticked, this colleague can no longer sign in; what they did stays."),
    )
    team = forms.ModelChoiceField(
        label=_("Team"), queryset=Team.objects.none(), required=False, empty_label=_("no team")
    )
    reach = forms.ChoiceField(
        label=_("Leads, deals and activities they see"),
        choices=Reach.choices,
        widget=forms.RadioSelect,
        help_text=_("What is nobody’s yet is seen by whoever gives it to somebody."),
    )

    def __init__(self, *args: Any, is_active: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["team"].queryset = Team.objects.all()  # type: ignore[attr-defined]
        if is_active:
            del self.fields["is_active"]  # whoever leaves hands on their work: another page does both

    def clean(self) -> dict[str, Any]:
        """To see a team one is in a team."""
        said = super().clean() or {}
        if said.get("reach") == Reach.TEAM and said.get("team") is None:
            self.add_error("team", _("Choose the team whose work they see."))
        return said


class TeamForm(forms.Form):
    """A team and the one it stands below."""

    name = forms.CharField(label=_("Name"), max_length=80)
    parent = forms.ModelChoiceField(
        label=_("Stands below"),
        queryset=Team.objects.none(),
        required=False,
        empty_label=_("no other team"),
        help_text=_("Whoever sees the team above sees this one too."),
    )

    def __init__(self, *args: Any, existing: Team | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existing = existing
        self.fields["parent"].queryset = Team.objects.exclude(pk=existing.pk if existing else 0)  # type: ignore[attr-defined]

    def clean_name(self) -> str:
        """A name no other team bears."""
        name = str(self.cleaned_data["name"]).strip()
        if Team.objects.filter(name=name).exclude(pk=self.existing.pk if self.existing else 0).exists():
            raise forms.ValidationError(_("A team already bears this name."))
        return name


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
