"""Organisations, for programs."""

from datetime import datetime
from typing import Annotated, Literal

from django.db import transaction
from django.forms import model_to_dict
from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from ninja import Router, Schema
from pydantic import Field

from accord.contacts import actions
from accord.contacts.forms import OrganisationForm
from accord.contacts.models import Organisation
from accord.contacts.organising import Details
from accord.contacts.queries import organisations
from accord.lib.keyset import page
from accord.staff.api.asking import actor_of, asks, writes
from accord.staff.api.fields import Id, Line, Place, Sent, Size
from accord.staff.api.problems import flaws
from accord.staff.api.repeats import once

router = Router(tags=["organisations"])

Headcount = Literal["", "0", "1-9", "10-49", "50-249", "250-4999", "5000+"]
Digits = Annotated[str, Field(max_length=20, pattern=r"^[0-9 ]*$")]
Web = Annotated[str, Field(max_length=200, pattern=r"^(https?://[a-zA-Z0-9.-]+(/[!-~]*)?)?$")]
Town = Annotated[str, Field(max_length=100, pattern=r"^[^\x00]*$")]
Name = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]


class OrganisationOut(Schema):
    """A company, association or public body."""

    id: int
    name: str
    siren: str
    siret: str
    activity_code: str
    headcount: str
    website: str
    city: str
    created_at: datetime


class OrganisationsOut(Schema):
    """One page, by name; `after` asks for the next one, "" at the end."""

    organisations: list[OrganisationOut]
    after: str


class OrganisationChanges(Sent):
    """What is to change; what is not sent stays."""

    name: Name | None = None
    siren: Digits | None = None
    siret: Digits | None = None
    activity_code: Annotated[str, Field(max_length=8, pattern=r"^[0-9A-Za-z. ]*$")] | None = None
    headcount: Headcount | None = None
    website: Web | None = None
    city: Town | None = None


class OrganisationIn(OrganisationChanges):
    """A new organisation."""

    name: Name


@router.get("organisations", **asks("people:read", OrganisationsOut), summary="Organisations")
def list_organisations(
    request: HttpRequest, q: Line = "", after: Place = "", size: Size = 25
) -> OrganisationsOut:
    """Organisations by name, a page at a time. q: the beginning of a word of the name, a SIREN or a SIRET."""
    shown = page(organisations(q), ("sort_key", "pk"), {"after": after}, size)
    return OrganisationsOut(organisations=[_out(one) for one in shown.rows], after=shown.after)


@router.get("organisations/{pk}", **asks("people:read", OrganisationOut), summary="One organisation")
def one_organisation(request: HttpRequest, pk: Id) -> OrganisationOut:
    """One organisation."""
    return _out(get_object_or_404(Organisation, pk=pk))


@router.post(
    "organisations",
    **writes("people:write", OrganisationOut, status=201),
    summary="Enter an organisation",
)
@once(201)
def create_organisation(request: HttpRequest, body: OrganisationIn) -> OrganisationOut:
    """Enter an organisation. SIREN and SIRET are checked."""
    return _saved(request, body, None)


@router.patch(
    "organisations/{pk}", **writes("people:write", OrganisationOut), summary="Correct an organisation"
)
@once()
def change_organisation(request: HttpRequest, pk: Id, body: OrganisationChanges) -> OrganisationOut:
    """Change what is sent; its people are found by its new name at once."""
    with transaction.atomic():
        known = get_object_or_404(Organisation.objects.select_for_update(), pk=pk)
        return _saved(request, body, known)


def _saved(request: HttpRequest, body: OrganisationChanges, known: Organisation | None) -> OrganisationOut:
    said = {field: value for field, value in body.model_dump(exclude_unset=True).items() if value is not None}
    before = model_to_dict(known, OrganisationForm.Meta.fields) if known else {}
    itself = Organisation(pk=known.pk) if known else None
    form = OrganisationForm({**before, **said}, instance=itself)
    if not form.is_valid():
        raise flaws(form)
    details: Details = {field: form.cleaned_data[field] for field in said}  # type: ignore[assignment]
    return _out(actions.save_organisation(actor=actor_of(request), organisation=known, **details))


def _out(one: Organisation) -> OrganisationOut:
    return OrganisationOut.model_validate(one, from_attributes=True)
