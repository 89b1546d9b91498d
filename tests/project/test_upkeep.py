"""What the clock does for the house, and how the first colleague comes in."""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import connection
from procrastinate.contrib.django.models import ProcrastinateJob

from accord.project import jobs
from accord.project.children import CannotRun, Child, Crew, Falls
from accord.project.management.commands import administrator
from accord.staff.models import User


@pytest.mark.django_db(transaction=True)
def test_the_job_of_a_worker_that_died_is_taken_up_again() -> None:
    number = jobs.tidy.defer(timestamp=0)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE procrastinate_jobs SET status = 'doing', worker_id = NULL WHERE id = %s", [number]
        )
    with ThreadPoolExecutor() as apart:  # another test's browser may keep a loop in this thread
        apart.submit(asyncio.run, jobs.rescue(timestamp=0)).result()
    assert ProcrastinateJob.objects.get(pk=number).status == "todo"


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody sits in front of it."""
    screen = StringIO()
    screen.isatty = lambda: True  # type: ignore[method-assign]
    monkeypatch.setattr("sys.stdin", screen)


@pytest.mark.django_db
def test_the_first_administrator_signs_in_with_the_password_a_script_pipes_in(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO("a long enough sentence\n"))
    call_command("administrator", "alice@lumen.example", "Alice Morel", stdout=StringIO())
    assert User.objects.get().check_password("a long enough sentence")


@pytest.mark.django_db
def test_the_first_administrator_signs_in_with_the_password_they_typed(
    monkeypatch: pytest.MonkeyPatch, terminal: None
) -> None:
    monkeypatch.setattr(administrator, "getpass", lambda _question: "a long enough sentence")
    call_command("administrator", "Alice@Lumen.example", "Alice Morel", stdout=StringIO())
    alice = User.objects.get()
    assert (alice.email, alice.check_password("a long enough sentence")) == ("alice@lumen.example", True)
    assert alice.may("staff.manage")


@pytest.mark.django_db
@pytest.mark.parametrize("typed", [["short", "short"], ["one long sentence", "another long sentence"]])
def test_a_weak_or_mistyped_password_creates_nobody(
    monkeypatch: pytest.MonkeyPatch, terminal: None, typed: list[str]
) -> None:
    answers = iter(typed)
    monkeypatch.setattr(administrator, "getpass", lambda _question: next(answers))
    with pytest.raises(CommandError):
        call_command("administrator", "alice@lumen.example", "Alice Morel")
    assert not User.objects.exists()


def test_what_keeps_falling_stops_everything() -> None:
    falls = Falls("worker")
    for _ in range(5):
        falls.note()
    with pytest.raises(CannotRun, match="worker stops again and again"):
        falls.note()


def test_children_are_gone_when_their_crew_leaves() -> None:
    child = Child("helper", "help")
    with Crew(child):
        pass
    assert child.process is not None
    assert child.process.returncode is not None
