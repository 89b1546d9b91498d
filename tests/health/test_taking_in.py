"""Identities and stays that other systems tell us: once each, whole or not at all, without a social security number."""

import json
from datetime import date
from pathlib import Path

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.core.management import call_command

from accord.health.actions.numbers import give_number
from accord.health.exchange import adt
from accord.health.exchange.arrivals import Unfit
from accord.health.models import AuditEvent, Encounter, Patient
from accord.health.numbers import HOUSE
from accord.health.queries.numbers import holder
from accord.health.queries.patients import one_person

HEAD = "ipp;nom_naissance;prenoms;date_naissance;sexe;sejour;service;classe;debut;fin\n"
LINES = (
    "IPP-1;CASTOR;Ondine Lou;12/05/1985;F;S-1;CARDIO;IMP;2026-11-20 08:00;2026-11-22 10:00\n"
    "IPP-2;POLLUX;Anselme;1950-03-03;M;;;;;\n"
)


def segment(name: str, fields: dict[int, str]) -> str:
    return "|".join([name, *(fields.get(place, "") for place in range(1, max(fields) + 1))])


PID = {
    3: "IPP-1^^^CLINIQUE^PI~285057599900197^^^ASIP-SANTE-INS-NIR&1.2.250.1.213.1.4.10&ISO^INS",
    5: "CASTOR^ONDINE^Ondine Lou^^^^L~DUBOIS^Ondine^^^^^D",
    7: "19850512",
    8: "F",
    19: "285057599900197",
    23: "75999",
    32: "PROV",
}
ADMISSION = "\r".join(
    [
        r"MSH|^~\&|DPI|CLINIQUE|ACCORD|CLINIQUE|20261126080000||ADT^A01^ADT_A01|1|P|2.5|||||FRA|UNICODE UTF-8",
        "EVN||20261126075900",
        segment("PID", PID),
        segment("PV1", {2: "I", 3: "CARDIO^101^1", 16: "N", 19: "S-1", 44: "20261126075500"}),
    ]
)


@pytest.fixture
def desk(two_factors, maud, ward):
    """The browser of the admissions desk."""
    return two_factors(maud)


def send(browser, text: str | bytes):
    content = text if isinstance(text, bytes) else text.encode()
    return browser.post("/health/patients/import/", {"file": SimpleUploadedFile("x.csv", content)})


def test_a_file_of_identities_and_stays_is_taken_in_once(desk) -> None:
    for _time in range(2):
        assert send(desk, HEAD + LINES).status_code == 302
    assert Patient.objects.count() == 2
    stay = Encounter.objects.get()
    assert (stay.number, stay.status, stay.service.code) == ("S-1", "finished", "CARDIO")
    assert holder(HOUSE, "IPP-1").traits.born_on == date(1985, 5, 12)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "cp1252"])
def test_accents_of_any_spreadsheet_are_read(desk, encoding) -> None:
    send(desk, (HEAD + LINES).replace("Ondine", "Élodie").encode(encoding))
    assert holder(HOUSE, "IPP-1").traits.first_names == "Élodie Lou"


@pytest.mark.parametrize(
    ("line", "word"),
    [
        ("IPP-3;;Noé;1985-05-12;;;;;;", "nom_naissance"),
        ("IPP-3;BLEUET;Noé;demain;;;;;;", "date"),
        ("IPP-3;BLEUET;Noé;2085-05-12;;;;;;", "date"),
        ("IPP-3;BLEUET;Noé;1985-05-12;x;;;;;", "sexe"),
        ("IPP-3;BLEUET;Noé;1985-05-12;M;S-9;NEURO;IMP;2026-11-20;", "NEURO"),
        ("IPP-3;BLEUET;Noé;1985-05-12;M;S-9;CARDIO;XXX;2026-11-20;", "IMP"),
        ("IPP-3;BLEUET;Noé;1985-05-12;M;S-9;CARDIO;IMP;2026-11-20;2026-11-19", "départ"),
        ("IPP-3;BLEUET;Noé;1985-05-12;M;S-9;CARDIO;IMP;0001-01-01;2026-11-19", "année"),
        ("285057599900197;BLEUET;Noé;1985-05-12;M;;;;;", "sécurité sociale"),
        ("IPP-2;POLLUX;Anselme;1950-03-03;M;S-1;CARDIO;IMP;2026-11-20;", "autre patient"),
    ],
)
def test_one_wrong_line_is_named_and_nothing_of_the_file_is_written(desk, line, word) -> None:
    answer = send(desk, HEAD + LINES + line + "\n")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Ligne 4" in page and word in page
    assert "285057599900197" not in page
    assert not Patient.objects.exists()


@pytest.mark.parametrize("content", [b"", b"nom;prenom\nx;y\n", b"\x00\x01\x02", HEAD.encode()])
def test_what_is_no_such_file_is_told_in_a_sentence(desk, content) -> None:
    assert send(desk, content).status_code == 422


# HL7 v2


def drop(folder: Path, **messages: str) -> str:
    for name, text in messages.items():
        (folder / f"{name}.hl7").write_text(text)
    call_command("health_adt", str(folder))
    return str(sorted(file.name for file in folder.rglob("*") if file.is_file()))


