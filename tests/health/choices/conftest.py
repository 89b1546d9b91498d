"""Ondine's record: Dr Kervella operated on her, Dr Arnoux never met her; a system of the hospital asks for both."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from accord.health.actions import choosing, documents, systems
from accord.health.actions.choosing import Chosen, Source
from accord.health.codes import Item, Job, Regime, Use
from accord.health.models import (
    CareTeam,
    CareTeamMember,
    Consent,
    DocumentReference,
    Patient,
    Practitioner,
)
from accord.health.models.choices import Method
from accord.staff.models import User

YES, NO = frozenset({"accept"}), frozenset({"decline"})
Record = Callable[..., Consent]


@pytest.fixture
def kervella(ondine: Patient, karim: User) -> Practitioner:
    """The surgeon, in Ondine's team since yesterday; Karim's account is hers for these tests."""
    doctor = Practitioner.objects.create(
        name="Anne Kervella", rpps="10999999991", job=Job.DOCTOR, user_id=karim.pk
    )
    team = CareTeam.objects.create(patient=ondine)
    CareTeamMember.objects.create(
        team=team, practitioner=doctor, starts_at=timezone.now() - timedelta(days=1)
    )
    return doctor


@pytest.fixture
def arnoux(db: None) -> Practitioner:
    """A doctor who never met Ondine."""
    return Practitioner.objects.create(name="Paul Arnoux", rpps="10999999992", job=Job.DOCTOR)


@pytest.fixture
def report(ondine: Patient, ida: User) -> DocumentReference:
    """The report of Ondine's operation, not yet reviewed."""
    noted = documents.Noted(
        Item.OPERATION, date(2026, 11, 1), "Archives, boîte 12", external_id="CR-1", system="dpi"
    )
    return documents.note(actor=ida.actor, patient=ondine, noted=noted)


@pytest.fixture
def chooses(ida: User, ondine: Patient) -> Record:
    """What Ondine chooses, on a paper that was checked: `chooses(arnoux, YES)`, `chooses(None, …, use=…)`."""

    def choose(named: Practitioner | None, answers: frozenset[str], **more: Any) -> Consent:
        use, regime = more.pop("use", Use.OUTSIDE_TEAM), more.pop("regime", Regime.CONSENT)
        source = Source(
            Method.FORM,
            more.pop("decided_at", timezone.now()),
            policy_uri="form/1",
            checked_by=more.pop("checked_by", "Noé"),
        )
        actor = more.pop("actor", str(named.pk) if named else "")
        chosen = Chosen(use, regime, answers, actor, **more)
        patient = ondine
        return choosing.record(actor=ida.actor, patient=patient, chosen=[chosen], source=source)[0]

    return choose


@pytest.fixture
def hospital(ida: User) -> str:
    """The token of the hospital's own system."""
    return systems.admit(actor=ida.actor, name="DPI", scopes=[systems.DECIDE])[1]


Ask = Callable[..., dict[str, Any]]


@pytest.fixture
def ask(hospital: str, client: Client) -> Ask:
    """Asks the decision API: `ask(kervella, report)` gives its answer."""

    def post(who: Practitioner, *documents: DocumentReference, **more: Any) -> dict[str, Any]:
        body = {
            "practitioner": {"system": "https://rpps.esante.gouv.fr", "value": who.rpps},
            "purpose": "TREAT",
            **more,
        }
        for document in documents:
            body["document"] = {"system": "urn:accord:health:document", "value": str(document.pk)}
        answer = client.post(
            "/health/api/v1/decision",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {hospital}"},
        )
        assert answer.status_code == 200, answer.content
        found: dict[str, Any] = answer.json()
        return found

    return post


Fhir = Callable[..., Any]


@pytest.fixture
def fhir(client: Client, ida: User) -> Fhir:
    """Asks the FHIR API: `fhir("get", "Consent", patient=…)`."""
    _system, token = systems.admit(actor=ida.actor, name="DPI", scopes=[systems.READ, systems.WRITE])

    def ask(verb: str, path: str, body: dict[str, Any] | None = None, status: int = 200, **query: Any) -> Any:
        more: dict[str, Any] = (
            {"data": body, "content_type": "application/json"} if body is not None else {"data": query}
        )
        answer = getattr(client, verb)(
            f"/health/api/v1/fhir/{path}", headers={"Authorization": f"Bearer {token}"}, **more
        )
        assert answer.status_code == status, answer.content
        return answer.json()

    return ask
