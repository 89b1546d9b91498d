"""Deals as they are shown side by side: with their main contact and their next step, in one statement."""

from datetime import datetime

from django.db.models import F, OuterRef, QuerySet, Subquery
from django.db.models.functions import JSONObject
from django.utils.dateparse import parse_datetime
from django.utils.timezone import localdate, localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.contacts.models import Person
from accord.sales.models import Activity, Deal, DealPerson
from accord.ui.components.words import clock, long_date

ICONS = {"call": "phone", "meeting": "calendar", "task": "check", "note": "note", "email": "mail"}


def described(deals: QuerySet[Deal]) -> QuerySet[Deal]:
    """`deals` with company, owner and stage, `main` (the main contact, if active) and `step` (what comes next)."""
    active = DealPerson.objects.filter(deal=OuterRef("pk"), person__state=Person.State.ACTIVE)
    people = active.order_by("-is_main", "pk")
    names = JSONObject(pk="person_id", first="person__first_name", last="person__last_name")
    to_do = Activity.objects.filter(deal=OuterRef("pk"), done_at__isnull=True)
    soonest = to_do.order_by(F("due_at").asc(nulls_last=True), "pk")
    step = JSONObject(kind="kind", subject="subject", due="due_at")
    return deals.select_related("organisation", "owner", "stage", "pipeline").annotate(
        main=Subquery(people.values(said=names)[:1]), step=Subquery(soonest.values(said=step)[:1])
    )


def main_name(deal: Deal) -> str:
    """The name of the main contact of a described deal, "" without one."""
    main = deal.main or {}  # type: ignore[attr-defined]
    return f"{main.get('first', '')} {main.get('last', '')}".strip()


def next_step(deal: Deal) -> tuple[str, str]:
    """Icon and words of the next step of a described deal."""
    step = deal.step  # type: ignore[attr-defined]
    if not step:
        return "alert", _("Nothing planned")
    due = parse_datetime(step["due"]) if step["due"] else None
    words = {"what": step["subject"], "when": soon(due)} if due else {}
    return ICONS[step["kind"]], _("%(what)s, %(when)s") % words if words else step["subject"]


def soon(at: datetime) -> str:
    """A day near enough to be said shortly: today at an hour, otherwise the day, with its year when it is another."""
    today = localdate()
    if localtime(at).date() == today:
        return _("today at %(hour)s") % {"hour": clock(at)}
    return long_date(at).removesuffix(f" {today.year}")


def quiet(deal: Deal) -> str:
    """How long a deal has been without news, in words; "" on the day itself."""
    days = deal.quiet_days
    if not days:
        return ""
    return ngettext("%(days)d day without news", "%(days)d days without news", days) % {"days": days}
