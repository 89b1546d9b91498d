"""The life of a deal (affaire): opened, accepted or sent back, moved, won or lost, taken up again."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict, Unpack

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import differences, record
from accord.contacts.actions import correct_customer, heard_from, note_customer
from accord.contacts.models import Person
from accord.lib.actor import Actor
from accord.sales.models import Deal, DealPerson, Lead, Pipeline, Reason, Stage
from accord.sales.placing import on_top, place
from accord.sales.usual import begin


@dataclass(frozen=True, slots=True)
class NewDeal:
    """What is said of a deal when it is opened. people: (person id, role), the first is the main contact.

    amount: in cents; pipeline_id: the first one in use when None; stage_id: the first of the pipeline when None.
    """

    name: str
    organisation_id: int | None = None
    people: tuple[tuple[int, str], ...] = ()
    owner_id: int | None = None
    amount: int = 0
    pipeline_id: int | None = None
    stage_id: int | None = None
    close_on: date | None = None
    competitor: str = ""
    lead_id: int | None = None
    is_proposed: bool = False


class Details(TypedDict, total=False):
    """What can be corrected in a deal; what is not said does not change."""

    name: str
    organisation_id: int | None
    owner_id: int | None
    amount: int
    close_on: date | None
    competitor: str


class NotPossible(ValueError):
    """The deal is not in a state that allows this; the message says why."""


class MovedMeanwhile(NotPossible):
    """Somebody else, or another tab, moved the deal since it was shown; the message says where it is."""


@transaction.atomic
def open_deal(*, actor: Actor, new: NewDeal) -> Deal:
    """Open a deal, or propose it to its owner. One that was sent back comes again: a lead has one deal at most."""
    stage = _first_stage(new)
    deal = _sent_back(new.lead_id) or Deal(lead_id=new.lead_id)
    deal.name, deal.organisation_id, deal.owner_id = new.name[:160], new.organisation_id, new.owner_id
    deal.amount, deal.close_on, deal.competitor = new.amount, new.close_on, new.competitor
    deal.state = Deal.State.PROPOSED if new.is_proposed else Deal.State.OPEN
    deal.reason_detail, deal.closed_at = "", None
    _enter(deal, stage, on_top(stage))
    deal.save()
    for position, (person_id, role) in enumerate(new.people):
        said = {"role": role, "is_main": position == 0}
        DealPerson.objects.update_or_create(deal=deal, person_id=person_id, defaults=said)
    facts = {"stage": stage.pk, "amount": deal.amount, "lead": deal.lead_id, "proposed": new.is_proposed}
    record(actor=actor, verb="sales.deal.opened", about=deal, facts=facts, words={"name": ("", deal.name)})
    return deal


def _first_stage(new: NewDeal) -> Stage:
    if new.stage_id:
        return Stage.objects.select_related("pipeline").get(pk=new.stage_id)
    pipeline = Pipeline.objects.get(pk=new.pipeline_id) if new.pipeline_id else usual_pipeline()
    stage = pipeline.stages.first()
    if stage is None:
        raise NotPossible(_("This pipeline has no stage yet."))
    return stage


def usual_pipeline() -> Pipeline:
    """The first pipeline in use; a house that has none at all gets the one a new house begins with."""
    begin(Pipeline.objects, Stage.objects, Reason.objects)
    pipeline = Pipeline.objects.filter(is_active=True).first()
    if pipeline is None:
        raise NotPossible(_("No pipeline is in use: open one in the settings."))
    return pipeline


def _sent_back(lead_id: int | None) -> Deal | None:
    if lead_id is None:
        return None
    return Deal.objects.select_for_update().filter(lead_id=lead_id, state=Deal.State.SENT_BACK).first()


def _enter(deal: Deal, stage: Stage, rank: float) -> None:
    now = timezone.now()
    deal.pipeline_id, deal.stage, deal.rank = stage.pipeline_id, stage, rank
    deal.stage_since = deal.news_at = now


@transaction.atomic
def edit_deal(*, actor: Actor, deal: Deal, **details: Unpack[Details]) -> Deal:
    """Correct what is known of a deal; the values before and after go to the journal's deletable words."""
    deal = _locked(deal)
    before = {field: getattr(deal, field) for field in details}
    words = differences(before, details)
    if not words:
        return deal
    for field, value in details.items():
        setattr(deal, field, value)
    deal.save(update_fields=list(details))
    record(
        actor=actor, verb="sales.deal.edited", about=deal, facts={"fields": sorted(words)}, words=dict(words)
    )
    return deal


