"""A record goes when its time is over, no claim stops it, and two people signed; then nothing of it opens again."""

from datetime import UTC, date, datetime

import pytest

from accord.health.actions import ending, systems
from accord.health.codes import Item
from accord.health.impossible import Impossible
from accord.health.models import DocumentReference, Encounter, Patient
from accord.health.retention import Obstacle, Step
from accord.health.vault import Destroyed


@pytest.fixture
def left(ondine, ward) -> Patient:
    """Ondine, whose last stay ended in March 2006."""
    Encounter.objects.create(
        patient=ondine,
        service=ward,
        number="S-2006",
        status="finished",
        starts_at=datetime(2006, 3, 1, tzinfo=UTC),
        ends_at=datetime(2006, 3, 9, tzinfo=UTC),
    )
    return ondine


@pytest.fixture
def anselme_now(anselme, ward) -> Patient:
    """Anselme, seen this month."""
    Encounter.objects.create(
        patient=anselme, service=ward, number="S-2026", starts_at=datetime(2026, 11, 1, tzinfo=UTC)
    )
    return anselme


def signs(patient, ida, diane, *steps: str) -> None:
    for step in steps or (Step.OPINION, Step.DECISION):
        author = diane if step == Step.OPINION else ida
        ending.sign(actor=author.actor, patient=patient, step=step)


def test_only_the_record_whose_time_is_over_is_listed(left, anselme_now) -> None:
    (found,) = ending.due()
    assert (found.patient, found.term.due_on, found.obstacle) == (left, date(2026, 3, 9), Obstacle.OPINION)


def test_a_claim_suspends_it_and_it_stays_in_the_list_with_the_reason(left, ida) -> None:
    hold = ending.open_claim(actor=ida.actor, patient=left, opened_on=date(2020, 1, 1))
    (found,) = ending.due()
    assert (found.term.due_on, found.obstacle) == (None, Obstacle.SUSPENDED)
    with pytest.raises(Impossible):
        ending.sign(actor=ida.actor, patient=left, step=Step.OPINION)
    ending.close_claim(actor=ida.actor, hold=hold, closed_on=date(2020, 2, 1))
    assert ending.due()[0].term.due_on == date(2026, 4, 9)


def test_nobody_destroys_alone_nor_before_its_time(left, anselme_now, ida, diane) -> None:
    with pytest.raises(Impossible):
        ending.destroy(actor=ida.actor, patient=left)
    with pytest.raises(Impossible):
        ending.sign(actor=ida.actor, patient=anselme_now, step=Step.OPINION)
    ending.sign(actor=ida.actor, patient=left, step=Step.OPINION)
    ending.sign(actor=ida.actor, patient=left, step=Step.DECISION)
    with pytest.raises(Impossible):
        ending.destroy(actor=ida.actor, patient=left)


def test_a_public_hospital_also_waits_for_the_archives(left, ida, diane) -> None:
    systems.settle(actor=ida.actor, is_public=True)
    signs(left, ida, diane)
    with pytest.raises(Impossible):
        ending.destroy(actor=ida.actor, patient=left)
    ending.sign(actor=ida.actor, patient=left, step=Step.VISA, signatory="Archives départementales")
    ending.destroy(actor=ida.actor, patient=left)


def test_once_destroyed_nothing_of_the_record_opens_or_is_found(
    left, report, ida, diane, ask, kervella
) -> None:
    signs(left, ida, diane)
    ending.destroy(actor=ida.actor, patient=left)
    gone = Patient.objects.select_related("key").get(pk=left.pk)
    with pytest.raises(Destroyed):
        _ = gone.traits
    assert (bytes(gone.key.wrapped), gone.name_index, gone.born_on_index) == (b"", [], None)
    assert DocumentReference.objects.get().external_id == ""
    assert not Encounter.objects.filter(number="S-2006").exists()
    assert ending.due() == []
    patient = {"system": "urn:accord:health:patient", "value": str(left.pk)}
    assert ask(kervella, patient=patient, item=Item.OPERATION)["reason"] == "gone"
