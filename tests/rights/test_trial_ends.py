"""Zoé tried, and did not buy: on the day the notice said, what it said is done, and no more than that."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accord.contacts import actions as contacts
from accord.contacts.admission import NewAcquisition
from accord.contacts.models import Person
from accord.intake.models import Form, Offer, Submission, Trial
from accord.intake.trials import actions
from accord.intake.trials.actions import Ending
from accord.intake.trials.keeping import gone_on
from accord.lib.actor import SYSTEM
from accord.register.models import RetentionRule
from accord.rights.jobs import end_of_trials
from accord.sales import actions as sales
from accord.sales.dealing import NewDeal, usual_pipeline
from accord.sales.models import Lead
from tests.rights.asking import confirmed

pytestmark = pytest.mark.django_db
THEN = RetentionRule.Then


@pytest.fixture
def ended(clock: Any, trial: Form, visitor: Client) -> Trial:
    """Thirty days, then nothing bought."""
    values = {
        "name_fr": "Atelier Lumen",
        "name_en": "",
        "days": 30,
        "reminder_days": 5,
        "form": trial,
        "retention": RetentionRule.objects.get(code="prospects"),
        "is_open": True,
    }
    actions.save_offer(actor=SYSTEM, offer=Offer(), values=values)
    confirmed(visitor)
    clock.shift(timedelta(days=30))
    tried = Trial.objects.get()
    actions.end(actor=SYSTEM, trial=tried, ending=Ending(Trial.Outcome.NOT_BOUGHT))
    return Trial.objects.get()


def until(trial: Trial, clock: Any, *, days_before: int = 0) -> None:
    """The day its notice said comes, or is still so many days away; the night's work is done."""
    day = gone_on(trial)
    assert day
    clock.shift(timedelta(days=(day - timezone.localdate()).days - days_before))
    end_of_trials(0)


def test_the_day_before_nothing_goes_and_on_the_day_its_person_is_erased(ended: Trial, clock: Any) -> None:
    until(ended, clock, days_before=1)
    assert Trial.objects.exists() and ended.person.contact_points.exists()
    clock.shift(timedelta(days=1))
    end_of_trials(0)
    person = Person.objects.get()
    assert (person.state, person.last_name) == (Person.State.ERASED, "")
    assert not Trial.objects.exists() and not Submission.objects.exists() and not Lead.objects.exists()


def test_a_rule_that_archives_puts_the_person_away(ended: Trial, clock: Any) -> None:
    RetentionRule.objects.update(then=THEN.ARCHIVE)
    until(ended, clock)
    person = Person.objects.get()
    assert (person.state, person.last_name) == (Person.State.ARCHIVED, "Caron")


def met_at_a_fair(trial: Trial) -> None:
    source = NewAcquisition("in_person", "Salon du bois", timezone.now(), informed_at=timezone.now())
    contacts.acquire(actor=SYSTEM, person=trial.person, acquisition=source)


def in_a_deal(trial: Trial) -> None:
    usual_pipeline()
    new = NewDeal("Escaliers", people=((trial.person_id, "decides"),))
    sales.open_deal(actor=SYSTEM, new=new)


def under_contract(trial: Trial) -> None:
    contacts.note_customer(
        actor=SYSTEM, person=trial.person, until=timezone.localdate() + timedelta(days=3_000)
    )


@pytest.mark.parametrize("known", [met_at_a_fair, in_a_deal, under_contract])
def test_of_somebody_known_otherwise_the_trial_alone_goes(ended: Trial, clock: Any, known: Any) -> None:
    known(ended)
    until(ended, clock)
    person = Person.objects.get()
    assert (person.state, person.last_name) == (Person.State.ACTIVE, "Caron")
    assert not Trial.objects.exists() and not Submission.objects.exists() and not Lead.objects.exists()


def test_what_was_bought_meanwhile_stays(ended: Trial, clock: Any) -> None:
    day = gone_on(ended)
    actions.end(actor=SYSTEM, trial=ended, ending=Ending(Trial.Outcome.BOUGHT))
    assert day
    clock.shift(timedelta(days=(day - timezone.localdate()).days + 1))
    end_of_trials(0)
    assert Trial.objects.exists() and Person.objects.get().state == Person.State.ACTIVE


def test_what_article_18_limits_is_kept(ended: Trial, clock: Any) -> None:
    contacts.set_state(actor=SYSTEM, person=ended.person, state="restricted")
    until(ended, clock)
    assert Trial.objects.exists() and Person.objects.get().state == Person.State.RESTRICTED
