"""The pages of choices, accesses, requests and the end of records, as colleagues use them."""

import re
import time
from datetime import UTC, date, datetime

import pytest
from allauth.account.internal.flows.login import AUTHENTICATION_METHODS_SESSION_KEY
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from accord.health.actions import documents, requesting
from accord.health.actions.requesting import Received
from accord.health.codes import Use
from accord.health.models import (
    AccessRequest,
    AuditEvent,
    BreakGlassGrant,
    ClientSystem,
    Consent,
    DisclosureBundle,
    DocumentReference,
    Encounter,
    House,
)
from accord.health.models.documents import Review
from tests.health.choices.conftest import YES

PDF = b"%PDF-1.7 a copy"


def at(name: str, *ids: object) -> str:
    return reverse(f"health:{name}", args=[str(getattr(one, "pk", one)) for one in ids])


@pytest.fixture
def carer(two_factors, karim):
    return two_factors(karim)


@pytest.fixture
def referent(two_factors, diane):
    return two_factors(diane)


@pytest.fixture
def reviewed(report, ida) -> DocumentReference:
    documents.review(actor=ida.actor, document=report, outcome=Review.CLEAN)
    return report


def text(answer) -> str:
    assert answer.status_code == 200, answer.status_code
    return answer.content.decode()


def test_the_desk_records_a_choice_and_takes_it_back_in_two_acts(desk, ondine, arnoux) -> None:
    typed = {
        "answer": "accept",
        "practitioner": str(arnoux.pk),
        "decided_on": timezone.localdate(),
        "method": "counter",
    }
    assert desk.post(at("new_choice", ondine, "outside_team"), typed).status_code == 302
    line = Consent.objects.get()
    assert (line.state, line.provision.actor, line.is_checked) == ("given", str(arnoux.pk), False)
    page = text(desk.get(at("choices", ondine)))
    assert "Paul Arnoux" in page
    assert at("withdraw", line) in page
    assert desk.post(at("withdraw", line)).status_code == 302
    assert Consent.objects.order_by("recorded_at").last().state == "withdrawn"
    assert at("withdraw", line) not in text(desk.get(at("choices", ondine)))


@pytest.mark.parametrize("use", Use.values)
def test_each_use_has_its_own_boxes_and_refuses_what_is_missing(desk, ondine, use) -> None:
    assert text(desk.get(at("new_choice", ondine, use)))
    answer = desk.post(at("new_choice", ondine, use), {"decided_on": "2026-99-99", "method": "form"})
    assert answer.status_code == 422
    assert not Consent.objects.exists()


def test_a_year_nobody_means_is_refused_beside_the_date_and_the_choices_are_still_read(
    desk, ondine, arnoux
) -> None:
    typed = {
        "answer": "accept",
        "practitioner": str(arnoux.pk),
        "decided_on": "0001-01-01",
        "method": "paper",
    }
    answer = desk.post(at("new_choice", ondine, "outside_team"), typed)
    assert answer.status_code == 422 and "corrigez l’année" in answer.content.decode()
    assert not Consent.objects.exists()
    assert "Ondine CASTOR" in text(desk.get(at("choices", ondine)))


def test_a_choice_in_an_unheard_of_use_leads_nowhere(desk, ondine) -> None:
    assert desk.get(at("new_choice", ondine, "marketing")).status_code == 404


def test_a_colleague_of_the_records_checks_what_the_desk_typed(desk, records, ondine, arnoux) -> None:
    typed = {
        "answer": "accept",
        "practitioner": str(arnoux.pk),
        "decided_on": timezone.localdate(),
        "method": "paper",
    }
    desk.post(at("new_choice", ondine, "outside_team"), typed)
    line = Consent.objects.get()
    assert desk.post(at("check_choice", line)).status_code == 403
    assert records.post(at("check_choice", line)).status_code == 302
    assert Consent.objects.filter(replaces=line.pk, is_checked=True).exists()


def test_a_name_written_by_hand_is_tied_to_a_doctor(records, ondine, arnoux, chooses) -> None:
    line = chooses(None, YES, words={"who": "Docteur Arnoux"}, actor="name:1")
    assert at("identify", line) in text(records.get(at("choices", ondine)))
    assert "Docteur Arnoux" in text(records.get(at("identify", line)))
    records.post(at("identify", line), {"practitioner": str(arnoux.pk)})
    assert Consent.objects.filter(provision__actor=str(arnoux.pk), state="given").exists()


def test_the_page_of_a_patient_shows_what_holds(desk, records, ondine, chooses, arnoux) -> None:
    chooses(arnoux, YES)
    assert at("choices", ondine) in text(desk.get(at("patient", ondine)))
    page = text(records.get(at("patient", ondine)))
    for name in ("documents", "new_request", "log", "record_end"):
        assert at(name, ondine) in page


