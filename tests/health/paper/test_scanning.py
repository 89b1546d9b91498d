"""What comes back on paper: kept as it came, read, seen by a second person; only then does it count."""

import os
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import ProgrammingError, connections, transaction
from django.utils import timezone

from accord.health import crypto, rotation, vault
from accord.health.actions import checking, ending, folder, issuing, scanning, wording
from accord.health.actions.checking import Answers
from accord.health.impossible import Impossible
from accord.health.models import (
    AuditEvent,
    Consent,
    Encounter,
    FormReading,
    FormScan,
    QualityControl,
    ScanFile,
)
from accord.health.paper.content import Row
from accord.health.retention import Step
from accord.project import jobs
from tests.health.paper.conftest import SIGNED, filled_in, grouped

CHOICES = {"b.research.object": "cross", "b.care_team.informed": "tick", "b.outside_team.accept": "cross"}


def scan(actor, sheet, marks=SIGNED, **more) -> FormReading:
    scanning.take_in(actor=actor, data=filled_in(sheet, marks, **more), source="upload")
    return FormReading.objects.get(issue=sheet, status="in-progress")


def typed(actor, sheet, *boxes) -> FormReading:
    """Typed in from the paper: what is checked next is the same as for a scan."""
    return checking.enter(
        actor=actor, issue=sheet, answers=Answers(grouped(sheet, *boxes), {}, is_signed=True)
    )


def as_read(reading: FormReading, **changes) -> Answers:
    said = {"ticked": reading.answers, "words": {}, "is_signed": True}
    return Answers(**{**said, **changes})


def test_the_boxes_of_a_scanned_sheet_are_read_and_wait(maud, sheet) -> None:
    reading = scan(maud.actor, sheet, {**SIGNED, "p1.a": "tick", "b.research.object": "cross"})
    assert reading.answers["documents"] == ["all", "p1.a"]
    assert reading.answers["research"] == ["b.research.object"]
    assert reading.answers["requester"] == ["q.patient"]
    assert reading.doubts == {}
    assert not Consent.objects.exists()


def test_the_file_is_kept_as_it_came_and_sealed(maud, sheet) -> None:
    data = filled_in(sheet, SIGNED)
    file = scanning.take_in(actor=maud.actor, data=data, source="photo")
    kept = ScanFile.objects.get()
    assert kept.content == data and kept.operator == "Maud" and kept.source == "photo"
    assert bytes(kept.content_sealed).find(data[:64]) == -1
    with pytest.raises(ProgrammingError), transaction.atomic(using="health"):
        connections["health"].cursor().execute("UPDATE health_scanfile SET content_sealed = ''")
    changed = bytearray(file.content_sealed)
    changed[-20] ^= 1
    file.content_sealed = bytes(changed)
    with pytest.raises(crypto.Unreadable):
        _ = file.content


def test_pages_may_come_one_after_the_other_and_a_missing_one_is_said(maud, sheet) -> None:
    reading = scan(maud.actor, sheet, {**SIGNED, "b.research.object": "cross"}, pages=(2,))
    assert "missing" in reading.doubts["documents"]
    reading = scan(maud.actor, sheet, SIGNED, pages=(1,))
    assert reading.doubts == {} and reading.answers["research"] == ["b.research.object"]
    assert FormReading.objects.count() == 1


def test_what_is_not_one_of_our_sheets_is_kept_with_its_reason(maud) -> None:
    scanning.take_in(actor=maud.actor, data=b"nothing to see", source="upload")
    page = FormScan.objects.get()
    assert (page.refusal, page.issue) == ("format", None)
    assert AuditEvent.objects.filter(action="form.scanned", outcome="failed").count() == 1
    scanning.set_aside(actor=maud.actor, scan=page)
    assert FormScan.objects.get().is_set_aside


def test_nothing_is_read_from_a_sheet_that_was_given_up(maud, sheet) -> None:
    data = filled_in(sheet, SIGNED)
    issuing.give_up(actor=maud.actor, issue=sheet)
    scanning.take_in(actor=maud.actor, data=data, source="upload")
    assert [page.refusal for page in FormScan.objects.all()] == ["given_up", "given_up"]


def test_the_paper_of_an_older_version_still_reads(maud, sheet) -> None:
    row = wording.draft(actor=maud.actor)
    rows = (Row("study", "research", "consent", "Une étude", "Texte"),)
    wording.write(actor=maud.actor, questionnaire=row, words={}, items={}, rows=rows)
    wording.publish(actor=maud.actor, questionnaire=row)
    reading = scan(maud.actor, sheet, {**SIGNED, "b.care_team.object": "tick"})
    assert reading.answers["care_team"] == ["b.care_team.object"]


# The second look


def test_whoever_scanned_does_not_check(maud, ida, sheet) -> None:
    reading = typed(maud.actor, sheet, *SIGNED)
    with pytest.raises(Impossible):
        checking.accept(actor=maud.actor, reading=reading, answers=as_read(reading))
    assert not QualityControl.objects.exists()
    checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading))
    assert QualityControl.objects.get().kind == "no_faults"


