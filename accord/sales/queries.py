"""Figures of sales that dashboards draw: each in one query, whatever the number of rows."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Q, Sum
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accord.contacts.models import Acquisition
from accord.sales.models import Deal, Lead, Pipeline, Stage
from accord.staff.models import User


@dataclass(frozen=True, slots=True)
class StageFigures:
    """The deals under way in one stage. amount, weighted: in cents."""

    stage: Stage
    count: int
    amount: int

    @property
    def weighted(self) -> int:
        """The amount by the probability of the stage."""
        return self.amount * self.stage.probability // 100


def by_stage(user: User, pipeline: Pipeline) -> list[StageFigures]:
    """The deals under way that `user` may see, by stage of `pipeline`, in its order."""
    seen = Deal.objects.visible_to(user).filter(pipeline=pipeline, state=Deal.State.OPEN).order_by()
    rows = seen.values_list("stage").annotate(count=Count("pk"), cents=Sum("amount"))
    sums = {stage: (count, amount) for stage, count, amount in rows}
    return [StageFigures(stage, *sums.get(stage.pk, (0, 0))) for stage in pipeline.stages.all()]


@dataclass(frozen=True, slots=True)
class Step:
    """One step from a form to a won deal, and how many leads reached it."""

    label: Promise
    count: int


def conversion(user: User, begun: datetime, before: datetime) -> list[Step]:
    """What became of the leads that came by a form between two instants: arrived, qualified, accepted, won."""
    came = Lead.objects.visible_to(user).filter(
        source=Acquisition.Source.FORM, arrived_at__gte=begun, arrived_at__lt=before
    )
    taken = Q(deal__state__in=[Deal.State.OPEN, Deal.State.WON, Deal.State.LOST])
    qualified = taken | Q(state__in=[Lead.State.HANDED_OVER, Lead.State.ACCEPTED])
    found = came.aggregate(
        arrived=Count("pk"),
        qualified=Count("pk", filter=qualified),
        accepted=Count("pk", filter=taken),
        won=Count("pk", filter=Q(deal__state=Deal.State.WON)),
    )
    labels = {
        "arrived": _("Came by a form"),
        "qualified": _("Qualified"),
        "accepted": _("Accepted by sales"),
        "won": pgettext_lazy("deals", "Won"),
    }
    return [Step(label, found[name]) for name, label in labels.items()]