def test_a_document_says_who_may_see_it_and_why(records, ondine, report, kervella, arnoux, chooses) -> None:
    chooses(arnoux, YES)
    page = text(records.get(at("document", report)))
    assert "Anne Kervella" in page
    assert "Le patient a accepté que cette personne le voie." in page
    assert records.post(at("document", report), {"outcome": "clean"}).status_code == 302
    report.refresh_from_db()
    assert (report.review, report.reviewed_by) == ("clean", "Ida")
    assert "Archives, boîte 12" in text(records.get(at("documents", ondine)))
    assert records.post(at("strike_out", report)).status_code == 302
    assert text(records.get(at("document", report)))


def test_a_document_is_noted_with_what_is_known(records, ondine) -> None:
    typed = {"item": "p1.c", "constituted_on": "2026-03-02", "kept": "Étagère 4", "labels": ["R"]}
    assert records.post(at("new_document", ondine), typed).status_code == 302
    assert DocumentReference.objects.get().kept == "Étagère 4"
    for wrong in (
        {"item": "p9"},
        {"constituted_on": "2999-01-01"},
        {"system": "dpi"},
        {"kept": "2 85 05 75 999 001 97"},
    ):
        assert records.post(at("new_document", ondine), typed | wrong).status_code == 422


def test_the_surgeon_sees_what_is_open_to_her(carer, kervella, ondine, report) -> None:
    assert "Archives, boîte 12" in text(carer.get(at("seen", ondine)))
    assert AuditEvent.objects.filter(action="documents.read", category="documents").exists()


def prove_again(client) -> None:
    session = client.session
    session[AUTHENTICATION_METHODS_SESSION_KEY] = [
        {"method": "mfa", "type": "totp", "at": time.time(), "reauthenticated": True}
    ]
    session.save()


def test_an_emergency_asks_who_you_are_again_then_why_then_opens_for_an_hour(
    carer, referent, kervella, anselme, ida
) -> None:
    documents.note(actor=ida.actor, patient=anselme, noted=documents.Noted("p1.m", kept="Pharmacie"))
    refused = carer.get(at("patient", anselme))
    assert refused.status_code == 403
    assert at("emergency", anselme) in refused.content.decode()
    assert "reauthenticate" in carer.get(at("emergency", anselme)).headers["Location"]
    prove_again(carer)
    assert carer.post(at("emergency", anselme), {"reason": "urgent"}).status_code == 422
    answer = carer.post(at("emergency", anselme), {"reason": "Douleur brutale, médecin traitant absent."})
    grant = BreakGlassGrant.objects.get()
    assert answer.headers["Location"] == at("emergency_record", grant)
    page = text(carer.get(at("emergency_record", grant)))
    assert "Pharmacie" in page
    assert "Douleur brutale" in page
    listed = text(referent.get(at("emergencies")))
    assert "Douleur brutale" in listed
    assert "POLLUX" not in listed
    assert re.search(r"Accès d’urgence.{0,80}>\s*1\s*<", listed, re.DOTALL), "the menu says that one waits"
    review, why = at("review_emergency", grant), "Le médecin traitant était injoignable cette nuit-là."
    assert at("log", anselme) in text(referent.get(review))
    for wrong in (
        {"outcome": "justified", "words": "ok"},
        {"outcome": "perhaps", "words": why},
        {"words": why},
    ):
        assert referent.post(review, wrong).status_code == 422
    assert referent.post(review, {"outcome": "unjustified", "words": why}).status_code == 302
    assert why in text(referent.get(at("emergencies")))
    follow, done = at("follow_up_emergency", grant), "Rappel écrit des règles au praticien."
    assert why in text(referent.get(follow))
    assert referent.post(follow, {"words": "ok"}).status_code == 422
    assert referent.post(follow, {"words": done}).status_code == 302
    closed = text(referent.get(at("emergencies")))
    assert done in closed and follow not in closed and "Rien à contrôler" in closed


def test_an_emergency_access_of_a_colleague_or_one_that_is_over_opens_nothing(
    carer, kervella, arnoux, anselme, maud, monkeypatch
) -> None:
    from accord.health.actions import emergency

    grant = emergency.open_in_emergency(
        actor=maud.actor, patient=anselme, practitioner=arnoux, reason="Douleur brutale, médecin absent."
    )
    assert carer.get(at("emergency_record", grant)).status_code == 403


def test_the_log_is_read_by_the_patient_in_plain_french_and_reading_it_is_in_it(
    records, desk, referent, ask, kervella, arnoux, report, ondine
) -> None:
    ask(kervella, report)
    ask(arnoux, report)
    desk.get(at("patient", ondine))
    page = text(records.get(at("log", ondine)))
    for words in ("Anne Kervella", "Le compte rendu d’opération ou d’accouchement", "Accès refusé", "Agent "):
        assert words in page
    assert "Maud" not in page
    assert "A lu votre identité et vos séjours" in page
    sheet = records.get(at("log_sheet", ondine))
    assert sheet.content.startswith(b"%PDF")
    assert [event.action for event in AuditEvent.objects.order_by("-pk")[:1]] == ["log.printed"]
    shown = text(referent.get(at("log", ondine)))
    assert "CASTOR" not in shown.upper()


