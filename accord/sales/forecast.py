"""What the coming months may bring: open deals by the month they are expected in, weighted by their stage."""

from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from django.db.models import BigIntegerField, Count, ExpressionWrapper, F, QuerySet, Sum
from django.db.models.functions import TruncMonth
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from accord.sales.models import Deal

MONTHS = 12


@dataclass(frozen=True, slots=True)
class Period:
    """One line of the forecast. amount, weighted: in cents; short: its name under a bar."""

    label: str
    count: int = 0
    amount: int = 0
    weighted: int = 0
    is_late: bool = False
    short: str = ""


@dataclass(frozen=True, slots=True)
class Forecast:
    """The months to come, and what stands outside of them: late, after them, without a day."""

    months: list[Period]
    around: list[Period]

    @property
    def weighted(self) -> int:
        """What the months may bring, in cents."""
        return sum(month.weighted for month in self.months)

    @property
    def periods(self) -> list[Period]:
        """Everything, in the order of time."""
        return [*self.around[:1], *self.months, *self.around[1:]]


def forecast(deals: QuerySet[Deal]) -> Forecast:
    """The forecast of the open ones among `deals`: one query, whatever their number."""
    weight = ExpressionWrapper(F("amount") * F("stage__probability") / 100, output_field=BigIntegerField())
    opened = deals.filter(state=Deal.State.OPEN).order_by().annotate(month=TruncMonth("close_on"))
    rows = opened.values_list("month").annotate(count=Count("pk"), cents=Sum("amount"), probable=Sum(weight))
    sums = {month: figures for month, *figures in rows}
    first = timezone.localdate().replace(day=1)
    months = [first + relativedelta(months=number) for number in range(MONTHS)]
    late = [month for month in sums if month and month < first]
    after = [month for month in sums if month and month > months[-1]]
    around = [
        _period(_("Day passed"), sums, late, is_late=True),
        _period(_("Later"), sums, after),
        _period(_("No day yet"), sums, [None]),
    ]
    return Forecast([_month(month, sums) for month in months], around)


def month_name(month: date) -> str:
    """« Janvier 2027 »."""
    name = date_format(month, "F Y")
    return name[:1].upper() + name[1:]


def _month(month: date, sums: dict[Any, Any]) -> Period:
    return replace(_period(month_name(month), sums, [month]), short=date_format(month, "N"))


def _period(label: str, sums: dict[Any, Any], months: list[Any], *, is_late: bool = False) -> Period:
    found = [sums[month] for month in months if month in sums]
    count, amount, weighted = (sum(figures) for figures in zip(*found, strict=True)) if found else (0, 0, 0)
    return Period(label, count, amount, weighted, is_late and count > 0)
