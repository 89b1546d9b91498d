"""Trials, for the program that is being tried: it opens the account, asks for more time, says what came of it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.db.models import QuerySet
from django.forms import BaseForm
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from accord.intake.models import Trial
from accord.intake.trials import actions
from accord.intake.trials.forms import EndForm, ExtensionForm
from accord.intake.trials.queries import visible_to
from accord.lib.keyset import page
from accord.staff.api.asking import actor_of, asks, user_of, writes
from accord.staff.api.fields import Day, Id, Place, Sent, Size
from accord.staff.api.problems import Refusal, flaws
from accord.staff.api.repeats import once

router = Router(tags=["trials"])

Why = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
WhyNot = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]


class TrialOut(Schema):
    """Somebody tries an offer. outcome: "" while it runs."""

    id: int
    offer_id: int
    offer: str
    person_id: int
    submission_id: int | None
    started_at: datetime
    ends_at: datetime
    extended_days: int
    ended_at: datetime | None
    outcome: str


class TrialsOut(Schema):
    """One page, the newest first; `after` asks for the next one, "" at the end."""

    trials: list[TrialOut]
    after: str


class ExtensionIn(Sent):
    """More time, and why."""

    days: Annotated[int, Field(ge=1, le=366, strict=True)]
    reason: Why


class EndIn(Sent):
    """What came of it. contract_until: whoever bought counts as a customer until that day."""

    outcome: Literal["bought", "not_bought", "cancelled"]
    reason: WhyNot = ""
    contract_until: Day | None = None


@router.get("trials", **asks("trials:read", TrialsOut), summary="Trials")
def list_trials(
    request: HttpRequest, state: Literal["", "running", "ended"] = "", after: Place = "", size: Size = 25
) -> TrialsOut:
    """Trials, the newest first."""
    rows = _seen(request)
    if state:
        rows = rows.filter(ended_at__isnull=state == "running")
    shown = page(rows, ("-started_at", "-pk"), {"after": after}, size)
    return TrialsOut(trials=[_out(one) for one in shown.rows], after=shown.after)


@router.get("trials/{pk}", **asks("trials:read", TrialOut), summary="One trial")
def one_trial(request: HttpRequest, pk: Id) -> TrialOut:
    """One trial."""
    return _out(_trial(request, pk))


@router.post("trials/{pk}/extension", **writes("trials:write", TrialOut), summary="Extend a trial")
@once()
def extend_trial(request: HttpRequest, pk: Id, body: ExtensionIn) -> TrialOut:
    """Add days; a trial that cannot be extended any more is refused (409)."""
    said = _clean(ExtensionForm(body.model_dump()))
    return _done(actions.extend, request, pk, days=said["days"], reason=said["reason"])


@router.post("trials/{pk}/end", **writes("trials:write", TrialOut), summary="End a trial")
@once()
def end_trial(request: HttpRequest, pk: Id, body: EndIn) -> TrialOut:
    """Say what came of it; the rule of the offer decides what becomes of the data."""
    form = EndForm(body.model_dump())
    _clean(form)
    return _done(actions.end, request, pk, ending=form.ending)


def _done(action: Any, request: HttpRequest, pk: int, **said: Any) -> TrialOut:
    try:
        action(actor=actor_of(request), trial=_trial(request, pk), **said)
    except actions.NotPossible as refused:
        raise Refusal(409, str(refused)) from refused
    return _out(_trial(request, pk))


def _clean(form: BaseForm) -> dict[str, Any]:
    if not form.is_valid():
        raise flaws(form)
    return form.cleaned_data


def _seen(request: HttpRequest) -> QuerySet[Trial]:
    return visible_to(user_of(request)).select_related("offer")


def _trial(request: HttpRequest, pk: int) -> Trial:
    return get_object_or_404(_seen(request), pk=pk)


def _out(one: Trial) -> TrialOut:
    columns = {name: getattr(one, name) for name in TrialOut.model_fields if name != "offer"}
    return TrialOut.model_validate({**columns, "offer": str(one.offer)})
