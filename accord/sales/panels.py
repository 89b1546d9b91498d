"""The deals of a person, and of an organisation, as a panel of their page."""

from dataclasses import dataclass
from typing import Any

from django.db.models import Case, F, IntegerField, QuerySet, Value, When
from django.urls import reverse

from accord.contacts.models import Organisation, Person
from accord.lib.access import may
from accord.sales.models import Activity, Deal
from accord.sales.todo import ICONS
from accord.staff.models import User

MOST = 10


@dataclass(frozen=True, slots=True)
class Deals:
    """What the panel shows; new_href: where a deal about them is opened, "" for whoever may not."""

    deals: list[Deal]
    new_href: str


def of_person(user: User, person: Person) -> Deals | None:
    """The deals in which `person` has a say, those under way first."""
    return _shown(user, Deal.objects.visible_to(user).filter(people=person), f"person={person.pk}")


def of_organisation(user: User, organisation: Organisation) -> tuple[str, Any] | None:
    """The deals of `organisation`, those under way first."""
    deals = Deal.objects.visible_to(user).filter(organisation=organisation)
    said = _shown(user, deals, f"organisation={organisation.pk}")
    return ("sales/deals_panel.html", said) if said else None


def activities_of(user: User, organisation: Organisation) -> tuple[str, Any] | None:
    """What is to do about `organisation`, the most urgent first, then what was done last."""
    if not may(user, "sales.read"):
        return None
    found = (
        Activity.objects.visible_to(user).filter(organisation=organisation).select_related("owner", "person")
    )
    to_do = found.filter(done_at__isnull=True).order_by(F("due_at").asc(nulls_last=True), "pk")[:MOST]
    done = found.filter(done_at__isnull=False).order_by("-done_at", "-pk")[:MOST]
    lines = [(one, ICONS[one.kind]) for one in (*to_do, *done)]
    return "sales/activities_panel.html", lines


def _shown(user: User, deals: QuerySet[Deal], about: str) -> Deals | None:
    if not may(user, "sales.read"):
        return None
    closed = Case(When(state=Deal.State.OPEN, then=Value(0)), default=Value(1), output_field=IntegerField())
    found = deals.select_related("stage").order_by(closed, "-news_at", "pk")[:MOST]
    new = f"{reverse('sales:new_deal')}?{about}" if may(user, "deals.work") else ""
    return Deals(list(found), new)
