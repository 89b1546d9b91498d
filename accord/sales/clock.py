"""The clock of the first answer: hours of work, as the house keeps them."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta

from django.conf import settings
from django.utils import timezone

from accord.consent.moment import is_public_holiday

SATURDAY = 5
YEAR = 366


def answer_by(arrived_at: datetime) -> datetime:
    """When somebody who asked at `arrived_at` must have had a first answer (ACCORD_ANSWER_HOURS of work later)."""
    left = timedelta(hours=settings.ACCORD_ANSWER_HOURS)
    for start, end in _open_from(timezone.localtime(arrived_at)):
        if left <= end - start:
            return start + left
        left -= end - start
    raise ValueError("No hour of work within a year.")


def _open_from(instant: datetime) -> Iterator[tuple[datetime, datetime]]:
    """The stretches of work from `instant` on, each within one slot of one day."""
    for days in range(YEAR):
        day = instant.date() + timedelta(days=days)
        if day.weekday() >= SATURDAY or is_public_holiday(day):
            continue
        for begins, ends in settings.ACCORD_OFFICE_HOURS:
            start, end = (_at(instant, days, hour) for hour in (begins, ends))
            if end > instant:
                yield max(start, instant), end


def _at(instant: datetime, days: int, hour: time) -> datetime:
    day = instant.date() + timedelta(days=days)
    return datetime.combine(day, hour, tzinfo=instant.tzinfo)
