"""Answering: a button lets a person in, with both steps proved; looking, however often, changes nothing."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from threading import Thread
from typing import Any
from urllib.parse import urlsplit

import pytest
import time_machine
from croniter import croniter
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone, translation
from procrastinate.contrib.django import app

from accord.consent import ledger, queries
from accord.consent.models import ConsentEvent, Evidence, Permission, Wording
from accord.consent.suppression import is_suppressed
from accord.consent.terms import Level, Method, State
from accord.contacts.models import Acquisition, ContactPoint, Person
from accord.intake import confirmation, forgetting, jobs
from accord.intake.models import Form, FunnelDay, PendingRequest, SpentToken
from accord.intake.requests import Answer, found
from accord.lib.actor import SYSTEM
from accord.lib.fingerprints import address_hash
from accord.outbox.deliver import Sender
from accord.outbox.models import Letter
from accord.outbox.transport import from_settings
from accord.register.models import NoticeVersion, Purpose
from accord.staff.models import User
from tests.conftest import as_owner
from tests.intake.conftest import WORDS, Asking, later, may_write, tokens
from tests.outbox.conftest import Sink, sink  # noqa: F401

NETWORK = {"ip": "198.51.100.4", "user_agent": "Safari"}
SCANNERS = ("Mozilla/5.0", "Barracuda Sentinel", "SafeLinks", "curl/8", "")


def snapshot() -> dict[str, list[Any]]:
    """Every row of every table of ours, but those of health: they lie in a database no public page knows."""
    named = [model for model in apps.get_models() if model.__module__.startswith("accord.")]
    ours = [model for model in named if model._meta.app_label != "health"]
    return {model._meta.label: list(model.objects.order_by("pk").values()) for model in ours}


def test_looking_at_the_link_changes_nothing_whoever_looks(ask: Asking, visitor: Client) -> None:
    token = ask()
    before = snapshot()
    for agent in SCANNERS * 10:
        assert visitor.get(f"/c/{token}/", headers={"user-agent": agent}).status_code == 200
        visitor.head(f"/c/{token}/", headers={"user-agent": agent})
        visitor.options(f"/c/{token}/", headers={"user-agent": agent})
    visitor.post(f"/c/{token}/")
    visitor.put(f"/c/{token}/")
    assert snapshot() == before


def test_confirming_lets_a_person_in_with_both_steps_proved(
    ask: Asking, visitor: Client, letter_purpose: Purpose
) -> None:
    token = ask()
    asked_at = PendingRequest.objects.get().created_at
    page = visitor.post(f"/c/{token}/", {"answer": "yes"}, headers={"user-agent": "Safari"})
    assert page.status_code == 200 and not page.cookies
    point = ContactPoint.objects.get()
    assert (point.value, point.person.first_name) == ("ada@example.org", "Ada")
    assert point.confirmed_at and point.person.heard_from_at
    requested, confirmed = ConsentEvent.objects.order_by("pk")
    assert (requested.state, confirmed.state) == (State.REQUESTED, State.CONFIRMED)
    assert requested.indicated_at == asked_at < confirmed.indicated_at
    assert (confirmed.refers_to, confirmed.evidence_level) == (requested.pk, Level.DOUBLE_OPT_IN)
    assert Wording.objects.get(pk=confirmed.wording_sha256).text == WORDS["lettre"]
    parts = {(part.event_id, part.part): part for part in Evidence.objects.all()}
    assert parts[requested.pk, "address"].value == "ada@example.org"
    assert json.loads(parts[requested.pk, "network"].value) == {"ip": "192.0.2.7", "user_agent": "Firefox"}
    assert json.loads(parts[confirmed.pk, "network"].value) == {"ip": "127.0.0.1", "user_agent": "Safari"}
    assert parts[confirmed.pk, "network"].erase_on and not parts[confirmed.pk, "address"].erase_on
    assert queries.proof(confirmed.pk).verifies
    told = Acquisition.objects.get()
    assert (told.source, told.informed_at, told.form_id) == ("form", asked_at, Form.objects.get().pk)
    assert may_write(point.pk, letter_purpose)
    assert not PendingRequest.objects.exists()
    assert FunnelDay.objects.get().confirmed == 1


def test_what_was_not_ticked_is_nothing_and_not_a_refusal(ask: Asking, purposes: list[Purpose]) -> None:
    confirmation.confirm(token=ask(), network=NETWORK)
    assert list(Permission.objects.values_list("purpose", flat=True)) == [purposes[0].pk]
    assert set(ConsentEvent.objects.values_list("purpose_id", flat=True)) == {purposes[0].pk}


def test_whoever_confirms_finds_the_receipt_at_once(ask: Asking, visitor: Client) -> None:
    page = visitor.post(f"/c/{ask()}/", {"answer": "yes"})
    ((_label, href),) = page.context["receipts"]
    assert href in page.content.decode()
    receipt = visitor.get(urlsplit(href).path)
    assert receipt.status_code == 200 and WORDS["lettre"] in receipt.content.decode()


def test_a_second_click_says_so_and_writes_nothing(ask: Asking, visitor: Client) -> None:
    token = ask()
    visitor.post(f"/c/{token}/", {"answer": "yes"})
    before = snapshot()
    for answer in ("yes", "no", "again", "yes"):
        page = visitor.post(f"/c/{token}/", {"answer": answer})
        assert page.status_code == 200
        assert page.templates[0].name == "intake/already.html"
    assert snapshot() == before


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_make_one_person(ask: Asking) -> None:
    token = ask()
    answers: list[Answer] = []

    def click() -> None:
        answers.append(confirmation.confirm(token=token, network=NETWORK).answer)
        connection.close()

    threads = [Thread(target=click) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answer.value for answer in answers) == ["already", "already", "already", "confirmed"]
    assert Person.objects.count() == 1


def test_no_deletes_the_request_and_counts(ask: Asking, visitor: Client) -> None:
    token = ask()
    page = visitor.post(f"/c/{token}/", {"answer": "no"})
    assert page.templates[0].name == "intake/refused.html"
    assert not PendingRequest.objects.exists() and not Person.objects.exists()
    assert not ConsentEvent.objects.exists()
    assert FunnelDay.objects.get().refused == 1
    assert visitor.post(f"/c/{token}/", {"answer": "yes"}).templates[0].name == "intake/refused.html"
    assert not Person.objects.exists()


def test_whoever_said_no_can_ask_never_to_be_written_to(ask: Asking, visitor: Client) -> None:
    token = ask()
    page = visitor.post(f"/c/{token}/", {"answer": "no"})
    visitor.post(f"/c/{token}/", {"answer": "never", "never": page.context["never"]})
    assert is_suppressed(address_hash("email", "ada@example.org"))
    later()
    assert not ask()


def test_an_expired_link_offers_a_new_message_and_sends_none_by_itself(ask: Asking, visitor: Client) -> None:
    token = ask()
    PendingRequest.objects.update(expires_at=timezone.now() - timedelta(minutes=1))
    later()
    before = snapshot()
    assert visitor.get(f"/c/{token}/").templates[0].name == "intake/stale.html"
    assert visitor.post(f"/c/{token}/", {"answer": "yes"}).templates[0].name == "intake/stale.html"
    assert snapshot() == before
    visitor.post(f"/c/{token}/", {"answer": "again"})
    assert len(tokens()) == 2
    assert confirmation.confirm(token=tokens()[1], network=NETWORK).answer is Answer.CONFIRMED
    assert found(token)[0] is Answer.GONE


def test_a_newer_message_replaces_the_older_one(ask: Asking, purposes: list[Purpose]) -> None:
    old = ask("ada@example.org", purposes[0])
    later()
    new = ask("ada@example.org", purposes[1])
    assert confirmation.confirm(token=old, network=NETWORK).answer is Answer.STALE
    assert not Person.objects.exists()
    confirmation.confirm(token=new, network=NETWORK)
    assert list(Permission.objects.values_list("purpose", flat=True)) == [purposes[1].pk]


def test_a_link_bound_to_a_notice_that_has_changed_in_substance_no_longer_confirms(ask: Asking) -> None:
    token = ask()
    with as_owner():
        NoticeVersion.objects.update(outdated_at=timezone.now())
    assert confirmation.confirm(token=token, network=NETWORK).answer is Answer.STALE
    assert not Person.objects.exists()


def test_somebody_known_keeps_one_record_and_their_address_is_verified(
    ask: Asking, purposes: list[Purpose]
) -> None:
    confirmation.confirm(token=ask("ada@example.org", purposes[0]), network=NETWORK)
    later()
    confirmation.confirm(token=ask("ada@example.org", purposes[1]), network=NETWORK)
    assert Person.objects.count() == ContactPoint.objects.count() == 1
    assert Permission.objects.filter(state="confirmed").count() == 2


def test_blaise_who_withdrew_comes_back_only_by_a_new_confirmation(
    ask: Asking, visitor: Client, letter_purpose: Purpose
) -> None:
    token = ask("blaise@example.org")
    confirmation.confirm(token=token, network=NETWORK)
    point = ContactPoint.objects.get()
    ledger.withdraw(
        actor=SYSTEM,
        contact_point_id=point.pk,
        purpose_id=letter_purpose.pk,
        channel="email",
        method=Method.ONE_CLICK,
    )
    assert not may_write(point.pk, letter_purpose)
    for answer in ("yes", "again", "yes"):
        visitor.post(f"/c/{token}/", {"answer": answer})
    assert not may_write(point.pk, letter_purpose)
    later()
    fresh = ask("blaise@example.org")
    assert not may_write(point.pk, letter_purpose)
    confirmation.confirm(token=fresh, network=NETWORK)
    assert may_write(point.pk, letter_purpose)


def test_an_archived_person_who_signs_up_again_comes_in_anew(ask: Asking) -> None:
    confirmation.confirm(token=ask(), network=NETWORK)
    Person.objects.update(state=Person.State.ARCHIVED)
    later()
    if token := ask():
        assert confirmation.confirm(token=token, network=NETWORK).answer is Answer.CONFIRMED
    assert Person.objects.filter(state="active").count() == 1


def test_what_nobody_confirms_is_erased_and_only_a_number_remains(ask: Asking, visitor: Client) -> None:
    token = ask()
    Letter.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        assert forgetting.forget_requests() == 1
        assert forgetting.forget_requests() == 0
        assert not PendingRequest.objects.exists()
        assert FunnelDay.objects.get().expired == 1
        assert "ada@" not in str(snapshot())
        assert visitor.get(f"/c/{token}/").templates[0].name == "intake/gone.html"
    with time_machine.travel(timezone.now() + timedelta(days=120), tick=False):
        forgetting.forget_traces()
    assert not SpentToken.objects.exists()


def test_a_request_is_erased_within_minutes_of_its_expiry_not_in_the_night_that_follows(ask: Asking) -> None:
    ask()
    rhythm = next(
        one for one in app.periodic_registry.periodic_tasks.values() if one.task.name == "intake.forget"
    )
    due = PendingRequest.objects.get().expires_at
    turns = croniter(rhythm.cron, due)
    erased_at = turns.get_next(datetime)
    assert erased_at - due <= timedelta(minutes=15)
    with time_machine.travel(erased_at, tick=False):
        jobs.forget(timestamp=int(erased_at.timestamp()))
        assert not PendingRequest.objects.exists()


def test_it_works_when_the_browser_says_nothing_of_where_it_comes_from(ask: Asking) -> None:
    strict = Client(enforce_csrf_checks=True)
    page = strict.post(f"/c/{ask()}/", {"answer": "yes"}, headers={"Origin": "null"})
    assert page.status_code == 200
    assert page.headers["Referrer-Policy"] == "no-referrer"
    assert Person.objects.exists()


def test_an_invented_link_says_nothing_and_does_nothing(visitor: Client, form: Form) -> None:
    before = snapshot()
    assert visitor.get("/c/invented/").status_code == 200
    assert visitor.post("/c/invented/", {"answer": "yes"}).status_code == 200
    assert visitor.post("/c/invented/", {"answer": "never", "never": "forged"}).status_code == 200
    assert snapshot() == before


@pytest.mark.parametrize(
    "change", [lambda t: t[:-1], lambda t: t + "A", lambda t: t.swapcase(), lambda t: "%00" + t]
)
def test_a_link_cut_short_or_altered_opens_nothing(ask: Asking, visitor: Client, change: Any) -> None:
    token = ask()
    before = snapshot()
    for answer in ("yes", "no", "again"):
        page = visitor.post(f"/c/{change(token)}/", {"answer": answer})
        assert page.status_code == 200 and page.templates[0].name == "intake/gone.html"
    assert snapshot() == before


def test_after_the_letter_has_left_and_the_day_has_passed_no_address_is_kept_anywhere(
    ask: Asking,
    sink: Sink,  # noqa: F811
) -> None:
    ask()
    sender = Sender(from_settings())
    while sender.turn():
        pass
    sender.transport.close()
    assert sink.messages
    with time_machine.travel(timezone.now() + timedelta(days=8), tick=False):
        forgetting.forget_requests()
        assert "ada@" not in str(snapshot())
    assert sum(FunnelDay.objects.values_list("expired", flat=True)) == 1


def test_no_colleague_ever_sees_a_token_or_a_whole_address(ask: Asking, alice: User, signed_in: Any) -> None:
    token = ask()
    for address in ("/signups/", "/forms/", f"/forms/{Form.objects.get().pk}/"):
        page = signed_in(alice).get(address)
        assert page.status_code == 200
        assert token not in page.text and "ada@example.org" not in page.text
    assert "a•••@example.org" in signed_in(alice).get("/signups/").text


@pytest.fixture(autouse=True)
def in_french() -> Iterator[None]:
    """Each test begins in the language of the house."""
    with translation.override("fr"):
        yield
