"""Cleaning what is typed about trials and offers."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accord.intake.models import Form, Offer, Trial
from accord.intake.models.trials import LONGEST
from accord.intake.trials.actions import Ending
from accord.intake.trials.queries import offers
from accord.register.models import RetentionRule
from accord.ui.fields import DayField


class WhichForm(forms.Form):
    """Which trials a list shows."""

    offer = forms.ModelChoiceField(
        label=pgettext_lazy("a trial", "Offer"),
        queryset=Offer.objects.none(),
        required=False,
        empty_label=_("every offer"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["offer"].queryset = offers()  # type: ignore[attr-defined]


class ExtensionForm(forms.Form):
    """How many days more, and why."""

    days = forms.IntegerField(label=_("More days"), min_value=1, max_value=LONGEST, initial=14)
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("They may read it if they ask for their data.")
    )


class EndForm(forms.Form):
    """What came of a trial."""

    outcome = forms.ChoiceField(
        label=_("What came of it"), choices=Trial.Outcome.choices, widget=forms.RadioSelect
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        required=False,
        help_text=_("They may read it if they ask for their data."),
    )
    contract_until = DayField(
        label=_("End of the contract"),
        required=False,
        help_text=_(
            "Only when there is a contract with an end: they count as a customer until that day, which the rules of "
            "contact read."
        ),
    )

    @property
    def ending(self) -> Ending:
        """What came of it, once cleaned; a contract goes with a purchase alone."""
        said = self.cleaned_data
        is_bought = said["outcome"] == Trial.Outcome.BOUGHT
        return Ending(said["outcome"], said["reason"], said["contract_until"] if is_bought else None)


class OfferForm(forms.Form):
    """An offer: its names, its length, where it comes from, what becomes of the data."""

    name_fr = forms.CharField(label=_("Name in French"), max_length=120)
    name_en = forms.CharField(label=_("Name in English"), max_length=120, required=False)
    days = forms.IntegerField(
        label=_("Length in days"),
        min_value=1,
        max_value=LONGEST,
        initial=30,
        help_text=_(
            "Counted from the click that confirms the request. Trials that have begun keep their end."
        ),
    )
    reminder_days = forms.IntegerField(
        label=_("Reminder, days before the end"),
        min_value=0,
        max_value=LONGEST - 1,
        initial=5,
        help_text=_("A letter says the day of the end and what becomes of the data. 0: no letter."),
    )
    form = forms.ModelChoiceField(
        label=_("Form that leads to it"),
        queryset=Form.objects.none(),
        empty_label=_("Choose"),
        help_text=_("Confirming a request made on it starts the trial."),
    )
    retention = forms.ModelChoiceField(
        label=_("What becomes of the data without a purchase"),
        queryset=RetentionRule.objects.none(),
        empty_label=_("Choose"),
        help_text=_("The notice of the form must say it: one of its purposes is kept by this rule."),
    )
    is_open = forms.BooleanField(label=_("New trials may begin"), required=False, initial=True)

    def __init__(self, *args: Any, existing: Offer | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.existing = existing
        self.fields["form"].queryset = Form.objects.order_by("title_fr", "pk")  # type: ignore[attr-defined]
        self.fields["retention"].queryset = RetentionRule.objects.order_by("label_fr", "pk")  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """The reminder comes before the end; one form leads to one open offer."""
        said = super().clean() or {}
        if said.get("days") and (said.get("reminder_days") or 0) >= said["days"]:
            self.add_error("reminder_days", _("The reminder must leave before the end."))
        others = Offer.objects.exclude(pk=self.existing.pk if self.existing else 0)
        if (
            said.get("is_open")
            and said.get("form")
            and others.filter(form=said["form"], is_open=True).exists()
        ):
            self.add_error("form", _("This form already leads to another open offer."))
        return said
