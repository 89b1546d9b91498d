"""Cleaning what is typed about patients, their stays and who stands around them."""

import re
from datetime import date
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health.codes import EncounterClass, IdentityStatus, Job, Proof
from accord.health.forms.plain import PlainForm
from accord.health.models import Encounter, Practitioner, RelatedPerson, Service
from accord.health.relations import Relation, proofs
from accord.health.traits import FEMALE, MALE, UNKNOWN, Traits
from accord.staff.models import User
from accord.staff.roles import Role
from accord.ui.widgets import DateInput, MomentInput

SEXES = ((FEMALE, _("female")), (MALE, _("male")), (UNKNOWN, _("not known")))
OLDEST = 130  # years
# QUAL only comes from the national service (INSi), never from a hand; DOUT and FICT are marks of the desk.
BY_HAND = [choice for choice in IdentityStatus.choices if choice[0] not in ("RECUP", "QUAL")]
PLACE = re.compile(r"(?:\d{2}|2[AB])\d{3}")


class SearchForm(PlainForm):
    """By name, date of birth or stay; what is typed never stands in an address."""

    name = forms.CharField(label=_("Name"), max_length=100, required=False)
    born_on = forms.DateField(label=_("Date of birth"), required=False, widget=DateInput())
    stay = forms.CharField(label=_("Number of the stay"), max_length=40, required=False)

    def clean(self) -> dict[str, Any]:
        """Something to look for."""
        cleaned = super().clean()
        if not self.errors and not any(cleaned.values()):
            self.add_error("name", _("Write a name, a date of birth or the number of a stay."))
        return cleaned


BESIDE_TRAITS = ("identity_status", "is_protected", "is_told_by_email")


