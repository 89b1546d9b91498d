"""A lead whose person was not told in time (art. 14(3)(a) GDPR) is frozen: computed from the clock, never stored."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.contacts.models import Acquisition
from accord.contacts.queries import owed
from accord.sales.models import Lead


class Frozen(ValueError):
    """The person was not told where their data come from in time: tell them, excuse it, or give the lead up."""


def overdue(now: datetime | None = None) -> QuerySet[Acquisition]:
    """The duties to inform whose month is over."""
    now = now or timezone.now()
    return owed(timezone.localdate(now)).filter(inform_by__lt=now)


def frozen(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """Those of `leads` whose month is over, but the ones that were given up: nobody is tempted by them any more."""
    given_up = (Lead.State.NOT_FIT, Lead.State.SPAM)
    return leads.filter(person__in=overdue().values("person")).exclude(state__in=given_up)


def with_duty(leads: QuerySet[Lead]) -> QuerySet[Lead]:
    """`leads` with `waits` (somebody must be told) and `is_frozen` (and the month is over)."""
    waiting = owed().filter(person=OuterRef("person"))
    late = overdue().filter(person=OuterRef("person"))
    return leads.annotate(waits=Exists(waiting), is_frozen=Exists(late))


def note_duty(leads: Iterable[Lead]) -> None:
    """Set `waits` and `is_frozen` on leads already read: one query by person, however long the table is."""
    rows, now = list(leads), timezone.now()
    due: dict[int, bool] = {}
    for person, inform_by in (
        owed().filter(person__in=[lead.person_id for lead in rows]).values_list("person", "inform_by")
    ):
        due[person] = due.get(person, False) or bool(inform_by and inform_by < now)
    for lead in rows:
        vars(lead).update(waits=lead.person_id in due, is_frozen=due.get(lead.person_id, False))


def is_frozen(lead: Lead) -> bool:
    """True when the person was not told in time."""
    return overdue().filter(person=lead.person_id).exists()


def check(lead: Lead) -> None:
    """Raise Frozen when nobody may work on `lead`."""
    if is_frozen(lead):
        raise Frozen(
            _(
                "This lead is frozen: the person was not told within a month where their data come from (art. 14)."
            )
        )
