"""People with their opt-in facts, for programs."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Literal

from django.db import transaction
from django.forms import BaseForm, model_to_dict
from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from accord.contacts import actions
from accord.contacts.admission import NewPoint
from accord.contacts.entering import enter, organisation_id
from accord.contacts.filters import SCREEN, audience
from accord.contacts.forms import KNOWN, PersonForm, PointForm, SentPersonForm
from accord.contacts.models import Person
from accord.desk.facts import Known, gather
from accord.lib.keyset import page
from accord.register.models import Purpose
from accord.register.queries import open_purposes
from accord.staff.api.asking import actor_of, asks, writes
from accord.staff.api.fields import Code, Day, Id, Line, Place, Sent, Size, Text, Yes
from accord.staff.api.problems import flaws
from accord.staff.api.repeats import once

router = Router(tags=["people"])
LIVING = Person.objects.exclude(state=Person.State.ERASED)

Language = Literal["fr", "en"]
Sphere = Literal["professional", "personal"]
Kind = Literal["email", "phone", "post"]
Source = Literal["in_person", "telephone", "referral", "public", "social", "purchased", "api"]
Word = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
Job = Annotated[str, Field(max_length=120, pattern=r"^[^\x00]*$")]
Written = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]


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
    organisation_id: int | None
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


class PersonIn(Sent):
    """Somebody to enter: who, how reached, and above all where from and what they were told."""

    first_name: Word = ""
    last_name: Word = ""
    job: Job = ""
    language: Language = "fr"
    born_on: Day | None = None
    organisation_name: Line = ""
    email: Line = ""
    phone: Annotated[str, Field(max_length=40, pattern=r"^[^\x00]*$")] = ""
    post: Annotated[str, Field(max_length=500, pattern=r"^[^\x00]*$")] = ""
    sphere: Sphere = Field(description="whether these addresses are professional or personal")
    is_published_for_trade: Yes = False
    source: Source = Field(description="where the data come from")
    detail: Written = Field(description="which one, exactly")
    acquired_on: Day
    notice: Code = Field(description="code of the notice the data were obtained under")
    told_on: Day | None = Field(None, description="the day on which they were told; until then art. 14 runs")
    is_somebody_else: Yes = Field(False, description="true when it is another person who shares an address")


class PersonChanges(Sent):
    """What is to be corrected; what is not sent stays."""

    first_name: Word | None = None
    last_name: Word | None = None
    job: Job | None = None
    language: Language | None = None
    born_on: Day | None = None
    organisation_name: Line | None = None


class PointIn(Sent):
    """One more address or number."""

    kind: Kind
    value: Text
    sphere: Sphere
    is_published_for_trade: Yes = False


@router.get("people", **asks("people:read", PeopleOut), summary="People")
def list_people(
    request: HttpRequest, purpose: Code = "", after: Place = "", size: Size = 25, filters: Text = ""
) -> PeopleOut:
    """People by name, a page at a time, with the opt-in facts of `purpose` (its code; the first in use otherwise).

    filters: the query string of the list of people, as in a saved view.
    """
    wanted = purpose_of(purpose)
    plain = "&".join(part for part in filters.split("&") if part.partition("=")[0] not in SCREEN)
    people = audience(plain).select_related("organisation")
    shown = page(people, ("sort_key", "pk"), {"after": after}, size)
    return PeopleOut(people=_out(shown.rows, wanted), after=shown.after)


@router.get("people/{pk}", **asks("people:read", PersonOut), summary="One person")
def one_person(request: HttpRequest, pk: Id, purpose: Code = "") -> PersonOut:
    """One person with their addresses, source and opt-in facts."""
    return _one(pk, purpose_of(purpose))


@router.post("people", **writes("people:write", PersonOut, status=201), summary="Enter a person")
@once(201)
def create_person(request: HttpRequest, body: PersonIn) -> PersonOut:
    """Let somebody into the contact base, with source and notice: no permission comes with it.

    An address somebody already has is refused (409, known_address) unless it is said to be another person's.
    """
    form = SentPersonForm({**_plain(body), "is_told": body.told_on is not None})
    return _one(enter(actor=actor_of(request), said=_clean(form)).pk)


@router.patch("people/{pk}", **writes("people:write", PersonOut), summary="Correct a person")
@once()
def change_person(request: HttpRequest, pk: Id, body: PersonChanges) -> PersonOut:
    """Correct who somebody is."""
    with transaction.atomic():
        person = get_object_or_404(LIVING.select_for_update(of=("self",)), pk=pk)
        sent = body.model_dump(exclude_unset=True)
        named = person.organisation.name if person.organisation else ""
        known = {**model_to_dict(person, PersonForm.Meta.fields), "organisation_name": named}
        said = _clean(PersonForm(known | sent, instance=Person.objects.get(pk=pk)))
        changes = {field: said[field] for field in sent if field != "organisation_name"}
        if "organisation_name" in sent:
            name = said["organisation_name"]
            changes["organisation_id"] = organisation_id(actor=actor_of(request), name=name)
        actions.edit_person(actor=actor_of(request), person=person, changes=changes)
    return _one(pk)


@router.post("people/{pk}/points", **writes("people:write", PersonOut, status=201), summary="Add an address")
@once(201)
def add_point(request: HttpRequest, pk: Id, body: PointIn) -> PersonOut:
    """One more address or number: no permission is attached to it yet."""
    person = get_object_or_404(LIVING, pk=pk)
    point = NewPoint(**_clean(PointForm(_plain(body))))
    actions.add_point(actor=actor_of(request), person=person, point=point)
    return _one(pk)


def purpose_of(code: str) -> Purpose | None:
    """The purpose in use called `code`, the first one for ""; None when there is none. Raises Http404."""
    if not code:
        return open_purposes().first()
    purpose = open_purposes().filter(code=code).first()
    if purpose is None:
        raise Http404(f"No purpose in use is called {code!r}.")
    return purpose


def _plain(body: Schema) -> dict[str, object]:
    return {field: value for field, value in body.model_dump().items() if value is not None}


def _clean(form: BaseForm) -> dict[str, Any]:
    if not form.is_valid():
        raise flaws(form, conflict=KNOWN)
    return form.cleaned_data


def _one(pk: int, purpose: Purpose | None = None) -> PersonOut:
    person = get_object_or_404(Person.objects.select_related("organisation"), pk=pk)
    return _out([person], purpose or purpose_of(""))[0]


def _out(people: Sequence[Person], purpose: Purpose | None) -> list[PersonOut]:
    return [_person(known, purpose.code if purpose else "") for known in gather(people, purpose, {})]


def _person(known: Known, purpose: str) -> PersonOut:
    person = known.person
    return PersonOut(
        id=person.pk,
        first_name=person.first_name,
        last_name=person.last_name,
        job=person.job,
        organisation_id=person.organisation_id,
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
