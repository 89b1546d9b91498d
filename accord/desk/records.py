"""A person, an organisation, a lead or a deal: whether a colleague may read it, and how it is called."""

from dataclasses import dataclass
from typing import Any, TypeVar

from django.db.models import Model, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.contacts.models import Organisation, Person
from accord.desk.models import KINDS, Concerning
from accord.lib.access import may
from accord.sales.models import Deal, Lead
from accord.staff.models import User

Row = TypeVar("Row", bound=Concerning)
ICONS = {"person": "user", "organisation": "building", "lead": "inbox", "deal": "sales"}
PAGES = {
    "person": "desk:person",
    "organisation": "contacts:organisation",
    "lead": "sales:lead",
    "deal": "sales:deal",
}
JOINED = (
    "person__organisation",
    "organisation",
    "lead__person",
    "lead__organisation",
    "deal__organisation",
)


@dataclass(frozen=True, slots=True)
class Named:
    """A record in words: its name, what it is beside it, and where it is read."""

    name: str
    sentence: str
    icon: str
    href: str


def readable(user: User, kind: str) -> QuerySet[Any]:
    """The records of one of KINDS that `user` may read."""
    if kind == "lead":
        return Lead.objects.visible_to(user)
    if kind == "deal":
        return Deal.objects.visible_to(user)
    rows: QuerySet[Any] = Organisation.objects.all() if kind == "organisation" else _people()
    return rows if may(user, "people.read") else rows.none()


def _people() -> QuerySet[Any]:
    return Person.objects.exclude(state=Person.State.ERASED)


def about_readable(rows: QuerySet[Row], user: User) -> QuerySet[Row]:
    """Those of `rows` whose record `user` may read, with what names it."""
    kinds = (Q(**{f"{kind}__in": readable(user, kind)}) for kind in KINDS)
    return rows.filter(Q(*kinds, _connector=Q.OR)).select_related(*JOINED)


def named(row: Concerning) -> Named:
    """The record of `row` in words."""
    one = getattr(row, row.kind)
    return Named(_name(one), _beside(one), ICONS[row.kind], address(row.kind, row.number))


def address(kind: str, number: int) -> str:
    """Where a record is read."""
    return reverse(PAGES[kind], args=[number])


def _name(one: Model) -> str:
    return str(one.person) if isinstance(one, Lead) else str(one)


def _beside(one: Model) -> str:
    if isinstance(one, Organisation):
        return one.city or _("organisation")
    if isinstance(one, Lead):
        return " · ".join(filter(None, (_("lead"), one.company_name, one.subject)))
    said = _("deal") if isinstance(one, Deal) else ""
    company = getattr(one, "organisation", None)
    return " · ".join(filter(None, (said, str(company or ""))))
