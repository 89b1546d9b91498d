"""Ada tries a software for thirty days: begun by her click, recalled before its end, then kept by a rule."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accord.audit.models import Detail, Entry
from accord.consent.suppression import suppress
from accord.contacts.models import Person
from accord.intake import confirmation
from accord.intake.models import Form, Offer, Trial
from accord.intake.trials import actions, reminding
from accord.intake.trials.actions import Ending
from accord.intake.trials.jobs import mind_trials
from accord.intake.trials.keeping import gone_on
from accord.lib.actor import SYSTEM
from accord.outbox.models import Letter
from accord.outbox.writing import written
from accord.register.models import RetentionRule
from accord.staff.models import User
from accord.staff.roles import Role
from tests.intake.conftest import Asking, later

MORNING = datetime(2027, 3, 1, 9, tzinfo=UTC)
DAY = timedelta(days=1)


@pytest.fixture
def clock() -> Any:
    """The first of March 2027, nine o'clock; moved by hand."""
    with time_machine.travel(MORNING, tick=False) as traveller:
        yield traveller


@pytest.fixture
def offer(form: Form) -> Offer:
    """Thirty days, recalled five days before the end, erased by the rule of the notice."""
    values = {
        "name_fr": "Atelier Lumen",
        "name_en": "",
        "days": 30,
        "reminder_days": 5,
        "form": form,
        "retention": RetentionRule.objects.get(code="prospects"),
        "is_open": True,
    }
    return actions.save_offer(actor=SYSTEM, offer=Offer(), values=values)


Begin = Callable[[], Trial]


@pytest.fixture
def begin(clock: Any, offer: Offer, ask: Asking) -> Begin:
    """Ada asks and confirms at once."""

    def beginning() -> Trial:
        confirmation.confirm(token=ask(), network={})
        return Trial.objects.get()

    return beginning


def verbs() -> list[str]:
    return list(
        Entry.objects.filter(verb__startswith="intake.trial.").order_by("pk").values_list("verb", flat=True)
    )


def reminders() -> list[Letter]:
    return list(Letter.objects.filter(service="trial-ending"))


# Begun


def test_nothing_begins_before_the_address_is_confirmed(clock: Any, offer: Offer, ask: Asking) -> None:
    ask()
    assert not Trial.objects.exists()


def test_the_click_that_confirms_begins_the_trial_of_the_offer(begin: Begin, offer: Offer) -> None:
    trial = begin()
    assert trial.offer == offer and trial.person == Person.objects.get() and trial.submission
    assert (trial.started_at, trial.ends_at) == (MORNING, MORNING + 30 * DAY)
    entry = Entry.objects.get(verb="intake.trial.started")
    assert entry.actor_kind == "person" and entry.facts == {"person": trial.person_id, "offer": offer.pk}


def test_the_page_after_the_click_says_the_end_and_what_becomes_of_the_data(
    clock: Any, offer: Offer, ask: Asking, visitor: Client
) -> None:
    page = visitor.post(f"/c/{ask()}/", {"answer": "yes"}).content.decode()
    assert "31 mars 2027" in page and "31 mars 2030" in page


def test_a_form_that_leads_to_no_open_offer_begins_nothing(clock: Any, offer: Offer, ask: Asking) -> None:
    Offer.objects.update(is_open=False)
    confirmation.confirm(token=ask(), network={})
    assert Person.objects.exists() and not Trial.objects.exists()


def test_asking_again_does_not_begin_a_second_trial(
    begin: Begin, clock: Any, ask: Asking, purposes: list[Any]
) -> None:
    begin()
    clock.shift(40 * DAY)
    reminding.expire()
    later()
    confirmation.confirm(token=ask("ada@example.org", *purposes), network={})
    assert Trial.objects.count() == 1


# Recalled


