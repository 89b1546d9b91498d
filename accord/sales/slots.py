"""When a colleague can be met: their hours, in their time zone, less the meetings they have."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from itertools import groupby
from zoneinfo import ZoneInfo

from django.db.models import Q
from django.utils import timezone

from accord.consent.moment import is_public_holiday
from accord.sales.diary import USUAL
from accord.sales.models import Activity, BookingPage

Span = tuple[datetime, datetime]
LONGEST = timedelta(days=1)


def free(page: BookingPage, *, but: int | None = None, now: datetime | None = None) -> list[datetime]:
    """The beginnings of the meetings that can be booked, in order, in UTC. but: an activity that may be moved."""
    now = now or timezone.now()
    length = timedelta(minutes=page.minutes)
    first, last = now + timedelta(hours=page.lead_hours), now + timedelta(days=page.days_ahead)
    taken = _taken(page, first, last + LONGEST, but)
    return [
        at
        for begins, ends in _hours(page, first.date() - timedelta(days=1), last.date())
        for at in _steps(begins, ends, length)
        if first <= at <= last and not any(at < end and start < at + length for start, end in taken)
    ]


def by_day(slots: list[datetime], zone: ZoneInfo) -> list[tuple[date, list[datetime]]]:
    """The slots under the day on which they fall for the reader."""
    local = [at.astimezone(zone) for at in slots]
    return [(day, list(group)) for day, group in groupby(local, key=lambda at: at.date())]


def _hours(page: BookingPage, first: date, last: date) -> Iterator[Span]:
    """The stretches of work of each day, public holidays left out; instants, so that a day of 23 hours is right."""
    zone = ZoneInfo(page.time_zone)
    for number in range((last - first).days + 1):
        day = first + timedelta(days=number)
        if is_public_holiday(day):
            continue
        for weekday, begins, ends in page.hours:
            if weekday == day.weekday():
                yield _instant(day, begins, zone), _instant(day, ends, zone)


def _instant(day: date, at: str, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time.fromisoformat(at), tzinfo=zone).astimezone(UTC)


def _steps(begins: datetime, ends: datetime, length: timedelta) -> Iterator[datetime]:
    while begins + length <= ends:
        yield begins
        begins += length


def _taken(page: BookingPage, first: datetime, last: datetime, but: int | None) -> list[Span]:
    """The meetings of the colleague, and the calls people asked for at an hour."""
    held = Activity.objects.filter(owner=page.user_id, done_at=None, due_at__lt=last).exclude(pk=but or 0)
    held = held.filter(Q(kind=Activity.Kind.MEETING) | Q(is_asked_for=True))
    near = held.filter(Q(due_at__gt=first - LONGEST) | Q(ends_at__gt=first))
    return [(start, ends or start + USUAL) for start, ends in near.values_list("due_at", "ends_at") if start]
