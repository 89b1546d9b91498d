"""The board: the open deals of one pipeline by stage, and those won this month. A fixed number of queries."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.http import QueryDict
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.sales.cards import described, main_name, next_step, quiet
from accord.sales.deal_filters import BoardFilter
from accord.sales.dealing import usual_pipeline
from accord.sales.models import Deal, Pipeline, Stage
from accord.ui.components.boards import BoardCard, BoardColumn
from accord.ui.components.words import long_date, money

SHOWN = 10
WON = "won"
DRAWN = (
    "name",
    "stage_id",
    "amount",
    "currency",
    "state",
    "news_at",
    "closed_at",
    "organisation__name",
)


@dataclass(frozen=True, slots=True)
class Board:
    """Everything the board shows. amount, weighted: of all open deals in it, in cents."""

    pipeline: Pipeline
    columns: list[BoardColumn]
    amount: int
    weighted: int
    filter: BoardFilter

    @property
    def is_empty(self) -> bool:
        """True when there is no deal at all."""
        return not any(column.count for column in self.columns)


def board(said: QueryDict, deals: QuerySet[Deal], request: Any) -> Board:
    """The board the query string asks for, among `deals`; a filter that makes no sense lets nobody through."""
    asked = BoardFilter(said, deals, request=request)
    asked.filters["pipeline"].extra["empty_label"] = None  # it shows one: the first if none is asked
    number = asked.form.cleaned_data.get("pipeline") if asked.is_valid() else ""
    known = sorted(asked.known, key=lambda one: str(one.pk) != number)  # the one asked for, else the first
    pipeline = known[0] if known else usual_pipeline()
    stages = list(pipeline.stages.all())
    found = asked.qs.filter(pipeline=pipeline)
    month = timezone.localtime().replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    won = Q(state=Deal.State.WON, closed_at__gte=month)
    cards = _first(found, won, stages)
    sums = _sums(found.filter(won | Q(state=Deal.State.OPEN)))
    drawn = [_column(stage, sums[str(stage.pk)], cards[str(stage.pk)], said) for stage in stages]
    return Board(
        pipeline,
        [*drawn, _won(sums[WON], cards[WON], said, pipeline)],
        sum(sums[str(stage.pk)][1] for stage in stages),
        sum(sums[str(stage.pk)][1] * stage.probability // 100 for stage in stages),
        asked,
    )


def _first(found: QuerySet[Deal], won: Q, stages: Sequence[Stage]) -> dict[str, list[Deal]]:
    """The first cards of every column: which ones in one statement, what stands on them in another."""
    opened = found.filter(state=Deal.State.OPEN).order_by("rank", "pk").values_list("pk", flat=True)
    slices = [opened.filter(stage=stage)[:SHOWN] for stage in stages]
    last = found.filter(won).order_by("-closed_at", "-pk").values_list("pk", flat=True)[:SHOWN]
    ids = list(last.union(*slices, all=True))
    rows = described(Deal.objects.filter(pk__in=ids)).select_related(None)
    known = rows.select_related("organisation").only(*DRAWN).in_bulk()
    shown = [known[pk] for pk in ids if pk in known]
    at = {stage.pk: stage for stage in stages}
    columns: dict[str, list[Deal]] = {WON: [], **{str(stage.pk): [] for stage in stages}}
    for deal in shown:
        deal.stage = at.get(deal.stage_id, stages[0])
        columns[_column_of(deal)].append(deal)
    return columns


def _column_of(deal: Deal) -> str:
    return WON if deal.state == Deal.State.WON else str(deal.stage_id)


def _sums(found: QuerySet[Deal]) -> "_Sums":
    """How many and how much in each column, in one statement."""
    sums = _Sums()
    rows = found.order_by().values_list("state", "stage")
    for state, stage, count, amount in rows.annotate(count=Count("pk"), cents=Sum("amount")):
        name = WON if state == Deal.State.WON else str(stage)
        sums[name] = (sums[name][0] + count, sums[name][1] + amount)
    return sums


class _Sums(dict[str, tuple[int, int]]):
    """(how many, cents) by column; nothing for a column without deals."""

    def __missing__(self, _key: str) -> tuple[int, int]:
        return 0, 0


def _column(stage: Stage, sums: tuple[int, int], deals: Sequence[Deal], said: QueryDict) -> BoardColumn:
    count, amount = sums
    weighted = {"amount": money(amount * stage.probability // 100), "share": stage.probability}
    return BoardColumn(
        str(stage.pk),
        str(stage),
        count,
        money(amount),
        _("%(amount)s at %(share)s%%") % weighted,
        _cards(deals),
        *_more(count, len(deals), said, stage=str(stage.pk), state=Deal.State.OPEN),
    )


def _won(sums: tuple[int, int], deals: Sequence[Deal], said: QueryDict, pipeline: Pipeline) -> BoardColumn:
    count, amount = sums
    asked = {"state": Deal.State.WON, "pipeline": str(pipeline.pk), "sort": "-closed"}
    more = _more(count, len(deals), said, **asked)
    return BoardColumn(WON, _("Won this month"), count, money(amount), "", _cards(deals), *more, is_end=True)


def _more(count: int, shown: int, said: QueryDict, **asked: str) -> tuple[str, str]:
    rest = count - shown
    if rest <= 0:
        return "", ""
    words = ngettext("%(count)d other", "%(count)d others", rest) % {"count": rest}
    kept = said.copy()
    for name, value in asked.items():
        kept[name] = value
    return words, f"{reverse('sales:deal_list')}?{kept.urlencode()}"


def _cards(deals: Iterable[Deal]) -> list[BoardCard]:
    base = reverse("sales:deals")
    return [_card(deal, base) for deal in deals]


def _card(deal: Deal, base: str) -> BoardCard:
    icon, step = next_step(deal)
    if deal.state == Deal.State.WON and deal.closed_at:
        icon, step = "check", _("Won on %(day)s") % {"day": long_date(deal.closed_at)}
    company = str(deal.organisation or "")
    return BoardCard(
        id=deal.pk,
        title=company or deal.name,
        name=deal.name if company else "",
        href=f"{base}{deal.pk}/",
        person=main_name(deal),
        amount=money(deal.amount, deal.currency),
        icon=icon,
        step=step,
        quiet=quiet(deal) if deal.state == Deal.State.OPEN else "",
        is_asleep=deal.is_asleep,
    )
