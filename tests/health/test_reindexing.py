"""What patients are found by gets a new key while people work: everybody is found before, in the middle and after."""

from datetime import date

import pytest
from django.conf import settings
from django.core.management import call_command

from accord.health import keyring, reindexing
from accord.health.actions.numbers import give_number
from accord.health.actions.patients import correct
from accord.health.models import AuditEvent, Patient, PatientIdentifier
from accord.health.numbers import HOUSE
from accord.health.queries.numbers import holder
from accord.health.queries.patients import search
from accord.lib.actor import SYSTEM
from accord.project import doctor


class Killed(BaseException):
    """The process is no more."""


@pytest.fixture(autouse=True)
def spare_keys(tmp_path, monkeypatch) -> None:
    """The same keys, in a file this test may change."""
    ring = keyring.current()
    monkeypatch.setattr(settings, "HEALTH_KEYS_FILE", tmp_path / "health_keys")
    keyring.write(ring)


@pytest.fixture
def numbered(ondine, anselme, maud) -> None:
    for rank, patient in enumerate((ondine, anselme)):
        give_number(actor=maud.actor, patient=patient, system=HOUSE, value=f"IPP-{rank}")


def assert_everybody_is_found(maud, ondine, anselme) -> None:
    assert [one.pk for one in search(user=maud, name="cas ond").patients] == [ondine.pk]
    assert [one.pk for one in search(user=maud, born_on=date(1950, 3, 3)).patients] == [anselme.pk]
    assert (holder(HOUSE, "IPP-0"), holder(HOUSE, "IPP-1")) == (ondine, anselme)
    assert search(user=maud, name="pollux", born_on=date(1985, 5, 12)).patients == []


def test_everything_is_found_by_the_new_key_and_the_older_one_is_gone(
    numbered, maud, ondine, anselme
) -> None:
    older = keyring.current()
    before = set(Patient.objects.values_list("born_on_index", flat=True))
    call_command("health_keys", "index")
    now = keyring.current()
    assert len(now.indexing) == 1 and set(now.indexing).isdisjoint(older.indexing)
    assert (now.wrapping, now.journal) == (older.wrapping, older.journal)
    assert before.isdisjoint(Patient.objects.values_list("born_on_index", flat=True))
    assert_everybody_is_found(maud, ondine, anselme)
    assert AuditEvent.objects.get(action="keys.index_renewed").facts == {"records": 4}


def test_killed_in_the_middle_it_loses_nobody_and_goes_on_where_it_was(
    numbered, maud, ondine, anselme, monkeypatch
) -> None:
    monkeypatch.setattr(reindexing, "BATCH", 1)
    honest = reindexing._some

    turns = iter([honest])

    def once() -> int:
        for some in turns:
            return some()
        raise Killed

    monkeypatch.setattr(reindexing, "_some", once)
    with pytest.raises(Killed):
        reindexing.renew(actor=SYSTEM)
    halfway = keyring.current()
    assert len(halfway.indexing) == 2 and reindexing.waiting() == 2
    assert "2 records are left" in " ".join(finding.sentence for finding in doctor.health())
    assert_everybody_is_found(maud, ondine, anselme)
    monkeypatch.setattr(reindexing, "_some", honest)
    assert reindexing.renew(actor=SYSTEM) == 2
    assert list(keyring.current().indexing) == list(halfway.indexing)[1:]  # no third key was made
    assert reindexing.waiting() is None
    assert_everybody_is_found(maud, ondine, anselme)


def test_who_is_registered_or_corrected_meanwhile_is_found_afterwards(numbered, maud, ondine, admit) -> None:
    keyring.write(keyring.current().with_new_index())
    new = admit("VEGA", "Lise", born_on=date(1999, 9, 9))
    traits = ondine.traits.__class__("ALTAIR", "Ondine Lou", born_on=date(1985, 5, 12))
    correct(actor=maud.actor, patient=ondine, traits=traits, identity_status="FICT", is_protected=False)
    reindexing.renew(actor=SYSTEM)
    for name, patient in (("vega", new), ("altair", ondine)):
        assert [one.pk for one in search(user=maud, name=name).patients] == [patient.pk]


def test_a_record_whose_key_was_destroyed_does_not_stand_in_the_way(numbered, anselme) -> None:
    anselme.key.wrapped, anselme.key.destroyed_at = b"", anselme.created_at
    anselme.key.save()
    assert reindexing.renew(actor=SYSTEM) == 2


def test_a_value_that_does_not_open_stops_it_with_both_keys_kept(numbered, maud, ondine, anselme) -> None:
    PatientIdentifier.objects.filter(patient=ondine).update(value_sealed=b"\x01" + b"x" * 40)
    with pytest.raises(Exception, match="does not open"):
        reindexing.renew(actor=SYSTEM)
    assert len(keyring.current().indexing) == 2
    assert_everybody_is_found(maud, ondine, anselme)
