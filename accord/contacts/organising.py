"""Organisations: what is known of them decides some rules of the gate."""

from typing import TypedDict, Unpack

from django.db import transaction

from accord.audit.actions import differences, record
from accord.contacts.indexing import reindex
from accord.contacts.models import Organisation
from accord.contacts.numbers import check_siren, check_siret
from accord.lib.actor import Actor
from accord.lib.search import composed, fold


class Details(TypedDict, total=False):
    """What can be said of an organisation; what is not said does not change."""

    name: str
    siren: str
    siret: str
    activity_code: str
    headcount: str
    website: str
    city: str


@transaction.atomic
def save_organisation(
    *, actor: Actor, organisation: Organisation | None = None, **details: Unpack[Details]
) -> Organisation:
    """Create an organisation, or change the one given. Its people are found by its new name at once.

    Raises ValueError when SIREN or SIRET does not hold or the two disagree.
    """
    company = organisation or Organisation()
    before = {field: getattr(company, field) for field in details} if organisation else {}
    for field, value in details.items():
        setattr(company, field, composed(str(value)))
    _check(company)
    company.save()
    words = differences(before, details)
    verb = "contacts.organisation.edited" if organisation else "contacts.organisation.created"
    record(actor=actor, verb=verb, about=company, facts={"fields": sorted(words)}, words=words)
    if "name" in words and organisation:
        reindex(list(company.people.values_list("pk", flat=True)))
    return company


@transaction.atomic
def organisation_named(*, actor: Actor, name: str) -> Organisation:
    """The organisation of this name, whatever its accents and case; created when there is none."""
    known = Organisation.objects.filter(sort_key=fold(name)[:200]).order_by("pk").first()
    return known or save_organisation(actor=actor, name=name)


def _check(company: Organisation) -> None:
    if company.siret:
        company.siret = check_siret(company.siret)
        company.siren = company.siren or company.siret[:9]
    if company.siren:
        company.siren = check_siren(company.siren)
    if company.siret and company.siret[:9] != company.siren:
        raise ValueError("The SIRET does not belong to this SIREN.")
