"""Each of the eight events is told because somebody did something, from the visitor's click to the erasure."""

from typing import Any

import pytest
from django.test import Client

from accord.intake.models import Form, Offer, Trial
from accord.intake.trials import actions as trials
from accord.intake.trials.actions import Ending
from accord.lib.actor import SYSTEM
from accord.outbox.hooks import actions as hooks
from accord.outbox.hooks import knocking, reading
from accord.outbox.hooks.events import EVENTS
from accord.preferences import actions as preferences
from accord.register.models import Purpose, RetentionRule
from accord.rights.actions import erase, limit
from accord.sales import actions as sales
from accord.sales.dealing import usual_pipeline
from accord.sales.handing_over import Handover
from accord.sales.models import Reason
from accord.staff.models import User
from tests.rights.asking import confirmed

pytestmark = pytest.mark.django_db


@pytest.fixture
def offer(trial: Form) -> Offer:
    """A trial of thirty days behind the form."""
    rule = RetentionRule.objects.get(code="prospects")
    values = {
        "name_fr": "Essai",
        "name_en": "",
        "days": 30,
        "reminder_days": 5,
        "form": trial,
        "retention": rule,
        "is_open": True,
    }
    return trials.save_offer(actor=SYSTEM, offer=Offer(), values=values)


def test_a_visitor_becomes_a_customer_then_leaves_and_all_eight_events_are_told(
    offer: Offer, visitor: Client, receiver: Any, inside: None, bob: User, diane: User
) -> None:
    usual_pipeline()
    reading.read()
    hooks.create_endpoint(actor=SYSTEM, name="Le logiciel", url=receiver.url, events=sorted(EVENTS))
    news = Purpose.objects.get(code="nouveautes")
    person = confirmed(visitor, purposes=[f"{news.pk}:phone"])
    lead = person.leads.get()
    deal = sales.hand_over(actor=SYSTEM, lead=lead, handover=Handover(owner=bob, reason="Besoin et budget"))
    sales.accept_deal(actor=bob.actor, deal=deal)
    sales.win(actor=bob.actor, deal=deal, reason=Reason.objects.filter(outcome="won")[0])
    trials.end(actor=bob.actor, trial=Trial.objects.get(), ending=Ending(Trial.Outcome.BOUGHT))
    preferences.stop_everything(actor=SYSTEM, person_id=person.pk)
    limit(actor=diane.actor, person=person, because="d", words="Courrier")
    erase(actor=diane.actor, person=person, because="c", is_asked=True)
    reading.read()
    for delivery in knocking.due():
        knocking.knock(delivery.pk)
    assert {said["type"] for said in receiver.said} == set(EVENTS)
    assert not [said for said in receiver.said if "Caron" in str(said) or "example" in str(said)]
