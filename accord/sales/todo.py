"""Reading activities: the list of what is to do and what was done, and the panel on a record."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import DateTimeField, F, Q, QuerySet, Value
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.sales.activity_forms import QuickForm
from accord.sales.concerning import About
from accord.sales.mailed import came_of, with_fate
from accord.sales.models import Activity, Lead
from accord.staff.models import User

NEVER = datetime.max.replace(year=9000, tzinfo=timezone.get_default_timezone())
MOST = 20
JOINED = (
    "person__organisation",
    "organisation",
    "lead__person__organisation",
    "lead__organisation",
    "deal__organisation",
    "owner",
)
WEEK, MONTH, SATURDAY = 7, 30, 5
ICONS = {"call": "phone", "meeting": "calendar", "task": "check", "note": "note", "email": "mail"}
SHOWS: dict[str, Promise] = {
    "": gettext_lazy("To do"),
    "overdue": gettext_lazy("Overdue"),
    "today": gettext_lazy("Today"),
    "week": gettext_lazy("This week"),
    "done": gettext_lazy("Done"),
    "all": gettext_lazy("All"),
}
LATEST_FIRST = ("done", "all")


def activities(user: User, show: str = "", kind: str = "", who: str = "") -> QuerySet[Activity]:
    """The activities of one tab, with `at`, the instant they are ordered by. who: "" mine, "all", or a colleague."""
    found = Activity.objects.visible_to(user).filter(_tab(show), whose(user, who))
    if kind in Activity.Kind.values:
        found = found.filter(kind=kind)
    last = Value(NEVER, DateTimeField())
    at = Coalesce("done_at", "due_at", "created_at") if show in LATEST_FIRST else Coalesce("due_at", last)
    return found.annotate(at=at).select_related(*JOINED)


def order(show: str) -> tuple[str, str]:
    """What is to do first comes first; what was done, last first."""
    return ("-at", "-pk") if show in LATEST_FIRST else ("at", "pk")


def _tab(show: str) -> Q:
    still, today = Q(done_at__isnull=True), _midnight()
    return {
        "overdue": still & Q(due_at__lt=timezone.now()),
        "today": still & Q(due_at__lt=today + timedelta(days=1)),
        "week": still & Q(due_at__lt=today + timedelta(days=WEEK - today.weekday())),
        "done": Q(done_at__isnull=False),
        "all": Q(),
    }.get(show, still)


def _midnight() -> datetime:
    return timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)


def whose(user: User, who: str) -> Q:
    """Mine (""), everybody's ("all"), or a colleague's, by number."""
    if who == "all":
        return Q()
    return Q(owner=int(who)) if who.isdigit() and len(who) < 10 else Q(owner=user)


# The panel on the page of a person, a lead, a deal


@dataclass(frozen=True, slots=True)
class ToDo:
    """What is still to do about somebody, the form that adds to it, and how to call them."""

    lines: list[tuple[Activity, str]]
    about: About
    form: QuickForm
    may_work: bool

    @property
    def presets(self) -> list[tuple[str, dict[str, Any]]]:
        """What is planned in one click: (words, what the button sends); never on a Saturday or a Sunday."""
        today, name = timezone.localdate(), self.about.name
        steps = [
            ("call", _("Call on %(day)s"), _("Call %(name)s"), 1),
            ("call", _("Call on %(day)s"), _("Call %(name)s"), WEEK),
            ("task", _("Follow up on %(day)s"), _("Take up again with %(name)s"), MONTH),
        ]
        return [
            (
                label % {"day": date_format(day, "l j F")},
                {
                    **self.fields,
                    "kind": kind,
                    "subject": (subject % {"name": name})[:200],
                    "due_on": day.isoformat(),
                },
            )
            for kind, label, subject, days in steps
            for day in [_working(today + timedelta(days=days))]
        ]

    @property
    def fields(self) -> Mapping[str, int]:
        """Hidden fields: what a new activity is about."""
        return self.about.fields


def _working(day: date) -> date:
    """`day`, or the Monday after it."""
    return day + timedelta(days=max(0, WEEK - day.weekday())) if day.weekday() >= SATURDAY else day


def to_do(user: User, about: About) -> ToDo:
    """The panel of `about`: two queries, whatever the number of activities."""
    concerned = (
        Q(deal=about.deal) if about.deal else Q(lead=about.lead) if about.lead else Q(person=about.person)
    )
    found = Activity.objects.visible_to(user).filter(concerned, done_at__isnull=True).select_related("owner")
    lines = found.order_by(F("due_at").asc(nulls_last=True), "pk")[:MOST]
    shown = [(one, ICONS[one.kind]) for one in lines]
    return ToDo(shown, about, QuickForm(), user.may("activities.work"))


def done_about(user: User, person_id: int, most: int) -> QuerySet[Activity]:
    """The last things done about a person that `user` may see, the latest first."""
    found = Activity.objects.visible_to(user).filter(person=person_id, done_at__isnull=False)
    found = found.select_related("owner")
    return with_fate(found).order_by("-done_at")[:most]


def done_on(lead: Lead) -> list[tuple[Activity, str]]:
    """The last things done about a lead, the latest first, with what came of each."""
    found = with_fate(lead.activities.filter(done_at__isnull=False)).order_by("-done_at")[:MOST]
    return [(one, came_of(one)) for one in found]