def test_five_days_before_the_end_one_letter_says_the_day_and_what_becomes_of_the_data(
    begin: Begin, clock: Any
) -> None:
    trial = begin()
    clock.shift(25 * DAY - timedelta(minutes=1))
    mind_trials(0)
    assert not reminders()
    clock.shift(timedelta(minutes=1))
    mind_trials(0)
    mind_trials(0)
    (letter,) = reminders()
    assert (letter.to, letter.person_id) == ("ada@example.org", trial.person_id)
    said = str(written(letter).raw.decode())
    assert "31 mars 2027" in said and "31 mars 2030" in said and "Atelier Lumen" in said
    assert verbs() == ["intake.trial.started", "intake.trial.reminded"]


def test_an_offer_without_reminder_writes_to_nobody(begin: Begin, clock: Any) -> None:
    begin()
    Offer.objects.update(reminder_days=0)
    clock.shift(29 * DAY)
    mind_trials(0)
    assert not reminders()


@pytest.mark.parametrize("state", [Person.State.RESTRICTED, Person.State.ERASED])
def test_somebody_restricted_or_erased_gets_no_reminder(begin: Begin, clock: Any, state: str) -> None:
    begin()
    Person.objects.update(state=state)
    clock.shift(26 * DAY)
    mind_trials(0)
    assert not reminders()


def test_an_address_never_to_be_written_to_gets_no_reminder_and_the_journal_says_so(
    begin: Begin, clock: Any
) -> None:
    trial = begin()
    point = trial.person.contact_points.get()
    suppress(actor=SYSTEM, reason="complaint", address_hash=bytes(point.address_hash), source_id="outbox")
    clock.shift(26 * DAY)
    mind_trials(0)
    assert not reminders()
    assert Entry.objects.get(verb="intake.trial.reminded").facts["is_written"] is False


# Longer


def test_bob_extends_the_trial_with_a_reason_and_the_reminder_leaves_again(
    begin: Begin, clock: Any, bob: User
) -> None:
    trial = begin()
    clock.shift(26 * DAY)
    mind_trials(0)
    trial = actions.extend(actor=bob.actor, trial=trial, days=14, reason="Congés de l’équipe")
    assert trial.ends_at == MORNING + 44 * DAY and trial.extended_days == 14
    clock.shift(14 * DAY)
    mind_trials(0)
    assert len(reminders()) == 2
    entry = Entry.objects.get(verb="intake.trial.extended")
    assert entry.facts["added"] == 14 and entry.actor_id == str(bob.pk)
    assert Detail.objects.get(entry_id=entry.pk, key="reason").after == "Congés de l’équipe"


def test_a_trial_that_ended_runs_again_from_today_when_extended(begin: Begin, clock: Any, bob: User) -> None:
    trial = begin()
    clock.shift(50 * DAY)
    mind_trials(0)
    trial = actions.extend(actor=bob.actor, trial=trial, days=7, reason="Panne chez eux")
    assert trial.is_running and trial.ends_at == timezone.now() + 7 * DAY


def test_nobody_extends_the_trial_of_somebody_restricted(begin: Begin, bob: User) -> None:
    trial = begin()
    Person.objects.update(state=Person.State.RESTRICTED)
    with pytest.raises(actions.NotPossible):
        actions.extend(actor=bob.actor, trial=trial, days=7, reason="Encore")


# Ended


def test_the_clock_ends_the_trial_once_as_not_bought(begin: Begin, clock: Any) -> None:
    trial = begin()
    clock.shift(30 * DAY)
    mind_trials(0)
    mind_trials(0)
    trial.refresh_from_db()
    assert trial.outcome == Trial.Outcome.NOT_BOUGHT and trial.ended_at == MORNING + 30 * DAY
    assert verbs().count("intake.trial.ended") == 1


def test_without_a_purchase_the_rule_counts_from_the_end_or_from_their_last_sign(
    begin: Begin, clock: Any
) -> None:
    trial = begin()
    assert str(gone_on(trial)) == "2030-03-31"
    clock.shift(30 * DAY)
    mind_trials(0)
    Person.objects.update(heard_from_at=MORNING + 60 * DAY)
    assert str(gone_on(Trial.objects.get())) == "2030-04-30"


