"""Attempts of the rest of the house to learn that somebody is a patient: each comes to nothing."""

import ast
import re
from datetime import date
from pathlib import Path

import pytest
from django.apps import apps
from django.contrib.sessions.models import Session
from django.core import mail
from django.db import ProgrammingError, connections, transaction
from django.urls import URLPattern, URLResolver, get_resolver

from accord.audit.models import Detail, Entry
from accord.desk.models import Visit
from accord.health.models import Patient
from accord.staff.roles import CAPABILITIES, Role
from accord.staff.scopes import TABLE

CODE = Path(__file__).resolve().parents[2] / "accord"
MAY_IMPORT_HEALTH = {"health", "project"}
HEALTH_MAY_IMPORT = {"health", "staff", "register", "ui", "lib"}
NAME = "SOUCIDESCHAMPS"


def imported(file: Path) -> set[str]:
    """The packages of the house a module imports, wherever the import stands."""
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
        found |= {name.split(".")[1] for name in names if name.startswith("accord.")}
    return found


@pytest.fixture
def patient(admit) -> Patient:
    """Somebody whose name stands nowhere else."""
    return admit(
        NAME, "Zéphyrine", born_on=date(1980, 4, 4), email="zephyrine@example.org", phone="06 39 98 77 77"
    )


# By contract


def test_no_module_of_the_rest_imports_health() -> None:
    files = [file for file in CODE.rglob("*.py") if file.relative_to(CODE).parts[0] not in MAY_IMPORT_HEALTH]
    assert len(files) > 100
    assert not [str(file) for file in files if "health" in imported(file)]


def test_health_imports_nothing_of_the_rest_but_who_works_here_the_register_and_the_design_system() -> None:
    files = list((CODE / "health").rglob("*.py"))
    assert len(files) > 20
    assert not [str(file) for file in files if imported(file) - HEALTH_MAY_IMPORT]


def test_no_relation_crosses_between_health_and_the_rest() -> None:
    crossing = [
        f"{model._meta.label}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        for field in model._meta.get_fields()
        if field.is_relation and field.related_model
        and (model._meta.app_label == "health") != (field.related_model._meta.app_label == "health")
    ]  # fmt: skip
    assert not crossing


def test_what_exports_and_erases_in_the_rest_finds_no_declaration_of_health() -> None:
    assert not (CODE / "health" / "privacy.py").exists()


def test_no_page_letter_or_field_of_the_rest_names_an_address_of_health() -> None:
    others = [file for file in CODE.rglob("*.html") if file.relative_to(CODE).parts[0] != "health"]
    assert not [
        str(file) for file in others if "health:" in file.read_text() or "health/" in file.read_text()
    ]


# By role


def test_the_role_of_the_rest_reads_no_table_of_health(patient) -> None:
    with pytest.raises(ProgrammingError, match="does not exist"), transaction.atomic():
        connections["default"].cursor().execute("SELECT 1 FROM health_patient")


def test_no_role_of_the_rest_holds_a_right_on_patients_nor_the_other_way_round() -> None:
    rest = [role for role in Role if role not in (Role.ADMISSIONS, Role.CARE, Role.RECORDS)]
    of_patients = {
        "health.find",
        "health.register",
        "health.care",
        "health.nir",
        "health.documents",
        "health.merge",
    }
    assert not [role for role in rest if CAPABILITIES[role] & of_patients]
    for role in (Role.ADMISSIONS, Role.CARE, Role.RECORDS):
        assert all(name.startswith("health.") for name in CAPABILITIES[role])


def test_no_scope_of_a_token_lends_a_right_of_health() -> None:
    assert not [scope.code for scope in TABLE for name in scope.capabilities if name.startswith("health.")]


# By attempts


def everything_of_the_rest() -> str:
    """Every row of every table of the rest, as text."""
    said = []
    with connections["default"].cursor() as cursor:
        for table in connections["default"].introspection.table_names(cursor):
            cursor.execute(f'SELECT row_to_json(t)::text FROM "{table}" t')
            said += [row[0] for row in cursor.fetchall()]
    return "\n".join(said)


def test_after_a_day_at_the_desk_the_rest_knows_nothing(two_factors, maud, patient) -> None:
    browser = two_factors(maud)
    for _visit in range(2):
        browser.get(f"/health/patients/{patient.pk}/")
        browser.post("/health/patients/", {"name": NAME})
    browser.post(f"/health/patients/{patient.pk}/edit/", {"birth_name": NAME})
    said = everything_of_the_rest()
    for secret in (NAME, "Zéphyrine", "zephyrine@example.org", str(patient.pk), "77 77"):
        assert secret not in said
    assert not Visit.objects.exists()
    assert not Entry.objects.filter(verb__startswith="health").exists()
    assert not Detail.objects.filter(after__contains=NAME).exists()
    assert all(NAME not in str(session.get_decoded()) for session in Session.objects.all())
    assert not mail.outbox


@pytest.mark.parametrize("role", [Role.ADMINISTRATOR, Role.MARKETING, Role.DPO, Role.SALES])
def test_nobody_of_the_rest_finds_a_patient_by_searching(signed_in, colleague, patient, role) -> None:
    browser = signed_in(colleague("Colleague", role))
    for address in (f"/search/?q={NAME}", f"/people/?q={NAME}", "/journal/", f"/api/v1/people?q={NAME}"):
        answer = browser.get(address)
        assert answer.status_code in (200, 403, 404), address
        said = answer.content.decode()
        assert "Zéphyrine" not in said and str(patient.pk) not in said, address


def test_a_patient_who_is_also_a_contact_shows_no_difference(signed_in, alice, admit) -> None:
    """The page of a contact is the same whether or not somebody of that name is a patient."""
    browser = signed_in(alice)
    before = browser.get("/people/").content
    admit("LEFÈVRE", "Élodie", born_on=date(1980, 4, 4), email="elodie@example.org")
    after = browser.get("/people/").content
    assert without_tokens(before) == without_tokens(after)


def without_tokens(page: bytes) -> str:
    """The page without what is drawn anew each time."""
    return re.sub(r'nonce="[^"]*"|[A-Za-z0-9_-]{20,}', "", page.decode())


def addresses(patterns: list[URLPattern | URLResolver], prefix: str = "") -> list[str]:
    found = []
    for pattern in patterns:
        route = prefix + str(pattern.pattern)
        found += addresses(pattern.url_patterns, route) if isinstance(pattern, URLResolver) else [route]
    return found


def test_every_address_of_health_carries_opaque_identifiers_only() -> None:
    routes = [route for route in addresses(get_resolver().url_patterns) if route.startswith("health/")]
    assert len(routes) > 15
    assert not [route for route in routes if "<int:" in route or "<str:" in route]
