"""Between health and the rest: two databases, two roles, two keys; nobody of one reaches the other."""

import psycopg
import pytest
from django.db import ProgrammingError, connections, transaction

from accord.project import databases
from accord.project.bases import HEALTH, MAIN
from accord.project.environment import SettingError


def who(alias: str) -> str:
    with connections[alias].cursor() as cursor:
        cursor.execute("SELECT current_user")
        return str(cursor.fetchone()[0])


def knock(role: str, alias: str) -> None:
    """Sign in as `role` on the database of `alias`."""
    name = connections[alias].settings_dict["NAME"]
    psycopg.connect(databases.cluster().url(role, database=name)).close()


def test_each_database_is_used_by_its_own_role() -> None:
    assert (who("default"), who("health")) == ("accord", "health")


@pytest.mark.parametrize("base", [MAIN, HEALTH])
def test_a_role_signs_in_on_its_own_database_only(base) -> None:
    other = HEALTH if base == MAIN else MAIN
    knock(base.application, base.alias)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        knock(base.application, other.alias)
    with pytest.raises(psycopg.OperationalError, match="permission denied for database"):
        knock(base.owner, other.alias)


def test_no_table_of_one_lies_in_the_other() -> None:
    def tables(alias: str) -> set[str]:
        return set(connections[alias].introspection.table_names())

    assert not [table for table in tables("default") if table.startswith("health_")]
    assert not [table for table in tables("health") if not table.startswith(("health_", "django_migrations"))]


@pytest.mark.parametrize(
    "verb", ["UPDATE health_auditevent SET action = 'x'", "DELETE FROM health_auditevent"]
)
def test_nobody_rewrites_the_journal_of_health(ondine, verb: str) -> None:
    with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic(using="health"):
        connections["health"].cursor().execute(verb)


def test_where_health_has_no_database_its_pages_say_what_it_takes(two_factors, maud, settings) -> None:
    settings.ACCORD_HEALTH = False
    answer = two_factors(maud).get("/health/patients/")
    assert answer.status_code == 503
    assert "HEALTH_DATABASE_URL" in answer.content.decode()


@pytest.mark.parametrize(
    ("given", "kept", "word"),
    [
        ({}, ["default", "health"], ""),
        ({"DATABASE_URL": "postgresql://a@h/x"}, ["default"], ""),
        (
            {"DATABASE_URL": "postgresql://a@h/x", "HEALTH_DATABASE_URL": "postgresql://b@h/y"},
            ["default", "health"],
            "",
        ),
        (
            {"DATABASE_URL": "postgresql://a@h/x", "HEALTH_DATABASE_URL": "postgresql://b@h/x"},
            [],
            "one of its own",
        ),
        ({"HEALTH_DATABASE_OWNER_URL": "postgresql://b@h/x"}, [], "no effect"),
        ({"HEALTH_DATABASE_URL": "mysql://h/x"}, [], "HEALTH_DATABASE_URL must look like"),
    ],
)
def test_the_two_databases_are_never_one(monkeypatch, given, kept, word) -> None:
    for name, value in given.items():
        monkeypatch.setenv(name, value)
    if word:
        with pytest.raises(SettingError, match=word):
            databases.from_environment()
        return
    entries = databases.from_environment()
    assert [alias for alias in ("default", "health") if "NAME" in entries[alias]] == kept
