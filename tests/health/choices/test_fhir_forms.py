"""A form filled in elsewhere comes in as QuestionnaireResponse: it waits for a second look, and counts for nothing."""

import copy
import threading
from datetime import date

import pytest
from django.db import connections, transaction
from django.utils import timezone
from fhir.resources.R4B.documentreference import DocumentReference as FhirDocument
from fhir.resources.R4B.questionnaire import Questionnaire as FhirQuestionnaire
from fhir.resources.R4B.questionnaireresponse import QuestionnaireResponse as FhirResponse
from hypothesis import given, settings
from hypothesis import strategies as st

from accord.health import rotation
from accord.health.actions import checking, exchanging, issuing, scanning, systems, wording
from accord.health.actions.checking import Answers
from accord.health.actions.merging import merge
from accord.health.fhir import responses
from accord.health.fhir.responses import Filled
from accord.health.fhir.shapes import Unknown
from accord.health.merging import Reason
from accord.health.models import AccessRequest, AuditEvent, Consent, FormIssue, FormReading
from tests.health.choices.test_fhir import changed, entries
from tests.health.paper.conftest import SIGNED, filled_in, grouped

SAID = ("q.patient", "all", "r.post", "b.research.object", "b.care_team.informed")
BOXES = st.lists(st.sampled_from(["q.patient", "all", "p1.a", "b.research.object"]), max_size=3, unique=True)
FILLED = st.builds(
    Filled,
    id=st.uuids().map(str),
    patient=st.uuids().map(str),
    questionnaire=st.sampled_from(["urn:accord:form:1:ab", "urn:accord:form:2:cd"]),
    status=st.sampled_from(responses.STATUSES),
    answers=st.dictionaries(
        st.sampled_from(["requester", "documents", "research"]),
        BOXES.filter(bool).map(sorted).map(tuple),
    ),
    signed_on=st.none() | st.dates(date(2020, 1, 1), date(2030, 1, 1)),
    sheet=st.sampled_from(["", "K7Q2M4XW"]),
)


@settings(max_examples=40)
@given(FILLED)
def test_a_form_comes_back_as_it_left(filled) -> None:
    sent = responses.written(filled)
    FhirResponse.model_validate(sent)
    assert responses.read(sent) == filled
    assert responses.written(responses.read(sent)) == sent


@pytest.fixture
def typed(maud, sheet) -> FormReading:
    """What Maud typed in from Ondine's paper."""
    answers = Answers(grouped(sheet, *SAID), {}, is_signed=True, signed_on=timezone.localdate())
    return checking.enter(actor=maud.actor, issue=sheet, answers=answers)


@pytest.fixture
def elsewhere(ondine) -> dict:
    """What another system of the hospital read on a sheet of ours, which was not printed here."""
    said = {
        "requester": ("q.patient",),
        "documents": ("all",),
        "mode": ("r.in_hand",),
        "research": ("b.research.object",),
    }
    version = wording.in_use().policy_uri
    return responses.written(Filled("", str(ondine.pk), version, "completed", said, date(2026, 11, 2)))


def test_a_form_of_ours_sent_back_to_us_changes_nothing(fhir, ondine, typed, ida) -> None:
    of = {"patient": str(ondine.pk)}
    for status in ("in-progress", "completed"):
        (sent,) = entries(fhir("get", "QuestionnaireResponse", **of))
        FhirResponse.model_validate(sent)
        assert sent["status"] == status
        assert fhir("post", "QuestionnaireResponse", sent, status=200) == sent
        assert entries(fhir("get", "QuestionnaireResponse", **of)) == [sent]
        if status == "in-progress":
            said = Answers(typed.answers, {}, is_signed=True, signed_on=typed.signed_on)
            checking.accept(actor=ida.actor, reading=typed, answers=said)
    assert FormReading.objects.count() == 1


