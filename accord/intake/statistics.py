"""How a form does, from counters and confirmed requests alone: no visitor is followed, no script counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import connection
from django.db.models import Count, Q, Sum
from django.utils import timezone
from django.utils.translation import get_language

from accord.intake.counting import STEPS
from accord.intake.definitions import Question, questions
from accord.intake.models import FieldDay, Form, FunnelDay, Submission
from accord.intake.publishing import last_versions
from accord.sales.models import Deal, Lead

QUALIFIED = (Lead.State.HANDED_OVER, Lead.State.ACCEPTED)
STUMBLE = """
INSERT INTO intake_fieldday AS held (form_id, day, code, stopped, overcome)
SELECT %(form)s, %(day)s, code, %(stopped)s, %(overcome)s FROM unnest(%(codes)s::text[]) AS code ORDER BY code
ON CONFLICT (form_id, day, code) DO UPDATE SET
    stopped = held.stopped + EXCLUDED.stopped, overcome = held.overcome + EXCLUDED.overcome
"""


@dataclass(frozen=True, slots=True)
class Stumble:
    """How a question does: the visitors it stopped, those who got past it, the confirmed requests that answer it."""

    label: str
    stopped: int
    overcome: int
    answered: int

    @property
    def gave_up(self) -> int:
        """Those who sent nothing after it had stopped them."""
        return max(0, self.stopped - self.overcome)


def stumble(form_id: int, codes: Sequence[str], *, is_overcome: bool) -> None:
    """These questions stopped a visitor for the first time; or the visitor, stopped before, got past them."""
    values: dict[str, Any] = {
        "form": form_id,
        "day": timezone.localdate(),
        "codes": sorted(set(codes)),
        "stopped": int(not is_overcome),
        "overcome": int(is_overcome),
    }
    with connection.cursor() as cursor:
        cursor.execute(STUMBLE, values)


def road(form: Form, *, days: int = 90) -> dict[str, int]:
    """From the page seen to the deal won, in the last `days` days."""
    since = timezone.localdate() - timedelta(days=days)
    sums = FunnelDay.objects.filter(form=form, day__gte=since).aggregate(
        **{step: Sum(step) for step in STEPS}
    )
    counted = {step: sums[step] or 0 for step in STEPS}
    leads = Lead.objects.filter(form_id=form.pk, arrived_at__date__gte=since)
    won = Count("deal", filter=Q(deal__state=Deal.State.WON))
    counted |= leads.aggregate(qualified=Count("pk", filter=Q(state__in=QUALIFIED)), won=won)
    return counted


def stumbles(form: Form, *, days: int = 90) -> list[Stumble]:
    """How each question of the published form does, in its order; the last `days` days."""
    since = timezone.localdate() - timedelta(days=days)
    rows = FieldDay.objects.filter(form=form, day__gte=since).values("code").order_by()
    counted = {
        row["code"]: (row["stopped__sum"], row["overcome__sum"])
        for row in rows.annotate(Sum("stopped"), Sum("overcome"))
    }
    answered = _answered(form, days)
    return [
        Stumble(one.label, *counted.get(one.code, (0, 0)), answered.get(one.code, 0)) for one in _asked(form)
    ]


def confirmed(form: Form, *, days: int = 90) -> int:
    """How many confirmed requests there are to measure the answers against."""
    return Submission.objects.filter(form=form, confirmed_at__gte=_moment(days)).count()


def _asked(form: Form) -> list[Question]:
    last = last_versions(form)
    mine = last.get(get_language() or "", last.get("fr"))
    said = mine.definition if mine else {"fields": []}
    return [*questions(said), *questions(said, is_after=True)]


ANSWERED = """
SELECT answer ->> 'code', count(*) FROM intake_submission, jsonb_array_elements(answers) AS answer
WHERE form_id = %s AND confirmed_at >= %s GROUP BY 1
"""


def _answered(form: Form, days: int) -> dict[str, int]:
    with connection.cursor() as cursor:
        cursor.execute(ANSWERED, [form.pk, _moment(days)])
        return {**dict(cursor.fetchall()), "address": confirmed(form, days=days)}


def _moment(days: int) -> datetime:
    return timezone.now() - timedelta(days=days)
