"""The number of the social security: no field until it is declared, then sealed, masked, found by its hash alone."""

import logging
import subprocess
from datetime import date

import pytest
from django.db import connections
from django.utils import timezone

from accord.health import keyring, numbers
from accord.health.actions.numbers import CannotDeclare, NotDeclared, declare, give_number, revoke
from accord.health.crypto import Unreadable
from accord.health.models import AuditEvent, Patient, PatientIdentifier
from accord.health.numbers import BILLING, HOUSE, INS_NIA, INS_NIR, INS_TEST, WrongNumber, check_nir
from accord.health.queries.numbers import is_declared
from accord.project import clients, databases
from accord.project.bases import HEALTH
from accord.register.models import Controller, Purpose

ONDINE_S = "285057599900197"  # of law.md: the key is right, the commune does not exist
TODAY = date(2026, 11, 26)


@pytest.fixture
def house(db) -> Controller:
    """The controller, as the register names it."""
    return Controller.objects.create(
        name="Clinique des Tilleuls (fictif)", address="1 rue des Tilleuls", email="a@example.org"
    )


@pytest.fixture
def declared(house, alice) -> None:
    """The house declared both purposes."""
    for use in ("ins", "billing"):
        declare(actor=alice.actor, controller="institution", use=use, declared_on=timezone.localdate())


# What a NIR is


@pytest.mark.parametrize(
    "text",
    [
        "2 85 05 75 999 001 97", "1 85 05 2A 999 002 09", "2 85 05 2B 999 003 82", "2 60 07 20 999 004 23",
        "1 85 05 97 499 005 96", "2 85 05 99 999 006 26", "1 85 20 75 999 007 90",
    ],
)  # fmt: skip
def test_a_number_made_as_the_law_says_passes(text) -> None:
    assert check_nir(text, kind=INS_TEST, today=TODAY) == text.replace(" ", "")


def with_key(thirteen: str) -> str:
    return thirteen + numbers.nir.calc_check_digits(thirteen)


@pytest.mark.parametrize(
    ("text", "word"),
    [
        ("28505759990019", "quinze"),
        ("2850575999001AA", "quinze"),
        ("285057599900198", "clé"),
        (with_key("9850575999001"), "commence"),
        (with_key("2851375999001"), "mois"),
        (with_key("2850500999001"), "département"),
        (with_key("2850597999001"), "outre-mer"),
        (with_key("2850575000001"), "000"),
        (with_key("2850575999000"), "000"),
        (with_key("2850520999001"), "Corse"),  # born in 1985: 2A or 2B
        (with_key("260072A999001"), "Corse"),  # born in 1960: 20
        (with_key("7850575999001"), "provisoire"),
    ],
)
def test_what_cannot_be_one_is_told_why_and_not_repeated(text, word) -> None:
    with pytest.raises(WrongNumber, match=word) as refusal:
        check_nir(text, kind=INS_TEST, today=TODAY)
    assert text not in str(refusal.value)


def test_a_provisional_number_bills_and_identifies_nobody() -> None:
    number = with_key("7850575999001")
    assert check_nir(number, kind=BILLING, today=TODAY) == number
    with pytest.raises(WrongNumber):
        check_nir(number, kind=INS_NIA, today=TODAY)


def test_a_masked_number_shows_sex_year_and_month() -> None:
    assert numbers.masked(ONDINE_S) == "2 85 05 •• ••• ••• ••"


# No field until it is declared


def test_a_fresh_house_has_no_field_for_it_and_refuses_it(desk, ondine, maud) -> None:
    page = desk.get(f"/health/patients/{ondine.pk}/numbers/new/").content.decode()
    assert "INS" not in page.split("<main")[1]
    answer = desk.post(f"/health/patients/{ondine.pk}/numbers/new/", {"system": INS_TEST, "value": ONDINE_S})
    assert answer.status_code == 422
    with pytest.raises(NotDeclared):
        give_number(actor=maud.actor, patient=ondine, system=INS_TEST, value=ONDINE_S)
    assert not PatientIdentifier.objects.exists()


def test_an_administrator_declares_it_and_the_register_says_so(two_factors, alice, house) -> None:
    browser = two_factors(alice)
    said = {"controller": "institution", "use": "ins", "declared_on": timezone.localdate().isoformat()}
    assert browser.post("/health/house/number/", said).status_code == 422  # not sure
    browser.post("/health/house/number/", {**said, "is_sure": "on"})
    assert is_declared("ins") and not is_declared("billing")
    purpose = Purpose.objects.get(code="nir-ins")
    assert (purpose.state, purpose.channels, purpose.is_prospecting) == ("open", [], False)
    browser.post("/health/house/number/ins/revoke/")
    assert not is_declared("ins")
    purpose.refresh_from_db()
    assert purpose.state == "closed"


@pytest.mark.parametrize(("controller", "use"), [("shop", "ins"), ("institution", "loyalty"), ("", "")])
def test_what_the_decree_does_not_know_cannot_be_declared(house, alice, controller, use) -> None:
    with pytest.raises(CannotDeclare):
        declare(actor=alice.actor, controller=controller, use=use, declared_on=TODAY)
    assert not Purpose.objects.exists()


def test_revoking_takes_the_field_away_and_keeps_what_it_held_sealed(declared, alice, maud, ondine) -> None:
    give_number(actor=maud.actor, patient=ondine, system=INS_TEST, value=ONDINE_S)
    revoke(actor=alice.actor, use="ins")
    with pytest.raises(NotDeclared):
        give_number(actor=maud.actor, patient=ondine, system=INS_TEST, value=ONDINE_S)
    assert PatientIdentifier.objects.filter(ended_at=None).count() == 1


