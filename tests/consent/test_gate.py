"""Who may be reached: counting, explaining, freezing and asking for one never disagree."""

import copy
import pickle
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.consent import gate, ledger
from accord.consent.decisions import allow_declared
from accord.consent.gate import Forged, Freeze, Permit, Refused
from accord.consent.models import Decision
from accord.consent.reasons import REASONS
from accord.consent.rules import RULES
from accord.consent.suppression import suppress
from accord.consent.terms import Method, State
from accord.contacts.models import ContactPoint, Person
from accord.lib.actor import SYSTEM, Actor
from accord.register.models import Purpose
from tests.consent.conftest import Make
from tests.consent.saying import declare, say

PEOPLE = st.lists(
    st.fixed_dictionaries(
        {
            "said": st.sampled_from(["", *State.values]),
            "declared": st.booleans(),
            "sphere": st.sampled_from(["personal", "professional"]),
            "informed": st.booleans(),
            "days": st.sampled_from([1, 2000]),
            "state": st.sampled_from([*Person.State.values]),
            "confirmed": st.booleans(),
            "unreachable": st.booleans(),
            "suppressed": st.booleans(),
        }
    ),
    min_size=1,
    max_size=5,
)


def _person(make_point: Make, purpose: Purpose, facts: dict[str, Any]) -> ContactPoint:
    point = make_point(sphere=facts["sphere"], informed=facts["informed"], days=facts["days"])
    if facts["said"]:
        (declare if facts["declared"] else say)(point, purpose, facts["said"])
    if facts["suppressed"]:
        suppress(actor=SYSTEM, kind="email", value=point.value, reason="complaint")
    Person.objects.filter(pk=point.person_id).update(state=facts["state"])
    ContactPoint.objects.filter(pk=point.pk).update(
        confirmed_at=point.confirmed_at if facts["confirmed"] else None,
        unreachable_at=timezone.now() if facts["unreachable"] else None,
    )
    return point


def _rows(sealed: Any) -> set[int]:
    with connection.cursor() as cursor:
        cursor.execute(sealed.sql, sealed.params)
        return {row[0] for row in cursor.fetchall()}


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(people=PEOPLE, basis=st.sampled_from(["consent", "legitimate_interest", "contract"]))
def test_counting_explaining_freezing_and_asking_agree(
    letter: Purpose, make_point: Make, people: list[dict[str, Any]], basis: str
) -> None:
    Purpose.objects.filter(pk=letter.pk).update(legal_basis=basis, interest_fr="Vendre")
    letter.refresh_from_db()
    points = [_person(make_point, letter, facts) for facts in people]
    ids = [point.pk for point in points]
    audience = Person.objects.filter(pk__in=[point.person_id for point in points])
    told = gate.verdicts(letter, "email", ids)
    yes = {point for point, verdict in told.items() if verdict.permitted}
    assert set(told) == set(ids)
    assert "undetermined" not in {verdict.reason for verdict in told.values()}
    assert yes == _rows(gate.permitted(letter, "email", audience))
    frozen = gate.freeze(actor=SYSTEM, purpose=letter, channel="email", audience=audience)
    assert yes == _rows(frozen)
    assert frozen.counts.get("", 0) == len(yes) and sum(frozen.counts.values()) == len(ids)
    decided = gate.decide(actor=SYSTEM, purpose=letter, channel="email", contact_point_ids=ids, act="letter")
    assert {one.contact_point_id for one in decided if one.permitted} == yes
    assert all(gate.ask(point, letter, "email").permitted == (point in yes) for point in ids)


def test_an_audience_of_nobody_is_nobody(letter: Purpose, make_point: Make) -> None:
    say(make_point(), letter, "confirmed")
    nobody = Person.objects.none()
    assert gate.counts(letter, "email", nobody) == {}
    assert _rows(gate.permitted(letter, "email", nobody)) == set()
    assert gate.freeze(actor=SYSTEM, purpose=letter, channel="email", audience=nobody).counts == {}


