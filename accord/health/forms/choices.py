"""Cleaning what is typed about choices, documents, emergency accesses and the log."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.db.models.fields import BLANK_CHOICE_DASH
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health.actions.choosing import Chosen, Source
from accord.health.actions.documents import Noted
from accord.health.codes import ANSWERS, NAMED, RECORD_ITEMS, USES, Answer, Regime, SecurityLabel, Use
from accord.health.delays import PARIS
from accord.health.forms.plain import PlainForm
from accord.health.models import BreakGlassReview, Patient, Practitioner
from accord.health.models.choices import Method
from accord.health.models.documents import Review
from accord.health.naming import mark_of
from accord.ui.widgets import DateInput

BY_HAND = [choice for choice in Method.choices if choice[0] not in (Method.FORM, Method.IMPORT)]


class ChoiceForm(PlainForm):
    """One choice typed in, with the paper or the words of the patient as its source."""

    answer = forms.ChoiceField(label=_("What the patient says"), widget=forms.RadioSelect)
    practitioner = forms.ModelChoiceField(
        label=_("Which professional"), queryset=Practitioner.objects.none(), required=False
    )
    who = forms.CharField(label=_("Whom it names"), max_length=150, required=False)
    reason = forms.CharField(label=_("Reason written by the patient"), max_length=300, required=False)
    is_cosigned = forms.BooleanField(label=_("The person designated has signed too"), required=False)
    decided_on = forms.DateField(label=_("Date on the paper, or today"), widget=DateInput())
    ends_on = forms.DateField(label=_("Until"), required=False, widget=DateInput())
    method = forms.ChoiceField(label=_("How it reached us"), choices=BY_HAND)

    def __init__(self, *args: Any, use: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.use, self.regime = use, self._regime(use)
        answers = [(answer.value, answer.label) for answer in ANSWERS[self.regime]]
        self.fields["answer"].choices = answers  # type: ignore[attr-defined]
        self.fields["practitioner"].queryset = Practitioner.objects.filter(is_active=True)  # type: ignore[attr-defined]
        for name in self._without():
            del self.fields[name]

    @staticmethod
    def _regime(use: str) -> Regime:
        return USES[use][1][0]

    def _without(self) -> list[str]:
        gone = [] if self.use == Use.OUTSIDE_TEAM else ["practitioner"]
        gone += [] if self.use in NAMED and self.use != Use.OUTSIDE_TEAM else ["who"]
        gone += [] if self.use == Use.MON_ESPACE_SANTE else ["reason"]
        gone += [] if self.regime == Regime.DESIGNATION else ["is_cosigned"]
        return gone + ([] if self.regime == Regime.CONSENT else ["ends_on"])

    def clean(self) -> dict[str, Any]:
        """An agreement to pass data on names somebody; an objection that needs a reason has one."""
        cleaned = super().clean()
        for name in ("practitioner", "who"):
            if name in self.fields and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, _("This choice is about somebody: say who."))
        if "reason" in self.fields and cleaned.get("answer") == Answer.OBJECT and not cleaned.get("reason"):
            self.add_error(
                "reason", _("This objection counts for a legitimate reason: write what the patient wrote.")
            )
        if cleaned.get("answer") == Answer.DESIGNATE:
            self._refuse_unsigned(cleaned)
        if cleaned.get("decided_on") and cleaned["decided_on"] > timezone.localdate():
            self.add_error("decided_on", _("A choice cannot be made after today: correct its date."))
        return cleaned

    def _refuse_unsigned(self, cleaned: dict[str, Any]) -> None:
        """L.1111-6 CSP: the designation is in writing, and the person designated signs it too."""
        if not cleaned.get("is_cosigned"):
            self.add_error(
                "is_cosigned", _("Without the signature of the person designated, it is no designation.")
            )
        if cleaned.get("method") not in (None, Method.PAPER, Method.POST):
            self.add_error("method", _("Somebody is designated in writing: on paper, or by letter."))

    def chosen(self, patient: Patient) -> Chosen:
        """The row as answered."""
        said = self.cleaned_data
        named, who = said.get("practitioner"), said.get("who", "")
        ends = said.get("ends_on")
        return Chosen(
            self.use,
            self.regime,
            frozenset({said["answer"]}),
            actor=str(named.pk) if named else mark_of(patient, who),
            words={
                "who": who,
                "reason": said.get("reason", ""),
                "cosigned": "yes" if said.get("is_cosigned") else "",
            },
            ends_at=datetime.combine(ends, time.max, PARIS) if ends else None,
        )

    def source(self) -> Source:
        """Where it comes from: a paper bears a day, whose first instant counts; what is said today is said now."""
        day = self.cleaned_data["decided_on"]
        at = timezone.now() if day == timezone.localdate() else datetime.combine(day, time(), PARIS)
        return Source(self.cleaned_data["method"], at, kind="manual")


class DocumentForm(PlainForm):
    """A reference to one document."""

    item = forms.ChoiceField(label=_("Kind of document"), choices=[*BLANK_CHOICE_DASH, *RECORD_ITEMS])
    constituted_on = forms.DateField(label=_("Made on"), required=False, widget=DateInput())
    kept = forms.CharField(label=_("Where it is kept"), max_length=200, required=False)
    author = forms.ModelChoiceField(label=_("Author"), queryset=Practitioner.objects.none(), required=False)
    labels = forms.MultipleChoiceField(
        label=_("Confidentiality"),
        choices=SecurityLabel.choices,
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    system = forms.CharField(label=_("System of the hospital"), max_length=120, required=False)
    external_id = forms.CharField(label=_("Number in that system"), max_length=120, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["author"].queryset = Practitioner.objects.filter(is_active=True)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A day that has come; a number with its system."""
        cleaned = super().clean()
        if cleaned.get("constituted_on") and cleaned["constituted_on"] > timezone.localdate():
            self.add_error("constituted_on", _("A document cannot be made after today: correct its date."))
        is_alone = bool(cleaned.get("system")) != bool(cleaned.get("external_id"))
        if is_alone and not {"system", "external_id"} & set(self.errors):
            self.add_error("external_id", _("A number goes with its system, and a system with a number."))
        return cleaned

    def noted(self) -> Noted:
        """What was typed, once valid."""
        said = self.cleaned_data
        return Noted(**{**said, "labels": tuple(said["labels"])})


class ReviewForm(PlainForm):
    """What was found about third parties."""

    outcome = forms.ChoiceField(
        label=_("What concerns third parties"),
        choices=[choice for choice in Review.choices if choice[0] != Review.NOT_REVIEWED],
        widget=forms.RadioSelect,
    )


class EmergencyForm(PlainForm):
    """Why a record is opened."""

    reason = forms.CharField(
        label=_("Why it cannot wait"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )


class EmergencyReviewForm(PlainForm):
    """Whether an emergency access was right, and why."""

    outcome = forms.ChoiceField(
        label=_("Was it right to open this record?"),
        choices=BreakGlassReview.Outcome.choices,
        widget=forms.RadioSelect,
    )
    words = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class FollowUpForm(PlainForm):
    """What was done about an access that was not justified."""

    words = forms.CharField(
        label=_("What was done"), max_length=500, widget=forms.Textarea(attrs={"rows": 3})
    )
