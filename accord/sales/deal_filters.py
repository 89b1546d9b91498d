"""Which deals a board, a list, a forecast or an export shows: the same sentence for all of them."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import django_filters
from dateutil.relativedelta import relativedelta
from django.db.models import Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Now
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.lib.search import fold
from accord.sales.models import Activity, Deal, DealPerson, Pipeline, Stage
from accord.staff.queries import colleagues

ME, NOBODY = "me", "nobody"
ANYBODY, ANY_TIME = gettext_lazy("anybody"), gettext_lazy("any time")
ANY, EVERY = gettext_lazy("any"), gettext_lazy("every pipeline")
CLOSES = (
    ("late", gettext_lazy("a day that has passed")),
    ("month", gettext_lazy("this month")),
    ("next", gettext_lazy("next month")),
    ("year", gettext_lazy("this year")),
    ("none", gettext_lazy("no day yet")),
)
NEWS = (("asleep", gettext_lazy("asleep")), ("nothing", gettext_lazy("nothing planned")))


def owners() -> list[tuple[str, str]]:
    """Me, nobody, and every colleague by name."""
    known = [(str(one.pk), str(one)) for one in colleagues() if one.may("deals.work")]
    return [(ME, _("me")), (NOBODY, _("nobody")), *known]


class BoardFilter(django_filters.FilterSet):
    """What narrows a board: one pipeline, one owner, one time."""

    pipeline = django_filters.ChoiceFilter(
        empty_label=EVERY, choices=(), field_name="pipeline_id", label=gettext_lazy("Deals of")
    )
    owner = django_filters.ChoiceFilter(
        empty_label=ANYBODY, choices=(), method="by_owner", label=gettext_lazy("followed by")
    )
    closes = django_filters.ChoiceFilter(
        empty_label=ANY_TIME, choices=CLOSES, method="by_close", label=gettext_lazy("expected")
    )

    class Meta:
        model = Deal
        fields: list[str] = []

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.known = list(Pipeline.objects.filter(is_active=True))
        self.filters["pipeline"].extra["choices"] = [(str(one.pk), str(one)) for one in self.known]
        self.filters["owner"].extra["choices"] = owners()

    @property
    def qs(self) -> QuerySet[Deal]:
        """Nothing when a filter makes no sense: a mistake must never show more."""
        found: QuerySet[Deal] = super().qs
        return found if self.is_valid() else found.none()

    def by_owner(self, deals: QuerySet[Deal], _name: str, value: str) -> QuerySet[Deal]:
        """Mine, nobody's, or a colleague's."""
        if value == NOBODY:
            return deals.filter(owner__isnull=True)
        return deals.filter(owner_id=self.request.user.pk if value == ME else int(value))

    def by_close(self, deals: QuerySet[Deal], _name: str, value: str) -> QuerySet[Deal]:
        """Expected within a time."""
        if value == "none":
            return deals.filter(close_on__isnull=True)
        first, last = span(value, timezone.localdate())
        return deals.filter(close_on__gte=first, close_on__lt=last)


def span(code: str, today: date) -> tuple[date, date]:
    """First day, and the day after the last, of one of CLOSES."""
    month = today.replace(day=1)
    following = month + relativedelta(months=1)
    return {
        "late": (date.min, today),
        "month": (month, following),
        "next": (following, following + relativedelta(months=1)),
        "year": (today.replace(month=1, day=1), today.replace(month=1, day=1) + relativedelta(years=1)),
    }[code]


class DealFilter(BoardFilter):
    """What narrows a list: also words, the stage, the state and what sleeps."""

    q = django_filters.CharFilter(method="by_words", label=gettext_lazy("containing"))
    stage = django_filters.ModelChoiceFilter(
        queryset=Stage.objects.select_related("pipeline"), empty_label=ANY, label=gettext_lazy("in the stage")
    )
    state = django_filters.ChoiceFilter(
        empty_label=ANY, choices=Deal.State.choices, label=gettext_lazy("that are")
    )
    news = django_filters.ChoiceFilter(
        empty_label=ANY, choices=NEWS, method="by_news", label=gettext_lazy("marked")
    )

    def by_words(self, deals: QuerySet[Deal], _name: str, value: str) -> QuerySet[Deal]:
        """Words of the name, of the company, of the competitor, of somebody in it."""
        folded = fold(value)
        here = Q(name__icontains=value) | Q(competitor__icontains=value)
        company = Q(organisation__sort_key__contains=folded)
        people = Q(pk__in=DealPerson.objects.filter(person__sort_key__contains=folded).values("deal"))
        return deals.filter(here | company | people)

    def by_news(self, deals: QuerySet[Deal], _name: str, value: str) -> QuerySet[Deal]:
        """Without news for longer than the stage allows, or with nothing planned."""
        return asleep(deals) if value == "asleep" else idle(deals)


def asleep(deals: QuerySet[Deal]) -> QuerySet[Deal]:
    """Open deals without news for longer than their stage allows."""
    days = Now() - F("news_at")
    allowed = F("stage__rots_after_days") * timedelta(days=1)
    return deals.filter(state=Deal.State.OPEN).annotate(quiet=days).filter(quiet__gt=allowed)


def idle(deals: QuerySet[Deal]) -> QuerySet[Deal]:
    """Open deals without anything left to do."""
    to_do = Activity.objects.filter(deal=OuterRef("pk"), done_at__isnull=True)
    return deals.filter(~Exists(to_do), state=Deal.State.OPEN)


def narrowing(said: Any) -> Sequence[tuple[str, str]]:
    """The filters of a board that a list or a forecast takes over."""
    return [(name, said[name]) for name in BoardFilter.base_filters if said.get(name)]
