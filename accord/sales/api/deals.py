"""Deals and their pipelines, for programs."""

from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from accord.contacts.models import Organisation, Person
from accord.lib.keyset import page
from accord.sales import actions
from accord.sales.api.refusing import conflicts
from accord.sales.deal_forms import sellers
from accord.sales.models import Deal, Pipeline, Reason, Stage
from accord.staff.api.asking import actor_of, asks, user_of, writes
from accord.staff.api.fields import Cents, Day, Id, Number, Place, Sent, Size
from accord.staff.api.problems import wrong
from accord.staff.api.repeats import once

router = Router(tags=["deals"])

Role = Literal["decides", "influences", "uses", "buys", "other"]
State = Literal["", "proposed", "open", "won", "lost", "sent_back"]
Name = Annotated[str, Field(min_length=1, max_length=160, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
Words = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]
Detail = Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")]


class StageOut(Schema):
    """One step of a pipeline; probability in per cent."""

    id: int
    label: str
    probability: int


class ReasonOut(Schema):
    """Why a deal is won or lost."""

    id: int
    outcome: str
    label: str


class PipelineOut(Schema):
    """A way of selling."""

    id: int
    label: str
    stages: list[StageOut]


class PipelinesOut(Schema):
    """The pipelines in use, and the reasons for an end."""

    pipelines: list[PipelineOut]
    reasons: list[ReasonOut]


class RoleOut(Schema):
    """Somebody who has a say in a deal."""

    person_id: int
    role: str
    is_main: bool


class DealOut(Schema):
    """Something that may be sold. amount: in cents, without tax."""

    id: int
    name: str
    organisation_id: int | None
    lead_id: int | None
    owner_id: int | None
    pipeline_id: int
    stage_id: int
    state: str
    amount: int
    currency: str
    close_on: date | None
    competitor: str
    contract_until: date | None
    reason_id: int | None
    reason_detail: str
    people: list[RoleOut]
    news_at: datetime
    created_at: datetime
    closed_at: datetime | None


class DealsOut(Schema):
    """One page, the newest first; `after` asks for the next one, "" at the end."""

    deals: list[DealOut]
    after: str


class RoleIn(Sent):
    """Somebody who has a say."""

    person_id: Number
    role: Role = "other"


class DealIn(Sent):
    """A deal to open. people: the first one is the main contact; stage_id: the first stage when not sent."""

    name: Name
    organisation_id: Number | None = None
    people: Annotated[list[RoleIn], Field(max_length=20)] = []
    owner_id: Number | None = None
    amount: Cents = 0
    stage_id: Number | None = None
    close_on: Day | None = None
    competitor: Words = ""


class DealChanges(Sent):
    """What is to be corrected; what is not sent stays."""

    name: Name | None = None
    organisation_id: Number | None = None
    owner_id: Number | None = None
    amount: Cents | None = None
    close_on: Day | None = None
    competitor: Words | None = None


class MoveIn(Sent):
    """Where it goes. seen_stage_id: where the caller believes it is; it is refused (409) when it has left meanwhile."""

    stage_id: Number
    seen_stage_id: Number | None = None


class EndIn(Sent):
    """Why it ends."""

    reason_id: Number
    detail: Detail = ""


class WinIn(EndIn):
    """Why it is won. contract_until: the main contact counts as a customer until that day."""

    contract_until: Day | None = None


@router.get("pipelines", **asks("deals:read", PipelinesOut), summary="Pipelines")
def list_pipelines(request: HttpRequest) -> PipelinesOut:
    """The pipelines in use with their stages, and the reasons for an end."""
    pipelines = Pipeline.objects.filter(is_active=True).prefetch_related("stages")
    reasons = Reason.objects.filter(is_active=True)
    return PipelinesOut(
        pipelines=[
            PipelineOut(
                id=one.pk,
                label=str(one),
                stages=[
                    StageOut(id=stage.pk, label=str(stage), probability=stage.probability)
                    for stage in one.stages.all()
                ],
            )
            for one in pipelines
        ],
        reasons=[ReasonOut(id=one.pk, outcome=one.outcome, label=str(one)) for one in reasons],
    )


@router.get("deals", **asks("deals:read", DealsOut), summary="Deals")
def list_deals(request: HttpRequest, state: State = "", after: Place = "", size: Size = 25) -> DealsOut:
    """The deals the caller may see, the newest first."""
    rows = _seen(request)
    shown = page(rows.filter(state=state) if state else rows, ("-pk",), {"after": after}, size)
    return DealsOut(deals=[_out(one) for one in shown.rows], after=shown.after)


@router.get("deals/{pk}", **asks("deals:read", DealOut), summary="One deal")
def one_deal(request: HttpRequest, pk: Id) -> DealOut:
    """One deal."""
    return _out(deal_of(request, pk))


@router.post("deals", **writes("deals:write", DealOut, status=201), summary="Open a deal")
@once(201)
def create_deal(request: HttpRequest, body: DealIn) -> DealOut:
    """Open a deal."""
    _check(body)
    for place, one in enumerate(body.people):
        existing(Person.objects, one.person_id, f"body.people.{place}.person_id")
    if body.stage_id:
        existing(Stage.objects, body.stage_id, "body.stage_id")
    said = body.model_dump(exclude={"people"})
    people = tuple((one.person_id, one.role) for one in body.people)
    with conflicts():
        deal = actions.open_deal(actor=actor_of(request), new=actions.NewDeal(**said, people=people))
    return one_deal(request, deal.pk)


@router.patch("deals/{pk}", **writes("deals:write", DealOut), summary="Correct a deal")
@once()
def change_deal(request: HttpRequest, pk: Id, body: DealChanges) -> DealOut:
    """Correct what is known of a deal."""
    _check(body)
    deal, said = deal_of(request, pk), body.model_dump(exclude_unset=True)
    emptied = {"organisation_id", "owner_id", "close_on"}
    details: Any = {name: value for name, value in said.items() if value is not None or name in emptied}
    with conflicts():
        actions.edit_deal(actor=actor_of(request), deal=deal, **details)
    return one_deal(request, pk)


@router.post("deals/{pk}/move", **writes("deals:write", DealOut), summary="Move a deal")
@once()
def move_deal(request: HttpRequest, pk: Id, body: MoveIn) -> DealOut:
    """To another stage, on top of its column."""
    deal, stage = deal_of(request, pk), existing(Stage.objects, body.stage_id, "body.stage_id")
    with conflicts():
        actions.move(actor=actor_of(request), deal=deal, stage=stage, seen=body.seen_stage_id)
    return one_deal(request, pk)


@router.post("deals/{pk}/win", **writes("deals:write", DealOut), summary="Win a deal")
@once()
def win_deal(request: HttpRequest, pk: Id, body: WinIn) -> DealOut:
    """It is won, for this reason."""
    deal, reason = deal_of(request, pk), existing(Reason.objects, body.reason_id, "body.reason_id")
    with conflicts():
        actions.win(
            actor=actor_of(request),
            deal=deal,
            reason=reason,
            detail=body.detail,
            contract_until=body.contract_until,
        )
    return one_deal(request, pk)


@router.post("deals/{pk}/lose", **writes("deals:write", DealOut), summary="Lose a deal")
@once()
def lose_deal(request: HttpRequest, pk: Id, body: EndIn) -> DealOut:
    """It is lost, for this reason."""
    deal, reason = deal_of(request, pk), existing(Reason.objects, body.reason_id, "body.reason_id")
    with conflicts():
        actions.lose(actor=actor_of(request), deal=deal, reason=reason, detail=body.detail)
    return one_deal(request, pk)


def _check(body: DealIn | DealChanges) -> None:
    if body.organisation_id:
        existing(Organisation.objects, body.organisation_id, "body.organisation_id")
    if body.owner_id and not sellers().filter(pk=body.owner_id).exists():
        raise wrong("body.owner_id", _("No colleague who works on deals has this number."))


def existing(rows: Any, pk: int, where: str) -> Any:
    """The one of `rows` of this number. Raises Refusal (422) that says where it stands."""
    found = rows.filter(pk=pk).first()
    if found is None:
        raise wrong(where, _("Nothing has this number."))
    return found


def _seen(request: HttpRequest) -> Any:
    return Deal.objects.visible_to(user_of(request)).prefetch_related("roles")


def deal_of(request: HttpRequest, pk: int) -> Deal:
    """The deal of this number; 404 for whoever may not see it."""
    found: Deal = get_object_or_404(_seen(request), pk=pk)
    return found


def _out(deal: Deal) -> DealOut:
    people = [
        RoleOut(person_id=one.person_id, role=one.role, is_main=one.is_main) for one in deal.roles.all()
    ]
    columns = {name: getattr(deal, name) for name in DealOut.model_fields if name != "people"}
    return DealOut.model_validate({**columns, "people": people})
