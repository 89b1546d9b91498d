"""What is written stays written, proves itself, and loses nothing when several write at once."""

from collections.abc import Callable
from datetime import timedelta
from threading import Barrier, Thread

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from accord.consent import ledger, pauses, refolding
from accord.consent.ledger import NotAccepted
from accord.consent.models import ConsentEvent, Evidence, Permission, Subject, Unsealed
from accord.consent.queries import proof
from accord.consent.suppression import is_suppressed
from accord.consent.terms import Method
from accord.contacts.models import Person
from accord.lib.actor import SYSTEM
from accord.register.models import Purpose
from tests.conftest import as_owner
from tests.consent.conftest import Make, somebody
from tests.consent.saying import declare, say

LOCKED = ["consent_consentevent", "consent_decision", "consent_wording", "consent_attempt"]


@pytest.mark.parametrize("table", LOCKED)
@pytest.mark.parametrize("verb", ["UPDATE {} SET id = id", "DELETE FROM {}", "TRUNCATE {}"])
def test_the_application_cannot_rewrite_what_was_said(db: None, table: str, verb: str) -> None:
    text = verb.replace("id = id", "sha256 = sha256") if table.endswith("wording") else verb
    refused = pytest.raises(DatabaseError, match="permission denied")
    with refused, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(text.format(table))


def test_an_event_verifies_after_its_evidence_is_erased(letter: Purpose, make_point: Make) -> None:
    point = make_point()
    event = say(point, letter, "confirmed", evidence={"address": point.value, "network": "192.0.2.0/24"})
    kept = proof(event)
    assert kept and kept.verifies and kept.parts["address"] == point.value
    assert Unsealed.objects.filter(event_id=event).exists()
    Evidence.objects.filter(event_id=event).delete()
    bare = proof(event)
    assert bare and bare.verifies and list(bare.erased) == ["address", "network"]


def test_network_data_are_to_be_erased_and_the_address_is_kept(letter: Purpose, make_point: Make) -> None:
    event = say(make_point(), letter, "confirmed", evidence={"address": "a", "network": "192.0.2.0/24"})
    dates = dict(Evidence.objects.filter(event_id=event).values_list("part", "erase_on"))
    assert dates["network"] is not None and dates["address"] is None


@pytest.mark.parametrize("change", ["state = 'given'", "indicated_at = indicated_at - interval '1 day'"])
def test_an_event_changed_behind_our_back_is_found(letter: Purpose, make_point: Make, change: str) -> None:
    event = say(make_point(), letter, "withdrawn")
    with as_owner(), connection.cursor() as cursor:
        cursor.execute(f"UPDATE consent_consentevent SET {change} WHERE id = %s", [event])
    found = proof(event)
    assert found and not found.verifies


def test_a_part_of_the_evidence_that_was_changed_is_found(letter: Purpose, make_point: Make) -> None:
    event = say(make_point(), letter, "confirmed", evidence={"address": "ada@example.org"})
    Evidence.objects.filter(event_id=event).update(value="mallory@example.org")
    found = proof(event)
    assert found and not found.verifies


@pytest.mark.parametrize("state", ["erased", "archived"])
def test_the_gone_can_withdraw_but_not_agree(letter: Purpose, make_point: Make, state: str) -> None:
    point = make_point()
    Person.objects.filter(pk=point.person_id).update(state=state)
    with pytest.raises(NotAccepted):
        say(point, letter, "given")
    assert say(point, letter, "withdrawn")


def test_objecting_to_all_prospecting_suppresses_the_address(make_purpose: Make, make_point: Make) -> None:
    news = make_purpose("nouvelles", is_prospecting=True)
    trade = make_purpose(
        "affaires", is_prospecting=True, legal_basis="legitimate_interest", interest_fr="Vendre"
    )
    point = make_point()
    say(point, news, "given", recipient_id=7)
    ledger.object_to(
        actor=SYSTEM, contact_point_id=point.pk, purpose_id=None, channel="email", method=Method.TELEPHONE
    )
    rows = Permission.objects.filter(contact_point=point).values_list("purpose", "recipient_id", "state")
    assert set(rows) == {(news.pk, 0, "withdrawn"), (news.pk, 7, "withdrawn"), (trade.pk, 0, "objected")}
    assert is_suppressed(bytes(point.address_hash))


