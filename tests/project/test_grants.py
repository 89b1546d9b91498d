"""The application's role may add to the journal, and never take anything back."""

import pytest
from django.db import ProgrammingError, connection, transaction

from accord.audit.actions import record
from accord.audit.models import Entry
from accord.lib.actor import SYSTEM
from accord.project import grants

pytestmark = pytest.mark.django_db


def test_tests_act_as_the_application() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT current_user")
        assert cursor.fetchone() == ("accord",)


@pytest.mark.parametrize(
    "statement", ["UPDATE audit_entry SET verb = 'x'", "DELETE FROM audit_entry", "TRUNCATE audit_entry"]
)
def test_nobody_rewrites_the_journal(statement: str) -> None:
    record(actor=SYSTEM, verb="project.test.written")
    with (
        pytest.raises(ProgrammingError, match="permission denied"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(statement)
    assert Entry.objects.filter(verb="project.test.written").exists()


def test_the_application_cannot_become_the_owner_nor_change_a_table() -> None:
    for statement in ("ALTER TABLE audit_entry ADD COLUMN x int", "CREATE TABLE extra (x int)"):
        with pytest.raises(ProgrammingError), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)


def test_every_append_only_table_is_closed() -> None:
    with connection.cursor() as cursor:
        for table in grants.append_only_tables():
            cursor.execute(
                "SELECT has_table_privilege(%s, 'UPDATE'), has_table_privilege(%s, 'DELETE')", [table, table]
            )
            assert cursor.fetchone() == (False, False), table
