"""Every look leaves a line; nobody takes one back, and whoever tries with the rights of the owner is seen."""

import pytest
from django.db import DatabaseError, connections, transaction

from accord.health import journal
from accord.health.models import AuditEvent, JournalLane
from accord.lib.actor import SYSTEM
from tests.conftest import as_owner


@pytest.fixture
def three_lines(ondine) -> list[AuditEvent]:
    """Three lines in one chain, the last written last."""
    JournalLane.objects.all().delete()
    with as_owner("health"), connections["health"].cursor() as cursor:
        cursor.execute("TRUNCATE health_auditevent")
    with transaction.atomic(using="health"):
        for number in range(3):
            facts = {"found": number, "by": ["name"]}
            journal.record(actor=SYSTEM, action="search", patient=ondine, purpose="TREAT", facts=facts)
    return list(AuditEvent.objects.order_by("position"))


def spoil(statement: str, *values: object) -> list[journal.Fault]:
    with as_owner("health"), connections["health"].cursor() as cursor:
        cursor.execute(statement, values)
    return list(journal.verify())


def test_an_untouched_journal_is_whole(three_lines) -> None:
    assert list(journal.verify()) == []
    assert [event.position for event in three_lines] == [1, 2, 3]


@pytest.mark.parametrize(
    "change",
    ["actor_name = 'Bob'", "patients = '{}'", "at = at + interval '1 hour'", "facts = '{}'", "purpose = ''"],
)
def test_a_changed_line_is_named(three_lines, change: str) -> None:
    faults = spoil(f"UPDATE health_auditevent SET {change} WHERE id = %s", three_lines[1].pk)
    assert [(fault.position, fault.what) for fault in faults] == [(2, "a line was changed")]


@pytest.mark.parametrize("which", [0, 1, 2])
def test_a_line_taken_out_is_missed(three_lines, which: int) -> None:
    faults = spoil("DELETE FROM health_auditevent WHERE id = %s", three_lines[which].pk)
    assert [fault.position for fault in faults] == [which + 1]


def test_a_line_forged_without_the_key_of_the_journal_is_seen(three_lines) -> None:
    faults = spoil(
        "UPDATE health_auditevent SET action = 'x', leaf = sha256('x'), hash = sha256('y') WHERE id = %s",
        three_lines[2].pk,
    )
    assert len(faults) == 1


def test_a_line_outside_any_transaction_is_refused(monkeypatch) -> None:
    monkeypatch.setattr(connections["health"], "in_atomic_block", False)
    with pytest.raises(journal.OutsideTransaction):
        journal.record(actor=SYSTEM, action="patient.read")


def test_where_the_line_cannot_be_written_nothing_is_read(ondine, two_factors, maud) -> None:
    client = two_factors(maud)
    with as_owner("health"), connections["health"].cursor() as cursor:
        cursor.execute("REVOKE INSERT ON health_auditevent FROM health")
    with pytest.raises(DatabaseError):
        client.get(f"/health/patients/{ondine.pk}/")