class PatientForm(PlainForm):
    """Who a patient is. The five strict traits come first, as they stand on the identity document."""

    birth_name = forms.CharField(label=_("Birth name"), max_length=100)
    first_names = forms.CharField(label=_("First names, all of them, in order"), max_length=150)
    born_on = forms.DateField(label=_("Date of birth"), widget=DateInput())
    sex = forms.ChoiceField(label=_("Sex"), choices=SEXES, widget=forms.RadioSelect, initial=UNKNOWN)
    birth_place = forms.CharField(label=_("Place of birth (INSEE code)"), max_length=5, required=False)
    used_name = forms.CharField(label=_("Name in use"), max_length=100, required=False)
    used_first_name = forms.CharField(label=_("First name in use"), max_length=100, required=False)
    address = forms.CharField(
        label=_("Postal address"), max_length=500, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    phone = forms.CharField(label=_("Telephone"), max_length=30, required=False)
    email = forms.EmailField(label=_("E-mail address"), required=False)
    is_told_by_email = forms.BooleanField(
        label=_("Chose to be told by e-mail that a document awaits (the e-mail says nothing more)"),
        required=False,
    )
    identity_status = forms.ChoiceField(
        label=_("How sure the identity is"), choices=BY_HAND, initial=IdentityStatus.PROVISIONAL
    )
    is_protected = forms.BooleanField(
        label=_("Protected identity: nobody may learn of their presence"), required=False
    )

    def clean_born_on(self) -> date:
        """A day that has come, in the life of somebody."""
        born: date = self.cleaned_data["born_on"]
        today = timezone.localdate()
        if born > today or born.year < today.year - OLDEST:
            raise forms.ValidationError(_("Nobody alive was born on this day."))
        return born

    def clean_birth_place(self) -> str:
        """Five signs: 75056, 2A004, 99100."""
        place: str = self.cleaned_data["birth_place"].upper()
        if place and not PLACE.fullmatch(place):
            raise forms.ValidationError(
                _("An INSEE code has five signs: 75056 for Paris, 99 and three more abroad.")
            )
        return place

    def clean(self) -> dict[str, Any]:
        """Whoever is told by e-mail has an address."""
        cleaned = super().clean()
        if cleaned.get("is_told_by_email") and not cleaned.get("email") and "email" not in self.errors:
            self.add_error("email", _("To be told by e-mail, an address is needed."))
        return cleaned

    def keep_status(self, status: str) -> None:
        """The status the record has may stay, even one that no hand may give."""
        label = IdentityStatus(status).label
        if status not in dict(BY_HAND):
            self.fields["identity_status"].choices = [*BY_HAND, (status, label)]  # type: ignore[attr-defined]

    def traits(self) -> Traits:
        """What was typed, once valid."""
        return Traits(**{name: self.cleaned_data[name] for name in Traits.__slots__})

    def more(self) -> dict[str, Any]:
        """What was typed beside the traits."""
        return {name: self.cleaned_data[name] for name in BESIDE_TRAITS}


class StayForm(PlainForm):
    """A stay, a visit, an emergency."""

    service = forms.ModelChoiceField(label=_("Service"), queryset=Service.objects.none())
    kind = forms.ChoiceField(label=_("Kind"), choices=EncounterClass.choices)
    starts_at = forms.DateTimeField(label=_("Arrival"), widget=MomentInput())
    number = forms.CharField(label=_("Number of the stay"), max_length=40, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def clean_number(self) -> str:
        """A number no other stay has."""
        number: str = self.cleaned_data["number"]
        if number and Encounter.objects.filter(number=number).exists():
            raise forms.ValidationError(_("Another stay has this number."))
        return number


class ChangeStayForm(PlainForm):
    """Where a stay has got to."""

    service = forms.ModelChoiceField(label=_("Service"), queryset=Service.objects.none())
    status = forms.ChoiceField(label=_("State"), choices=Encounter.Status.choices)
    starts_at = forms.DateTimeField(label=_("Arrival"), widget=MomentInput())
    ends_at = forms.DateTimeField(label=_("Departure"), required=False, widget=MomentInput())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["service"].queryset = Service.objects.all()  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Nobody leaves before they come; a finished stay has its end."""
        cleaned = super().clean()
        start, end = cleaned.get("starts_at"), cleaned.get("ends_at")
        if cleaned.get("status") == Encounter.Status.FINISHED and not end:
            self.add_error("ends_at", _("When did they leave?"))
        if start and end and end < start:
            self.add_error("ends_at", _("The departure comes before the arrival."))
        return cleaned


class MemberForm(PlainForm):
    """Who takes part in the care."""

    practitioner = forms.ModelChoiceField(label=_("Professional"), queryset=Practitioner.objects.none())

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        known = Practitioner.objects.filter(is_active=True)
        self.fields["practitioner"].queryset = known  # type: ignore[attr-defined]


class RelatedForm(PlainForm):
    """Who stands beside the patient."""

    kind = forms.ChoiceField(label=_("Part they play"), choices=Relation.choices)
    name = forms.CharField(label=_("Name"), max_length=150)
    contact = forms.CharField(label=_("Telephone or address"), max_length=300, required=False)
    starts_on = forms.DateField(label=_("Since"), required=False, widget=DateInput())


class ProofForm(PlainForm):
    """What was shown."""

    proof = forms.ChoiceField(label=_("Proof seen"), widget=forms.RadioSelect)

    def __init__(self, *args: Any, related: RelatedPerson, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["proof"].choices = [(proof, Proof(proof).label) for proof in proofs(related.kind)]  # type: ignore[attr-defined]


class ServiceForm(PlainForm):
    """A department."""

    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=120)

    def clean_code(self) -> str:
        """A code no other service has."""
        code: str = self.cleaned_data["code"]
        if Service.objects.filter(code=code).exists():
            raise forms.ValidationError(_("Another service has this code."))
        return code


class PractitionerForm(PlainForm):
    """A professional: one of our colleagues, or one outside who is known by their national number."""

    user = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), required=False)
    name = forms.CharField(label=_("Name"), max_length=150)
    job = forms.ChoiceField(label=_("Profession"), choices=Job.choices)
    rpps = forms.RegexField(
        label=_("RPPS number"),
        regex=r"^\d{11}$",
        required=False,
        error_messages={"invalid": _("An RPPS number has eleven digits.")},
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        taken = Practitioner.objects.exclude(user_id=None).values_list("user_id", flat=True)
        free = User.objects.filter(is_active=True, roles__contains=[Role.CARE]).exclude(pk__in=list(taken))
        self.fields["user"].queryset = free  # type: ignore[attr-defined]