def test_merging_two_addresses_keeps_the_no(letter: Purpose, make_point: Make) -> None:
    kept, gone = make_point(), make_point()
    say(kept, letter, "confirmed", 1)
    say(gone, letter, "withdrawn", 9)
    ledger.repoint(actor=SYSTEM, from_point_id=gone.pk, to_point_id=kept.pk)
    assert Permission.objects.get(contact_point=kept).state == "withdrawn"
    assert list(refolding.drifted()) == []


def test_merging_two_addresses_keeps_what_was_asked_short_of_a_no(
    letter: Purpose, make_purpose: Make, make_point: Make
) -> None:
    news, kept, gone = make_purpose("nouvelles"), make_point(), make_point()
    soon, late = (timezone.now() + timedelta(days=days) for days in (10, 60))
    for point, purpose, rhythm in (
        (kept, letter, pauses.Rhythm(until=soon, every_days=90)),
        (gone, letter, pauses.Rhythm(until=late, every_days=30)),
        (gone, news, pauses.Rhythm(every_days=30)),
    ):
        pauses.ask(
            actor=SYSTEM, contact_point_id=point.pk, purpose_id=purpose.pk, channel="email", rhythm=rhythm
        )
    ledger.repoint(actor=SYSTEM, from_point_id=gone.pk, to_point_id=kept.pk)
    gone.delete()
    assert pauses.rhythms(letter.pk, "email", [kept.pk]) == {kept.pk: pauses.Rhythm(late, 90)}
    assert pauses.rhythms(news.pk, "email", [kept.pk]) == {kept.pk: pauses.Rhythm(None, 30)}


@pytest.mark.parametrize("state", ["confirmed", "withdrawn"])
def test_whoever_was_merged_comes_back_by_an_act_of_their_own(
    letter: Purpose, make_point: Make, state: str
) -> None:
    for _round in range(4):  # whichever of the two subjects comes first
        kept, gone = make_point(), make_point()
        say(kept, letter, "confirmed" if state == "withdrawn" else "withdrawn", 9)
        say(gone, letter, state, 8)
        ledger.repoint(actor=SYSTEM, from_point_id=gone.pk, to_point_id=kept.pk)
        declare(kept, letter, "confirmed", 0)
        assert Permission.objects.get(contact_point=kept).state == "withdrawn"
        say(kept, letter, "confirmed", 0)
        assert Permission.objects.get(contact_point=kept).state == "confirmed"
        assert list(refolding.drifted()) == []


def at_once(*works: Callable[[], object]) -> None:
    """Run each of `works` in its own thread and connection, at the same instant; the first failure is raised."""
    gate, failures = Barrier(len(works)), []

    def run(work: Callable[[], object]) -> None:
        gate.wait()
        try:
            work()
        except Exception as failure:
            failures.append(failure)
        finally:
            connection.close()

    threads = [Thread(target=run, args=[work]) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if failures:
        raise failures[0]


@pytest.mark.django_db(transaction=True)
def test_no_withdrawal_is_lost_among_writers_at_the_same_instant(letter: Purpose) -> None:
    for _round in range(5):
        point = somebody()
        say(point, letter, "confirmed", 9)
        at_once(
            *[lambda point=point: say(point, letter, "confirmed", 5) for _one in range(3)],
            lambda point=point: say(point, letter, "withdrawn", 1),
        )
        assert Permission.objects.get(contact_point=point).state == "withdrawn"
    assert ConsentEvent.objects.count() == 25
    assert list(refolding.drifted()) == []


@pytest.mark.django_db(transaction=True)
def test_first_words_said_at_the_same_instant_are_of_one_subject(make_purpose: Make) -> None:
    purposes = [make_purpose(f"lettre{number}") for number in range(4)]
    for _round in range(5):
        point = somebody()
        at_once(*[lambda one=one, point=point: say(point, one, "given", 9) for one in purposes])
        assert Subject.objects.filter(contact_point_id=point.pk).count() == 1


@pytest.mark.django_db
def test_whoever_withdrew_comes_back_by_an_act_of_their_own(letter: Purpose, make_point: Make) -> None:
    point = make_point()
    for minutes_ago, state in ((9, "confirmed"), (5, "withdrawn"), (1, "confirmed")):
        say(point, letter, state, minutes_ago)
    assert Permission.objects.get(contact_point=point).state == "confirmed"
