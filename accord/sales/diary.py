"""One colleague, one hour: what is planned and what people book are written under the same lock."""

from datetime import timedelta

from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.sales.models import Activity, BookingPage
from accord.ui.components.words import clock, moment

USUAL = timedelta(minutes=30)  # how long a meeting lasts whose end nobody wrote down


class Busy(ValueError):
    """Somebody has booked this hour, or needs one; the message says so to the colleague."""


def hold(*users: int | None) -> None:
    """The diaries of these colleagues, until the transaction ends: whoever books or plans meanwhile comes after.

    Who has no booking page is promised to nobody: nothing is held for them.
    """
    pages = BookingPage.objects.filter(user__in=[one for one in users if one]).order_by("pk")
    list(pages.select_for_update().values_list("pk"))


def overlapping(leaver: int, heir: int) -> list[tuple[Activity, Activity]]:
    """(a meeting of `leaver` still to come, one of `heir` at the same hour), in order, each of the first once."""
    theirs, mine = (list(_to_come(user)) for user in (leaver, heir))
    pairs = ((one, next((two for two in mine if _meet(one, two)), None)) for one in theirs)
    return [(one, two) for one, two in pairs if two is not None]


def _to_come(user: int) -> "QuerySet[Activity]":
    met = Activity.objects.filter(owner=user, done_at=None, kind=Activity.Kind.MEETING, due_at__isnull=False)
    ahead = met.annotate(until=Coalesce("ends_at", F("due_at") + USUAL)).filter(until__gt=timezone.now())
    return ahead.select_related("person").order_by("due_at", "pk")


def _meet(one: Activity, two: Activity) -> bool:
    return bool(one.due_at < two.until and two.due_at < one.until)  # type: ignore[attr-defined]


def check(activity: Activity) -> None:
    """A meeting stands beside what people booked with its colleague, never on it. Raises Busy."""
    if activity.kind != Activity.Kind.MEETING or activity.owner_id is None or activity.due_at is None:
        return
    ends_at = activity.ends_at or activity.due_at + USUAL
    booked = Activity.objects.filter(owner=activity.owner_id, done_at=None, booking__isnull=False)
    meets = booked.exclude(pk=activity.pk).annotate(until=Coalesce("ends_at", F("due_at") + USUAL))
    first = meets.filter(due_at__lt=ends_at, until__gt=activity.due_at).order_by("due_at").first()
    if first is not None:
        said = {"name": activity.owner, "begins": moment(first.due_at), "ends": clock(first.until)}
        raise Busy(
            _("%(name)s has a booked meeting on %(begins)s, until %(ends)s. Choose another hour.") % said
        )