def test_an_admission_dropped_as_a_file_registers_the_patient_and_opens_the_stay(tmp_path, ward) -> None:
    assert drop(tmp_path, a=ADMISSION) == "['a.hl7']"
    assert (tmp_path / "done" / "a.hl7").exists()
    patient = holder(HOUSE, "IPP-1")
    assert (patient.traits.birth_name, patient.traits.used_name, patient.traits.sex) == (
        "CASTOR",
        "DUBOIS",
        "female",
    )
    assert patient.traits.birth_place == "75999"
    stay = Encounter.objects.get()
    assert (stay.status, stay.kind, stay.number) == ("in-progress", "IMP", "S-1")
    assert [row.system for row in patient.identifiers.all()] == [
        HOUSE
    ]  # the number in the message stays there


def test_the_same_message_twice_changes_nothing_and_a_discharge_ends_the_stay(tmp_path, ward) -> None:
    left = ADMISSION.replace("A01^ADT_A01", "A03^ADT_A03").replace(
        "EVN||20261126075900", "EVN||20261127100000"
    )
    drop(tmp_path, a=ADMISSION, b=ADMISSION, c=left)
    assert Patient.objects.count() == Encounter.objects.count() == 1
    assert Encounter.objects.get().status == "finished"


def test_a_merge_of_identities_joins_the_two_records(tmp_path, ward, admit, maud) -> None:
    other = admit("CASTOR", "Ondine", born_on=date(1985, 5, 12))
    give_number(actor=maud.actor, patient=other, system=HOUSE, value="IPP-9")
    joined = ADMISSION.replace("A01^ADT_A01", "A40^ADT_A39").split("\rPV1")[0] + "\rMRG|IPP-9^^^CLINIQUE^PI"
    drop(tmp_path, a=ADMISSION, b=joined)
    assert len(one_person(Patient.objects.get(pk=other.pk))) == 2


@pytest.mark.parametrize(
    "message",
    [
        "", "rubbish", "MSH|", ADMISSION.replace("A01^ADT_A01", "A99"), ADMISSION.replace("|IPP-1^^^CLINIQUE^PI~", "|"),
        ADMISSION.replace("19850512", "1985"), ADMISSION.replace("CASTOR^ONDINE^Ondine Lou^^^^L~DUBOIS", ""),
        ADMISSION.replace("CARDIO^101", "NEURO^101"), ADMISSION.replace("|I|", "|Z|"),
        ADMISSION.replace("20261126075500", "hier"),
    ],
)  # fmt: skip
def test_a_message_that_cannot_be_taken_in_is_put_aside_with_the_reason(tmp_path, ward, message) -> None:
    drop(tmp_path, a=message)
    why = (tmp_path / "refused" / "a.why.txt").read_text()
    assert why and "CASTOR" not in why and "285057599900197" not in why
    assert not Patient.objects.exists()
    assert AuditEvent.objects.latest("id").outcome == "failed"


def test_a_message_without_a_stay_only_tells_who_it_is() -> None:
    with pytest.raises(Unfit):
        adt.read("ADT")
    assert adt.read(ADMISSION.split("\rPV1")[0]).stay is None


# FHIR


def patient(**more: object) -> dict[str, object]:
    kind = {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v2-0203", "code": "PI"}]}
    return {
        "resourceType": "Patient",
        "id": "p1",
        "identifier": [
            {"system": "urn:oid:1.2.250.1.213.1.4.10", "value": "285057599900197"},
            {"type": kind, "value": "IPP-1"},
        ],
        "name": [
            {"use": "official", "family": "CASTOR", "given": ["Ondine", "Lou"]},
            {"use": "usual", "family": "DUBOIS"},
        ],
        "gender": "female",
        "birthDate": "1985-05-12",
        **more,
    }


def encounter(**more: object) -> dict[str, object]:
    return {
        "resourceType": "Encounter",
        "status": "in-progress",
        "class": {"code": "IMP"},
        "subject": {"reference": "Patient/p1"},
        "identifier": [{"value": "S-1"}],
        "serviceProvider": {"identifier": {"value": "CARDIO"}},
        "period": {"start": "2026-11-20T08:00:00+01:00"},
        **more,
    }


def bundle(*resources: dict[str, object]) -> str:
    return json.dumps(
        {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": one} for one in resources]}
    )


def test_a_bundle_of_a_patient_and_a_stay_is_taken_in_once(desk) -> None:
    for _time in range(2):
        assert send(desk, bundle(patient(), encounter())).status_code == 302
    found = holder(HOUSE, "IPP-1")
    assert (found.traits.first_names, found.traits.used_name) == ("Ondine Lou", "DUBOIS")
    assert Encounter.objects.get().status == "in-progress"
    assert [row.system for row in found.identifiers.all()] == [HOUSE]


def test_a_patient_alone_is_taken_in(desk) -> None:
    send(desk, json.dumps(patient()))
    assert holder(HOUSE, "IPP-1") is not None


@pytest.mark.parametrize(
    "text",
    [
        "{", "{}", '{"resourceType": "Observation"}', bundle(), bundle({"resourceType": "Patient"}),
        bundle(patient(birthDate="1985")), bundle(patient(gender="x")), bundle(patient(identifier=[])),
        bundle(patient(name=[])), bundle(encounter()), bundle(patient(), encounter(status="lost")),
        bundle(patient(), encounter(**{"class": {"code": "ZZZ"}})), bundle(patient(), encounter(period={})),
        bundle(patient(name="CASTOR", identifier=3)), '{"resourceType": "Bundle", "entry": [1, null]}',
    ],
)  # fmt: skip
def test_a_fhir_file_that_cannot_be_taken_in_is_told_and_nothing_is_written(desk, text) -> None:
    assert send(desk, text).status_code == 422
    assert not Patient.objects.exists()
