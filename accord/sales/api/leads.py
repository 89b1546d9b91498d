"""Leads, for programs: read, entered with their source, decided about, handed over."""

from dataclasses import replace
from datetime import date, datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from accord.lib.keyset import page
from accord.sales import actions
from accord.sales.adding_forms import LeadForm
from accord.sales.api.refusing import clean, conflicts
from accord.sales.lead_forms import QUALIFIED, DecisionForm
from accord.sales.models import Lead
from accord.sales.qualifying import Outcome
from accord.staff.api.asking import actor_of, asks, user_of, writes
from accord.staff.api.fields import Cents, Day, Id, Line, Number, Place, Sent, Size, Text, Yes
from accord.staff.api.repeats import once

router = Router(tags=["leads"])

Channel = Literal["business_card", "fair", "referral", "purchased", "telephone", "social", "web"]
State = Literal["", "new", "working", "nurture", "handed_over", "accepted", "not_fit", "spam"]
Short = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
Why = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]


class AnswerOut(Schema):
    """One answer, with the question as it was read."""

    code: str
    label: str
    value: str


class LeadOut(Schema):
    """Somebody who asked for something, or whom a colleague met."""

    id: int
    person_id: int
    organisation_id: int | None
    company: str
    source: str
    source_detail: str
    form_id: int | None
    subject: str
    answers: list[AnswerOut]
    message: str
    state: str
    outcome_reason: str
    take_up_on: date | None
    owner_id: int | None
    fit: int
    interest: int
    arrived_at: datetime
    answer_by: datetime | None
    answered_at: datetime | None
    closed_at: datetime | None


class LeadsOut(Schema):
    """One page, the newest first; `after` asks for the next one, "" at the end."""

    leads: list[LeadOut]
    after: str


class LeadIn(Sent):
    """Somebody met, recommended, bought or found; nobody prospects them before they are told where from."""

    channel: Channel
    detail: Annotated[str, Field(min_length=1, max_length=250, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]
    acquired_on: Day
    first_name: Short = ""
    last_name: Short = ""
    job: Short = ""
    organisation_name: Line = ""
    email: Line = ""
    phone: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""
    sphere: Literal["professional", "personal"] = "professional"
    language: Literal["fr", "en"] = "fr"
    headcount: Literal["", "0", "1-9", "10-49", "50-249", "250-4999", "5000+"] = ""
    postcode: Annotated[str, Field(max_length=10, pattern=r"^[^\x00]*$")] = ""
    subject: Annotated[str, Field(max_length=160, pattern=r"^[^\x00]*$")] = ""
    message: Text = ""
    is_told: Yes = False
    notice_id: Number | None = None


class DecisionIn(Sent):
    """What comes of a lead that is not handed over, always with a reason."""

    outcome: Literal["nurture", "not_fit", "spam"]
    reason: Why
    take_up_on: Day | None = None


class HandoverIn(Sent):
    """What the salesperson needs. amount: in cents; task: what to do first."""

    owner_id: Number
    reason: Why
    note: Text = ""
    deal_name: Annotated[str, Field(max_length=160, pattern=r"^[^\x00]*$")] = ""
    amount: Cents = 0
    task: Line = ""
    due_on: Day | None = None


@router.get("leads", **asks("leads:read", LeadsOut), summary="Leads")
def list_leads(request: HttpRequest, state: State = "", after: Place = "", size: Size = 25) -> LeadsOut:
    """The leads the caller may see, the newest first."""
    rows = _seen(request)
    shown = page(rows.filter(state=state) if state else rows, ("-arrived_at", "-pk"), {"after": after}, size)
    return LeadsOut(leads=[_out(one) for one in shown.rows], after=shown.after)


@router.get("leads/{pk}", **asks("leads:read", LeadOut), summary="One lead")
def one_lead(request: HttpRequest, pk: Id) -> LeadOut:
    """One lead."""
    return _out(lead_of(request, pk))


@router.post(
    "leads", **writes("leads:write", LeadOut, status=201, capability="leads.add"), summary="Enter a lead"
)
@once(201)
def create_lead(request: HttpRequest, body: LeadIn) -> LeadOut:
    """Enter a lead from another channel than a form: its source is said, and the duty to inform starts.

    Whoever is known stays one person; somebody whose data are restricted or archived is refused (409).
    """
    said = {
        name: value for name, value in body.model_dump(exclude={"notice_id"}).items() if value is not None
    }
    form = LeadForm({**said, "notice": body.notice_id or ""})
    clean(form, places={"notice": "notice_id"})
    with conflicts():
        lead = actions.add_lead(actor=actor_of(request), new=form.new_lead())
    return _out(lead)


@router.post(
    "leads/{pk}/decision",
    **writes("leads:write", LeadOut, capability="leads.qualify"),
    summary="Decide about a lead",
)
@once()
def decide(request: HttpRequest, pk: Id, body: DecisionIn) -> LeadOut:
    """To take up later, not for us, not a request. A lead decided about meanwhile is refused (409)."""
    lead = lead_of(request, pk)
    said = clean(DecisionForm(_plain(body), lead=lead))
    outcome = Outcome(body.outcome, said["reason"], said["take_up_on"])
    with conflicts():
        actions.decide(actor=actor_of(request), lead=lead, outcome=outcome)
    return one_lead(request, pk)


@router.post(
    "leads/{pk}/handover",
    **writes("leads:write", LeadOut, capability="leads.qualify"),
    summary="Qualify a lead and hand it over",
)
@once()
def hand_over(request: HttpRequest, pk: Id, body: HandoverIn) -> LeadOut:
    """Organisation, deal and first task in one step; the salesperson accepts it or sends it back."""
    lead = lead_of(request, pk)
    typed = {**_plain(body), "outcome": QUALIFIED, "owner": body.owner_id, "amount": ""}
    form = DecisionForm(typed, lead=lead)
    clean(form, places={"owner": "owner_id"})
    handover = replace(form.handover(), amount=body.amount)
    with conflicts():
        actions.hand_over(actor=actor_of(request), lead=lead, handover=handover)
    return one_lead(request, pk)


def _plain(body: Schema) -> dict[str, Any]:
    return {name: value for name, value in body.model_dump().items() if value is not None}


def _seen(request: HttpRequest) -> Any:
    return Lead.objects.visible_to(user_of(request)).select_related("organisation")


def lead_of(request: HttpRequest, pk: int) -> Lead:
    """The lead of this number; 404 for whoever may not see it."""
    found: Lead = get_object_or_404(_seen(request), pk=pk)
    return found


def _out(lead: Lead) -> LeadOut:
    return LeadOut.model_validate({**_columns(lead), "company": lead.company_name})


def _columns(lead: Lead) -> dict[str, Any]:
    return {name: getattr(lead, name) for name in LeadOut.model_fields if name != "company"}
