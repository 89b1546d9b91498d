"""What an activity is about: a person, a company, a lead, a deal, as named in an address or in a form."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypedDict
from urllib.parse import urlencode

from django.db.models import Model
from django.urls import reverse

from accord.contacts.models import Organisation, Person
from accord.sales.models import Activity, Deal, Lead
from accord.staff.models import User


class Ids(TypedDict):
    """The numbers of what an activity is about."""

    person_id: int | None
    organisation_id: int | None
    lead_id: int | None
    deal_id: int | None


@dataclass(frozen=True, slots=True)
class About:
    """What it is about; None for what is not concerned."""

    person: Person | None = None
    organisation: Organisation | None = None
    lead: Lead | None = None
    deal: Deal | None = None

    @property
    def ids(self) -> Ids:
        """The numbers of what it is about, in the words of NewActivity."""
        return {
            "person_id": number(self.person),
            "organisation_id": number(self.organisation),
            "lead_id": number(self.lead),
            "deal_id": number(self.deal),
        }

    @property
    def fields(self) -> dict[str, int]:
        """What names it in an address or in hidden fields."""
        parts = {"deal": self.deal, "lead": self.lead, "person": self.person}
        return {name: one.pk for name, one in parts.items() if one}

    @property
    def query(self) -> str:
        """`fields` as a query string."""
        return urlencode(self.fields)

    @property
    def href(self) -> str:
        """The page to go back to: the deal, the lead, the person, or the list."""
        if self.deal:
            return reverse("sales:deal", args=[self.deal.pk])
        if self.lead:
            return reverse("sales:lead", args=[self.lead.pk])
        if self.person:
            return f"/people/{self.person.pk}/"  # a page of the desk, which stands above
        return reverse("sales:activities")

    @property
    def name(self) -> str:
        """Who or what it is about, in words."""
        return str(self.deal or self.person or self.organisation or "")


def about(said: Mapping[str, Any], user: User) -> About:
    """What `said` names ("person", "lead", "deal": numbers), as far as `user` may see it."""
    lead = _one(Lead.objects.visible_to(user).select_related("person", "organisation"), said.get("lead"))
    deal = _one(Deal.objects.visible_to(user).select_related("organisation", "stage"), said.get("deal"))
    person = _one(Person.objects.select_related("organisation"), said.get("person"))
    if person is None and deal is not None:
        person = deal.people.order_by("-deal_roles__is_main", "deal_roles__pk").first()
    return _completed(person, lead, deal)


def about_of(activity: Activity) -> About:
    """What `activity` is about."""
    return _completed(activity.person, activity.lead, activity.deal, activity.organisation)


def _completed(
    person: Person | None, lead: Lead | None, deal: Deal | None, organisation: Organisation | None = None
) -> About:
    if person is None and lead is not None:
        person = lead.person
    companies = (organisation, *(one.organisation for one in (deal, lead, person) if one))
    return About(person, next(filter(None, companies), None), lead, deal)


def number(one: Model | None) -> int | None:
    """Its number, if there is one."""
    return one.pk if one else None


def _one(rows: Any, number: Any) -> Any:
    text = str(number or "")
    return rows.filter(pk=int(text)).first() if text.isdigit() and len(text) < 19 else None