def test_in_a_practice_of_one_the_same_person_may_check(maud, sheet) -> None:
    wording.settle(actor=maud.actor, one_person_may=True)
    reading = typed(maud.actor, sheet, *SIGNED)
    checking.accept(actor=maud.actor, reading=reading, answers=as_read(reading))
    assert FormReading.objects.get().status == "completed"


def test_checked_answers_become_choices_each_under_its_regime(maud, ida, sheet, ondine) -> None:
    reading = typed(maud.actor, sheet, *SIGNED, *CHOICES)
    words = {"l.outside_team.1": "Dr Sirius, Nantes"}
    signed = timezone.localdate() - timedelta(days=2)
    checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading, words=words, signed_on=signed))
    lines = {one.use: one for one in Consent.objects.filter(patient=ondine)}
    assert {use: one.state for use, one in lines.items()} == {
        "care_team": "informed",
        "research": "objected",
        "outside_team": "given",
        "mon_espace_sante": "not_asked",
    }
    assert lines["outside_team"].words == {"who": "Dr Sirius, Nantes"}
    assert timezone.localdate(lines["research"].decided_at) == signed
    assert all(one.is_checked and one.source_id == reading.pk for one in lines.values())
    assert lines["research"].policy_uri == sheet.questionnaire.policy_uri


def test_two_recipients_are_two_choices(maud, ida, sheet) -> None:
    reading = scan(
        maud.actor, sheet, {**SIGNED, "b.recipient.1.accept": "tick", "b.recipient.2.decline": "tick"}
    )
    words = {"l.recipient.1": "Mme Vega", "l.recipient.2": "Assurance Altaïr"}
    checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading, words=words))
    told = {one.words["who"]: one.state for one in Consent.objects.filter(use="recipient")}
    assert told == {"Mme Vega": "given", "Assurance Altaïr": "refused"}


def test_an_agreement_that_names_nobody_is_not_taken(maud, ida, sheet) -> None:
    reading = scan(maud.actor, sheet, {**SIGNED, "b.outside_team.accept": "tick"})
    assert reading.doubts["outside_team"] == ["unnamed"]
    with pytest.raises(Impossible):
        checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading))
    assert not Consent.objects.exists() and FormReading.objects.get().status == "in-progress"


def test_a_person_of_trust_who_did_not_sign_is_not_designated(maud, ida, sheet) -> None:
    reading = typed(maud.actor, sheet, "q.patient", "b.trusted_person.designate")
    assert reading.doubts == {"trusted_person": ["unnamed"]}
    named = as_read(reading, words={"l.trusted_person.1": "Mme Vega"})
    with pytest.raises(Impossible, match="signe aussi"):
        checking.accept(actor=ida.actor, reading=reading, answers=named)
    assert not Consent.objects.exists()
    both = replace(named, cosigned=frozenset({"trusted_person"}))
    checking.accept(actor=ida.actor, reading=reading, answers=both)
    line = Consent.objects.get(use="trusted_person")
    assert (line.state, line.words) == ("given", {"who": "Mme Vega", "cosigned": "yes"})


def test_designating_somebody_later_needs_no_second_signature(maud, ida, sheet) -> None:
    reading = typed(maud.actor, sheet, "q.patient", "b.trusted_person.later")
    checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading))
    assert Consent.objects.get(use="trusted_person").state == "informed"


def test_a_row_of_information_never_gives_a_consent(maud, ida, ondine) -> None:
    row = wording.draft(actor=maud.actor)
    told = Row("team", "care_team", "opposition", "Mon équipe", "Texte")
    wording.write(actor=maud.actor, questionnaire=row, words={}, items={}, rows=(told,))
    wording.publish(actor=maud.actor, questionnaire=row)
    sheet = issuing.issue(actor=maud.actor, patient=ondine)
    reading = typed(maud.actor, sheet, *SIGNED, "b.team.informed")
    forged = {**reading.answers, "team": ["b.team.accept"]}
    checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading, ticked=forged))
    assert not Consent.objects.filter(state="given").exists()


def test_an_heir_asks_for_documents_and_chooses_nothing_for_the_patient(maud, ida, sheet) -> None:
    reading = typed(maud.actor, sheet, "q.heir", "m.cause", "p1.j", "b.research.object")
    named = as_read(reading, words={"f.other_name": "Basile Castor"})
    checking.accept(actor=ida.actor, reading=reading, answers=named)
    assert not Consent.objects.exists()


def test_without_a_signature_nothing_counts(maud, ida, sheet) -> None:
    reading = scan(maud.actor, sheet, {**SIGNED, **CHOICES}, sign=False)
    assert reading.doubts["s.signer"] == ["unsigned"]
    with pytest.raises(Impossible):
        checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading, is_signed=False))
    checking.reject(actor=ida.actor, reading=reading, kind="invalidated")
    assert not Consent.objects.exists()
    assert FormReading.objects.get().status == "entered-in-error"


