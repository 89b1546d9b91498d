"""The API: people with their opt-in facts, and the gate's answer, as JSON (OpenAPI 3.1 at /api/openapi.json).

A colleague's session opens it, with the capabilities of their roles; it reads, and changes nothing.
"""

from datetime import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import URLPattern
from ninja import NinjaAPI, Schema
from ninja.errors import HttpError
from ninja.security import SessionAuth
from pydantic import Field

from accord.consent import gate
from accord.contacts.filters import SCREEN, audience
from accord.contacts.models import Person
from accord.desk.facts import KIND_OF, Known, gather
from accord.lib.access import PUBLIC, access, may
from accord.lib.keyset import page
from accord.register.models import Channel, Purpose
from accord.register.queries import open_purposes

READ = "people.read"
Size = Annotated[int, Field(ge=1, le=100)]


class Problem(Schema):
    """What went wrong, in a sentence."""

    detail: Any


class OptInFacts(Schema):
    """Who agreed, when, how and on which words, for one purpose."""

    state: str
    since: datetime | None
    requested_at: datetime | None
    confirmed_at: datetime | None
    method: str
    evidence: str
    words: str
    notice_version_id: int | None
    event_id: int | None


class PointOut(Schema):
    """One address or number."""

    id: int
    kind: str
    value: str
    sphere: str
    confirmed_at: datetime | None
    unreachable_at: datetime | None


class PersonOut(Schema):
    """Somebody, with where their data came from and what they agreed to."""

    id: int
    first_name: str
    last_name: str
    job: str
    organisation: str
    language: str
    state: str
    created_at: datetime
    source: str
    informed_at: datetime | None
    purpose: str = Field(description="code of the purpose the opt-in facts are about")
    opt_in: OptInFacts
    points: list[PointOut]


class PeopleOut(Schema):
    """One page of people, by name; `after` asks for the next one, "" at the end."""

    people: list[PersonOut]
    after: str


class VerdictOut(Schema):
    """May this person be reached for one purpose over one channel, standing rules and those of the moment."""

    purpose: str
    channel: str
    permitted: bool
    reason: str
    sentence: str
    article: str
    since: datetime | None
    event_id: int | None


class Colleague(SessionAuth):
    """The session of a signed-in colleague."""

    def authenticate(self, request: HttpRequest, key: str | None) -> Any:
        """The colleague, None (401) without a session; 403 without the capability."""
        if not request.user.is_authenticated:
            return None
        if not may(request.user, READ):
            raise HttpError(403, "Your roles do not read people.")
        return request.user


api = NinjaAPI(
    title="Accord",
    version="1",
    urls_namespace="desk:api",
    auth=Colleague(csrf=False),
    docs_url=None,
    docs_decorator=access("signed-in"),
)
REFUSALS = {401: Problem, 403: Problem, 404: Problem, 422: Problem}


@api.get("people", response={200: PeopleOut, **REFUSALS}, summary="People")
def list_people(
    request: HttpRequest,
    purpose: str = "",
    after: str = "",
    size: Size = 25,
    filters: str = "",
) -> PeopleOut:
    """People by name, a page at a time, with the opt-in facts of `purpose` (its code; the first in use otherwise).

    filters: the query string of the list of people, as in a saved view.
    """
    wanted = _purpose(purpose)
    plain = "&".join(part for part in filters.split("&") if part.partition("=")[0] not in SCREEN)
    people = audience(plain).select_related("organisation")
    shown = page(people, ("sort_key", "pk"), {"after": after}, size)
    return PeopleOut(people=_out(shown.rows, wanted), after=shown.after)


@api.get("people/{int:pk}", response={200: PersonOut, **REFUSALS}, summary="One person")
def one_person(request: HttpRequest, pk: int, purpose: str = "") -> PersonOut:
    """One person with their addresses, source and opt-in facts."""
    person = get_object_or_404(Person.objects.select_related("organisation"), pk=pk)
    return _out([person], _purpose(purpose))[0]


@api.get(
    "people/{int:pk}/verdicts", response={200: list[VerdictOut], **REFUSALS}, summary="May we contact them"
)
def verdicts(request: HttpRequest, pk: int, purpose: str = "", channel: str = "") -> list[VerdictOut]:
    """The gate's answer now, for each purpose in use and channel, or for those asked about."""
    person = get_object_or_404(Person, pk=pk)
    if channel and channel not in Channel.values:
        raise HttpError(422, f"No channel is called {channel!r}: one of {', '.join(Channel.values)}.")
    points = gather([person], None, {})[0].points
    wanted = _purpose(purpose)
    purposes = [wanted] if purpose and wanted else list(open_purposes())
    return [
        _verdict(one, each, points[KIND_OF[Channel(each)]].pk)
        for one in purposes
        for each in ([channel] if channel else one.channels)
        if KIND_OF[Channel(each)] in points
    ]


def _verdict(purpose: Purpose, channel: str, point_id: int) -> VerdictOut:
    found = gate.ask(point_id, purpose, channel)
    return VerdictOut(
        purpose=purpose.code,
        channel=channel,
        permitted=found.permitted,
        reason=found.reason,
        sentence=found.sentence,
        article=str(found.article),
        since=found.since,
        event_id=found.event_id,
    )


def _purpose(code: str) -> Purpose | None:
    if not code:
        return open_purposes().first()
    purpose = open_purposes().filter(code=code).first()
    if purpose is None:
        raise Http404(f"No purpose in use is called {code!r}.")
    return purpose


def _out(people: list[Person], purpose: Purpose | None) -> list[PersonOut]:
    return [_person(known, purpose.code if purpose else "") for known in gather(people, purpose, {})]


def _person(known: Known, purpose: str) -> PersonOut:
    person = known.person
    return PersonOut(
        id=person.pk,
        first_name=person.first_name,
        last_name=person.last_name,
        job=person.job,
        organisation=known.organisation,
        language=person.language,
        state=person.state,
        created_at=person.created_at,
        source=known.source,
        informed_at=known.informed_at,
        purpose=purpose,
        opt_in=OptInFacts.model_validate(known.opt_in, from_attributes=True),
        points=[PointOut.model_validate(point, from_attributes=True) for point in known.points.values()],
    )


patterns = api.urls
for pattern in patterns[0]:
    if isinstance(pattern, URLPattern) and not hasattr(pattern.callback, "access"):
        setattr(pattern.callback, "access", PUBLIC if pattern.name == "api-root" else READ)  # noqa: B010
