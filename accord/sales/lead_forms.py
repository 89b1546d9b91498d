"""Cleaning what is typed about a lead."""

from datetime import datetime, time
from decimal import Decimal
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accord.contacts.models import Acquisition
from accord.sales.handing_over import Handover, deal_name
from accord.sales.models import Lead, Question
from accord.sales.qualifying import Outcome
from accord.staff.models import User
from accord.staff.queries import holding
from accord.ui.fields import DayField

QUALIFIED = "qualified"
OUTCOMES = (
    (QUALIFIED, pgettext_lazy("one lead", "Qualified")),
    ("nurture", _("To follow up later")),
    ("not_fit", _("Does not fit")),
    ("spam", _("Unwanted")),
)
MORNING = time(9)
PREFIX = "q-"


class QualificationForm(forms.Form):
    """The questions of the house, none of them compulsory: `answers` gives {code: answer}."""

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.questions = list(Question.objects.filter(is_active=True))
        for question in self.questions:
            name = f"{PREFIX}{question.code}"
            self.fields[name] = _field(question)
            self.fields[name].initial = lead.qualification.get(question.code, "")
            self.fields[name].help_text = _said(question, lead)

    def answers(self) -> dict[str, str]:
        """What was learnt, by code of question."""
        return {one.code: _text(self.cleaned_data.get(f"{PREFIX}{one.code}")) for one in self.questions}


def _field(question: Question) -> forms.Field:
    label = question.localised("label")
    if question.kind == Question.Kind.CHOICE:
        return forms.ChoiceField(
            label=label, choices=_choices(question), required=False, widget=forms.RadioSelect
        )
    if question.kind == Question.Kind.DATE:
        return DayField(label=label, required=False)
    if question.kind == Question.Kind.AMOUNT:
        return forms.DecimalField(label=label, required=False, min_value=0, decimal_places=2, max_digits=12)
    return forms.CharField(
        label=label, required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


def _choices(question: Question) -> list[tuple[str, str]]:
    """Kept in French, shown in the language of the reader."""
    english = (get_language() or "fr").startswith("en") and len(question.choices_en) == len(question.choices)
    shown = question.choices_en if english else question.choices
    return list(zip(question.choices, shown, strict=True))


def _said(question: Question, lead: Lead) -> str:
    """What the person themselves answered to the same question."""
    said = next((str(one["value"]) for one in lead.answers if one["code"] == question.code), "")
    return str(_("They answered: “%(words)s”.")) % {"words": said} if said else ""


def _text(value: Any) -> str:
    return value.isoformat() if hasattr(value, "isoformat") else str(value or "")


class SetAsideForm(forms.Form):
    """Why a frozen lead is given up."""

    why = forms.CharField(label=_("why it is given up"), max_length=300)


class DecisionForm(forms.Form):
    """What comes of a lead, always with a reason; and, once qualified, all that the salesperson needs."""

    outcome = forms.ChoiceField(label=_("what comes of it"), choices=OUTCOMES, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("why"), max_length=300)
    take_up_on = DayField(label=_("take up again on"), required=False)
    owner = forms.ModelChoiceField(
        label=_("hand over to"), queryset=User.objects.none(), required=False, empty_label=_("choose")
    )
    note = forms.CharField(
        label=_("note for them"), max_length=5000, required=False, widget=forms.Textarea(attrs={"rows": 2})
    )
    deal_name = forms.CharField(label=_("name of the deal"), max_length=160, required=False)
    amount = forms.DecimalField(
        label=_("amount without tax, in euros"), required=False, min_value=0, max_digits=12, decimal_places=2
    )
    task = forms.CharField(label=_("first thing to do"), max_length=200, required=False)
    due_on = DayField(label=_("before"), required=False)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        proposed = {"deal_name": deal_name(lead), "task": _("Call them"), "note": lead.handover_note}
        super().__init__(*args, **{"initial": proposed, **kwargs})
        self.fields["owner"].queryset = holding("deals.work")  # type: ignore[attr-defined]

    def clean_take_up_on(self) -> Any:
        """A day to come."""
        day = self.cleaned_data["take_up_on"]
        if day and day <= timezone.localdate():
            raise forms.ValidationError(_("Choose a day to come."))
        return day

    def clean(self) -> dict[str, Any]:
        """What this outcome needs."""
        cleaned = super().clean() or {}
        outcome = cleaned.get("outcome")
        if outcome == QUALIFIED and not cleaned.get("owner"):
            self.add_error("owner", _("Say who takes it over."))
        if outcome == "nurture" and not cleaned.get("take_up_on") and "take_up_on" not in self.errors:
            self.add_error("take_up_on", _("Say when it is taken up again."))
        return cleaned

    @property
    def is_qualified(self) -> bool:
        """True when the lead is to be handed over."""
        return bool(self.cleaned_data["outcome"] == QUALIFIED)

    def handover(self) -> Handover:
        """What the salesperson is told."""
        said = self.cleaned_data
        due = said["due_on"]
        return Handover(
            owner=said["owner"],
            reason=said["reason"],
            note=said["note"],
            deal_name=said["deal_name"],
            amount=int((said["amount"] or Decimal()) * 100),
            task=said["task"],
            due_at=timezone.make_aware(datetime.combine(due, MORNING)) if due else None,
        )

    def result(self) -> Outcome:
        """What comes of a lead that is not handed over."""
        said = self.cleaned_data
        return Outcome(said["outcome"], said["reason"], said["take_up_on"])


class AnswerForm(forms.Form):
    """The first answer somebody got."""

    kind = forms.ChoiceField(choices=(("call", _("by telephone")), ("email", _("by e-mail"))))
    outcome = forms.CharField(label=_("what came of it"), max_length=300, required=False)


class AssignForm(forms.Form):
    """Who answers; nobody, to put it back for all."""

    owner = forms.ModelChoiceField(
        label=_("owner"), queryset=User.objects.none(), required=False, empty_label=_("nobody")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = holding("leads.add")  # type: ignore[attr-defined]


class SourceForm(forms.Form):
    """The filter and the order of the inbox."""

    source = forms.ChoiceField(
        label=_("source"), choices=[("", _("any source")), *Acquisition.Source.choices], required=False
    )
    sort = forms.ChoiceField(
        label=_("order"),
        choices=(("", _("the newest first")), ("score", _("the most interested first"))),
        required=False,
    )
