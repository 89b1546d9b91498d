"""Whatever people and files say, in whatever order: the permission is the fold, and a no stays a no."""

from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.consent import ledger, refolding
from accord.consent.fold import Fact, Standing, fold
from accord.consent.models import Permission
from accord.consent.terms import NO_STATES, YES_STATES, Level, Method, State
from accord.consent.writing import Key
from accord.lib.actor import SYSTEM, Actor
from accord.register.models import Purpose
from tests.consent.conftest import Make
from tests.consent.saying import act

NOON = datetime(2026, 3, 3, 12, tzinfo=UTC)
SUBJECTS = [UUID(int=1), UUID(int=2)]
WHO = ["person", "staff", "import"]


def _fact(number: int, state: str, who: str, minute: int, subject: UUID) -> Fact:
    declared = who == "import"
    return Fact(
        id=number,
        subject_id=subject,
        state=state,
        indicated_at=NOON + timedelta(minutes=minute),
        method=Method.IMPORT if declared else Method.FORM,
        actor_kind="system" if declared else who,
        level=Level.DECLARED if declared else Level.FORM,
    )


said = st.tuples(st.sampled_from(State.values), st.sampled_from(WHO), st.integers(0, 6))


def histories(subject: UUID = SUBJECTS[0], start: int = 1) -> st.SearchStrategy[list[Fact]]:
    return st.lists(said, max_size=8).map(
        lambda rows: [_fact(start + number, *row, subject) for number, row in enumerate(rows)]
    )


@given(histories(), st.randoms())
def test_the_order_in_which_events_arrive_changes_nothing(history: list[Fact], random: object) -> None:
    shuffled = list(history)
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    assert fold(shuffled) == fold(history)


@given(histories(), st.sampled_from(["staff", "import"]), st.sampled_from(YES_STATES), st.integers(0, 12))
def test_after_a_no_only_the_person_can_bring_a_yes(
    history: list[Fact], who: str, state: State, minute: int
) -> None:
    before = fold(history)
    if before.is_no:
        after = fold([*history, _fact(99, state, who, minute, SUBJECTS[0])])
        assert after.is_no or (who == "staff" and minute < _last_no(history))


def _last_no(history: list[Fact]) -> int:
    return max(int((fact.indicated_at - NOON).seconds / 60) for fact in history if fact.is_no)


@given(histories(), st.integers(0, 12))
def test_a_file_never_raises_over_a_no_whatever_its_date(history: list[Fact], minute: int) -> None:
    declared = _fact(99, State.CONFIRMED, "import", minute, SUBJECTS[0])
    if any(fact.is_no for fact in history):
        assert (fold([*history, declared]).state in YES_STATES) == (fold(history).state in YES_STATES)


@given(histories(), said.filter(lambda row: row[0] not in YES_STATES))
def test_nothing_but_a_yes_raises(history: list[Fact], row: tuple[str, str, int]) -> None:
    if fold(history).state not in YES_STATES:
        assert fold([*history, _fact(99, *row, SUBJECTS[0])]).state not in YES_STATES


@given(histories(), st.sampled_from(NO_STATES), st.sampled_from(WHO))
def test_a_no_said_last_is_the_answer_whoever_noted_it(history: list[Fact], no: State, who: str) -> None:
    assert fold([*history, _fact(99, no, who, 30, SUBJECTS[0])]).state == no


@given(histories(), histories(SUBJECTS[1], start=50))
def test_merging_two_histories_keeps_the_more_restrictive(one: list[Fact], other: list[Fact]) -> None:
    together, apart = fold([*one, *other]), [fold(one), fold(other)]
    assert together.is_no == any(standing.is_no for standing in apart)
    assert together in [*apart, Standing()]


@given(histories(), histories(SUBJECTS[1], start=50), st.sampled_from(YES_STATES), st.sampled_from(WHO))
def test_after_a_merging_only_the_person_can_bring_a_yes(
    one: list[Fact], other: list[Fact], state: State, who: str
) -> None:
    later = replace(_fact(99, state, who, 30, SUBJECTS[0]), is_after_merging=True)
    before, after = fold([*one, *other]), fold([*one, *other, later])
    if who == "person":
        assert (after.state, after.event_id) == (state, 99)
    else:
        assert after.is_no == before.is_no


@given(histories(), histories(SUBJECTS[1], start=50), said, st.booleans())
def test_what_is_learnt_after_a_merging_about_an_earlier_day_raises_nothing(
    one: list[Fact], other: list[Fact], row: tuple[str, str, int], is_second: bool
) -> None:
    before = fold([*one, *other])
    late = replace(_fact(99, *row, SUBJECTS[is_second]), is_after_merging=True)
    if before.since and late.indicated_at < before.since and before.is_no:
        assert fold([*one, *other, late]).is_no


@given(histories(), st.sampled_from(NO_STATES), st.sampled_from(YES_STATES), st.sampled_from(WHO))
def test_a_yes_and_a_no_of_the_same_instant_are_a_no(
    history: list[Fact], no: State, yes: State, who: str
) -> None:
    both = [_fact(98, no, who, 30, SUBJECTS[0]), _fact(99, yes, "person", 30, SUBJECTS[0])]
    assert fold([*history, *both]).state == no


written = st.tuples(st.sampled_from(State.values), st.sampled_from(WHO), st.integers(1, 6))


@pytest.mark.django_db
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(history=st.lists(written, min_size=1, max_size=7), together=st.booleans())
def test_what_is_stored_is_what_the_events_say(
    letter: Purpose, make_point: Make, history: list[tuple[str, str, int]], together: bool
) -> None:
    point = make_point()
    for state, who, minute in history:
        one = act(point, letter, state, minute)
        if who == "import":
            one = replace(one, method=Method.IMPORT, level=Level.DECLARED, import_id=1)
        actor = Actor.person(point.person_id) if who == "person" else SYSTEM
        (ledger.write_many if together else ledger.write)(actor=actor, acts=[one])
    stored = Permission.objects.get(contact_point=point, purpose=letter)
    key = Key(point.pk, letter.pk, "email", 0)
    rebuilt = asdict(ledger.standing_of([key])[key])
    assert {name: getattr(stored, name) for name in rebuilt} == rebuilt
    assert list(refolding.drifted()) == []
