"""One act on several leads or deals: each passes by itself, through the same action, and says what came of it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.lib.actor import Actor
from accord.sales import actions
from accord.sales.deal_forms import sellers, stage_label, stages
from accord.sales.dealing import NotPossible
from accord.sales.freezing import Frozen
from accord.sales.models import Deal, Lead, Reason, Stage
from accord.sales.qualifying import NotOpen
from accord.staff.models import User
from accord.ui.components.words import long_date
from accord.ui.fields import DayField

REFUSALS = (NotPossible, NotOpen, Frozen)
MOST = 200
OWNER, STAGE, CLOSE, LOST = "owner", "stage", "close", "lost"


@dataclass(frozen=True, slots=True)
class Done:
    """What came of one of them; why: of a no."""

    title: str
    href: str
    is_done: bool
    why: str = ""


def each(rows: Iterable[Deal | Lead], act: Callable[[Any], Any]) -> list[Done]:
    """Do `act` to each of `rows`, every one in a transaction of its own; a refusal stops none of the others."""
    return [_done(row, act) for row in rows]


def _done(row: Deal | Lead, act: Callable[[Any], Any]) -> Done:
    is_lead = isinstance(row, Lead)
    title = row.title if isinstance(row, Lead) else row.name
    href = reverse("sales:lead" if is_lead else "sales:deal", args=[row.pk])
    try:
        act(row)
    except REFUSALS as refused:
        return Done(title, href, False, str(refused))
    return Done(title, href, True)


class TogetherForm(forms.Form):
    """What is done to the deals chosen: `do` says which; only its own field counts."""

    do = forms.ChoiceField(choices=[(one, one) for one in (OWNER, STAGE, CLOSE, LOST)])
    owner = forms.ModelChoiceField(
        label=gettext_lazy("followed by"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("nobody"),
    )
    stage = forms.ModelChoiceField(
        label=gettext_lazy("stage"),
        queryset=Stage.objects.none(),
        required=False,
        empty_label=gettext_lazy("choose"),
    )
    close_on = DayField(label=gettext_lazy("expected on"), required=False)
    reason = forms.ModelChoiceField(
        label=gettext_lazy("why"),
        queryset=Reason.objects.none(),
        required=False,
        empty_label=gettext_lazy("choose"),
    )
    detail = forms.CharField(label=gettext_lazy("in a few words"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **{"auto_id": "together_%s", **kwargs})
        fields: Any = self.fields
        fields["owner"].queryset = sellers()
        fields["stage"].queryset = stages()
        fields["stage"].label_from_instance = stage_label
        fields["reason"].queryset = Reason.objects.filter(outcome=Reason.Outcome.LOST, is_active=True)

    def clean(self) -> dict[str, Any]:
        """A stage for a move, a reason for an end."""
        said = super().clean() or {}
        if said.get("do") == STAGE and not said.get("stage"):
            self.add_error("stage", _("Choose a stage."))
        if said.get("do") == LOST and not said.get("reason"):
            self.add_error("reason", _("Say why they are lost."))
        return said

    def act(self, actor: Actor) -> Callable[[Deal], Any]:
        """The action, as it is done to one deal."""
        said = self.cleaned_data
        owner, day = said["owner"], said["close_on"]
        acts: dict[str, Callable[[Deal], Any]] = {
            OWNER: lambda deal: actions.edit_deal(actor=actor, deal=deal, owner_id=owner and owner.pk),
            STAGE: lambda deal: actions.move(actor=actor, deal=deal, stage=said["stage"]),
            CLOSE: lambda deal: actions.edit_deal(actor=actor, deal=deal, close_on=day),
            LOST: lambda deal: actions.lose(
                actor=actor, deal=deal, reason=said["reason"], detail=said["detail"]
            ),
        }
        return acts[said["do"]]

    def sentence(self) -> str:
        """What was asked for, in words."""
        said = self.cleaned_data
        words = {
            OWNER: _("Followed by %(what)s") % {"what": said["owner"] or _("nobody")},
            STAGE: _("Moved to “%(what)s”") % {"what": said["stage"]},
            CLOSE: _("Expected on %(what)s") % {"what": long_date(said["close_on"]) or _("no day yet")},
            LOST: _("Lost: %(what)s") % {"what": said["reason"]},
        }
        return words[said["do"]]
