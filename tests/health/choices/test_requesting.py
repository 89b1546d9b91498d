"""Who may ask for the record of Jeanne, born in 1951, or of Tom, born in 2012."""

from datetime import date

import pytest

from accord.health.codes import PROOFS, OtherRoute, Proof, Requester
from accord.health.requesting import Asked, Obstacle, missing_proofs, obstacles

TODAY = date(2026, 11, 23)
JEANNE, TOM = date(1951, 4, 14), date(2012, 5, 2)


def asked(kind: str, **more) -> Asked:
    return Asked(**{"kind": kind, "proofs": frozenset(PROOFS.get(kind, ())), "born_on": JEANNE, **more})


def test_jeanne_asks_for_her_own_record() -> None:
    assert obstacles(asked(Requester.PATIENT), TODAY) == ()


@pytest.mark.parametrize("kind", Requester.values)
def test_nobody_is_answered_before_showing_who_they_are(kind: str) -> None:
    shown = frozenset(PROOFS[kind] - {Proof.IDENTITY})
    found = asked(kind, proofs=shown, died_on=TODAY if kind == "heir" else None, motive="cause")
    assert Obstacle.PROOF in obstacles(found, TODAY)
    assert missing_proofs(found) == {Proof.IDENTITY}


@pytest.mark.parametrize("kind", OtherRoute.values)
def test_insurers_police_and_courts_are_sent_to_their_own_route(kind: str) -> None:
    assert obstacles(asked(kind), TODAY) == (Obstacle.OTHER_ROUTE,)


def test_an_unheard_of_requester_gets_nothing() -> None:
    assert obstacles(asked("neighbour"), TODAY) == (Obstacle.UNKNOWN,)


def test_an_heir_says_one_of_three_reasons() -> None:
    heir = {"died_on": date(2026, 10, 1)}
    assert obstacles(asked("heir", **heir), TODAY) == (Obstacle.NO_MOTIVE,)
    assert obstacles(asked("heir", motive="curiosity", **heir), TODAY) == (Obstacle.NO_MOTIVE,)
    assert obstacles(asked("heir", motive="memory", **heir), TODAY) == ()


def test_an_heir_gets_nothing_when_the_deceased_objected() -> None:
    found = asked("heir", motive="rights", died_on=date(2026, 10, 1), has_objected=True)
    assert obstacles(found, TODAY) == (Obstacle.OBJECTED,)


def test_there_is_no_heir_of_a_living_person() -> None:
    assert obstacles(asked("heir", motive="cause"), TODAY) == (Obstacle.NOT_DECEASED,)


def test_a_mandate_ends_with_a_death() -> None:
    assert obstacles(asked("mandatary", died_on=date(2026, 10, 1)), TODAY) == (Obstacle.DECEASED,)


def test_a_parent_asks_for_tom_until_he_is_of_age() -> None:
    assert obstacles(asked("parent", born_on=TOM), TODAY) == ()
    assert obstacles(asked("parent", born_on=TOM), date(2030, 5, 1)) == ()
    assert obstacles(asked("parent", born_on=TOM), date(2030, 5, 2)) == (Obstacle.OF_AGE,)
    assert obstacles(asked("parent"), TODAY) == (Obstacle.OF_AGE,)


def test_tom_can_object_to_his_parents_being_told() -> None:
    assert obstacles(asked("parent", born_on=TOM, has_objected=True), TODAY) == (Obstacle.OBJECTED,)


def test_the_parents_of_a_child_who_died_keep_their_access_without_a_motive() -> None:
    assert obstacles(asked("parent", born_on=TOM, died_on=date(2026, 10, 1)), TODAY) == ()
    grown = asked("parent", born_on=TOM, died_on=date(2031, 1, 1))
    assert Obstacle.DECEASED in obstacles(grown, date(2031, 2, 1))
