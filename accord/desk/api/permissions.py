"""May we contact them: the gate's answer, for one person or for a list, for programs."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Annotated, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from accord.consent import gate
from accord.consent.verdicts import Verdict
from accord.contacts.models import Person
from accord.desk.api.people import purpose_of
from accord.desk.facts import KIND_OF, gather
from accord.register.models import Channel, Purpose
from accord.register.queries import open_purposes
from accord.staff.api.asking import asks
from accord.staff.api.fields import Code, Id, Number, Sent, Slug

router = Router(tags=["permissions"])

MOST_ASKED = 500
ChannelName = Literal["email", "phone", "sms", "post"]


class VerdictOut(Schema):
    """May this person be reached for one purpose over one channel. reason: "" for a yes, else a code."""

    person_id: int
    purpose: str
    channel: str
    permitted: bool
    reason: str
    sentence: str
    article: str
    since: datetime | None
    event_id: int | None


class Question(Sent):
    """Whom we would like to reach, what for and over which channel."""

    purpose: Slug
    channel: ChannelName
    people: Annotated[list[Number], Field(min_length=1, max_length=MOST_ASKED)]


@router.get(
    "people/{pk}/permissions", **asks("permissions:read", list[VerdictOut]), summary="May we contact them"
)
def permissions_of(
    request: HttpRequest,
    pk: Id,
    purpose: Code = "",
    channel: Literal["", "email", "phone", "sms", "post"] = "",
) -> list[VerdictOut]:
    """The gate's answer now, for each purpose in use and channel, or for those asked about.

    Rules of the moment (hours of calls, attempts) count here. A channel without an address is left out.
    """
    person = get_object_or_404(Person, pk=pk)
    wanted = purpose_of(purpose)
    purposes = [wanted] if purpose and wanted else list(open_purposes())
    return list(_answers(person, purposes, channel))


@router.post(
    "permissions", **asks("permissions:read", list[VerdictOut]), summary="May we contact these people"
)
def permissions_of_many(request: HttpRequest, body: Question) -> list[VerdictOut]:
    """The gate's standing answer for up to 500 people, in the order asked, each once.

    Rules of the moment are asked again when something leaves. Nothing is written.
    """
    purpose = purpose_of(body.purpose)
    assert purpose is not None  # purpose_of refuses a code nobody uses
    asked = list(dict.fromkeys(body.people))
    people = Person.objects.select_related("organisation").in_bulk(asked)
    known = gather(people.values(), None, {body.channel: purpose})
    found = {one.person.pk: one.verdicts.get(body.channel) for one in known}
    nobody = Verdict(0, 0, "no_address", "", None, None, None, "")
    return [_out(pk, found.get(pk) or nobody, purpose, body.channel) for pk in asked]


def _answers(person: Person, purposes: Sequence[Purpose], channel: str) -> Iterator[VerdictOut]:
    points = gather([person], None, {})[0].points
    for purpose in purposes:
        for each in [channel] if channel else purpose.channels:
            if point := points.get(KIND_OF[Channel(each)]):
                yield _out(person.pk, gate.ask(point.pk, purpose, each), purpose, each)


def _out(pk: int, verdict: Verdict, purpose: Purpose, channel: str) -> VerdictOut:
    return VerdictOut(
        person_id=pk,
        purpose=purpose.code,
        channel=channel,
        permitted=verdict.permitted,
        reason=verdict.reason,
        sentence=verdict.sentence,
        article=verdict.article,
        since=verdict.since,
        event_id=verdict.event_id,
    )
