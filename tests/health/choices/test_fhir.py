"""Choices and documents travel in FHIR R4 and come back the same; a code of nobody's list is refused."""

import copy
import json
from datetime import UTC, date, datetime
from urllib.parse import parse_qsl, urlsplit

import pytest
from fhir.resources.R4B.auditevent import AuditEvent as FhirEvent
from fhir.resources.R4B.consent import Consent as FhirConsent
from fhir.resources.R4B.documentreference import DocumentReference as FhirDocument
from fhir.resources.R4B.patient import Patient as FhirPatient
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.health import api_fhir
from accord.health.actions import documents, systems
from accord.health.actions.numbers import give_number
from accord.health.codes import STATES, USES, Item, Regime, State
from accord.health.fhir import consents, records
from accord.health.fhir.consents import Told
from accord.health.fhir.shapes import Unknown
from accord.health.models import AuditEvent, Consent, DocumentReference, Patient
from accord.health.numbers import HOUSE
from tests.health.choices.conftest import YES

AT = st.datetimes(datetime(2020, 1, 1), datetime(2030, 1, 1), timezones=st.just(UTC))  # noqa: DTZ001
LAWFUL = [
    (use, regime, state)
    for use, (_purpose, regimes, _text) in USES.items()
    for regime in regimes
    for state in sorted(STATES[Regime(regime)])
]
TOLD = st.builds(
    lambda told, **more: Told(use=told[0], regime=told[1].value, state=told[2].value, **more),
    st.sampled_from(LAWFUL),
    id=st.uuids().map(str),
    patient=st.uuids().map(str),
    decided_at=AT,
    actor=st.sampled_from(["", "name:12ab", "6f1b5a43-0000-4000-8000-000000000000"]),
    items=st.lists(st.sampled_from(Item.values), unique=True, max_size=3).map(tuple),
    ends_at=st.none() | AT,
    policy_uri=st.sampled_from(["", "urn:accord:form:3:ab"]),
    source=st.sampled_from(["", "6f1b5a43-0000-4000-8000-000000000001"]),
    is_checked=st.booleans(),
)


@settings(max_examples=40)
@given(TOLD)
def test_a_choice_comes_back_as_it_left(told) -> None:
    sent = consents.written(told)
    FhirConsent.model_validate(sent)
    assert consents.read(sent) == told


@settings(max_examples=20)
@given(TOLD)
def test_the_ink_shape_has_neither_code_nor_verification(told) -> None:
    sent = consents.written(told, is_pcf=True)
    FhirConsent.model_validate(sent)
    assert "verification" not in sent
    assert "code" not in sent["provision"]
    assert sent["sourceReference"]


def changed(resource, path: tuple, value) -> dict:
    one = copy.deepcopy(resource)
    spot = one
    for step in path[:-1]:
        spot = spot[step]
    spot[path[-1]] = value
    return one


SENT = consents.written(
    Told("1", "2", "outside_team", "consent", "given", datetime(2026, 11, 1, tzinfo=UTC), "x", ("p1.j",))
)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        (("resourceType",), "Basic"),
        (("status",), "banana"),
        (("status",), "rejected"),
        (("extension", 0, "valueCode"), "marketing"),
        (("extension", 1, "valueCode"), "information"),
        (("extension", 2, "valueCode"), "informed"),
        (("extension", 2, "valueCode"), "banana"),
        (("extension",), []),
        (("scope", "coding", 0, "code"), "banana"),
        (("category", 0, "coding", 0, "code"), "banana"),
        (("patient", "reference"), "Group/2"),
        (("dateTime",), "yesterday"),
        (("dateTime",), "2026-11-01T00:00:00"),
        (("dateTime",), "2026-11-01T00:00:00+16:00"),
        (("dateTime",), "0001-01-01T00:00:00+00:00"),
        (("provision", "period"), {"end": "9999-12-31T23:59:59+00:00"}),
        (("provision", "actor", 0, "reference", "identifier", "value"), "x" * 65),
        (("policy", 0, "uri"), "urn:\ud800"),
        (("extension", 0, "valueCode"), ["outside_team"]),
        (("verification",), ["checked"]),
        (("provision", "type"), "deny"),
        (("provision", "purpose", 0, "code"), "HMARKT"),
        (("provision", "purpose", 0, "system"), "urn:else"),
        (("provision", "code", 0, "coding", 0, "code"), "p3"),
        (("provision", "provision"), [{"type": "deny"}]),
        (("provision", "actor", 0, "reference"), {}),
        (("policy",), []),
        (("provision",), "permit"),
    ],
)
def test_what_is_not_of_our_lists_is_refused(path, value) -> None:
    with pytest.raises(Unknown):
        consents.read(changed(SENT, path, value))


