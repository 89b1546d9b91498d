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


def asked_now(verdict: Verdict, purpose: Purpose, channel: str, now: datetime) -> Verdict:
    """`verdict`, turned into a no when a consumer must not be called at `now` (C. conso, art. D.223-9)."""
    if not (verdict.permitted and purpose.is_prospecting and channel == Channel.PHONE):
        return verdict
    point = ContactPoint.objects.select_related("person").get(pk=verdict.contact_point_id)
    if point.sphere == ContactPoint.Sphere.PROFESSIONAL:
        return verdict
    if not is_calling_time(now.astimezone(ZoneInfo(point.person.time_zone))):
        return replace(verdict, reason="outside_hours")
    if attempts(point.pk, now) >= int(rule("calls.attempts", now.date()).value):
        return replace(verdict, reason="called_too_often")
    return verdict


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
