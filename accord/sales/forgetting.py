"""A deal outlives the people who had a say in it: their names leave its words."""

import re
from collections.abc import Collection

from django.db import transaction
from django.utils.translation import gettext as _

from accord.contacts.models import Person
from accord.sales.models import Activity, Deal

SHORTEST = 2  # letters of a name that can be told from other words
OF_DEALS = ("name", "reason_detail", "competitor")
OF_ACTIVITIES = ("subject", "text", "outcome", "place")


@transaction.atomic
def forget_names(*, person: Person, addresses: Collection[str]) -> list[int]:
    """Take the name and addresses of `person` out of the deals they had a say in; the numbers of these deals."""
    said = _words(person, addresses)
    deals = list(Deal.objects.filter(people=person))
    for deal in deals:
        _unname(deal, OF_DEALS, said)
        deal.save(update_fields=[*OF_DEALS])
    for activity in Activity.objects.filter(deal__in=deals).exclude(person=person):
        _unname(activity, OF_ACTIVITIES, said)
        activity.save(update_fields=list(OF_ACTIVITIES))
    return [deal.pk for deal in deals]


def _words(person: Person, addresses: Collection[str]) -> "re.Pattern[str] | None":
    """The full name, then each part of it, then addresses; None for somebody without any."""
    names = [f"{person.first_name} {person.last_name}".strip(), person.last_name, person.first_name]
    known = [one for one in (*names, *addresses) if len(one) >= SHORTEST]
    return (
        re.compile(r"(?<!\w)(" + "|".join(map(re.escape, known)) + r")(?!\w)", re.IGNORECASE)
        if known
        else None
    )


def _unname(row: Deal | Activity, fields: Collection[str], said: "re.Pattern[str] | None") -> None:
    for field in fields if said else ():
        before = getattr(row, field)
        setattr(row, field, said.sub(_("[erased]"), before) if said and before else before)
