"""The form on its way: printed for Ondine, handed over, handed back, matched, given up; and what it says by version."""

from dataclasses import replace
from datetime import datetime, time, timedelta

import pytest
from django.db import ProgrammingError, connections, transaction
from django.utils import timezone

from accord.health.actions import issuing, wording
from accord.health.impossible import Impossible
from accord.health.models import AuditEvent, Encounter, FormIssue, FormLayout, Questionnaire
from accord.health.paper.codes import Mark, opened, sealed
from accord.health.paper.content import Row
from accord.health.press import NotTheSame, again, bound, code_key
from tests.health.paper.test_printing import words

State = FormIssue.State


def handed(actor, sheet, outcome=State.HANDED):
    return issuing.hand_over(
        actor=actor, issue=sheet, outcome=outcome, handed_to="patient", identity_check="document"
    )


def test_the_sheet_of_a_patient_is_printed_with_what_is_known_and_again_the_same(sheet, ondine) -> None:
    printed = again(sheet)
    assert "CASTOR" in words(printed) and printed.sha256 == sheet.pdf_sha256
    assert AuditEvent.objects.filter(action="form.printed", patients=[ondine.pk]).count() == 1


def test_nothing_about_the_patient_is_kept_open_beside_the_sheet(sheet) -> None:
    with connections["health"].cursor() as cursor:
        cursor.execute("SELECT row_to_json(f)::text FROM health_formissue f")
        text = cursor.fetchone()[0]
    assert "CASTOR" not in text and b"CASTOR".hex() not in text


def test_a_correction_of_the_identity_does_not_change_a_sheet_already_printed(sheet, ondine, maud) -> None:
    ondine.put_traits(replace(ondine.traits, used_name="VEGA"))
    ondine.save()
    assert "VEGA" not in words(again(FormIssue.objects.get()))


def test_a_sheet_the_press_would_draw_otherwise_is_not_printed_again(sheet) -> None:
    sheet.pdf_sha256 = "0" * 64
    with pytest.raises(NotTheSame):
        again(sheet)


def test_every_sheet_has_its_own_code_and_one_layout_serves_all(maud, ondine, anselme) -> None:
    sheets = [issuing.issue(actor=maud.actor, patient=one) for one in (ondine, anselme)]
    assert len({sheet.form for sheet in sheets}) == 2
    assert FormLayout.objects.count() == 1
    for sheet in sheets:
        key = code_key(sheet.code_key)
        assert opened(sealed(Mark(sheet.form, 1, 1), key), key).form == sheet.form


@pytest.mark.parametrize("outcome", [State.HANDED, State.REFUSED, State.UNABLE])
def test_handing_over_refusing_and_being_unable_to_sign_are_normal(outcome, sheet, maud) -> None:
    row = handed(maud.actor, sheet, outcome)
    assert (row.state, row.handed_by, row.handed_to, row.identity_check) == (
        outcome, "Maud", "patient", "document",
    )  # fmt: skip
    with pytest.raises(Impossible):
        handed(maud.actor, sheet)


def test_nothing_is_handed_over_before_the_identity_is_checked(sheet, maud) -> None:
    with pytest.raises(Impossible):
        issuing.hand_over(
            actor=maud.actor, issue=sheet, outcome="handed", handed_to="patient", identity_check=""
        )
    assert FormIssue.objects.get().state == State.PRINTED


@pytest.mark.parametrize("way", ["in_person", "post"])
def test_a_sheet_handed_back_starts_the_clock_on_the_day_it_was_received(way, sheet, maud) -> None:
    handed(maud.actor, sheet)
    row = issuing.take_back(actor=maud.actor, issue=sheet, way=way, on=timezone.localdate())
    assert row.state == State.RETURNED and row.returned_by == "Maud"
    assert row.returned_at <= timezone.now()
    with pytest.raises(Impossible):
        issuing.take_back(actor=maud.actor, issue=sheet, way=way, on=timezone.localdate())


