"""The documents ticked on a form that was accepted: one request, its clocks from the day the form came back."""

import re
from datetime import date, timedelta

import pytest
from django.utils import timezone

from accord.health.actions import checking, documents, issuing, requesting, scanning
from accord.health.actions.checking import Answers
from accord.health.actions.documents import Noted
from accord.health.delays import day_in_paris
from accord.health.impossible import Impossible
from accord.health.models import AccessRequest, Consent, FormIssue, FormReading
from tests.health.paper.conftest import SIGNED, filled_in, grouped


def accepted(by, typist, sheet: FormIssue, *boxes: str, words: dict[str, str] | None = None) -> None:
    said = Answers(grouped(sheet, *boxes), words or {}, is_signed=True)
    reading = checking.enter(actor=typist.actor, issue=sheet, answers=said)
    checking.accept(actor=by.actor, reading=reading, answers=said)


def test_a_form_that_is_only_read_asks_for_nothing_yet(maud, sheet) -> None:
    scanning.take_in(actor=maud.actor, data=filled_in(sheet, SIGNED), source="upload")
    assert not AccessRequest.objects.exists()


def test_the_second_look_opens_the_request_ondine_made_on_paper(maud, ida, sheet, ondine) -> None:
    issuing.take_back(actor=maud.actor, issue=sheet, way="in_person", on=timezone.localdate())
    accepted(
        ida, maud, sheet, "q.patient", "p1.j", "p2.a", "r.post", words={"f.details": "La radio du genou"}
    )
    request, back = AccessRequest.objects.get(), FormIssue.objects.get()
    assert (request.patient, request.kind, request.modes) == (ondine, "patient", ["post"])
    assert request.received_at == back.returned_at and request.form_issue_id == sheet.pk
    assert request.who == {"details": "La radio du genou"}
    assert [line.item for line in request.lines.order_by("item")] == ["p1.j", "p2.a"]
    due = day_in_paris(request.received_at) + timedelta(days=8)
    assert {line.due_on for line in request.lines.all()} == {due}


def test_a_form_that_asks_for_no_document_opens_no_request(maud, ida, sheet) -> None:
    accepted(ida, maud, sheet, "q.patient", "b.research.object")
    assert not AccessRequest.objects.exists()
    assert Consent.objects.filter(use="research").exists()


def test_the_same_form_read_again_adds_what_was_missed_and_opens_no_second_request(maud, ida, sheet) -> None:
    accepted(ida, maud, sheet, "q.patient", "p1.j")
    accepted(ida, maud, sheet, "q.patient", "p1.j", "p1.c")
    assert [line.item for line in AccessRequest.objects.get().lines.order_by("item")] == ["p1.c", "p1.j"]
    requesting.give_up(actor=ida.actor, request=AccessRequest.objects.get())
    accepted(ida, maud, sheet, "q.patient", "p1.a")
    assert AccessRequest.objects.get().state == "withdrawn"


def test_a_sheet_nobody_said_was_back_is_back_since_its_first_scan(maud, ida, sheet) -> None:
    file = scanning.take_in(actor=maud.actor, data=filled_in(sheet, SIGNED), source="upload")
    scanning.take_in(actor=maud.actor, data=filled_in(sheet, SIGNED), source="upload")
    reading = FormReading.objects.get()
    checking.accept(actor=ida.actor, reading=reading, answers=Answers(reading.answers, {}, is_signed=True))
    assert AccessRequest.objects.get().received_at == file.received_at
    back = FormIssue.objects.get()
    assert (back.state, back.returned_at, back.returned_by) == ("returned", file.received_at, "Maud")


def test_somebody_else_who_asks_is_named_or_nothing_is_kept(maud, ida, sheet) -> None:
    with pytest.raises(Impossible):
        accepted(ida, maud, sheet, "q.heir", "m.cause", "p1.j")
    assert not AccessRequest.objects.exists() and FormReading.objects.get().status == "in-progress"
    words = {"f.other_name": "Basile Castor", "f.other_contact": "8 quai des Brumes"}
    accepted(ida, maud, sheet, "q.heir", "m.cause", "p1.j", words=words)
    request = AccessRequest.objects.get()
    assert (request.kind, request.motive) == ("heir", "cause")
    assert request.who == {"name": "Basile Castor", "contact": "8 quai des Brumes"}


def test_a_document_noted_later_joins_the_requests_that_ask_for_it(maud, ida, sheet, ondine) -> None:
    accepted(ida, maud, sheet, "q.patient", "all", "r.in_hand")
    request = AccessRequest.objects.get()
    assert request.is_whole and not request.lines.exists()
    for item, made in (("p1.j", date(2026, 11, 1)), ("p1.j", date(2015, 1, 1)), ("p3", None)):
        documents.note(actor=ida.actor, patient=ondine, noted=Noted(item, made))
    assert [line.rule for line in request.lines.order_by("due_on")] == ["ordinary", "old"]


def test_a_kind_of_document_asked_for_is_found_when_it_is_noted(maud, ida, sheet, ondine) -> None:
    accepted(ida, maud, sheet, "q.patient", "p1.j")
    documents.note(actor=ida.actor, patient=ondine, noted=Noted("p1.c", date(2026, 11, 1)))
    found = documents.note(actor=ida.actor, patient=ondine, noted=Noted("p1.j", date(2026, 11, 1)))
    assert AccessRequest.objects.get().lines.get().document == found


def test_the_page_of_the_request_shows_its_form_its_deadline_and_the_receipt(
    two_factors, maud, ida, sheet
) -> None:
    accepted(ida, maud, sheet, "q.patient", "all")
    records, request = two_factors(ida), AccessRequest.objects.get()
    page = re.sub(r"\s+", " ", records.get(f"/health/requests/{request.pk}/").content.decode())
    assert sheet.form in page and f"/health/forms/{sheet.pk}/receipt.pdf" in page
    assert records.get(f"/health/forms/{sheet.pk}/receipt.pdf").content.startswith(b"%PDF")
    waiting = records.get("/health/requests/").context["waiting"]
    assert [due for _one, due in waiting] == [day_in_paris(request.received_at) + timedelta(days=8)]


def test_each_way_ticked_on_a_form_is_one_to_hand_the_documents_over_by(maud, ida, sheet) -> None:
    accepted(ida, maud, sheet, "q.patient", "p1.j", "r.post", "r.on_site")
    assert AccessRequest.objects.get().modes == ["on_site", "post"]


def test_a_form_without_a_way_is_answered_in_person(maud, ida, sheet) -> None:
    accepted(ida, maud, sheet, "q.patient", "p1.j")
    assert AccessRequest.objects.get().modes == ["in_hand"]