def test_a_colleague_reads_why_they_were_refused(carer, kervella, anselme) -> None:
    carer.get(at("patient", anselme))
    assert "Ne participe pas aux soins" in text(carer.get(at("refusals")))


def test_a_request_goes_from_the_counter_to_the_bundle(records, ondine, reviewed) -> None:
    typed = {"kind": "patient", "received_at": "2026-11-02T09:00", "modes": ["in_hand"], "items": ["p1.j"]}
    assert (
        records.post(at("new_request", ondine), typed | {"received_at": "2999-01-01T00:00"}).status_code
        == 422
    )
    assert records.post(at("new_request", ondine), typed | {"kind": "police"}).status_code == 422
    records.post(at("new_request", ondine), typed)
    request = AccessRequest.objects.get()
    line = request.lines.get()
    assert "Ondine" in text(records.get(at("requests")))
    assert "Reste à voir" in text(records.get(at("request", request)))
    copy = SimpleUploadedFile("report.pdf", PDF, "application/pdf")
    assert (
        records.post(at("request_line", line), {"copy": SimpleUploadedFile("x.exe", b"MZ")}).status_code
        == 422
    )
    assert (
        records.post(at("request_line", line), {"copy": copy, "document": str(reviewed.pk)}).status_code
        == 302
    )
    records.post(at("disclose", request), {"proof": ""})
    assert not DisclosureBundle.objects.exists()
    assert records.post(at("request_identity", request), {"how": "nothing"}).status_code == 422
    records.post(at("request_identity", request), {"how": "document"})
    records.post(at("disclose", request), {"proof": "Reçu signé"})
    bundle = DisclosureBundle.objects.get()
    assert records.get(at("bundle", bundle)).content[:2] == b"PK"
    assert "Reçu signé" in text(records.get(at("request", request)))


def test_a_request_is_refused_with_a_letter(records, ondine, reviewed, ida) -> None:
    request = requesting.receive(
        actor=ida.actor, patient=ondine, received=Received("heir", timezone.now(), who={"name": "Léo Castor"})
    )
    assert records.get(at("refusal_letter", request)).status_code == 302
    assert records.post(at("refuse_request", request), {"ground": "no_right", "words": ""}).status_code == 422
    records.post(at("refuse_request", request), {"ground": "no_right", "words": "Aucun lien montré."})
    assert records.get(at("refusal_letter", request)).content.startswith(b"%PDF")
    assert "Aucun lien montré." in text(records.get(at("request", request)))


def test_a_request_can_be_given_up(records, ondine, ida) -> None:
    request = requesting.receive(
        actor=ida.actor, patient=ondine, received=Received("patient", timezone.now())
    )
    records.post(at("give_up_request", request))
    assert AccessRequest.objects.get().state == "withdrawn"
    assert text(records.get(at("requests")))


def test_a_record_whose_time_is_over_is_signed_for_and_destroyed(records, ondine, ward) -> None:
    assert text(records.get(at("record_end", ondine)))
    Encounter.objects.create(
        patient=ondine,
        service=ward,
        number="S-1",
        status="finished",
        starts_at=datetime(2001, 3, 1, tzinfo=UTC),
    )
    assert "Ondine" in text(records.get(at("retention")))
    records.post(at("open_claim", ondine), {"opened_on": "2010-01-01"})
    assert "suspend" in text(records.get(at("record_end", ondine)))
    records.post(at("close_claim", ondine.holds.get()))
    hold = ondine.holds.get()
    hold.closed_on = date(2010, 2, 1)
    hold.save()
    assert records.post(at("open_claim", ondine), {"opened_on": ""}).status_code == 422
    for step, name in (("opinion", "Dr Dim"), ("decision", "Directrice")):
        typed = {"step": step, "signatory": name, "is_favourable": "yes"}
        assert records.post(at("record_end", ondine), typed).status_code == 302
    records.post(at("destroy_record", ondine))
    assert records.get(at("record_end", ondine)).status_code == 404


def test_an_administrator_admits_systems_and_says_what_the_institution_is(two_factors, alice) -> None:
    client = two_factors(alice)
    shown = text(client.post(at("systems"), {"name": "DPI", "scopes": ["health.decide"]}))
    assert "health_" in shown
    assert client.post(at("systems"), {"name": "", "scopes": ["people.read"]}).status_code == 422
    assert client.post(at("revoke_system", ClientSystem.objects.get())).status_code == 302
    assert "health_" not in text(client.get(at("systems"))).split("health.decide")[0].split("token")[-1]
    client.post(at("rules"), {"is_public": "on", "files_kept_days": "3", "contact": "dpo@example.org"})
    assert (House.now().is_public, House.now().files_kept_days) == (True, 3)
