"""The hospital's systems ask; Accord answers no unless it can say why yes, and writes it down first."""

import pytest
from django.db import DatabaseError, connections
from django.test.utils import CaptureQueriesContext

from accord.health import journal
from accord.health.actions import documents, emergency, systems
from accord.health.actions.documents import Noted
from accord.health.codes import Item, Use
from accord.health.models import AuditEvent, ClientSystem, Practitioner
from tests.health.choices.conftest import YES

LONG = "Douleur brutale, médecin traitant absent."


def last() -> AuditEvent:
    return AuditEvent.objects.latest("pk")


def test_the_surgeon_of_the_team_reads_the_report_and_the_journal_names_her(
    ask, kervella, report, ondine
) -> None:
    assert ask(kervella, report)["decision"] == "permit"
    event = last()
    assert (event.actor_name, event.actor_role, event.purpose) == ("Anne Kervella", "10", "TREAT")
    assert (event.patients, event.category, event.outcome) == ([ondine.pk], "p1.j", "success")
    assert event.facts == {"reason": "care_team", "by": "DPI"}


def test_a_refusal_is_in_the_journal_too(ask, arnoux, report) -> None:
    assert ask(arnoux, report)["reason"] == "not_in_team"
    assert (last().outcome, last().facts["reason"]) == ("refused", "not_in_team")


def test_nothing_is_answered_when_the_journal_cannot_be_written(ask, kervella, report, monkeypatch) -> None:
    def fails(**_said):
        raise DatabaseError

    monkeypatch.setattr(journal, "record", fails)
    answer = ask(kervella, report)
    assert (answer["decision"], answer["reason"]) == ("deny", "error")


@pytest.mark.parametrize(
    "wrong",
    [
        {"purpose": ""},
        {"purpose": "HMARKT"},
        {"purpose": "treat"},
        {"practitioner": {"system": "https://rpps.esante.gouv.fr", "value": "10999999999"}},
        {"practitioner": {"system": "urn:else", "value": "10999999991"}},
        {"document": {"system": "urn:accord:health:document", "value": "nothing"}},
        {"document": {"system": "dpi", "value": "CR-2"}},
    ],
)
def test_whatever_is_not_known_is_a_no(ask, kervella, report, wrong) -> None:
    known = {"document": {"system": "dpi", "value": "CR-1"}}
    assert ask(kervella, **known)["decision"] == "permit"
    assert ask(kervella, **{**known, **wrong})["decision"] == "deny"


def test_a_question_that_cannot_be_read_is_refused_with_a_sentence(client, hospital) -> None:
    for body in (
        {},
        {"practitioner": "x"},
        {"practitioner": {"system": "\0", "value": "1"}},
        {"practitioner": {"system": "a", "value": ""}},
        [],
        {"x": 1},
    ):
        answer = client.post(
            "/health/api/v1/decision",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {hospital}"},
        )
        assert (answer.status_code, answer.headers["Content-Type"]) == (422, "application/problem+json")


def test_no_token_a_revoked_one_or_one_without_the_scope_gets_no_answer(client, hospital, ida) -> None:
    def status(token: str) -> int:
        return client.post(
            "/health/api/v1/decision",
            {"practitioner": {"system": "a", "value": "b"}},
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        ).status_code

    _system, reads = systems.admit(actor=ida.actor, name="Other", scopes=[systems.READ])
    assert [status(token) for token in ("", "health_x", "accord_x", reads, hospital)] == [
        401,
        401,
        401,
        403,
        200,
    ]
    systems.revoke(actor=ida.actor, system=ClientSystem.objects.get(name="DPI"))
    assert status(hospital) == 401


def test_a_system_cannot_hold_a_scope_of_the_rest_of_the_house(ida) -> None:
    with pytest.raises(ValueError, match="health"):
        systems.admit(actor=ida.actor, name="CRM", scopes=["people.read"])


def test_the_document_says_what_it_is_whatever_the_question_says(ask, ondine, ida) -> None:
    nurse = Practitioner.objects.create(name="Marc Tissot", rpps="10999999993", job="70")
    hidden = documents.note(
        actor=ida.actor, patient=ondine, noted=Noted(Item.ANAESTHESIA, labels=("MASQUE_PS",))
    )
    answer = ask(nurse, hidden, item=Item.CARE, labels=[])
    assert (answer["decision"], answer["reason"]) == ("deny", "job")


def test_a_document_without_a_reference_is_asked_about_by_patient_and_kind(
    ask, kervella, ondine, anselme
) -> None:
    of = {"item": Item.PRESCRIPTIONS}
    patient = {"system": "urn:accord:health:patient", "value": str(ondine.pk)}
    assert ask(kervella, patient=patient, **of)["decision"] == "permit"
    assert ask(kervella, patient=patient | {"value": str(anselme.pk)}, **of)["decision"] == "deny"
    assert ask(kervella, patient=patient | {"value": "x"}, **of)["decision"] == "deny"


def test_naming_another_patient_than_that_of_the_document_is_a_no(ask, kervella, report, anselme) -> None:
    other = {"system": "urn:accord:health:patient", "value": str(anselme.pk)}
    assert ask(kervella, report, patient=other)["decision"] == "deny"


def test_a_document_noted_by_mistake_is_seen_by_nobody(ask, kervella, report, ida) -> None:
    documents.strike_out(actor=ida.actor, document=report)
    assert ask(kervella, report)["decision"] == "deny"


def test_an_emergency_access_opens_one_record_for_a_while_to_read(ask, arnoux, report, ondine, karim) -> None:
    grant = emergency.open_in_emergency(actor=karim.actor, patient=ondine, practitioner=arnoux, reason=LONG)
    assert ask(arnoux, report)["decision"] == "deny"
    assert ask(arnoux, report, purpose="BTG") | {"at": "", "sentence": ""} == {
        "decision": "permit",
        "reason": "break_glass",
        "policy": f"BreakGlassGrant/{grant.pk}",
        "at": "",
        "sentence": "",
    }
    assert ask(arnoux, report, purpose="BTG", write=True)["reason"] == "read_only"


def test_one_question_is_three_statements_however_many_choices_there_are(
    ask, kervella, report, chooses
) -> None:
    def statements() -> int:
        with CaptureQueriesContext(connections["health"]) as seen:
            ask(kervella, report)
        return len([one for one in seen if "SAVEPOINT" not in one["sql"]])

    assert statements() == 3
    for _ in range(5):
        chooses(None, frozenset({"informed"}), use=Use.RESEARCH, regime="opposition")
        chooses(kervella, YES)
    assert statements() == 3