def test_a_sheet_cannot_come_back_tomorrow_nor_before_it_was_printed(sheet, maud) -> None:
    for days in (1, -1):
        day = timezone.localdate() + timedelta(days=days)
        with pytest.raises(Impossible):
            issuing.take_back(actor=maud.actor, issue=sheet, way="post", on=day)


def test_a_blank_sheet_belongs_to_a_patient_once_and_for_all(maud, ondine, anselme) -> None:
    pad, other = issuing.pads(actor=maud.actor, number=2)
    assert pad.patient is None and pad.form != other.form
    issuing.match(actor=maud.actor, issue=pad, patient=ondine)
    with pytest.raises(Impossible):
        issuing.match(actor=maud.actor, issue=pad, patient=anselme)
    assert FormIssue.objects.get(pk=pad.pk).patient == ondine
    assert again(FormIssue.objects.get(pk=pad.pk)).sha256 == pad.pdf_sha256


@pytest.mark.parametrize("number", [0, 51])
def test_blank_sheets_are_printed_by_fifty_at_most(number, maud) -> None:
    with pytest.raises(Impossible):
        issuing.pads(actor=maud.actor, number=number)


def test_those_expected_tomorrow_print_as_one_batch_and_only_once(maud, ondine, anselme, ward) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    for number, (patient, day, status) in enumerate(
        [
            (ondine, tomorrow, "planned"),
            (anselme, tomorrow, "cancelled"),
            (anselme, tomorrow + timedelta(days=1), "planned"),
        ]
    ):
        at = timezone.make_aware(datetime.combine(day, time(9)))
        Encounter.objects.create(
            patient=patient, service=ward, number=f"S{number}", status=status, starts_at=at
        )
    (sheet,) = issuing.batch(actor=maud.actor, day=tomorrow)
    assert sheet.patient == ondine and sheet.encounter.number == "S0"
    assert "Cardiologie" in words(again(sheet))
    assert issuing.batch(actor=maud.actor, day=tomorrow) == []
    assert bound([again(sheet).pdf, again(sheet).pdf]).startswith(b"%PDF")


# Versions


def test_the_form_as_delivered_is_version_1_and_one_alone_is_in_use(sheet) -> None:
    assert wording.in_use().version == sheet.questionnaire.version == 1
    assert Questionnaire.objects.filter(status="active").count() == 1


def test_a_published_version_never_changes_and_its_papers_outlive_it(sheet, maud) -> None:
    first = wording.in_use()
    with pytest.raises(Impossible):
        wording.write(actor=maud.actor, questionnaire=first, words={"title": "x"}, items={}, rows=())
    second = wording.draft(actor=maud.actor)
    rows = (*first.said.rows, Row("registry", "research", "consent", "Registre", "Un registre de prothèses."))
    wording.write(
        actor=maud.actor, questionnaire=second, words={"title": "Demander son dossier"}, items={}, rows=rows
    )
    wording.publish(actor=maud.actor, questionnaire=second)
    assert wording.in_use().version == 2
    assert "Obtenir ses documents" in words(again(FormIssue.objects.get()))
    assert Questionnaire.objects.get(version=1).status == "retired"


def test_a_version_changed_behind_our_back_is_not_printed(sheet) -> None:
    row = wording.in_use()
    row.content["words"][0][1] = "Vous n’avez aucun droit."
    row.save()
    with pytest.raises(ValueError, match="changed"):
        again(FormIssue.objects.select_related("questionnaire").get())


def test_a_row_the_law_does_not_leave_cannot_be_published(maud) -> None:
    row = wording.draft(actor=maud.actor)
    bad = Row("team", "care_team", "consent", "Mon équipe", "Texte")
    wording.write(actor=maud.actor, questionnaire=row, words={}, items={}, rows=(bad,))
    with pytest.raises(Impossible):
        wording.publish(actor=maud.actor, questionnaire=row)
    assert wording.in_use().version == 1


def test_a_file_once_kept_cannot_be_changed(sheet) -> None:
    for table in ("health_scanfile", "health_qualitycontrol"):
        with pytest.raises(ProgrammingError), transaction.atomic(using="health"):
            connections["health"].cursor().execute(f"DELETE FROM {table}")
