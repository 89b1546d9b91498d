"""How often is too often: the cap of the house for a week, and what the person asked for."""

from collections import Counter
from collections.abc import Mapping
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Max
from django.utils import timezone

from accord.consent import pauses
from accord.outbox.models import Letter, Mailing

WEEK = timedelta(days=7)
COUNTED = (Letter.State.CLAIMED, Letter.State.SENT, Letter.State.UNKNOWN, Letter.State.BOUNCED)
TOO_MANY, TOO_SOON, PAUSED = "too_many_this_week", "less_often", "paused"

Leaving = Mapping[int, int]  # contact point: person

_WAIT_FOR_OTHERS = """
SELECT count(pg_advisory_xact_lock(hashtextextended('outbox.person:' || person, 0))) FROM unnest(%s::bigint[]) AS person
"""
_HAD = """
SELECT person_id FROM outbox_letter
WHERE person_id = ANY(%s) AND claimed_at >= %s AND mailing_id IS NOT NULL AND state = ANY(%s)
"""


def too_often(mailing: Mailing, leaving: Leaving, *, alone: bool) -> dict[int, str]:
    """The contact points that had their share, with the reason.

    alone: no other mailing is leaving; otherwise another worker may be counting letters to the same people, and
    each waits for the other, always in the same order.
    """
    if not leaving:
        return {}
    people = sorted(set(leaving.values()))
    with connection.cursor() as cursor:
        if not alone:
            cursor.execute(_WAIT_FOR_OTHERS, [people])
            cursor.fetchall()
        cursor.execute(_HAD, [people, timezone.now() - WEEK, list(COUNTED)])
        had = Counter(person for (person,) in cursor.fetchall())
    refused = _over_the_cap(leaving, had) if mailing.purpose.is_prospecting else {}
    return refused | _before_their_time(mailing, leaving)


def _over_the_cap(leaving: Leaving, had: Counter[int]) -> dict[int, str]:
    refused = {}
    for point, person in leaving.items():
        if had[person] >= settings.ACCORD_LETTERS_PER_WEEK:
            refused[point] = TOO_MANY
        had[person] += 1
    return refused


def _before_their_time(mailing: Mailing, leaving: Leaving) -> dict[int, str]:
    """Those who paused this purpose, or asked for it less often and had a letter of it too short a time ago."""
    rhythms = pauses.rhythms(mailing.purpose_id, mailing.channel, list(leaving))
    if not rhythms:
        return {}
    paused = {point: PAUSED for point, rhythm in rhythms.items() if rhythm.is_paused}
    slow = {
        point: timedelta(days=rhythm.every_days) for point, rhythm in rhythms.items() if rhythm.every_days
    }
    last = _last_letters(mailing.purpose_id, [leaving[point] for point in slow])
    now = timezone.now()
    recent = {point: TOO_SOON for point, gap in slow.items() if point in last and now - last[point] < gap}
    return recent | paused


def _last_letters(purpose_id: int, people: list[int]) -> dict[int, datetime]:
    had = Letter.objects.filter(person_id__in=people, purpose_id=purpose_id, state__in=COUNTED).order_by()
    return dict(had.values_list("contact_point_id").annotate(Max("claimed_at")))