def test_every_rule_has_words() -> None:
    assert {rule.reason for rule in RULES} <= set(REASONS)


def test_whoever_never_agreed_is_refused(letter: Purpose, make_point: Make) -> None:
    point = make_point()
    with pytest.raises(Refused) as refused:
        gate.permit(actor=SYSTEM, contact_point_id=point.pk, purpose=letter, channel="email")
    assert refused.value.verdict.reason == "no_consent"
    kept = Decision.objects.get(contact_point_id=point.pk)
    assert (kept.is_permitted, kept.reason) == (False, "no_consent")


def test_a_channel_nobody_declared_is_refused(letter: Purpose, make_point: Make) -> None:
    point = make_point()
    say(point, letter, "confirmed")
    assert gate.ask(point.pk, letter, "email").permitted
    assert not gate.ask(point.pk, letter, "pigeon").permitted


def test_a_withdrawal_stops_whoever_agreed(letter: Purpose, make_point: Make) -> None:
    point = make_point()
    say(point, letter, "confirmed", 5)
    ledger.withdraw(
        actor=Actor.person(point.person_id), contact_point_id=point.pk, purpose_id=letter.pk,
        channel="email", method=Method.ONE_CLICK,
    )  # fmt: skip
    assert gate.ask(point.pk, letter, "email").reason == "withdrawn"


def test_what_an_import_declares_waits_for_a_named_decision(letter: Purpose, make_point: Make) -> None:
    point = make_point()
    declare(point, letter, "confirmed")
    assert gate.ask(point.pk, letter, "email").reason == "declared_undecided"
    allow_declared(actor=SYSTEM, import_id=1, purpose=letter, is_allowed=True, why="Our former tool.")
    assert gate.ask(point.pk, letter, "email").permitted


def test_a_first_letter_with_the_notice_is_for_those_whom_nothing_else_stops(
    make_purpose: Make, make_point: Make
) -> None:
    trade = make_purpose(
        "affaires", legal_basis="legitimate_interest", interest_fr="Vendre", is_prospecting=True
    )
    fresh = make_point(sphere="professional", informed=False)
    assert gate.ask(fresh.pk, trade, "email").notice_inside
    silent = make_point(sphere="professional", informed=False, days=2000)
    assert not gate.ask(silent.pk, trade, "email").notice_inside


def test_nobody_makes_a_permit_but_the_gate(letter: Purpose, make_point: Make) -> None:
    point = make_point()
    say(point, letter, "confirmed")
    permit = gate.permit(actor=SYSTEM, contact_point_id=point.pk, purpose=letter, channel="email")
    assert Decision.objects.get(pk=permit.decision_id).contact_point_id == point.pk
    for forge in (
        lambda: Permit(1, point.pk, point.person_id, letter.pk, "email"),
        lambda: replace(permit, contact_point_id=1),
        lambda: copy.copy(permit),
        lambda: copy.deepcopy(permit),
        lambda: pickle.dumps(permit),
        lambda: Freeze(1, "SELECT 1", [], {}, letter.pk, "email", seal=object()),
    ):
        with pytest.raises((Forged, TypeError, ValueError)):
            forge()


def test_asking_for_one_takes_three_queries(
    letter: Purpose, make_point: Make, django_assert_max_num_queries: Any
) -> None:
    point = make_point()
    with django_assert_max_num_queries(3):
        gate.ask(point.pk, letter, "email")


def test_somebody_silent_for_years_is_not_prospected(make_purpose: Make, make_point: Make) -> None:
    news = make_purpose("nouvelles", is_prospecting=True)
    point = make_point(days=2000)
    say(point, news, "confirmed")
    assert gate.ask(point.pk, news, "email").reason == "silent_too_long"
    Person.objects.filter(pk=point.person_id).update(heard_from_at=timezone.now() - timedelta(days=1))
    assert gate.ask(point.pk, news, "email").permitted
