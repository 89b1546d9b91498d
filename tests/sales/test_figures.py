"""The figures dashboards draw."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accord.contacts.models import Person
from accord.sales import actions
from accord.sales.models import Lead, Pipeline, Reason, Stage
from accord.sales.queries import by_stage, conversion
from accord.staff.models import User
from tests.sales.conftest import Meet, Open

pytestmark = pytest.mark.django_db


def test_the_pipeline_by_stage_adds_up_what_is_under_way(
    open_deal: Open, bob: User, pipeline: Pipeline, stages: list[Stage], why_lost: Reason
) -> None:
    open_deal(amount=100_000)
    open_deal(amount=300_000)
    open_deal(amount=500_000, stage_id=stages[2].pk)
    actions.lose(actor=bob.actor, deal=open_deal(amount=900_000), reason=why_lost)
    figures = by_stage(bob, pipeline)
    assert [(one.count, one.amount, one.weighted) for one in figures] == [
        (2, 400_000, 40_000),
        (0, 0, 0),
        (1, 500_000, 300_000),
        (0, 0, 0),
    ]


def test_the_road_from_a_form_to_a_won_deal_counts_each_lead_at_every_step_it_reached(
    open_deal: Open, bob: User, meet: Meet, ada: Person, why_won: Reason
) -> None:
    now = timezone.now()
    leads = [
        Lead.objects.create(person=meet("Reader", str(number)), source="form", arrived_at=now)
        for number in range(4)
    ]
    Lead.objects.create(person=ada, source="referral", arrived_at=now)
    Lead.objects.create(person=ada, source="form", arrived_at=now - timedelta(days=40))
    won = open_deal(lead_id=leads[0].pk)
    actions.win(actor=bob.actor, deal=won, reason=why_won)
    open_deal(lead_id=leads[1].pk)
    Lead.objects.filter(pk=leads[2].pk).update(state=Lead.State.HANDED_OVER)
    steps = conversion(bob, now - timedelta(days=30), now + timedelta(days=1))
    assert [step.count for step in steps] == [4, 3, 2, 1]


def test_charlie_who_sees_no_deal_counts_none(open_deal: Open, charlie: User, pipeline: Pipeline) -> None:
    open_deal()
    assert sum(one.count for one in by_stage(charlie, pipeline)) == 0
