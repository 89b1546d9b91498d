"""The desk and the records at their screens: print, hand over, scan, compare; and whoever writes the form."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from accord.health.actions import checking, issuing, scanning, wording
from accord.health.actions.checking import Answers
from accord.health.models import (
    AuditEvent,
    Consent,
    FormIssue,
    FormReading,
    FormScan,
    Questionnaire,
    ScanFile,
)
from accord.staff.roles import Role
from tests.health.paper.conftest import SIGNED, filled_in, grouped

FORMS = "/health/forms/"


@pytest.fixture
def alice(two_factors, colleague):
    """The browser of the administrator, who sees no patient."""
    return two_factors(colleague("Alice", Role.ADMINISTRATOR))


def said(answer) -> str:
    return re.sub(r"\s+", " ", answer.content.decode())


def upload(desk, data: bytes, name: str = "CASTOR Ondine.tif"):
    return desk.post(FORMS, {"upload": [SimpleUploadedFile(name, data)], "source": "upload"}, follow=True)


def test_one_click_prints_the_form_of_a_patient(desk, ondine) -> None:
    answer = desk.post(f"/health/patients/{ondine.pk}/forms/print/", follow=True)
    assert answer.headers["Content-Type"] == "application/pdf" and answer.content.startswith(b"%PDF")
    assert "CASTOR" not in answer.headers["Content-Disposition"].upper()
    assert "no-store" in answer.headers["Cache-Control"]
    sheet = FormIssue.objects.get()
    assert sheet.patient == ondine and sheet.form in said(desk.get(f"/health/patients/{ondine.pk}/"))


def test_the_form_is_handed_over_and_comes_back_with_a_dated_receipt(desk, sheet, ondine) -> None:
    told = {"outcome": "handed", "handed_to": "patient", "identity_check": "document"}
    assert desk.post(f"{FORMS}{sheet.pk}/hand/", told).status_code == 302
    assert desk.get(f"{FORMS}{sheet.pk}/receipt.pdf").status_code == 404
    day = timezone.localdate()
    assert desk.post(f"{FORMS}{sheet.pk}/back/", {"way": "post", "on": day}).status_code == 302
    first, again = (desk.get(f"{FORMS}{sheet.pk}/receipt.pdf").content for _ in range(2))
    assert first == again and first.startswith(b"%PDF")


def test_handing_over_asks_how_the_identity_was_checked(desk, sheet) -> None:
    answer = desk.post(f"{FORMS}{sheet.pk}/hand/", {"outcome": "handed", "handed_to": "patient"})
    assert answer.status_code == 422
    assert FormIssue.objects.get().state == "printed"


def test_a_day_to_come_is_refused_in_a_sentence(desk, sheet) -> None:
    day = timezone.localdate() + timezone.timedelta(days=1)
    answer = desk.post(f"{FORMS}{sheet.pk}/back/", {"way": "post", "on": day})
    assert answer.status_code == 422 and "pas encore" in said(answer)


def test_what_is_scanned_waits_in_the_inbox_and_no_name_of_a_file_is_kept(desk, sheet) -> None:
    answer = upload(desk, filled_in(sheet, SIGNED))
    assert "Ondine CASTOR" in said(answer)
    assert FormReading.objects.get().status == "in-progress"
    assert "name" not in {field.name for field in ScanFile._meta.get_fields()}


def test_what_cannot_be_read_says_why_and_what_to_do(desk) -> None:
    answer = upload(desk, b"a letter")
    assert "ni un PDF ni une image" in said(answer)
    page = FormScan.objects.get()
    assert desk.post(f"/health/scans/{page.pk}/aside/", follow=True).status_code == 200
    assert "ni un PDF ni une image" not in said(desk.get(FORMS))


def test_nothing_chosen_is_said_beside_the_field(desk) -> None:
    assert desk.post(FORMS, {"source": "upload"}).status_code == 422


def test_the_second_look_shows_the_paper_and_makes_the_choices_count(desk, records, sheet, ondine) -> None:
    upload(desk, filled_in(sheet, {**SIGNED, "b.research.object": "blackened"}))
    reading = FormReading.objects.get()
    page = said(desk.get(f"/health/readings/{reading.pk}/"))
    assert (
        "data:image/jpeg;base64," in page
        and "un collègue la vérifie" in page
        and 'value="accept"' not in page
    )
    page = said(records.get(f"/health/readings/{reading.pk}/"))
    assert 'value="accept"' in page and "noircie" in page
    boxes = [box for ticked in reading.answers.values() for box in ticked]
    told = {"box": [*boxes, "b.research.informed"], "is_signed": "on", "act": "accept"}
    assert records.post(f"/health/readings/{reading.pk}/", told).status_code == 302
    assert Consent.objects.get(use="research").state == "informed"
    assert AuditEvent.objects.filter(action="form.read", patients=[ondine.pk]).count() == 3


def test_what_was_corrected_on_the_page_is_not_lost_when_it_is_refused(records, maud, sheet) -> None:
    reading = checking.enter(
        actor=maud.actor, issue=sheet, answers=Answers(grouped(sheet, *SIGNED), {}, is_signed=True)
    )
    told = {"box": ["q.patient", "b.outside_team.accept"], "is_signed": "on", "act": "accept"}
    answer = records.post(f"/health/readings/{reading.pk}/", told)
    assert answer.status_code == 422
    assert re.search(r'value="b.outside_team.accept"[^>]* checked', said(answer))
    assert not Consent.objects.exists()


def test_a_sheet_that_is_not_valid_is_set_aside(records, maud, sheet) -> None:
    reading = checking.enter(
        actor=maud.actor, issue=sheet, answers=Answers(grouped(sheet, *SIGNED), {}, is_signed=False)
    )
    assert records.post(f"/health/readings/{reading.pk}/", {"act": "invalid"}).status_code == 302
    assert FormReading.objects.get().status == "entered-in-error"


def test_the_desk_types_a_form_in_from_its_paper(desk, sheet) -> None:
    assert desk.get(f"{FORMS}{sheet.pk}/enter/").status_code == 200
    told = {"box": ["q.patient", "b.recipient.1.accept"], "w.l.recipient.1": "Mme Vega", "is_signed": "on"}
    assert desk.post(f"{FORMS}{sheet.pk}/enter/", told).status_code == 302
    reading = FormReading.objects.get()
    assert reading.source == "paper" and reading.words == {"l.recipient.1": "Mme Vega"}


def test_the_second_look_says_that_the_person_of_trust_signed_too(desk, records, sheet) -> None:
    boxes = ["q.patient", "b.trusted_person.designate"]
    told = {"box": boxes, "w.l.trusted_person.1": "Mme Vega", "is_signed": "on"}
    desk.post(f"{FORMS}{sheet.pk}/enter/", told)
    reading = FormReading.objects.get()
    page = f"/health/readings/{reading.pk}/"
    assert "La personne désignée a signé aussi" in said(records.get(page))
    refused = records.post(page, {**told, "act": "accept"})
    assert refused.status_code == 422 and "signe aussi" in said(refused)
    assert not Consent.objects.exists()
    assert records.post(page, {**told, "s.trusted_person": "on", "act": "accept"}).status_code == 302
    assert Consent.objects.get(use="trusted_person").state == "given"


def test_a_social_security_number_copied_from_the_paper_is_refused(desk, sheet) -> None:
    told = {"box": ["q.patient"], "w.l.recipient.1": "2 85 05 75 999 001 97", "is_signed": "on"}
    answer = desk.post(f"{FORMS}{sheet.pk}/enter/", told)
    assert answer.status_code == 422 and "999 001" not in said(answer)
    assert not FormReading.objects.exists()


def test_a_blank_sheet_finds_its_patient_when_it_comes_back(desk, maud, ondine) -> None:
    answer = desk.post(f"{FORMS}pads/", {"number": 2})
    assert answer.content.startswith(b"%PDF")
    pad = FormIssue.objects.first()
    upload(desk, filled_in(pad, SIGNED))
    match = f"{FORMS}{pad.pk}/match/"
    assert "CASTOR" in said(desk.post(match, {"name": "castor"}))
    reading = FormReading.objects.get()
    assert desk.post(match, {"patient": ondine.pk}).headers["Location"] == f"/health/readings/{reading.pk}/"
    assert desk.post(match, {"patient": "nobody"}).status_code == 302


def test_the_records_see_the_file_as_it_came_the_desk_does_not(desk, records, maud, sheet, ondine) -> None:
    data = filled_in(sheet, SIGNED, pages=(1,))
    file = scanning.take_in(actor=maud.actor, data=data, source="upload")
    assert desk.get(f"/health/scans/files/{file.pk}/").status_code == 403
    assert records.get(f"/health/scans/files/{file.pk}/").content == data
    assert AuditEvent.objects.get(action="scan.shown").patients == [ondine.pk]


def test_a_professional_prints_and_reads_no_form(two_factors, karim, sheet, ondine) -> None:
    client = two_factors(karim)
    assert client.post(f"/health/patients/{ondine.pk}/forms/print/").status_code == 403
    assert client.get(f"{FORMS}{sheet.pk}/sheet.pdf").status_code == 403
    assert client.get(FORMS).status_code == 403


def test_tomorrow_without_anybody_says_so(desk) -> None:
    assert "Personne n’est attendu demain" in said(desk.post(f"{FORMS}tomorrow/", follow=True))


# The words of the institution


def test_the_administrator_writes_a_version_sees_it_printed_and_publishes_it(alice) -> None:
    assert alice.get("/health/form/").status_code == 200
    page = alice.post("/health/form/draft/")
    address = page.headers["Location"]
    version = Questionnaire.objects.get(status="draft")
    words = {**version.said.words, **version.said.items, "title": "Demander son dossier"}
    assert alice.post(address, words).status_code == 302
    added = alice.post(f"{address}rows/new/", {"kind": "research:consent"})
    row = added.headers["Location"]
    assert "vide" in said(alice.get(address))
    assert alice.post(f"{address}publish/").headers["Location"] == address
    assert (
        alice.post(row, {"title": "Registre", "text": "Un registre.", "lines": "", "places": 0}).status_code
        == 302
    )
    assert alice.post(f"{row}move/", {"to": "up"}).status_code == 302
    assert alice.get(f"{address}preview.pdf").content.startswith(b"%PDF")
    assert alice.post(f"{address}publish/").status_code == 302
    used = wording.in_use()
    assert (used.version, used.said.words["title"]) == (2, "Demander son dossier")
    assert [one.link_id for one in used.said.rows][-2] == "research_2"
    assert alice.post(address, {**words, "title": "Autre"}).status_code == 200
    assert wording.in_use().said.words["title"] == "Demander son dossier"


def test_a_rule_the_law_does_not_leave_is_not_offered(alice) -> None:
    address = alice.post("/health/form/draft/").headers["Location"]
    assert alice.post(f"{address}rows/new/", {"kind": "care_team:consent"}).headers["Location"] == address
    assert not [one for one in Questionnaire.objects.get(status="draft").said.rows if one.regime == "x"]
    assert "care_team:consent" not in said(alice.get(address))


def test_the_administrator_sees_no_form_of_a_patient(alice, sheet) -> None:
    assert alice.get(f"{FORMS}{sheet.pk}/sheet.pdf").status_code == 403
    assert alice.get(FORMS).status_code == 403


def test_a_sheet_printed_by_mistake_is_given_up(desk, sheet) -> None:
    desk.post(f"{FORMS}{sheet.pk}/void/")
    assert FormIssue.objects.get().state == "void"
    assert "abandonnée" in said(desk.get(f"/health/patients/{sheet.patient_id}/"))


def test_the_sheet_that_would_come_out_otherwise_says_so(desk, sheet) -> None:
    FormIssue.objects.update(pdf_sha256="0" * 64)
    assert desk.get(f"{FORMS}{sheet.pk}/sheet.pdf").status_code == 409


def test_a_batch_of_files_is_taken_in_at_once(desk, maud, ondine, anselme) -> None:
    sheets = [issuing.issue(actor=maud.actor, patient=one) for one in (ondine, anselme)]
    files = [SimpleUploadedFile("x.tif", filled_in(one, SIGNED, pages=(1,))) for one in sheets]
    desk.post(FORMS, {"upload": [*files, SimpleUploadedFile("y.pdf", io.BytesIO(b"%PDF-1").getvalue())]})
    assert FormReading.objects.count() == 2
    assert FormScan.objects.get(issue=None).refusal == "damaged"