def test_with_a_purchase_the_contract_keeps_the_data(begin: Begin, bob: User) -> None:
    trial = actions.end(actor=bob.actor, trial=begin(), ending=Ending("bought", "Deux postes"))
    assert gone_on(trial) is None and not trial.is_running
    with pytest.raises(actions.NotPossible):
        actions.extend(actor=bob.actor, trial=trial, days=7, reason="Encore")
    with pytest.raises(actions.NotPossible):
        actions.end(actor=bob.actor, trial=trial, ending=Ending("cancelled"))


def test_somebody_who_buys_after_the_end_is_written_down_as_such(begin: Begin, clock: Any, bob: User) -> None:
    trial = begin()
    clock.shift(31 * DAY)
    mind_trials(0)
    trial = actions.end(actor=bob.actor, trial=trial, ending=Ending("bought"))
    assert trial.outcome == "bought" and trial.ended_at == MORNING + 30 * DAY


# Offers, and pages


def test_an_offer_promises_only_what_the_notice_of_its_form_says(
    offer: Offer, alice: User, signed_in: Any
) -> None:
    untold = RetentionRule.objects.create(
        code="dix-ans", label_fr="10 ans", amount=10, unit="years", start="event", source="Nous"
    )
    values = {
        "name_fr": "Autre",
        "days": 15,
        "reminder_days": 3,
        "form": offer.form_id,
        "retention": untold.pk,
    }
    answer = signed_in(alice).post(reverse("intake:new_offer"), values)
    assert answer.status_code == 422 and "retention" in answer.context["form"].errors
    assert Offer.objects.count() == 1


@pytest.mark.parametrize(("changed", "field"), [({"reminder_days": 30}, "reminder_days"), ({}, "form")])
def test_an_offer_that_cannot_hold_is_refused_beside_the_field(
    offer: Offer, alice: User, signed_in: Any, changed: dict[str, Any], field: str
) -> None:
    values = {
        "name_fr": "Autre",
        "days": 30,
        "reminder_days": 3,
        "form": offer.form_id,
        "retention": offer.retention_id,
        "is_open": "on",
        **changed,
    }
    answer = signed_in(alice).post(reverse("intake:new_offer"), values)
    assert answer.status_code == 422 and field in answer.context["form"].errors


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_of_trials_is_drawn(
    begin: Begin, colleague: Any, signed_in: Any, clock: Any, language: str
) -> None:
    trial = begin()
    zoe = colleague("Zoe", Role.ADMINISTRATOR, language=language)
    client = signed_in(zoe)
    shows = [
        "?show=soon",
        "?show=bought",
        "?show=ended",
        f"?offer={trial.offer_id}",
        "?offer=x&after=rubbish",
        "",
    ]
    pages = [
        *(reverse("intake:trials") + show for show in shows),
        reverse("intake:trial", args=[trial.pk]),
        reverse("intake:offers"),
        reverse("intake:edit_offer", args=[trial.offer_id]),
        reverse("desk:person", args=[trial.person_id]),
    ]
    for address in pages:
        assert client.get(address).status_code == 200, address
    clock.shift(31 * DAY)
    mind_trials(0)
    client = signed_in(zoe)  # a month later
    assert "2030" in client.get(reverse("intake:trials") + "?show=ended").content.decode()


def test_bob_extends_and_ends_from_the_page_and_a_reader_may_only_look(
    begin: Begin, bob: User, colleague: Any, signed_in: Any
) -> None:
    trial = begin()
    page, extend = reverse("intake:trial", args=[trial.pk]), reverse("intake:extend_trial", args=[trial.pk])
    reader = signed_in(colleague("Rose", Role.READER))
    assert reader.get(page).status_code == 200
    assert reader.post(extend, {"days": 3, "reason": "x"}).status_code == 403
    client = signed_in(bob)
    assert client.post(extend, {"days": 3}).status_code == 422
    assert client.post(extend, {"days": 3, "reason": "Congés"}).status_code == 302
    client.post(reverse("intake:end_trial", args=[trial.pk]), {"outcome": "cancelled", "reason": "Doublon"})
    trial.refresh_from_db()
    assert (trial.extended_days, trial.outcome, trial.outcome_reason) == (3, "cancelled", "Doublon")
