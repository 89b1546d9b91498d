"""Cleaning what is typed about deals."""

from decimal import Decimal, InvalidOperation
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from accord.sales.models import Deal, DealPerson, Pipeline, Reason, Stage
from accord.staff.models import User
from accord.staff.queries import colleagues
from accord.ui.fields import DayField

MOST_CENTS = 10**13


class AmountField(forms.Field):
    """An amount in euros, with a comma or a point, kept in cents."""

    def to_python(self, value: Any) -> Any:
        """Cents, or a sentence about what was typed."""
        text = "".join(str(value or "").replace("€", "").split()).replace(",", ".")
        if not text:
            return 0
        try:
            cents = Decimal(text) * 100
        except InvalidOperation:
            cents = Decimal("NaN")
        if not cents.is_finite() or not 0 <= cents < MOST_CENTS or cents != int(cents):
            raise forms.ValidationError(_("Write an amount in euros, like 9600 or 9600.50."))
        return int(cents)

    def prepare_value(self, value: Any) -> Any:
        """Cents as euros."""
        if not isinstance(value, int):
            return value
        whole, rest = divmod(value, 100)
        return f"{whole}.{rest:02}" if rest else str(whole)


class DealForm(forms.Form):
    """What is known of a deal."""

    name = forms.CharField(label=gettext_lazy("what is sold"), max_length=160)
    organisation_name = forms.CharField(
        label=gettext_lazy("organisation"),
        max_length=200,
        required=False,
    )
    amount = AmountField(
        label=gettext_lazy("amount in euros, without tax"),
        required=False,
        widget=forms.TextInput(attrs={"inputmode": "decimal", "maxlength": 20}),
    )
    close_on = DayField(label=gettext_lazy("expected on"), required=False)
    competitor = forms.CharField(label=gettext_lazy("competitor"), max_length=120, required=False)
    owner = forms.ModelChoiceField(
        label=gettext_lazy("Followed by"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].queryset = sellers()  # type: ignore[attr-defined]


class NewDealForm(DealForm):
    """Also where it begins."""

    stage = forms.ModelChoiceField(
        label=gettext_lazy("stage"), queryset=Stage.objects.none(), empty_label=None
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stage"].queryset = stages()  # type: ignore[attr-defined]
        self.fields["stage"].label_from_instance = stage_label  # type: ignore[attr-defined]


def stages() -> QuerySet[Stage]:
    """The stages of the pipelines in use, in their order."""
    found = Stage.objects.filter(pipeline__is_active=True).select_related("pipeline")
    return found.order_by("pipeline__position", "pipeline", "position", "pk")


def stage_label(stage: Stage) -> str:
    """The stage, with its pipeline where there are several."""
    several = Pipeline.objects.filter(is_active=True).count() > 1
    return f"{stage.pipeline} · {stage}" if several else str(stage)


def sellers() -> QuerySet[User]:
    """The colleagues who may work on deals."""
    able = [one.pk for one in colleagues() if one.may("deals.work")]
    return User.objects.filter(pk__in=able).order_by("name")


class WonForm(forms.Form):
    """Why it is won, and until when they are customers."""

    outcome = Reason.Outcome.WON
    reason = forms.ModelChoiceField(
        label=gettext_lazy("why"),
        queryset=Reason.objects.none(),
        widget=forms.RadioSelect,
        empty_label=None,
    )
    detail = forms.CharField(label=gettext_lazy("in a few words"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = Reason.objects.filter(outcome=self.outcome, is_active=True)
        self.fields["reason"].queryset = reasons  # type: ignore[attr-defined]


class LostForm(WonForm):
    """Why it is lost."""

    outcome = Reason.Outcome.LOST


class ContractForm(WonForm):
    """A contract makes the main contact a customer until its end."""

    contract_until = DayField(label=gettext_lazy("end of the contract"), required=False)


class SendBackForm(forms.Form):
    """Why a proposed deal goes back."""

    reason = forms.CharField(
        label=pgettext_lazy("of a deal sent back", "why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class RoleForm(forms.Form):
    """What somebody is in a deal."""

    role = forms.ChoiceField(label=gettext_lazy("role"), choices=DealPerson.Role.choices)


def initial(deal: Deal) -> dict[str, Any]:
    """What the form of a deal begins with."""
    return {
        "name": deal.name,
        "organisation_name": str(deal.organisation or ""),
        "amount": deal.amount,
        "close_on": deal.close_on,
        "competitor": deal.competitor,
        "owner": deal.owner_id,
    }
