"""The figures of sales on one page: what is under way, what became of requests, how fast people are answered."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

from django.db.models import Count, F, Q
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.intake.models import Form
from accord.intake.queries import funnel
from accord.sales.models import Activity, Lead, Pipeline
from accord.sales.queries import by_stage, conversion
from accord.staff.models import Reach, User
from accord.ui.components.words import money, number

PERIODS = (30, 90, 365)
AGES = (0, 1, 3, 7, 30)  # days: where one band of ages ends and the next begins
MOST = 30

Row = tuple[str, int, str, str]  # label, value, tone, value in words


@dataclass(frozen=True, slots=True)
class Chart:
    """One drawing. code: its name in the file; rows: as the components draw them; note: what it counts."""

    code: str
    title: str
    rows: Sequence[Row]
    note: str = ""
    is_funnel: bool = False

    @property
    def is_empty(self) -> bool:
        """True when there is nothing to draw."""
        return not any(value for _label, value, _kind, _shown in self.rows)


def charts(user: User, days: int) -> list[Chart]:
    """Everything `user` may see, for the last `days` days; what is under way counts as it stands now."""
    begun = timezone.now() - timedelta(days=days)
    return [
        *_pipelines(user),
        _conversion(user, begun, days),
        _ages(user),
        _clock(user, begun),
        _done(user, begun),
    ]


def _pipelines(user: User) -> list[Chart]:
    return [
        Chart(
            f"pipeline-{pipeline.pk}",
            _("Under way: %(pipeline)s") % {"pipeline": pipeline},
            [
                (str(one.stage), one.amount, "yes", _deals(one.count, one.amount))
                for one in by_stage(user, pipeline)
            ],
            _("amounts without tax"),
        )
        for pipeline in Pipeline.objects.filter(is_active=True).prefetch_related("stages")
    ]


def _deals(count: int, amount: int) -> str:
    deals = ngettext("%(count)s deal", "%(count)s deals", count) % {"count": number(count)}
    return f"{money(amount)} · {deals}"


def _conversion(user: User, begun: datetime, days: int) -> Chart:
    """From the forms to deals won; requests belong to nobody yet, so only whoever sees everything reads them."""
    steps = [(str(one.label), one.count) for one in conversion(user, begun, timezone.now())]
    if user.reach == Reach.ALL:
        forms = list(Form.objects.filter(kind=Form.Kind.LEAD).values_list("pk", flat=True))
        counted = funnel(forms, days=days)
        steps = [(_("Asked on a form"), counted["asked"]), (_("Confirmed"), counted["confirmed"]), *steps]
    rows = [(label, count, "yes", number(count)) for label, count in steps]
    return Chart("conversion", _("From the form to the deal"), rows, is_funnel=True)


def _ages(user: User) -> Chart:
    """The leads to answer, by how long ago they arrived."""
    now, still = timezone.now(), Lead.objects.visible_to(user).filter(state__in=Lead.OPEN)
    bands = [*pairwise(AGES), (AGES[-1], None)]
    counts = {f"from_{first}": Count("pk", filter=_between(now, first, last)) for first, last in bands}
    found = still.aggregate(**counts)
    named = [(_band(first, last), found[f"from_{first}"]) for first, last in bands]
    rows = [(capfirst(label), many, "yes", number(many)) for label, many in named]
    return Chart("ages", _("Age of the leads to qualify"), rows, _("leads, as they stand now"))


def _between(now: datetime, first: int, last: int | None) -> Q:
    young = Q(arrived_at__lte=now - timedelta(days=first)) if first else Q()
    return young & Q(arrived_at__gt=now - timedelta(days=last)) if last else young


def _band(first: int, last: int | None) -> str:
    if not first:
        return _("less than a day")
    if last is None:
        return _("more than %(days)s days") % {"days": first}
    return _("%(first)s to %(last)s days") % {"first": first, "last": last}


def _clock(user: User, begun: datetime) -> Chart:
    """The first answers given within the clock, given late, and owed past the clock."""
    now = timezone.now()
    asked = Lead.objects.visible_to(user).filter(arrived_at__gte=begun, answer_by__isnull=False)
    found = asked.aggregate(
        intime=Count("pk", filter=Q(answered_at__lte=F("answer_by"))),
        late=Count("pk", filter=Q(answered_at__gt=F("answer_by"))),
        owed=Count("pk", filter=Q(answered_at=None, answer_by__lt=now, state__in=Lead.OPEN)),
        waiting=Count("pk", filter=Q(answered_at=None, answer_by__gte=now, state__in=Lead.OPEN)),
    )
    labels = (
        ("intime", _("answered in time"), "yes"),
        ("late", _("answered late"), "soon"),
        ("owed", _("late, not answered yet"), "soon"),
        ("waiting", _("still in time"), "neutral"),
    )
    rows = [(capfirst(label), found[name], kind, number(found[name])) for name, label, kind in labels]
    return Chart("clock", _("First answers within the clock"), rows, _("leads that arrived in the period"))


def _done(user: User, begun: datetime) -> Chart:
    """What each colleague did, the busiest first."""
    done = Activity.objects.visible_to(user).filter(done_at__gte=begun, owner__isnull=False).order_by()
    found = done.values_list("owner__name").annotate(many=Count("pk")).order_by("-many", "owner__name")[:MOST]
    rows = [(name, many, "yes", number(many)) for name, many in found]
    return Chart(
        "activity", _("Done by each colleague"), rows, _("calls, meetings, tasks, notes and e-mails")
    )
