"""The place of a deal in its column of the board: a number between its neighbours'."""

from django.db.models import QuerySet

from accord.sales.models import Deal, Stage

STEP = 1024.0
CLOSEST = 1e-6


def place(deal: Deal, stage: Stage, before: int | None, after: int | None) -> float:
    """The rank of `deal` in `stage`, above the deal `before` or below `after`; on top when neither stands there."""
    column = Deal.objects.filter(stage=stage, state=Deal.State.OPEN).exclude(pk=deal.pk)
    found = _between(column, before, after)
    if found is None:
        _spread(column)
        found = _between(column, before, after)
    return found if found is not None else _top(column)


def on_top(stage: Stage) -> float:
    """The rank of a new deal: above all others of its column."""
    return _top(Deal.objects.filter(stage=stage, state=Deal.State.OPEN))


def _top(column: QuerySet[Deal]) -> float:
    first = column.order_by("rank").values_list("rank", flat=True).first()
    return STEP if first is None else first - STEP


def _between(column: QuerySet[Deal], before: int | None, after: int | None) -> float | None:
    """None when the neighbours stand too close to each other."""
    anchor = column.filter(pk=before or after or 0).values_list("rank", flat=True).first()
    if anchor is None:
        return _top(column)
    if before is not None:
        near = column.filter(rank__lte=anchor).exclude(pk=before).order_by("-rank").first()
        return _middle(near.rank if near else anchor - 2 * STEP, anchor)
    near = column.filter(rank__gte=anchor).exclude(pk=after or 0).order_by("rank").first()
    return _middle(anchor, near.rank if near else anchor + 2 * STEP)


def _middle(low: float, high: float) -> float | None:
    return (low + high) / 2 if high - low > CLOSEST else None


def _spread(column: QuerySet[Deal]) -> None:
    """Give the whole column room again; its order stays."""
    deals = list(column.only("pk").order_by("rank", "pk"))
    for position, deal in enumerate(deals):
        deal.rank = position * STEP
    Deal.objects.bulk_update(deals, ["rank"], batch_size=1000)
