"""What is sealed opens with its key, at its place, and nowhere else; master keys change while people work."""

import stat
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction

from accord.health import crypto, keyring, rotation, vault
from accord.health.actions.patients import correct
from accord.health.crypto import Place, Unreadable
from accord.health.models import DataKey, Patient
from accord.health.traits import Traits
from accord.lib.actor import SYSTEM


@pytest.fixture
def other_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The keys of another installation."""
    monkeypatch.setattr(settings, "HEALTH_KEYS_FILE", tmp_path / "health_keys")
    keyring.write(keyring.fresh())


@pytest.fixture
def spare_keys(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same keys, in a file this test may change."""
    ring = keyring.current()
    monkeypatch.setattr(settings, "HEALTH_KEYS_FILE", tmp_path / "health_keys")
    keyring.write(ring)


def again(patient: Patient) -> Patient:
    return Patient.objects.select_related("key").get(pk=patient.pk)


def test_keys_are_in_a_private_file_that_says_nothing_when_printed() -> None:
    assert stat.S_IMODE(settings.HEALTH_KEYS_FILE.stat().st_mode) == 0o600
    assert repr(keyring.current()) == "Keyring()"


@pytest.mark.parametrize("moved", [{"row": "2"}, {"field": "phone"}, {"table": "health_other"}])
def test_a_value_moved_elsewhere_does_not_open(moved: dict[str, str]) -> None:
    key, place = crypto.new_key(), Place("health_patient", "1", "traits")
    sealed = crypto.seal(key, "k", place, b"Ondine")
    assert crypto.unseal(key, "k", place, sealed) == b"Ondine"
    with pytest.raises(Unreadable):
        crypto.unseal(key, "k", replace(place, **moved), sealed)


@pytest.mark.parametrize("byte", [0, 5, 20, -1])
def test_a_changed_byte_does_not_open(byte: int) -> None:
    key, place = crypto.new_key(), Place("health_patient", "1", "traits")
    sealed = bytearray(crypto.seal(key, "k", place, b"Ondine Lou"))
    sealed[byte] ^= 1
    with pytest.raises(Unreadable) as refusal:
        crypto.unseal(key, "k", place, bytes(sealed))
    assert "Ondine" not in str(refusal.value)


def test_traits_copied_into_the_row_of_another_patient_do_not_open(ondine: Patient, anselme: Patient) -> None:
    Patient.objects.filter(pk=anselme.pk).update(traits_sealed=again(ondine).traits_sealed)
    with pytest.raises(Unreadable):
        _ = again(anselme).traits


def test_with_the_keys_of_another_house_nothing_is_read_and_nothing_is_written(ondine, other_keys) -> None:
    before = Patient.objects.values_list("traits_sealed", "key__wrapped").get(pk=ondine.pk)
    with pytest.raises(Unreadable):
        _ = again(ondine).traits
    with pytest.raises(Unreadable):
        correct(
            actor=SYSTEM, patient=ondine, traits=Traits("X", "Y"), identity_status="PROV", is_protected=False
        )
    after = Patient.objects.values_list("traits_sealed", "key__wrapped").get(pk=ondine.pk)
    assert [bytes(one) for one in before] == [bytes(one) for one in after]


def test_without_its_keys_a_house_that_holds_data_makes_no_new_ones(ondine, tmp_path, monkeypatch) -> None:
    monkeypatch.setattr(settings, "HEALTH_KEYS_FILE", tmp_path / "lost")
    with pytest.raises(keyring.KeysMissing, match="put health_keys back"):
        rotation.make_first_keys()
    assert not (tmp_path / "lost").exists()


def test_a_new_master_key_opens_everything_and_the_older_one_nothing(ondine, anselme, spare_keys) -> None:
    older, copied = keyring.current(), bytes(again(ondine).key.wrapped)
    stale = again(ondine)  # read before, used after: as a page does during a rotation
    assert rotation.rotate(actor=SYSTEM) >= 2
    assert again(anselme).traits.birth_name == "POLLUX"
    assert stale.traits.birth_name == "CASTOR"
    ring = keyring.current()
    assert set(ring.wrapping).isdisjoint(older.wrapping)
    place = Place("health_datakey", str(ondine.key_id), "wrapped")
    for kek_id, key in ring.wrapping.items():  # a copy of the database made before
        with pytest.raises(Unreadable):
            crypto.unseal(key, kek_id, place, copied)


def test_destroying_the_key_of_a_patient_is_the_end_of_what_it_sealed(ondine, anselme) -> None:
    with transaction.atomic(using="health"):
        rotation.destroy(ondine.key, actor=SYSTEM)
    with pytest.raises(vault.Destroyed):
        _ = again(ondine).traits
    assert again(anselme).traits.born_on == date(1950, 3, 3)
    assert bytes(DataKey.objects.get(pk=ondine.key_id).wrapped) == b""


def test_the_database_holds_no_name_of_a_patient(ondine: Patient) -> None:
    row = Patient.objects.values().get(pk=ondine.pk)
    assert (
        "castor"
        not in str({name: bytes(v) if isinstance(v, memoryview) else v for name, v in row.items()}).lower()
    )
