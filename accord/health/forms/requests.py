"""Cleaning what is typed about requests, the end of records, and the systems that ask."""

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health.actions.requesting import Received
from accord.health.actions.systems import SCOPES
from accord.health.codes import PROOFS, IdentityCheck, Item, Mode, Motive, Proof, Requester
from accord.health.forms.plain import PlainForm
from accord.health.models import AccessRequest, DocumentReference, House, RequestedItem
from accord.health.queries.patients import one_person
from accord.health.refusing import Ground
from accord.health.retention import Step
from accord.ui.components.words import long_date
from accord.ui.widgets import DateInput, MomentInput


class RequestForm(PlainForm):
    """A request as it came in. Insurers, police and courts are not in the list: they have their own route."""

    kind = forms.ChoiceField(label=_("Who asks"), choices=Requester.choices)
    motive = forms.ChoiceField(
        label=_("The heir’s reason"), choices=[("", _("none")), *Motive.choices], required=False
    )
    name = forms.CharField(
        label=_("Name of whoever asks, if not the patient"), max_length=150, required=False
    )
    contact = forms.CharField(
        label=_("Postal address"), max_length=400, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    received_at = forms.DateTimeField(label=_("Received"), widget=MomentInput())
    modes = forms.MultipleChoiceField(
        label=_("How to receive the documents"),
        choices=Mode.choices,
        initial=[Mode.IN_HAND],
        widget=forms.CheckboxSelectMultiple,
    )
    items = forms.MultipleChoiceField(
        label=_("What is asked for (nothing ticked: the whole record)"),
        choices=Item.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    is_commission_seized = forms.BooleanField(
        label=_("The psychiatric care commission is seized"), required=False
    )
    has_objected = forms.BooleanField(
        label=_("The patient did not want this person to be told"), required=False
    )

    def clean(self) -> dict[str, Any]:
        """A day that has come; whoever is not the patient has a name."""
        cleaned = super().clean()
        if cleaned.get("received_at") and cleaned["received_at"] > timezone.now():
            self.add_error("received_at", _("A request cannot be received after today: correct its date."))
        if cleaned.get("kind") not in (None, Requester.PATIENT) and not cleaned.get("name"):
            self.add_error("name", _("Write the name of whoever asks."))
        return cleaned

    def received(self) -> Received:
        """What was typed, once valid."""
        said = dict(self.cleaned_data)
        who = {"name": said.pop("name"), "contact": said.pop("contact")}
        return Received(**{**said, "items": tuple(said["items"]), "modes": tuple(said["modes"]), "who": who})


class IdentityForm(PlainForm):
    """Who was seen, and with which proofs."""

    how = forms.ChoiceField(
        label=_("Identity checked by"), choices=IdentityCheck.choices, widget=forms.RadioSelect
    )
    proofs = forms.MultipleChoiceField(
        label=_("Proofs seen"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, asked: AccessRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        needed = [proof for proof in Proof if proof in PROOFS[asked.kind] and proof != Proof.IDENTITY]
        self.fields["proofs"].choices = [(proof.value, proof.label) for proof in needed]  # type: ignore[attr-defined]
        if not needed:
            del self.fields["proofs"]


class LineForm(PlainForm):
    """Which document a line is about, or that it does not exist; or the copy to hand over."""

    MISSING = [
        (RequestedItem.Outcome.NOT_FOUND.value, _("It does not exist")),
        (RequestedItem.Outcome.WITHHELD.value, _("It is not communicable")),
    ]
    document = forms.ModelChoiceField(
        label=_("Document"), queryset=DocumentReference.objects.none(), required=False
    )
    copy = forms.FileField(label=_("Copy (PDF, JPEG, PNG, TIFF, or a ZIP of images)"), required=False)
    outcome = forms.ChoiceField(
        label=_("If nothing is handed over"), choices=[("", "–"), *MISSING], required=False
    )

    def __init__(self, *args: Any, line: RequestedItem, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ids = one_person(line.request.patient)
        same = DocumentReference.objects.filter(patient__in=ids, item=line.item, is_error=False)
        field: Any = self.fields["document"]
        field.queryset, field.initial = same, line.document
        field.label_from_instance = _day_of

    def clean(self) -> dict[str, Any]:
        """One of the three."""
        cleaned = super().clean()
        if not self.errors and not any(cleaned.get(name) for name in ("document", "copy", "outcome")):
            self.add_error("document", _("Choose the document, attach its copy, or say that there is none."))
        return cleaned


def _day_of(document: DocumentReference) -> str:
    """All are of one kind, which the page is titled with: only the day tells them apart."""
    day = document.constituted_on
    return long_date(day) if day else str(document.get_item_display())


class DiscloseForm(PlainForm):
    """By which way, where several are left, and how the receipt is proved."""

    mode = forms.ChoiceField(label=_("By which way"), widget=forms.RadioSelect)

    proof = forms.CharField(
        label=_("Proof of receipt (tracking number, signed receipt…)"), max_length=200, required=False
    )

    def __init__(self, *args: Any, asked: AccessRequest, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        left = [(mode, words) for mode, words, is_done in asked.ways() if not is_done]
        self.fields["mode"].choices = left  # type: ignore[attr-defined]
        if len(left) < 2:
            del self.fields["mode"]


class RefusalForm(PlainForm):
    """Why, from the list, and in words."""

    ground = forms.ChoiceField(label=_("Reason"), choices=Ground.choices, widget=forms.RadioSelect)
    words = forms.CharField(
        label=_("In your own words, for this person"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class ClaimForm(PlainForm):
    """Since when a claim is open."""

    opened_on = forms.DateField(label=_("Claim received on"), widget=DateInput())


class SignForm(PlainForm):
    """One step, and who signed on paper."""

    step = forms.ChoiceField(label=_("Step"), choices=Step.choices)
    signatory = forms.CharField(label=_("Name of whoever signed"), max_length=150)
    is_favourable = forms.TypedChoiceField(
        label=_("Answer"),
        choices=[("yes", _("favourable")), ("no", _("against"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
        initial="yes",
    )


class SystemForm(PlainForm):
    """A system of the hospital."""

    name = forms.CharField(label=_("Name of the system"), max_length=80)
    scopes = forms.MultipleChoiceField(
        label=_("What it may do"),
        choices=list(
            zip(
                SCOPES,
                (_("ask for decisions"), _("read choices and documents (FHIR)"), _("write choices (FHIR)")),
                strict=True,
            )
        ),
        widget=forms.CheckboxSelectMultiple,
    )


class RulesForm(forms.ModelForm):  # type: ignore[type-arg]
    """What kind of institution this is."""

    class Meta:
        model = House
        fields = ["is_public", "files_kept_days", "contact"]
