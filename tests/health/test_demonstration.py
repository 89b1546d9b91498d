"""The health desk of the demonstration: plainly invented people, and colleagues who sign in with two factors."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import validate_totp_code
from django.utils import timezone

from accord.health.actions import issuing
from accord.health.models import (
    AccessRequest,
    AuditEvent,
    Consent,
    Encounter,
    FormIssue,
    FormReading,
    FormScan,
    Patient,
    PatientIdentifier,
)
from accord.health.numbers import HOUSE, INS_TEST
from accord.lib.actor import SYSTEM
from accord.project.demo import care
from accord.register.models import Controller
from accord.staff.models import User
from tests.conftest import Furnishing


@pytest.fixture(scope="module", autouse=True)
def demonstration(once_for_all: Furnishing) -> Iterator[None]:
    """The demonstration's health part, in a house that names its controller."""
    with once_for_all("default", "health"):
        Controller.objects.create(
            name="Atelier Lumen (fictif)", address="8 quai des Brumes", email="a@example.org"
        )
        care.load()
        yield


def test_its_patients_are_fictitious_and_their_numbers_are_those_of_tests() -> None:
    patients = Patient.objects.select_related("key")
    assert len(patients) == 8
    assert {patient.identity_status for patient in patients} == {"FICT"}
    assert set(PatientIdentifier.objects.values_list("system", flat=True)) == {INS_TEST, HOUSE}
    assert all((patient.traits.phone or "06 39 98").startswith("06 39 98") for patient in patients)
    assert set(Encounter.objects.values_list("status", flat=True)) == {"planned", "in-progress", "finished"}
    assert AuditEvent.objects.filter(action="patient.registered").count() == 8


def test_its_colleagues_have_a_second_factor_whose_code_can_be_asked_for(two_factors) -> None:
    for email, _name, roles in care.COLLEAGUES:
        user = User.objects.get(email=email)
        assert user.roles == list(roles)
        assert Authenticator.objects.filter(user=user, type="totp").exists()
        assert validate_totp_code(care.secret_of(email), care.code_of(email))
    Authenticator.objects.all().delete()
    karim = two_factors(User.objects.get(email="karim@lumen.example.org"))
    assert "CAPUCINE" in karim.get("/health/patients/").content.decode()


def test_its_papers_wait_at_every_step_of_the_desk() -> None:
    waiting, accepted = (FormReading.objects.filter(status=one) for one in ("in-progress", "completed"))
    assert {bool(one.issue.patient) for one in waiting} == {True, False}
    assert any("blackened" in doubts for one in waiting for doubts in one.doubts.values())
    assert FormScan.objects.get(issue=None).refusal == "too_coarse"
    assert set(FormIssue.objects.values_list("state", flat=True)) >= {"handed", "refused", "returned"}
    request = AccessRequest.objects.get()
    assert request.form_issue_id == accepted.get().issue_id
    assert {line.rule for line in request.lines.all()} == {"ordinary", "old", "discharge"}
    assert Consent.objects.filter(patient=request.patient, use="research", state="objected").exists()
    assert len(issuing.batch(actor=SYSTEM, day=timezone.localdate() + timedelta(days=1))) == 2
