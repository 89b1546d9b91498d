"""What is done to a lead besides deciding about it: given to somebody, answered, attached, taken up again."""

from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router
from pydantic import Field

from accord.contacts.models import Organisation
from accord.sales import actions
from accord.sales.api.leads import LeadOut, lead_of, one_lead
from accord.sales.api.refusing import conflicts
from accord.sales.lead_forms import AssignForm
from accord.staff.api.asking import actor_of, writes
from accord.staff.api.fields import Id, Number, Sent
from accord.staff.api.problems import flaws
from accord.staff.api.repeats import once

router = Router(tags=["leads"])


class AssignIn(Sent):
    """Who answers; nobody when null."""

    owner_id: Number | None


class AnswerIn(Sent):
    """How they were answered, and what came of it."""

    kind: Literal["call", "email"]
    outcome: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


@router.post(
    "leads/{pk}/assign",
    **writes("leads:write", LeadOut, capability="leads.qualify"),
    summary="Give a lead to a colleague",
)
@once()
def assign_lead(request: HttpRequest, pk: Id, body: AssignIn) -> LeadOut:
    """Give a lead to a colleague, or to nobody: everybody of inside sales sees it then."""
    lead, form = lead_of(request, pk), AssignForm({"owner": body.owner_id})
    if not form.is_valid():
        raise flaws(form, places={"owner": "owner_id"})
    with conflicts():
        actions.assign(actor=actor_of(request), lead=lead, owner=form.cleaned_data["owner"])
    return one_lead(request, pk)


@router.post(
    "leads/{pk}/answer",
    **writes("leads:write", LeadOut, capability="leads.add"),
    summary="Note the first answer to a lead",
)
@once()
def answer_lead(request: HttpRequest, pk: Id, body: AnswerIn) -> LeadOut:
    """Note that they had a first answer: its clock stops."""
    with conflicts():
        actions.note_answer(actor=actor_of(request), lead=lead_of(request, pk), **body.model_dump())
    return one_lead(request, pk)


@router.post(
    "leads/{pk}/take-up",
    **writes("leads:write", LeadOut, capability="leads.qualify"),
    summary="Take a lead up again",
)
@once()
def take_up_lead(request: HttpRequest, pk: Id) -> LeadOut:
    """Work again on a lead that was put aside."""
    with conflicts():
        actions.take_up(actor=actor_of(request), lead=lead_of(request, pk))
    return one_lead(request, pk)


@router.post(
    "leads/{pk}/organisation/{organisation}",
    **writes("leads:write", LeadOut, capability="leads.qualify"),
    summary="Attach a lead to an organisation",
)
@once()
def attach_lead(request: HttpRequest, pk: Id, organisation: Id) -> LeadOut:
    """Say that this is the company meant; the person works there too, unless another was known."""
    company = get_object_or_404(Organisation, pk=organisation)
    with conflicts():
        actions.attach(actor=actor_of(request), lead=lead_of(request, pk), organisation=company)
    return one_lead(request, pk)