def test_a_form_of_another_system_waits_and_counts_for_nothing_before_the_second_look(
    fhir, elsewhere, ondine, ida
) -> None:
    taken = fhir("post", "QuestionnaireResponse", elsewhere, status=201)
    FhirResponse.model_validate(taken)
    row = FormReading.objects.select_related("issue__patient").get()
    assert (row.source, row.status, row.operator) == ("import", "in-progress", "DPI")
    assert (row.issue.patient, row.issue.state) == (ondine, "returned")
    assert not Consent.objects.exists() and not AccessRequest.objects.exists()
    assert AuditEvent.objects.get(action="form.received").patients == [ondine.pk]
    answers = Answers(row.answers, {}, is_signed=True, signed_on=row.signed_on)
    checking.accept(actor=ida.actor, reading=row, answers=answers)
    objected = Consent.objects.get(use="research", state="objected")
    assert (objected.method, objected.is_checked, objected.source_id) == ("import", True, row.pk)
    assert AccessRequest.objects.get().patient == ondine


def test_what_came_in_goes_out_the_same_but_for_its_number_and_where_it_stands(
    fhir, elsewhere, ondine, ida
) -> None:
    fhir("post", "QuestionnaireResponse", elsewhere, status=201)
    (out,) = entries(fhir("get", "QuestionnaireResponse", patient=str(ondine.pk)))
    own = {"id", "identifier", "status"}
    assert {key: value for key, value in out.items() if key not in own} == {
        key: value for key, value in elsewhere.items() if key not in own
    }
    assert out["status"] == "in-progress"


def test_nobody_saw_the_signature_so_a_person_must(fhir, elsewhere, records) -> None:
    fhir("post", "QuestionnaireResponse", elsewhere, status=201)
    row = FormReading.objects.get()
    assert row.doubts["s.signer"] == ["unsigned"]
    page = records.get(f"/health/readings/{row.pk}/").content.decode()
    assert "« DPI »" in page.replace("\xa0", " ")
    boxes = [box for ticked in row.answers.values() for box in ticked]
    refused = records.post(f"/health/readings/{row.pk}/", {"box": boxes, "act": "accept"})
    assert refused.status_code == 422
    assert not Consent.objects.exists()


def test_the_same_form_sent_twice_is_one(fhir, elsewhere) -> None:
    first = fhir("post", "QuestionnaireResponse", elsewhere, status=201)
    assert fhir("post", "QuestionnaireResponse", elsewhere, status=200) == first
    assert FormReading.objects.count() == FormIssue.objects.count() == 1