# Once declared


@pytest.mark.parametrize(
    ("text", "system"),
    [
        ("1 85 05 75 999 001 " + with_key("1850575999001")[13:], INS_TEST),  # a man
        (with_key("2860575999001"), INS_TEST),  # born in 1986
        (with_key("2850675999001"), INS_TEST),  # born in June
        (ONDINE_S, INS_NIR),  # a fictitious identity has no real one
    ],
)
def test_an_ins_that_contradicts_the_identity_is_refused(declared, maud, ondine, text, system) -> None:
    with pytest.raises(WrongNumber):
        give_number(actor=maud.actor, patient=ondine, system=system, value=text)


def test_a_child_is_billed_on_the_number_of_a_parent(declared, maud, ondine) -> None:
    parent = with_key("1600775999001")
    give_number(actor=maud.actor, patient=ondine, system=BILLING, value=parent)
    give_number(actor=maud.actor, patient=ondine, system=INS_TEST, value=ONDINE_S)
    assert {row.system for row in ondine.identifiers.all()} == {BILLING, INS_TEST}


def test_a_number_is_typed_masked_found_and_revealed_and_each_act_is_written_down(
    declared, desk, ondine, anselme
) -> None:
    desk.post(
        f"/health/patients/{ondine.pk}/numbers/new/", {"system": INS_TEST, "value": numbers.spaced(ONDINE_S)}
    )
    page = desk.get(f"/health/patients/{ondine.pk}/").content.decode()
    assert "2 85 05 •• ••• ••• ••" in page
    assert ONDINE_S not in page and numbers.spaced(ONDINE_S) not in page
    found = desk.post("/health/patients/number/", {"value": numbers.spaced(ONDINE_S)}).content.decode()
    assert "Ondine CASTOR" in found and "POLLUX" not in found
    assert numbers.spaced(ONDINE_S) not in found
    row = PatientIdentifier.objects.get()
    revealed = desk.post(f"/health/numbers/{row.pk}/reveal/")
    assert numbers.spaced(ONDINE_S) in revealed.content.decode()
    assert "no-store" in revealed.headers["Cache-Control"]
    event = AuditEvent.objects.latest("id")
    assert (event.action, event.actor_name, event.patients) == ("number.revealed", "Maud", [ondine.pk])
    assert desk.get(f"/health/numbers/{row.pk}/reveal/").status_code == 405


def test_a_professional_without_that_right_sees_no_number(declared, two_factors, karim, maud, ondine) -> None:
    row = give_number(actor=maud.actor, patient=ondine, system=INS_TEST, value=ONDINE_S)
    assert two_factors(karim).post(f"/health/numbers/{row.pk}/reveal/").status_code == 403


def test_a_new_number_of_a_kind_ends_the_older(declared, maud, ondine) -> None:
    older = give_number(actor=maud.actor, patient=ondine, system=HOUSE, value="IPP-1")
    give_number(actor=maud.actor, patient=ondine, system=HOUSE, value="IPP-2")
    older.refresh_from_db()
    assert older.ended_at is not None


def test_a_number_copied_into_the_row_of_another_patient_does_not_open(
    declared, desk, maud, ondine, anselme
) -> None:
    hers = give_number(actor=maud.actor, patient=ondine, system=HOUSE, value="IPP-1")
    his = give_number(actor=maud.actor, patient=anselme, system=HOUSE, value="IPP-2")
    PatientIdentifier.objects.filter(pk=his.pk).update(value_sealed=hers.value_sealed)
    assert desk.get(f"/health/patients/{anselme.pk}/").status_code == 503


@pytest.mark.django_db(databases=["default", "health"], transaction=True)
def test_no_dump_no_log_and_no_journal_holds_the_number(
    tmp_path, caplog, two_factors, maud, alice, admit, house
) -> None:
    caplog.set_level(logging.DEBUG)
    declare(actor=alice.actor, controller="institution", use="ins", declared_on=timezone.localdate())
    ondine = admit("CASTOR", "Ondine Lou", born_on=date(1985, 5, 12), sex="female")
    browser = two_factors(maud)
    address = f"/health/patients/{ondine.pk}/numbers/new/"
    browser.post(address, {"system": INS_TEST, "value": ONDINE_S})
    browser.post(address, {"system": INS_TEST, "value": ONDINE_S[:-1] + "8"})
    browser.post("/health/patients/number/", {"value": ONDINE_S})
    row = PatientIdentifier.objects.get()
    browser.post(f"/health/numbers/{row.pk}/reveal/")
    for alias in ("default", "health"):
        text = dump(alias)
        for planted in (ONDINE_S, numbers.spaced(ONDINE_S), ONDINE_S[:13], "CASTOR"):
            assert planted.encode() not in text, alias
    assert ONDINE_S not in caplog.text


def dump(alias: str) -> bytes:
    """Everything in a database, as text."""
    base = HEALTH if alias == "health" else None
    address = databases.cluster().url(
        base.owner if base else "accord_owner", database=connections[alias].settings_dict["NAME"]
    )
    return subprocess.run(
        [clients._program("pg_dump", 18), "--inserts", address], capture_output=True, check=True
    ).stdout


def test_with_other_keys_no_number_is_written(
    declared, maud, ondine, monkeypatch, tmp_path, settings
) -> None:
    settings.HEALTH_KEYS_FILE = tmp_path / "other"
    keyring.write(keyring.fresh())
    with pytest.raises(Unreadable):
        give_number(actor=maud.actor, patient=Patient.objects.get(pk=ondine.pk), system=HOUSE, value="IPP-9")
    assert not PatientIdentifier.objects.exists()
