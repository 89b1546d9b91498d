"""The closed lists: what a form may ask, what an answer may mean, and what cannot be said at all."""

from itertools import chain, combinations

import pytest
from django.utils.translation import override

from accord.health import codes
from accord.health.codes import ANSWERS, STATES, Answer, Item, Regime, State


def test_the_record_has_the_seventeen_items_of_the_stay_and_the_four_of_its_end() -> None:
    assert [item for item in Item.values if item.startswith("p1.")] == [
        f"p1.{letter}" for letter in "abcdefghijklmnopq"
    ]
    assert [item for item in Item.values if item.startswith("p2.")] == [f"p2.{letter}" for letter in "abcd"]
    assert len(Item.values) == 21


def test_nothing_of_the_third_part_can_be_asked_for_or_handed_over() -> None:
    assert not [item for item in Item.values if codes.part_of(item) == 3]
    assert codes.part_of(codes.THIRD_PARTIES) == 3
    assert not any(map(codes.is_communicable, (codes.THIRD_PARTIES, "p3.a", "p1.r", "", "P1.A")))


def test_selling_and_marketing_cannot_be_expressed() -> None:
    said = {*codes.Purpose.values, *codes.Use.values}
    assert not said & {"HMARKT", "MARKETING", "SALE", "marketing", "sale"}
    assert all(purpose in codes.Purpose for purpose, _regimes, _source in codes.USES.values())


@pytest.mark.parametrize("regime", Regime.values)
def test_no_mix_of_boxes_gives_a_state_its_regime_cannot_produce(regime: str) -> None:
    boxes = [*Answer.values, "unheard-of"]
    for ticked in chain.from_iterable(combinations(boxes, size) for size in range(len(boxes) + 1)):
        assert codes.answered(regime, set(ticked)) in STATES[Regime(regime)]


def test_a_row_left_blank_is_neither_yes_nor_no() -> None:
    for regime in Regime.values:
        state = codes.answered(regime, set())
        assert state == State.NOT_ASKED
        assert state not in codes.NO_STATES | {State.GIVEN, State.INFORMED}


def test_yes_and_no_together_are_put_before_a_person() -> None:
    assert codes.answered(Regime.CONSENT, {Answer.ACCEPT, Answer.DECLINE}) == State.UNCLEAR


def test_informed_and_objecting_is_an_objection() -> None:
    assert codes.answered(Regime.OPPOSITION, {Answer.INFORMED, Answer.OBJECT}) == State.OBJECTED


def test_a_row_of_information_cannot_yield_an_agreement() -> None:
    assert State.GIVEN not in STATES[Regime.INFORMATION] | STATES[Regime.OPPOSITION]
    assert Answer.ACCEPT not in ANSWERS[Regime.INFORMATION] + ANSWERS[Regime.OPPOSITION]


def test_an_institution_cannot_turn_sharing_outside_the_team_into_mere_information() -> None:
    assert codes.is_lawful("outside_team", "consent")
    assert not codes.is_lawful("outside_team", "information")
    assert not codes.is_lawful("outside_team", "opposition")
    assert not codes.is_lawful("marketing", "consent")


def test_everybody_who_asks_for_a_record_shows_who_they_are() -> None:
    assert set(codes.PROOFS) == set(codes.Requester.values)
    assert all(codes.Proof.IDENTITY in proofs for proofs in codes.PROOFS.values())
    assert not set(codes.OtherRoute.values) & set(codes.Requester.values)


def test_the_patient_reads_plain_french() -> None:
    with override("fr"):
        assert str(Item.OPERATION.label) == "Le compte rendu d’opération ou d’accouchement"
        assert str(Answer.DECLINE.label) == "Je n’accepte pas"
