"""A calendar of what is to do: a month, a week, or the days to come as a list."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from dateutil.relativedelta import relativedelta
from django.db.models import QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.formats import date_format
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from accord.consent.moment import is_public_holiday
from accord.sales.models import Activity
from accord.sales.todo import ICONS, JOINED, whose
from accord.staff.models import User
from accord.ui.components.calendar import Day, Thing
from accord.ui.components.words import long_date

VIEWS = ("month", "week", "agenda")
WEEK = 7
AGENDA = timedelta(days=30)
MOST = 1_000


@dataclass(frozen=True, slots=True)
class Shown:
    """A stretch of days. before, after: a day of the neighbouring stretches; days: those with things, for a list."""

    view: str
    title: str
    weeks: Sequence[Sequence[Day]]
    days: Sequence[Day]
    on: date
    before: date
    after: date


def shown(user: User, view: str, on: str, who: str) -> Shown:
    """The stretch of `view` around the day `on` (today when it makes no sense). One query, whatever the stretch."""
    day = _day(on)
    view = view if view in VIEWS else "month"
    first, last = _stretch(view, day)
    things = _by_day(_found(user, who, first, last))
    days = [Day(one, things.get(one, []), *_known(one, day, view)) for one in _each(first, last)]
    weeks = [days[start : start + WEEK] for start in range(0, len(days), WEEK)] if view != "agenda" else []
    step = {
        "month": relativedelta(months=1),
        "week": relativedelta(weeks=1),
        "agenda": relativedelta(days=30),
    }[view]
    full = [one for one in days if one.things]
    return Shown(view, _title(view, day, first, last), weeks, full, day, day - step, day + step)


def _day(text: str) -> date:
    try:
        found = parse_date(text)
    except ValueError:
        found = None
    today = timezone.localdate()
    return found if found and abs(found.year - today.year) < 100 else today


def _stretch(view: str, day: date) -> tuple[date, date]:
    """First day, and the day after the last: whole weeks from Monday on, except in a list."""
    if view == "agenda":
        return day, day + AGENDA
    start = day.replace(day=1) if view == "month" else day
    end = start + relativedelta(months=1) if view == "month" else start + timedelta(days=1)
    first = start - timedelta(days=start.weekday())
    return first, end + timedelta(days=-end.weekday() % WEEK)


def _each(first: date, last: date) -> Iterator[date]:
    return (first + timedelta(days=number) for number in range((last - first).days))


def _known(one: date, day: date, view: str) -> tuple[bool, bool, bool]:
    """Is it today, does it stand outside the month, does nobody work."""
    outside = view == "month" and one.month != day.month
    return one == timezone.localdate(), outside, one.weekday() >= 5 or is_public_holiday(one)


def _found(user: User, who: str, first: date, last: date) -> QuerySet[Activity]:
    seen = Activity.objects.visible_to(user).filter(whose(user, who))
    within = seen.filter(due_at__gte=_midnight(first), due_at__lt=_midnight(last))
    return within.select_related(*JOINED).order_by("due_at", "pk")[:MOST]


def _midnight(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time()))


def _by_day(found: QuerySet[Activity]) -> dict[date, list[Thing]]:
    things: dict[date, list[Thing]] = {}
    for one in found:
        assert one.due_at is not None  # filtered
        at = timezone.localtime(one.due_at)
        about = str(one.deal or one.person or one.organisation or "")
        href = reverse("sales:activity", args=[one.pk])
        thing = Thing(at, one.subject, href, ICONS[one.kind], about, one.done_at is not None)
        things.setdefault(at.date(), []).append(thing)
    return things


def _title(view: str, day: date, first: date, last: date) -> str:
    if view == "month":
        return capfirst(date_format(day, "F Y"))
    if view == "week":
        number = {"number": day.isocalendar().week, "first": long_date(first)}
        return _("Week %(number)d, from %(first)s") % number
    return _("From %(first)s to %(last)s") % {
        "first": long_date(first),
        "last": long_date(last - timedelta(days=1)),
    }