def test_what_the_inspector_corrects_is_written_down(maud, ida, sheet) -> None:
    reading = scan(maud.actor, sheet, {**SIGNED, "b.research.object": "blackened"})
    assert reading.doubts["research"] == ["blackened"]
    right = {**reading.answers, "research": ["b.research.informed"]}
    control = checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading, ticked=right))
    assert (control.kind, control.corrected) == ("minor_faults", ["research"])
    assert Consent.objects.get(use="research").state == "informed"


def test_a_reading_is_checked_once(maud, ida, sheet) -> None:
    reading = typed(maud.actor, sheet, *SIGNED)
    checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading))
    with pytest.raises(Impossible):
        checking.reject(actor=ida.actor, reading=reading, kind="major_faults")


def test_a_blank_sheet_waits_for_its_patient(maud, ida, ondine) -> None:
    (pad,) = issuing.pads(actor=maud.actor, number=1)
    reading = scan(maud.actor, pad, {**SIGNED, "b.research.object": "cross"})
    with pytest.raises(Impossible):
        checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading))
    issuing.match(actor=maud.actor, issue=pad, patient=ondine)
    checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading))
    assert Consent.objects.get(use="research").patient == ondine


def test_a_form_typed_in_from_its_paper_waits_for_the_second_look_too(maud, ida, sheet) -> None:
    reading = typed(maud.actor, sheet, "q.patient", "b.research.object")
    assert reading.source == "paper" and not Consent.objects.exists()
    with pytest.raises(Impossible):
        checking.accept(actor=maud.actor, reading=reading, answers=as_read(reading))
    checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading))
    assert Consent.objects.get(use="research").method == "paper"


def test_a_paper_signed_tomorrow_is_refused(maud, ida, sheet) -> None:
    reading = typed(maud.actor, sheet, *SIGNED)
    day = timezone.localdate() + timedelta(days=1)
    with pytest.raises(Impossible):
        checking.accept(actor=ida.actor, reading=reading, answers=as_read(reading, signed_on=day))


# The scanner's folder


def test_the_folder_of_the_scanner_is_emptied_into_the_inbox(sheet, settings, tmp_path) -> None:
    settings.HEALTH_SCANS = str(tmp_path)
    done, half = tmp_path / "Castor Ondine.tif", tmp_path / "half.pdf"
    done.write_bytes(filled_in(sheet, SIGNED, pages=(1,)))
    half.write_bytes(b"%PDF")
    os.utime(done, (0, 0))
    (tmp_path / "elsewhere.tif").symlink_to("/etc/hostname")
    jobs.scans(timestamp=0)
    assert not done.exists() and half.exists()
    assert ScanFile.objects.get().source == "folder" and FormReading.objects.get().operator == "Accord"


def test_without_a_folder_nothing_is_looked_at(settings) -> None:
    settings.HEALTH_SCANS = ""
    assert folder.look() == 0


# The end


def test_a_scan_ends_with_the_last_patient_whose_sheet_it_shows(maud, sheet, ondine, anselme) -> None:
    other = issuing.issue(actor=maud.actor, patient=anselme)
    alone = scanning.take_in(actor=maud.actor, data=filled_in(sheet, SIGNED, pages=(1,)), source="upload")
    both = scanning.take_in(actor=maud.actor, data=filled_in(other, SIGNED, pages=(1,)), source="upload")
    FormScan.objects.create(file=both, number=2, issue=sheet, page=1)
    with transaction.atomic(using="health"):
        rotation.destroy(ondine.key, actor=maud.actor)
    with pytest.raises(vault.Destroyed):
        _ = ScanFile.objects.get(pk=alone.pk).content
    assert ScanFile.objects.get(pk=both.pk).content
    with transaction.atomic(using="health"):
        rotation.destroy(anselme.key, actor=maud.actor)
    with pytest.raises(vault.Destroyed):
        _ = ScanFile.objects.get(pk=both.pk).content


def test_the_end_of_a_record_is_the_end_of_its_scanned_sheets(maud, ida, diane, sheet, ondine, ward) -> None:
    long_ago = datetime(2006, 3, 1, tzinfo=UTC)
    Encounter.objects.create(
        patient=ondine, service=ward, number="S-2006", starts_at=long_ago, status="finished"
    )
    file = scanning.take_in(actor=maud.actor, data=filled_in(sheet, SIGNED, pages=(1,)), source="upload")
    for who, step in ((diane, Step.OPINION), (ida, Step.DECISION)):
        ending.sign(actor=who.actor, patient=ondine, step=step)
    ending.destroy(actor=ida.actor, patient=ondine)
    with pytest.raises(vault.Destroyed):
        _ = ScanFile.objects.get(pk=file.pk).content
