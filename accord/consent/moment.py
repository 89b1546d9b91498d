"""Rules of the moment, asked at the act only: when a consumer may be called, and how often."""

from dataclasses import replace
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.easter import easter
from django.db import transaction
from django.utils import timezone

from accord.consent.models import Attempt
from accord.consent.verdicts import Verdict
from accord.contacts.models import ContactPoint
from accord.lib.actor import Actor
from accord.register.models import Channel, Purpose
from accord.register.rules import period, rule

FIXED_HOLIDAYS = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))
AFTER_EASTER = (1, 39, 50)  # Easter Monday, Ascension, Whit Monday
SATURDAY = 5
SEARCHED = 60  # days looked through for the next hour

Slot = tuple[datetime, datetime]  # the time somebody asked for: from, until


def asked_now(
    verdict: Verdict, purpose: Purpose, channel: str, now: datetime, slot: Slot | None = None
) -> Verdict:
    """`verdict`, turned into a no when a consumer must not be called at `now` (C. conso, art. D.223-9).

    Within the slot they asked for, the hours do not bind; how often they were called still does.
    """
    if not (verdict.permitted and purpose.is_prospecting and channel == Channel.PHONE):
        return verdict
    point = ContactPoint.objects.select_related("person").get(pk=verdict.contact_point_id)
    if point.sphere == ContactPoint.Sphere.PROFESSIONAL:
        return verdict
    is_asked_for = slot is not None and slot[0] <= now < slot[1]
    if not is_asked_for and not is_calling_time(now.astimezone(ZoneInfo(point.person.time_zone))):
        return replace(verdict, reason="outside_hours")
    if attempts(point.pk, now) >= int(rule("calls.attempts", now.date()).value):
        return replace(verdict, reason="called_too_often")
    return verdict


def is_calling_now(point: ContactPoint, now: datetime) -> bool:
    """True when the hours allow calling `point` at `now`; they do not bind calls to professionals."""
    if point.sphere == ContactPoint.Sphere.PROFESSIONAL:
        return True
    return is_calling_time(now.astimezone(ZoneInfo(point.person.time_zone)))


def is_calling_time(local: datetime) -> bool:
    """True when a consumer may be called at `local`, an instant in their own time zone."""
    if local.weekday() >= SATURDAY or is_public_holiday(local.date()):
        return False
    return any(start <= local.time() < end for start, end in calling_hours(local.date()))


def calling_hours(on: date) -> list[tuple[time, time]]:
    """The slots of a day in which a consumer may be called."""
    slots = [slot.split("-") for slot in rule("calls.hours", on).value]
    return [(time.fromisoformat(start), time.fromisoformat(end)) for start, end in slots]


def is_public_holiday(day: date) -> bool:
    """True on the eleven public holidays of metropolitan France (C. trav., art. L.3133-1)."""
    movable = {easter(day.year) + timedelta(days=days) for days in AFTER_EASTER}
    return (day.month, day.day) in FIXED_HOLIDAYS or day in movable


def attempts(contact_point_id: int, now: datetime | None = None) -> int:
    """How many calls were tried in the window of the law."""
    moment = now or timezone.now()
    since = moment - period("calls.window", moment.date())
    return Attempt.objects.filter(
        contact_point_id=contact_point_id, channel=Channel.PHONE, at__gt=since
    ).count()


def next_call_at(contact_point_id: int, now: datetime | None = None) -> datetime | None:
    """The first instant from `now` on at which the hours and the number of calls allow one; None when none is near.

    It says nothing about the standing rules: only the gate does.
    """
    start = now or timezone.now()
    point = ContactPoint.objects.select_related("person").get(pk=contact_point_id)
    if point.sphere == ContactPoint.Sphere.PROFESSIONAL:
        return start
    most, window = int(rule("calls.attempts", start.date()).value), period("calls.window", start.date())
    tried = Attempt.objects.filter(contact_point_id=point.pk, channel=Channel.PHONE, at__gt=start - window)
    last = list(tried.order_by("-at").values_list("at", flat=True)[:most])
    if len(last) == most:
        start = max(start, last[-1] + window)
    return _next_hour(start.astimezone(ZoneInfo(point.person.time_zone)))


def _next_hour(local: datetime) -> datetime | None:
    if is_calling_time(local):
        return local
    for days in range(SEARCHED):
        day = local.date() + timedelta(days=days)
        for begins, _ends in calling_hours(day):
            found = datetime.combine(day, begins, tzinfo=local.tzinfo)
            if found >= local and is_calling_time(found):
                return found
    return None


@transaction.atomic
def note_attempt(*, actor: Actor, contact_point_id: int, purpose_id: int, outcome: str) -> None:
    """Write down one call tried; append-only, it is itself the record."""
    Attempt.objects.create(
        contact_point_id=contact_point_id,
        purpose_id=purpose_id,
        channel=Channel.PHONE,
        outcome=outcome,
        actor_id=actor.id,
    )
