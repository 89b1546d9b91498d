"""The demonstration: the same every time, started afresh with one command, and never over real people."""

import psycopg

from accord.project.embedded import Cluster, running
from tests.project.conftest import House
from tests.project.test_run import note, noted


def people(house: House) -> list[tuple[str, ...]]:
    with running(Cluster(house.folder)), psycopg.connect(Cluster(house.folder).url()) as connection:
        return connection.execute(
            "SELECT first_name, last_name, job FROM contacts_person ORDER BY 1, 2, 3"
        ).fetchall()


def test_the_demonstration_is_loaded_once_kept_by_a_second_start_and_started_afresh_with_one_command(
    migrated: House,
) -> None:
    migrated.run(ACCORD_DEMO="yes")
    assert "diane@lumen.example.org" in migrated.said()
    migrated.end()
    before = people(migrated)
    assert len(before) > 80
    with running(Cluster(migrated.folder)):
        note(migrated, "test.typed.by.a.visitor")
        assert "alice@lumen.example.org" in migrated.accord("prepare", ACCORD_DEMO="yes").stdout
        assert noted(migrated) == ["test.typed.by.a.visitor"]  # a second start erases nothing
    again = migrated.accord("demo")
    assert again.returncode == 0, again.stderr
    assert "alice@lumen.example.org" in again.stdout
    assert people(migrated) == before
    with running(Cluster(migrated.folder)):
        assert noted(migrated) == []


def test_a_base_that_is_not_a_demonstration_is_never_erased(migrated: House) -> None:
    with running(Cluster(migrated.folder)), psycopg.connect(Cluster(migrated.folder).url()) as connection:
        connection.execute(
            "INSERT INTO staff_user"
            " (email, name, password, roles, language, is_active, reach, has_shortcuts, created_at) "
            "VALUES ('real@example.org', 'Real', '', '{administrator}', 'fr', true, 'all', true, now())"
        )
    answer = migrated.accord("demo")
    assert answer.returncode == 2
    assert "nothing was erased" in answer.stderr
    with running(Cluster(migrated.folder)), psycopg.connect(Cluster(migrated.folder).url()) as connection:
        assert connection.execute("SELECT count(*) FROM staff_user").fetchone() == (1,)


def test_nobody_is_invented_where_no_demonstration_is_wanted(migrated: House) -> None:
    answer = migrated.accord("demo", "--first", ACCORD_DEMO="no")
    assert (answer.returncode, answer.stdout) == (0, "")
    assert people(migrated) == []