def entries(bundle) -> list[dict]:
    return [one["resource"] for one in bundle["entry"]]


def test_everything_of_a_patient_is_read_as_fhir_and_the_journal_has_it(
    fhir, ondine, report, chooses, arnoux
) -> None:
    chooses(arnoux, YES)
    of = {"patient": str(ondine.pk)}
    assert FhirPatient.model_validate(fhir("get", f"Patient/{ondine.pk}")).name[0].family == "CASTOR"
    for shape in ("fr-core", "pcf"):
        (one,) = entries(fhir("get", "Consent", shape=shape, **of))
        assert FhirConsent.model_validate(one).status == "active"
    (one,) = entries(fhir("get", "DocumentReference", **of))
    assert FhirDocument.model_validate(one).identifier[0].value == "CR-1"
    assert entries(fhir("get", "QuestionnaireResponse", **of)) == []
    for one in entries(fhir("get", "AuditEvent", **of)):
        FhirEvent.model_validate(one)
    assert AuditEvent.objects.filter(action="fhir.read").count() == 6
    fhir("get", "Consent", status=404, patient="00000000-0000-4000-8000-000000000000")
    fhir("get", "Consent", status=422, shape="banana", **of)


def test_a_patient_comes_back_as_it_left(fhir, ondine, ida) -> None:
    give_number(actor=ida.actor, patient=ondine, system=HOUSE, value="IPP-1")
    sent = fhir("get", f"Patient/{ondine.pk}")
    assert FhirPatient.model_validate(sent).identifier[1].value == "IPP-1"
    assert fhir("post", "Patient", sent, status=201) == sent
    assert Patient.objects.count() == 1
    (moved,) = [{**sent["name"][0], "family": "VEGA"}]
    assert fhir("post", "Patient", {**sent, "name": [moved]}, status=201)["name"][0]["family"] == "VEGA"


@pytest.mark.parametrize(
    "wrong",
    [
        {"gender": "banana"},
        {"birthDate": "1985"},
        {"name": []},
        {"identifier": []},
        {"resourceType": "Person"},
    ],
)
def test_a_patient_that_is_not_of_our_lists_is_refused_in_a_sentence(fhir, ondine, ida, wrong) -> None:
    give_number(actor=ida.actor, patient=ondine, system=HOUSE, value="IPP-1")
    sent = fhir("get", f"Patient/{ondine.pk}")
    refused = fhir("post", "Patient", {**sent, **wrong}, status=422)
    assert "CASTOR" not in str(refused)
    assert Patient.objects.get().traits == ondine.traits


def test_the_number_of_the_social_security_does_not_enter_as_that_of_the_house(fhir, ondine, ida) -> None:
    give_number(actor=ida.actor, patient=ondine, system=HOUSE, value="IPP-1")
    text = json.dumps(fhir("get", f"Patient/{ondine.pk}")).replace("IPP-1", "285057599900197")
    assert "285057599900197" not in str(fhir("post", "Patient", json.loads(text), status=422))


def test_a_yes_of_another_system_waits_for_a_look_and_its_no_counts_at_once(
    fhir, ondine, chooses, arnoux, report, ask
) -> None:
    (mine,) = [chooses(arnoux, YES)]
    (sent,) = entries(fhir("get", "Consent", patient=str(ondine.pk)))
    assert ask(arnoux, report)["decision"] == "permit"
    fhir("post", "Consent", sent, status=201)
    taken = Consent.objects.exclude(pk=mine.pk).get()
    assert (taken.method, taken.is_checked, taken.state) == ("import", False, "given")
    no = changed(changed(sent, ("extension", 2, "valueCode"), State.REFUSED.value), ("status",), "rejected")
    fhir("post", "Consent", changed(no, ("provision", "type"), "deny"), status=201)
    assert ask(arnoux, report)["decision"] == "deny"


def test_a_designation_told_by_another_system_does_not_count_before_both_signed_a_paper(
    fhir, ondine, records
) -> None:
    told = Told(
        "", str(ondine.pk), "trusted_person", "designation", "given", datetime(2026, 11, 1, tzinfo=UTC), "x"
    )
    line = Consent.objects.get(pk=fhir("post", "Consent", consents.written(told), status=201)["id"])
    page = records.post(f"/health/choices/{line.pk}/check/", follow=True).content.decode()
    assert "signe aussi" in page
    assert not Consent.objects.filter(is_checked=True).exists()


