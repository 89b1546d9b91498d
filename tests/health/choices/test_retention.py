"""R.1112-7: until when a record is kept, and who must sign before it goes."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accord.health.retention import Basis, Claim, Life, Obstacle, Signed, Step, obstacle, term

ADULT = Life(last_visit_on=date(2006, 3, 10), born_on=date(1951, 4, 14))
SIGNED = (Signed(Step.OPINION, "dim"), Signed(Step.DECISION, "director"))


def test_twenty_years_after_the_last_visit() -> None:
    found = term(ADULT)
    assert (found.basis, found.due_on) == (Basis.LAST_VISIT, date(2026, 3, 10))
    assert not found.is_due(date(2026, 3, 10))
    assert found.is_due(date(2026, 3, 11))


def test_a_child_seen_at_two_is_kept_until_the_28th_birthday() -> None:
    found = term(Life(last_visit_on=date(2006, 3, 10), born_on=date(2004, 2, 29)))
    assert (found.basis, found.due_on) == (Basis.BIRTHDAY, date(2032, 2, 29))


def test_a_28th_birthday_that_falls_before_changes_nothing() -> None:
    assert term(Life(date(2006, 3, 10), born_on=date(1998, 3, 10))).basis == Basis.LAST_VISIT


def test_a_death_less_than_ten_years_after_the_last_visit_makes_it_ten_years_from_the_death() -> None:
    found = term(Life(date(2006, 3, 10), born_on=date(1951, 4, 14), died_on=date(2007, 1, 1)))
    assert (found.basis, found.due_on) == (Basis.DEATH, date(2017, 1, 1))


def test_a_death_ten_years_after_the_last_visit_changes_nothing() -> None:
    assert term(Life(date(2006, 3, 10), died_on=date(2016, 3, 10))).basis == Basis.LAST_VISIT
    assert term(Life(date(2006, 3, 10), died_on=date(2016, 3, 9))).due_on == date(2026, 3, 9)


def test_a_child_who_died_is_kept_ten_years() -> None:
    found = term(Life(date(2006, 3, 10), born_on=date(2004, 2, 1), died_on=date(2006, 3, 11)))
    assert found.due_on == date(2016, 3, 11)


def test_an_open_claim_suspends_everything() -> None:
    life = Life(date(2006, 3, 10), claims=(Claim(date(2020, 1, 1)),))
    assert term(life).due_on is None
    assert obstacle(life, SIGNED, on=date(2099, 1, 1), is_public=False) == Obstacle.SUSPENDED


def test_a_closed_claim_adds_the_days_it_lasted() -> None:
    found = term(Life(date(2006, 3, 10), claims=(Claim(date(2020, 1, 1), date(2020, 1, 31)),)))
    assert found.due_on == date(2026, 4, 9)


def test_two_claims_at_the_same_time_are_not_counted_twice() -> None:
    claims = (Claim(date(2020, 1, 1), date(2020, 1, 31)), Claim(date(2020, 1, 11), date(2020, 2, 10)))
    assert term(Life(date(2006, 3, 10), claims=claims)).due_on == date(2026, 3, 10) + timedelta(days=40)


def test_a_claim_made_after_the_end_adds_nothing() -> None:
    claims = (Claim(date(2027, 1, 1), date(2027, 6, 1)),)
    assert term(Life(date(2006, 3, 10), claims=claims)).due_on == date(2026, 3, 10)


@pytest.mark.parametrize(
    ("signed", "is_public", "expected"),
    [
        ((), False, Obstacle.OPINION),
        (SIGNED[:1], False, Obstacle.DECISION),
        (SIGNED, False, None),
        (SIGNED, True, Obstacle.VISA),
        ((*SIGNED, Signed(Step.VISA, "archives")), True, None),
        ((Signed(Step.OPINION, "dim", is_favourable=False), SIGNED[1]), False, Obstacle.UNFAVOURABLE),
        ((Signed(Step.OPINION, "one"), Signed(Step.DECISION, "one")), False, Obstacle.SAME_PERSON),
        (SIGNED[1:], False, Obstacle.OPINION),
    ],
)
def test_a_record_goes_only_with_every_signature(signed, is_public, expected) -> None:
    assert obstacle(ADULT, signed, on=date(2026, 6, 1), is_public=is_public) == expected


def test_nobody_can_sign_away_a_record_whose_time_is_not_over() -> None:
    assert obstacle(ADULT, SIGNED, on=date(2026, 3, 10), is_public=False) == Obstacle.NOT_DUE


DAYS = st.dates(date(1990, 1, 1), date(2030, 1, 1))


@given(DAYS, st.lists(st.tuples(DAYS, st.integers(0, 900)), max_size=4))
def test_a_claim_never_shortens_the_time_and_never_adds_more_than_it_lasted(visit, claims) -> None:
    closed = tuple(Claim(opened, opened + timedelta(days=days)) for opened, days in claims)
    plain, found = term(Life(visit)).due_on, term(Life(visit, claims=closed)).due_on
    assert plain is not None
    assert found is not None
    assert timedelta(0) <= found - plain <= timedelta(days=sum(days for _opened, days in claims))
