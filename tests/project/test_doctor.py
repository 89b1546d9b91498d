"""The doctor sees what is wrong, and says what to type."""

import pytest
from django.db import connection, connections

from accord.health import keyring
from accord.project import doctor
from tests.conftest import as_owner

pytestmark = pytest.mark.django_db(databases=["default", "health"])


def sentences(state: str) -> str:
    return " ".join(finding.sentence for finding in doctor.examine() if finding.state == state)


@pytest.fixture(autouse=True)
def keys_of_health(settings, tmp_path) -> None:
    """A house has its keys of health."""
    settings.HEALTH_KEYS_FILE = tmp_path / "health_keys"
    keyring.write(keyring.fresh())


def test_a_sound_house_has_nothing_wrong(settings) -> None:
    assert sentences("wrong") == ""
    assert "PostgreSQL 1" in sentences("well")


def test_a_journal_that_can_be_rewritten_is_found() -> None:
    with as_owner(), connection.cursor() as cursor:
        cursor.execute("GRANT DELETE ON audit_entry TO accord")
    assert "may rewrite audit_entry" in sentences("wrong")


def test_one_role_for_everything_is_called_weak() -> None:
    with connection.cursor() as cursor:
        cursor.execute("RESET ROLE")
    assert "protected against mistakes only" in sentences("weak")


def test_too_many_threads_for_the_database_are_found(settings) -> None:
    settings.ACCORD_WORKERS, settings.ACCORD_THREADS = 16, 16
    assert "raise max_connections" in sentences("wrong")


def test_a_site_without_https_is_found(settings) -> None:
    settings.HTTPS, settings.SITE = False, settings.SITE._replace(netloc="crm.example.org")
    assert "not https" in sentences("wrong")


def test_letters_that_leave_for_nobody_are_mentioned() -> None:
    assert "leave for nobody" in sentences("weak")


def test_keys_of_health_that_are_lost_or_open_to_others_are_found(settings) -> None:
    settings.HEALTH_KEYS_FILE.chmod(0o644)
    assert "can be read by others" in sentences("wrong")
    settings.HEALTH_KEYS_FILE.unlink()
    assert "Without it no health data can be" in sentences("wrong")


def test_a_journal_of_health_that_can_be_rewritten_is_found() -> None:
    with as_owner("health"), connections["health"].cursor() as cursor:
        cursor.execute("GRANT DELETE ON health_auditevent TO health")
    assert "may rewrite health_auditevent" in sentences("wrong")


@pytest.mark.parametrize(
    ("host", "clients", "state"),
    [("127.0.0.1", "", "well"), ("10.0.0.5", "", "weak"), ("10.0.0.5", "ca.pem", "well")],
)
def test_hl7_heard_from_anybody_is_called_weak(settings, host, clients, state) -> None:
    settings.HEALTH_MLLP, settings.HEALTH_MLLP_CLIENTS = (host, 2575), clients
    assert [one.state for one in doctor.examine() if one.sentence.startswith("HL7")] == [state]