# Handed over by inside sales


@transaction.atomic
def accept_deal(*, actor: Actor, deal: Deal) -> Deal:
    """Take up a deal that was proposed. Raises NotPossible when it is not waiting any more."""
    deal = _locked(deal, Deal.State.PROPOSED)
    deal.state, deal.rank = Deal.State.OPEN, on_top(deal.stage)
    deal.news_at = deal.stage_since = timezone.now()
    deal.save(update_fields=["state", "rank", "news_at", "stage_since"])
    _tell_lead(deal, state=Lead.State.ACCEPTED)
    record(actor=actor, verb="sales.deal.accepted", about=deal, facts={"lead": deal.lead_id})
    return deal


@transaction.atomic
def send_back_deal(*, actor: Actor, deal: Deal, reason: str) -> Deal:
    """Give a proposed deal back to inside sales, who find their lead open again with the reason."""
    deal = _locked(deal, Deal.State.PROPOSED)
    deal.state, deal.reason_detail = Deal.State.SENT_BACK, reason[:300]
    deal.closed_at = deal.news_at = timezone.now()
    deal.save(update_fields=["state", "reason_detail", "closed_at", "news_at"])
    _tell_lead(deal, state=Lead.State.WORKING, sent_back_reason=reason[:300], closed_at=None)
    words = {"reason": ("", reason)}
    record(actor=actor, verb="sales.deal.sent_back", about=deal, facts={"lead": deal.lead_id}, words=words)
    return deal


def _tell_lead(deal: Deal, **what: Any) -> None:
    if deal.lead_id is not None:
        Lead.objects.filter(pk=deal.lead_id).update(**what)


# On the board


@transaction.atomic
def move(
    *,
    actor: Actor,
    deal: Deal,
    stage: Stage,
    before: int | None = None,
    after: int | None = None,
    seen: int | None = None,
) -> Deal:
    """Put an open deal in `stage`: above the deal `before`, below `after`, or on top of the column.

    seen: the stage the mover saw it in. Raises MovedMeanwhile when it has left that stage for another than `stage`,
    NotPossible when it is not open any more. Doing the same thing twice does it once.
    """
    deal = _locked(deal, Deal.State.OPEN)
    left = deal.stage
    if seen is not None and left.pk not in (seen, stage.pk):
        raise MovedMeanwhile(_("%(deal)s has been moved to “%(stage)s” meanwhile.") % _named(deal))
    rank = place(deal, stage, before, after)
    if left.pk == stage.pk:
        return _reordered(actor, deal, rank, asked=bool(before or after))
    _enter(deal, stage, rank)
    deal.save(update_fields=["pipeline", "stage", "rank", "stage_since", "news_at"])
    facts = {"from": left.pk, "to": stage.pk}
    words = {"stage": (str(left), str(stage))}
    record(actor=actor, verb="sales.deal.moved", about=deal, facts=facts, words=words)
    return deal


def _reordered(actor: Actor, deal: Deal, rank: float, *, asked: bool) -> Deal:
    """Another place in the same column is no news."""
    if asked and rank != deal.rank:
        deal.rank = rank
        deal.save(update_fields=["rank"])
        record(actor=actor, verb="sales.deal.placed", about=deal, facts={"stage": deal.stage_id})
    return deal


# Its end


