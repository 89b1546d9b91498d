"""Trials through the program being tried: it opens and closes the account, within what its owner may see."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accord.audit.models import Entry
from accord.contacts import actions as contacts
from accord.contacts.models import Person
from accord.intake.models import Form, Trial
from accord.intake.trials.queries import visible_to
from accord.lib.actor import SYSTEM
from accord.outbox.hooks import knocking, reading
from accord.outbox.hooks.models import Delivery
from accord.sales.actions import NewDeal, open_deal, open_lead
from accord.sales.arriving import Arrival
from accord.sales.models import Lead
from accord.staff.models import Reach, Team, User
from accord.staff.roles import Role
from tests.desk.api import Program

from .test_trials import Begin, begin, clock, offer

__all__ = ["begin", "clock", "offer"]
pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_the_product_reads_who_tries_it_and_until_when(begin: Begin, bob: User) -> None:
    trial, program = begin(), Program(bob)
    (listed,) = program.get("/trials", {"state": "running"}).json()["trials"]
    assert listed == program.get(f"/trials/{trial.pk}").json()
    assert (listed["id"], listed["person_id"], listed["outcome"]) == (trial.pk, trial.person_id, "")
    assert datetime.fromisoformat(listed["ends_at"]) == trial.ends_at
    assert program.get("/trials", {"state": "ended"}).json()["trials"] == []
    assert program.get("/trials/999999").status_code == 404


def test_the_product_extends_the_trial_once_with_a_reason(begin: Begin, bob: User) -> None:
    trial, program = begin(), Program(bob)
    said = {"days": 14, "reason": "Congés de l’équipe"}
    for _twice in range(2):
        answer = program.post(f"/trials/{trial.pk}/extension", said, Idempotency_Key="congés".encode().hex())
        assert (answer.status_code, answer.json()["extended_days"]) == (200, 14)
    assert Trial.objects.get().ends_at == trial.ends_at + timedelta(days=14)
    assert Entry.objects.get(verb="intake.trial.extended").actor_kind == "api"
    for wrong in (
        {"days": 0, "reason": "x"},
        {"days": 5},
        {"days": 5, "reason": " "},
        {"days": "5", "reason": "x"},
    ):
        assert program.post(f"/trials/{trial.pk}/extension", wrong).status_code == 422


def test_the_product_says_it_was_bought_and_the_customer_is_one_until_the_end_of_the_contract(
    begin: Begin, bob: User
) -> None:
    trial, program = begin(), Program(bob)
    ended = program.post(f"/trials/{trial.pk}/end", {"outcome": "bought", "contract_until": "2028-12-31"})
    assert (ended.status_code, ended.json()["outcome"]) == (200, "bought")
    person = Person.objects.get(pk=trial.person_id)
    assert person.customer_until == date(2028, 12, 31) and person.heard_from_at == timezone.now()
    again = program.post(f"/trials/{trial.pk}/end", {"outcome": "cancelled"})
    assert again.status_code == 409 and again.json()["detail"]
    assert program.post(f"/trials/{trial.pk}/extension", {"days": 5, "reason": "Encore"}).status_code == 409


@pytest.mark.parametrize("outcome", ["not_bought", "cancelled"])
def test_whoever_did_not_buy_is_no_customer_whatever_was_typed(begin: Begin, bob: User, outcome: str) -> None:
    trial = begin()
    said = {"outcome": outcome, "contract_until": "2028-12-31"}
    assert Program(bob).post(f"/trials/{trial.pk}/end", said).status_code == 200
    assert Person.objects.get(pk=trial.person_id).customer_until is None


def test_a_trial_of_somebody_restricted_is_not_extended(begin: Begin, bob: User) -> None:
    trial = begin()
    contacts.set_state(actor=SYSTEM, person=trial.person, state="restricted")
    refused = Program(bob).post(f"/trials/{trial.pk}/extension", {"days": 5, "reason": "Encore"})
    assert refused.status_code == 409


def test_a_token_that_only_reads_ends_nothing(begin: Begin, bob: User) -> None:
    trial = begin()
    reader = Program(bob, "trials:read")
    assert reader.post(f"/trials/{trial.pk}/end", {"outcome": "bought"}).status_code == 403
    assert Program(bob, "leads:read").get("/trials").status_code == 403
    assert Trial.objects.get().is_running


# What is told to the product


def test_the_beginning_and_the_end_are_told_by_webhook_with_numbers_only(
    begin: Begin, bob: User, clock: Any
) -> None:
    knocking.Endpoint.objects.create(
        name="Produit",
        url="https://produit.example/accord",
        events=["trial.started", "trial.ended"],
        sealed_secret=b"",
    )
    reading.read()
    trial = begin()
    Program(bob).post(f"/trials/{trial.pk}/end", {"outcome": "bought"})
    reading.read()
    told = [(one.event, one.data) for one in Delivery.objects.order_by("pk")]
    numbers = {"trial_id": trial.pk, "person_id": trial.person_id}
    assert told[0] == ("trial.started", {**numbers, "offer_id": trial.offer_id})
    assert told[1] == ("trial.ended", {**numbers, "outcome": "bought"})
    assert len(told) == 2


# Who sees it


@pytest.fixture
def team(bob: User) -> Team:
    """Bob's team; he sees what it does."""
    made = Team.objects.create(name="Sud")
    User.objects.filter(pk=bob.pk).update(team=made, reach=Reach.TEAM)
    return made


