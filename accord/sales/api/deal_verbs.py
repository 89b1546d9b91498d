"""What is done to a deal besides moving and ending it: accepted, sent back, taken up again; who has a say in it."""

from typing import Annotated

from django.http import HttpRequest
from ninja import Router
from pydantic import Field

from accord.contacts.models import Person
from accord.sales import actions
from accord.sales.api.deals import DealOut, Role, deal_of, existing, one_deal
from accord.sales.api.refusing import conflicts
from accord.staff.api.asking import actor_of, writes
from accord.staff.api.fields import Id, Number, Sent, Yes
from accord.staff.api.repeats import once

router = Router(tags=["deals"])


class SendBackIn(Sent):
    """Why it goes back to inside sales."""

    reason: Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]


class PersonIn(Sent):
    """Somebody who has a say. is_main: the main contact from now on; the first one is."""

    person_id: Number
    role: Role = "other"
    is_main: Yes = False


@router.post("deals/{pk}/accept", **writes("deals:write", DealOut), summary="Accept a deal")
@once()
def accept_deal(request: HttpRequest, pk: Id) -> DealOut:
    """Take up a deal that inside sales proposes."""
    with conflicts():
        actions.accept_deal(actor=actor_of(request), deal=deal_of(request, pk))
    return one_deal(request, pk)


@router.post("deals/{pk}/send-back", **writes("deals:write", DealOut), summary="Send a deal back")
@once()
def send_back_deal(request: HttpRequest, pk: Id, body: SendBackIn) -> DealOut:
    """Give a proposed deal back to inside sales, who find their lead open again with the reason."""
    with conflicts():
        actions.send_back_deal(actor=actor_of(request), deal=deal_of(request, pk), reason=body.reason)
    return one_deal(request, pk)


@router.post("deals/{pk}/reopen", **writes("deals:write", DealOut), summary="Reopen a deal")
@once()
def reopen_deal(request: HttpRequest, pk: Id) -> DealOut:
    """Take up a won or lost deal again, in the stage it was in; a contract it had opened no longer counts."""
    with conflicts():
        actions.reopen(actor=actor_of(request), deal=deal_of(request, pk))
    return one_deal(request, pk)


@router.post("deals/{pk}/people", **writes("deals:write", DealOut), summary="Involve somebody in a deal")
@once()
def involve_person(request: HttpRequest, pk: Id, body: PersonIn) -> DealOut:
    """Add somebody who has a say, or change what they are in it."""
    deal = deal_of(request, pk)
    known = Person.objects.exclude(state=Person.State.ERASED)
    existing(known, body.person_id, "body.person_id")
    actions.involve(actor=actor_of(request), deal=deal, **body.model_dump())
    return one_deal(request, pk)


@router.delete(
    "deals/{pk}/people/{person}", **writes("deals:write", DealOut), summary="Leave somebody out of a deal"
)
@once()
def leave_person_out(request: HttpRequest, pk: Id, person: Id) -> DealOut:
    """They have no say in it any more; nothing happens when they had none."""
    actions.leave_out(actor=actor_of(request), deal=deal_of(request, pk), person_id=person)
    return one_deal(request, pk)
