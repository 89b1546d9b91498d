"""PostgreSQL as a child: private, alone in its folder, and back after any accident."""

import os
import signal
import stat
import subprocess
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from accord.project import embedded, places, upgrade
from accord.project.bases import HEALTH
from accord.project.embedded import OWNER, SUPERUSER, AlreadyRunning, Cluster, EmbeddedError, running
from tests.project.conftest import temporary_folder


@pytest.fixture(scope="module")
def made() -> Iterator[Path]:
    """The data folder a first start made from nothing. Tests copy it."""
    with temporary_folder() as folder, running(Cluster(folder, durable=False)) as cluster:
        cluster.stop()
        yield cluster.data


@pytest.fixture
def cluster(folder: Path, made: Path) -> Iterator[Cluster]:
    """A server that was started once and is stopped."""
    subprocess.run(["cp", "-a", made, folder], check=True)
    cluster = Cluster(folder, durable=False)
    yield cluster
    cluster.stop()


def scalar(cluster: Cluster, query: str, role: str = OWNER) -> object:
    with psycopg.connect(cluster.url(role)) as connection:
        row = connection.execute(query).fetchone()
        return row[0] if row else None


def test_nobody_reaches_it_but_this_account_through_its_socket(cluster: Cluster) -> None:
    cluster.start()
    assert scalar(cluster, "SHOW listen_addresses") == ""
    for place in (cluster.data, cluster.socket_folder):
        assert stat.S_IMODE(place.stat().st_mode) == 0o700
        assert place.stat().st_uid == places.account().pw_uid
    rules = (cluster.data / "pg_hba.conf").read_text().split()
    assert rules == ["local", "all", "all", "peer", "map=accord"]


def test_names_sort_and_fold_the_same_on_every_machine(cluster: Cluster) -> None:
    cluster.start()
    assert scalar(cluster, "SELECT lower('ÉLODIE')") == "élodie"


def test_one_folder_holds_one_server(cluster: Cluster) -> None:
    cluster.start()
    with pytest.raises(AlreadyRunning):
        Cluster(cluster.base).start()
    with running(Cluster(cluster.base)) as shared:
        assert scalar(shared, "SELECT 1") == 1
    assert cluster.alive()


def test_what_a_killed_accord_left_behind_is_replaced(cluster: Cluster) -> None:
    cluster.start()
    orphan = int((cluster.data / "postmaster.pid").read_text().split()[0])
    with psycopg.connect(cluster.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS x")
    assert cluster._lock is not None
    cluster._lock.close()  # what the system does for a process that dies
    heir = Cluster(cluster.base, durable=False)
    heir.start()
    try:
        assert scalar(heir, "SELECT x FROM kept") == 7
        assert int((heir.data / "postmaster.pid").read_text().split()[0]) != orphan
    finally:
        heir.stop()


def test_a_stranger_with_the_number_of_an_old_server_is_left_alone(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    stranger = os.spawnlp(os.P_NOWAIT, "sleep", "sleep", "60")
    try:
        (cluster.data / "postmaster.pid").write_text(f"{stranger}\n{cluster.data}\n")
        embedded.stop_orphan(cluster.data)
        assert os.waitpid(stranger, os.WNOHANG) == (0, 0)
    finally:
        os.kill(stranger, signal.SIGKILL)
        os.waitpid(stranger, 0)


def test_a_half_made_data_folder_is_made_again(folder: Path) -> None:
    half = folder / "pg18.new"
    half.mkdir()
    (half / "PG_VERSION").write_text("18")
    with running(Cluster(folder, durable=False)) as cluster:
        assert scalar(cluster, "SELECT 1") == 1


def test_a_socket_whose_path_would_be_too_long_moves_to_a_private_folder(folder: Path, made: Path) -> None:
    deep = Cluster(folder / ("d" * 60) / ("e" * 60), durable=False)
    deep.base.mkdir(parents=True)
    subprocess.run(["cp", "-a", made, deep.base], check=True)
    deep.start()
    try:
        assert scalar(deep, "SELECT 1") == 1
        assert stat.S_IMODE(deep.socket_folder.stat().st_mode) == 0o700
        assert len(str(deep.socket_folder)) < embedded.LONGEST_SOCKET
    finally:
        deep.stop()
        deep.socket_folder.rmdir()


def test_a_socket_folder_that_others_may_enter_is_refused(cluster: Cluster) -> None:
    (cluster.base / "run").mkdir(mode=0o755)
    with pytest.raises(EmbeddedError, match="must belong to"):
        cluster.start()


def test_a_server_that_cannot_start_says_where_it_says_why(cluster: Cluster) -> None:
    cluster.start()
    cluster.stop()
    (cluster.data / "postgresql.conf").write_text("no_such_setting = 1\n")
    with pytest.raises(EmbeddedError, match=r"postgresql\.log"):
        cluster.start()


def test_the_log_never_repeats_a_row(cluster: Cluster) -> None:
    cluster.start()
    with psycopg.connect(cluster.url(OWNER), autocommit=True) as connection:
        connection.execute("CREATE TABLE address (email text UNIQUE)")
        connection.execute("INSERT INTO address VALUES ('ada@example.org')")
        with pytest.raises(psycopg.errors.UniqueViolation):
            connection.execute("INSERT INTO address VALUES ('ada@example.org')")
    assert "ada@" not in (cluster.base / "postgresql.log").read_text()


def test_the_data_of_an_older_postgresql_are_carried_over_even_after_an_attempt_that_was_interrupted(
    folder: Path,
) -> None:
    old, new = Cluster(folder, major=16, durable=False), Cluster(folder, durable=False)
    with running(old), psycopg.connect(old.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 'Élodie' AS name")
    (folder / "upgrade" / "pg18").mkdir(parents=True)
    assert upgrade.carry_over(new) == 16
    assert upgrade.carry_over(new) is None
    assert not (folder / "upgrade").exists()
    with running(new):
        assert scalar(new, "SELECT name FROM kept") == "Élodie"
        assert str(scalar(new, "SHOW server_version")).startswith("18")
    assert old.data.is_dir()


@pytest.mark.parametrize(("major", "words"), [(15, "pg_dump"), (19, "use the Accord that wrote them")])
def test_data_nobody_here_can_read_are_refused_with_what_to_type(
    folder: Path, major: int, words: str
) -> None:
    (folder / f"pg{major}").mkdir()
    (folder / f"pg{major}" / "PG_VERSION").write_text(str(major))
    with pytest.raises(EmbeddedError, match=words):
        upgrade.carry_over(Cluster(folder))


def test_a_data_folder_of_an_accord_without_health_gains_its_database_and_roles(cluster: Cluster) -> None:
    cluster.start()
    with psycopg.connect(cluster.url(OWNER)) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS x")
    with psycopg.connect(cluster.url(SUPERUSER, database="postgres"), autocommit=True) as server:
        for statement in ("DROP DATABASE accord_health", "DROP ROLE health", "DROP ROLE health_owner"):
            server.execute(statement)
    cluster.stop()
    (cluster.data / "pg_ident.conf").write_text(
        "\n".join(
            line for line in (cluster.data / "pg_ident.conf").read_text().splitlines() if "health" not in line
        )
    )
    cluster.start()
    assert scalar(cluster, "SELECT x FROM kept") == 7
    with psycopg.connect(cluster.url(HEALTH.application, database=HEALTH.name)) as connection:
        assert connection.execute("SELECT current_user").fetchone() == ("health",)
    with pytest.raises(psycopg.OperationalError, match="permission denied"):
        psycopg.connect(cluster.url(HEALTH.application))