def again(user: User) -> User:
    return User.objects.get(pk=user.pk)


def test_a_trial_is_seen_by_whoever_sees_the_lead_or_the_deal_of_its_person(
    begin: Begin, bob: User, alice: User, team: Team, form: Form, signed_in: SignIn
) -> None:
    trial = begin()
    Lead.objects.all().delete()
    lead = open_lead(actor=SYSTEM, person=trial.person, arrival=Arrival(source="form", subject="Essai"))
    Lead.objects.filter(pk=lead.pk).update(owner=alice)
    assert Program(again(bob)).get(f"/trials/{trial.pk}").status_code == 404
    assert Program(again(bob)).get("/trials").json()["trials"] == []
    assert Program(again(bob)).post(f"/trials/{trial.pk}/end", {"outcome": "bought"}).status_code == 404
    browser = signed_in(again(bob))
    assert browser.get(reverse("intake:trial", args=[trial.pk])).status_code == 404
    assert not browser.get(reverse("intake:trials")).context["lines"]
    assert (
        browser.post(reverse("intake:end_trial", args=[trial.pk]), {"outcome": "bought"}).status_code == 404
    )
    User.objects.filter(pk=alice.pk).update(team=team)
    assert visible_to(again(bob)).get() == trial
    User.objects.filter(pk=alice.pk).update(team=None)
    open_deal(
        actor=bob.actor, new=NewDeal("Dix postes", people=((trial.person_id, "decides"),), owner_id=bob.pk)
    )
    assert browser.get(reverse("intake:trial", args=[trial.pk])).status_code == 200


def test_a_trial_of_nobody_s_is_seen_by_whoever_gives_leads_to_somebody(
    begin: Begin, bob: User, team: Team, colleague: Callable[..., User]
) -> None:
    trial = begin()
    Lead.objects.all().delete()
    ines = colleague("Ines", Role.INSIDE_SALES)
    User.objects.filter(pk=ines.pk).update(reach=Reach.OWN)
    assert not visible_to(again(bob)).exists()
    assert visible_to(again(ines)).get() == trial


def test_the_number_of_queries_does_not_follow_the_number_of_trials(
    begin: Begin, bob: User, team: Team, django_assert_max_num_queries: Any
) -> None:
    first = begin()
    for number in range(20):
        other = Person.objects.create(last_name=f"Essai {number}")
        started = datetime(2027, 2, 1, tzinfo=UTC)
        Trial.objects.create(offer=first.offer, person=other, started_at=started, ends_at=first.ends_at)
    program = Program(again(bob))
    with django_assert_max_num_queries(9), time_machine.travel(first.started_at, tick=False):
        assert program.get("/trials").status_code == 200
