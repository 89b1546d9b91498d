"""What the clock does for the house, and how the first colleague comes in."""

import asyncio
import os
from concurrent.futures import ThreadPoolExecutor
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections
from procrastinate.contrib.django.models import ProcrastinateJob

from accord.project import jobs, laying, tables
from accord.project.bases import HEALTH, MAIN
from accord.project.children import CannotRun, Child, Crew, Falls
from accord.project.management.commands import administrator
from accord.staff.models import User
from tests.conftest import as_owner


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


@pytest.mark.django_db(databases=["default", "health"])
def test_a_house_lacks_no_table_until_an_accord_brings_one() -> None:
    for base in (MAIN, HEALTH):
        assert not tables.is_behind(base)
        with as_owner(base.alias), connections[base.alias].cursor() as cursor:
            cursor.execute("DELETE FROM django_migrations WHERE app = 'health' AND name LIKE '0009%'")
        assert tables.is_behind(base)


def test_style_sheets_are_laid_out_once_and_again_when_one_changes(settings, tmp_path: Path) -> None:
    ours, laid = tmp_path / "ours" / "page.css", tmp_path / "laid" / "page.css"
    ours.parent.mkdir()
    ours.write_text("first")
    settings.STATICFILES_FINDERS = ["django.contrib.staticfiles.finders.FileSystemFinder"]
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [ours.parent], laid.parent
    laying.lay_out()
    assert laid.read_text() == "first"
    laid.write_text("left alone")
    laying.lay_out()
    assert laid.read_text() == "left alone"
    ours.write_text("second")
    os.utime(laid, (0, 0))
    laying.lay_out()
    assert laid.read_text() == "second"


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