def test_a_choice_with_a_code_of_nobodys_list_writes_nothing(fhir, ondine) -> None:
    sent = changed(SENT, ("patient", "reference"), f"Patient/{ondine.pk}")
    fhir("post", "Consent", changed(sent, ("provision", "purpose", 0, "code"), "HMARKT"), status=422)
    fhir("post", "Consent", changed(sent, ("patient", "reference"), "Patient/x"), status=422)
    fhir("post", "Consent", {}, status=422)
    assert not Consent.objects.exists()


def test_a_reference_is_taken_in_and_comes_back_the_same(fhir, ondine) -> None:
    body = {
        "resourceType": "DocumentReference",
        "status": "current",
        "identifier": [{"system": "dpi", "value": "CR-9"}],
        "subject": {"reference": f"Patient/{ondine.pk}"},
        "type": {"coding": [{"system": "urn:accord:health:item", "code": "p1.j"}]},
        "securityLabel": [
            {"coding": [{"system": "http://terminology.hl7.org/CodeSystem/v3-Confidentiality", "code": "R"}]}
        ],
        "content": [{"attachment": {"creation": "2026-03-02"}}],
    }
    sent = fhir("post", "DocumentReference", body, status=201)
    FhirDocument.model_validate(sent)
    row = DocumentReference.objects.get()
    assert (row.item, row.labels, row.constituted_on, row.review) == (
        "p1.j",
        ["R"],
        date(2026, 3, 2),
        "not_reviewed",
    )
    assert records.read_document(sent) == records.read_document(body)
    for path, value in (
        (("type", "coding", 0, "code"), "p9"),
        (("securityLabel", 0, "coding", 0, "code"), "banana"),
        (("status",), "superseded"),
        (("content", 0, "attachment", "creation"), "soon"),
        (("content", 0, "attachment", "creation"), "0001-01-01"),
        (("identifier", 0, "value"), "9" * 121),
    ):
        fhir("post", "DocumentReference", changed(body, path, value), status=422)
    fhir("post", "DocumentReference", body, status=422)


def test_a_long_record_is_told_page_by_page_each_line_once(fhir, ondine, ida, monkeypatch) -> None:
    for number in range(5):
        noted = documents.Noted("p1.j", None, system="dpi", external_id=f"CR-{number}")
        documents.note(actor=ida.actor, patient=ondine, noted=noted)
    before = set(AuditEvent.objects.filter(patients=[ondine.pk]).values_list("pk", flat=True))
    monkeypatch.setattr(api_fhir, "MOST", 2)
    for kind, expected in (("DocumentReference", None), ("AuditEvent", before)):
        found, query = [], {"patient": str(ondine.pk)}
        while query:
            bundle = fhir("get", kind, **query)
            found += [one["id"] for one in entries(bundle)]
            (link,) = bundle.get("link") or [None]
            query = dict(parse_qsl(urlsplit(link["url"]).query)) if link else None
        assert len(found) == len(set(found))
        if expected:
            assert set(map(str, expected)) <= set(found)
        else:
            assert len(found) == bundle["total"] == 5


def test_asking_in_vain_is_in_the_journal_too(fhir, client, ida) -> None:
    fhir("get", "Consent", status=404, patient="00000000-0000-4000-8000-000000000000")
    fhir("post", "Patient", {"resourceType": "Patient"}, status=422)
    assert AuditEvent.objects.filter(action="fhir.refused", outcome="refused").count() == 2
    _row, token = systems.admit(actor=ida.actor, name="Lecteur", scopes=[systems.DECIDE])
    asked = {"headers": {"Authorization": f"Bearer {token}"}}
    assert client.get("/health/api/v1/fhir/Consent", **asked).status_code == 403
    line = AuditEvent.objects.get(action="system.refused")
    assert (line.actor_name, line.facts) == ("Lecteur", {"scope": "health.fhir.read"})


def test_a_page_that_cannot_be_meant_is_refused(fhir, ondine) -> None:
    for kind, after in (("AuditEvent", "-1"), ("AuditEvent", "9" * 30), ("DocumentReference", "x")):
        fhir("get", kind, status=422, patient=str(ondine.pk), after=after)