@pytest.mark.django_db(databases=["default", "health"], transaction=True)
def test_the_same_form_sent_twice_at_once_is_one(elsewhere, ida) -> None:
    wording.in_use()
    filled, is_new = responses.read(elsewhere), []

    def send() -> None:
        try:
            is_new.append(exchanging.take_in_form(actor=ida.actor, told=filled)[1])
        finally:
            connections.close_all()

    threads = [threading.Thread(target=send) for _one in range(3)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert sorted(is_new) == [False, False, True]
    assert FormReading.objects.count() == FormIssue.objects.count() == 1


def test_answers_that_changed_elsewhere_wait_again_and_what_counted_still_counts(
    fhir, ondine, typed, ida
) -> None:
    said = Answers(typed.answers, {}, is_signed=True, signed_on=typed.signed_on)
    checking.accept(actor=ida.actor, reading=typed, answers=said)
    (sent,) = entries(fhir("get", "QuestionnaireResponse", patient=str(ondine.pk)))
    rank = next(n for n, one in enumerate(sent["item"]) if one["linkId"] == "research")
    other = changed(sent, ("item", rank, "answer", 0, "valueCoding", "code"), "b.research.informed")
    fhir("post", "QuestionnaireResponse", other, status=201)
    assert Consent.objects.filter(use="research").values_list("state", flat=True).get() == "objected"
    assert sorted(FormReading.objects.values_list("status", flat=True)) == ["completed", "in-progress"]
    assert FormIssue.objects.count() == 1


@pytest.mark.parametrize(
    ("path", "value", "sentence"),
    [
        (("resourceType",), "Questionnaire", ""),
        (("questionnaire",), "urn:accord:form:1:0000", "aucune version publiée"),
        (("status",), "banana", ""),
        (("status",), "in-progress", "complet"),
        (("status",), "entered-in-error", "complet"),
        (("subject", "reference"), "Patient/00000000-0000-4000-8000-000000000000", "pas connu ici"),
        (("subject", "reference"), "Patient/x", "pas connu ici"),
        (("subject", "reference"), "Group/1", ""),
        (("authored",), "hier", ""),
        (("authored",), "2199-01-01", "signée demain"),
        (("identifier",), {"system": "urn:else", "value": "1"}, ""),
        (("identifier",), {"system": "urn:accord:health:form", "value": "NOSUCH"}, "aucune feuille"),
        (("item",), "all", ""),
        (("item", 0), "all", ""),
        (("item", 0, "linkId"), "marketing", "pas cette question"),
        (("item", 0, "linkId"), "requester", "deux fois"),
        (("item", 0, "item"), [{"linkId": "x"}], ""),
        (("item", 0, "answer"), {}, ""),
        (("item", 0, "answer", 0), {"valueBoolean": True}, ""),
        (("item", 0, "answer", 0, "item"), [], ""),
        (("item", 0, "answer", 0, "valueCoding", "system"), "urn:else", ""),
        (("item", 0, "answer", 0, "valueCoding", "code"), "p3.a", "pas cette case"),
        (("item", 0, "answer", 0, "valueCoding", "code"), "q.patient", "pas cette case"),
    ],
)
def test_what_is_not_of_that_version_is_refused_in_a_sentence_and_nothing_is_written(
    fhir, elsewhere, path, value, sentence
) -> None:
    refused = fhir("post", "QuestionnaireResponse", changed(elsewhere, path, value), status=422)
    assert sentence in refused["detail"].lower().replace("\xa0", " ") and refused["detail"].endswith(".")
    assert not FormReading.objects.exists() and not FormIssue.objects.exists()
    assert AuditEvent.objects.filter(action="fhir.refused", outcome="refused").count() == 1


@settings(max_examples=60)
@given(st.data())
def test_a_code_of_nobodys_list_is_never_read(data) -> None:
    filled = data.draw(FILLED.filter(lambda one: one.answers))
    sent = responses.written(filled)
    known = dict(filled.answers)
    code = data.draw(st.text(max_size=12))
    rank = data.draw(st.integers(0, len(sent["item"]) - 1))
    what = data.draw(st.sampled_from(["linkId", "code", "system", "status"]))
    path = {
        "linkId": ("item", rank, "linkId"),
        "code": ("item", rank, "answer", 0, "valueCoding", "code"),
        "system": ("item", rank, "answer", 0, "valueCoding", "system"),
        "status": ("status",),
    }[what]
    wrong = changed(sent, path, code)
    if wrong == sent or code in known or any(code in boxes for boxes in known.values()):
        return
    if code in responses.STATUSES:
        return
    with pytest.raises(Unknown):
        responses.hold_to(responses.read(wrong), known)


def test_a_sheet_of_ours_that_was_given_up_or_is_somebody_elses_takes_nothing_in(
    fhir, elsewhere, sheet, maud, anselme
) -> None:
    named = {**copy.deepcopy(elsewhere), "identifier": {"system": responses.FORM, "value": sheet.form}}
    other = changed(named, ("subject", "reference"), f"Patient/{anselme.pk}")
    fhir("post", "QuestionnaireResponse", other, status=422)
    issuing.give_up(actor=maud.actor, issue=sheet)
    fhir("post", "QuestionnaireResponse", named, status=422)
    assert not FormReading.objects.exists()


def test_a_form_told_of_a_record_that_was_joined_waits_on_the_one_that_speaks(
    fhir, elsewhere, ondine, anselme, ida
) -> None:
    merge(actor=ida.actor, absorbed=ondine, into=anselme, why=Reason.TWICE)
    fhir("post", "QuestionnaireResponse", elsewhere, status=201)
    fhir("post", "QuestionnaireResponse", elsewhere, status=200)
    assert FormIssue.objects.get().patient == anselme


def test_a_system_that_may_only_read_sends_no_form(client, ida, elsewhere) -> None:
    _row, token = systems.admit(actor=ida.actor, name="Lecteur", scopes=[systems.READ])
    answer = client.post(
        "/health/api/v1/fhir/QuestionnaireResponse",
        elsewhere,
        content_type="application/json",
        headers={"Authorization": f"Bearer {token}"},
    )
    assert answer.status_code == 403
    assert not FormReading.objects.exists()


def test_a_choice_in_ink_points_to_its_paper_which_can_be_read(fhir, ondine, maud, ida, sheet) -> None:
    data = filled_in(sheet, {**SIGNED, "b.research.object": "cross"})
    file = scanning.take_in(actor=maud.actor, data=data, source="upload")
    row = FormReading.objects.get()
    checking.accept(actor=ida.actor, reading=row, answers=Answers(row.answers, {}, is_signed=True))
    told = entries(fhir("get", "Consent", patient=str(ondine.pk), shape="pcf"))
    (paper,) = {one["sourceReference"]["reference"] for one in told}
    found = fhir("get", paper)
    FhirDocument.model_validate(found)
    assert (found["status"], found["masterIdentifier"]["value"]) == ("current", sheet.form)
    (content,) = found["content"]
    assert content["attachment"]["extension"][0]["valueString"] == file.sha256
    assert AuditEvent.objects.filter(action="fhir.read", entity="DocumentReference").exists()
    fhir("post", "DocumentReference", found, status=422)


def test_a_form_typed_in_points_to_its_sheet(fhir, typed, sheet) -> None:
    found = fhir("get", f"DocumentReference/{typed.pk}")
    FhirDocument.model_validate(found)
    assert found["content"] == [{"attachment": {"title": sheet.form}}]


def test_one_reference_is_read_alone_and_an_unknown_one_is_not_found(fhir, report, ondine, ida) -> None:
    (listed,) = entries(fhir("get", "DocumentReference", patient=str(ondine.pk)))
    assert fhir("get", f"DocumentReference/{report.pk}") == listed
    fhir("get", "DocumentReference/00000000-0000-4000-8000-000000000000", status=404)
    assert AuditEvent.objects.get(action="fhir.refused").facts == {"where": "document"}
    with transaction.atomic(using="health"):
        rotation.destroy(ondine.key, actor=ida.actor)
    fhir("get", f"DocumentReference/{report.pk}", status=404)


def test_another_system_learns_what_each_version_asks_and_every_answer_of_it_comes_in(fhir, ondine) -> None:
    (version,) = entries(fhir("get", "Questionnaire"))
    FhirQuestionnaire.model_validate(version)
    assert (version["url"], version["status"]) == (wording.in_use().policy_uri, "active")
    assert not any(
        "p3" in option["valueCoding"]["code"] for one in version["item"] for option in one["answerOption"]
    )
    said = {
        one["linkId"]: tuple(sorted(option["valueCoding"]["code"] for option in one["answerOption"]))
        for one in version["item"]
    }
    everything = Filled("", str(ondine.pk), version["url"], "completed", said)
    taken = fhir("post", "QuestionnaireResponse", responses.written(everything), status=201)
    assert responses.read(taken).answers == said


def test_the_questions_told_are_those_of_the_printed_sheet(fhir, sheet) -> None:
    (version,) = entries(fhir("get", "Questionnaire"))
    told = {option["valueCoding"]["code"] for one in version["item"] for option in one["answerOption"]}
    assert told == {box.id for box in sheet.layout.places.boxes}