@transaction.atomic
def win(
    *, actor: Actor, deal: Deal, reason: Reason, detail: str = "", contract_until: date | None = None
) -> Deal:
    """The deal is won. contract_until: its main contact counts as a customer until that day.

    An order is a sign of life from whoever decided: it renews their three years as a prospect.
    """
    deal = _closed(actor, deal, reason, Reason.Outcome.WON, detail)
    deal.contract_until = contract_until
    deal.save(update_fields=["contract_until"])
    main = _main_person(deal)
    if main:
        heard_from(person_id=main.pk, kind="ordered", at=_end(deal))
        if contract_until:
            note_customer(actor=actor, person=main, until=contract_until)
    return deal


def _main_person(deal: Deal) -> Person | None:
    main = deal.roles.filter(is_main=True).select_related("person").first()
    return main.person if main else None


@transaction.atomic
def lose(*, actor: Actor, deal: Deal, reason: Reason, detail: str = "") -> Deal:
    """The deal is lost, and why."""
    return _closed(actor, deal, reason, Reason.Outcome.LOST, detail)


def _closed(actor: Actor, deal: Deal, reason: Reason, outcome: str, detail: str) -> Deal:
    if reason.outcome != outcome:
        raise NotPossible(_("This reason is not for such an end."))
    deal = _locked(deal, Deal.State.OPEN)
    deal.state, deal.reason, deal.reason_detail = Deal.State(outcome), reason, detail[:300]
    deal.closed_at = deal.news_at = timezone.now()
    deal.save(update_fields=["state", "reason", "reason_detail", "closed_at", "news_at"])
    facts = {"reason": reason.pk, "amount": deal.amount, "stage": deal.stage_id, "lead": deal.lead_id}
    words = {"reason": ("", str(reason)), "detail": ("", detail)}
    record(actor=actor, verb=f"sales.deal.{outcome}", about=deal, facts=facts, words=words)
    return deal


def _end(deal: Deal) -> datetime:
    assert deal.closed_at is not None  # it has just been closed
    return deal.closed_at


@transaction.atomic
def reopen(*, actor: Actor, deal: Deal) -> Deal:
    """Take up a won or lost deal again, in the stage it was in; the contract it had opened no longer counts."""
    deal = _locked(deal, Deal.State.WON, Deal.State.LOST)
    _take_back_contract(actor, deal)
    facts = {"was": str(deal.state), "reason": deal.reason_id}
    deal.state, deal.reason, deal.reason_detail, deal.closed_at = Deal.State.OPEN, None, "", None
    deal.rank, deal.news_at = on_top(deal.stage), timezone.now()
    deal.save(update_fields=["state", "reason", "reason_detail", "closed_at", "rank", "news_at"])
    record(actor=actor, verb="sales.deal.reopened", about=deal, facts=facts)
    return deal


def _take_back_contract(actor: Actor, deal: Deal) -> None:
    """Nobody stays a customer through a deal that is no longer won; other contracts of theirs still count."""
    until, person, deal.contract_until = deal.contract_until, _main_person(deal), None
    deal.save(update_fields=["contract_until"])
    if until is None or person is None or person.customer_until != until:
        return
    others = Deal.objects.filter(roles__person=person, roles__is_main=True, state=Deal.State.WON)
    last = others.exclude(pk=deal.pk).aggregate(last=Max("contract_until"))["last"]
    correct_customer(actor=actor, person=person, until=last)


def _locked(deal: Deal, *states: str) -> Deal:
    """The deal as it is now, locked; NotPossible when it is in none of `states`."""
    found = Deal.objects.select_for_update(of=("self",)).select_related("stage").get(pk=deal.pk)
    if states and found.state not in states:
        words: dict[str, Any] = {**_named(found), "state": found.get_state_display()}
        raise NotPossible(_("%(deal)s: this is no longer possible, its state is now “%(state)s”.") % words)
    return found


def _named(deal: Deal) -> dict[str, str]:
    return {"deal": deal.name, "stage": str(deal.stage)}
