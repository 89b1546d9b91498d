"""A backup is worth what its restore brings back."""

import tarfile
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from accord.project.bases import HEALTH
from accord.project.embedded import APPLICATION, Cluster, running
from tests.project.conftest import House, free_port, temporary_folder
from tests.project.test_run import note, noted

FILE = "accord.backup"


@pytest.fixture(scope="module")
def lived_in(furnished: Path) -> Iterator[House]:
    """A house with one entry in its journal and one picture, and a backup of it. Tests only read it."""
    with temporary_folder() as folder:
        house = House(folder, free_port())
        house.furnish(furnished)
        with running(Cluster(folder)):
            note(house, "test.worth.keeping")
            with psycopg.connect(in_health(house)) as connection:
                connection.execute(
                    "INSERT INTO health_service VALUES (gen_random_uuid(), 'CARDIO', 'Cardiologie', true)"
                )
        (folder / "media").mkdir()
        (folder / "media" / "lamp.png").write_bytes(b"a picture")
        assert house.accord("backup", str(folder / FILE)).returncode == 0
        yield house


def in_health(house: House) -> str:
    """The address of the house's database of health, as its application."""
    return Cluster(house.folder).url(HEALTH.application, database=HEALTH.name)


@pytest.fixture
def other(house: House) -> House:
    """Another, empty house."""
    folder = house.folder / "other"
    folder.mkdir()
    folder.chmod(0o755)
    return House(folder, free_port())


def test_what_was_backed_up_is_found_again_elsewhere(lived_in: House, other: House) -> None:
    file = lived_in.folder / FILE
    answer = other.accord("restore", str(file))
    assert answer.returncode == 0, answer.stderr
    with running(Cluster(other.folder)):
        assert noted(other) == ["test.worth.keeping"]
        with psycopg.connect(Cluster(other.folder).url()) as connection:
            rights = "SELECT current_user, has_table_privilege('audit_entry', 'DELETE')"
            assert connection.execute(rights).fetchone() == (APPLICATION, False)
        with psycopg.connect(in_health(other)) as connection:
            rights = "SELECT name, has_table_privilege('health_auditevent', 'DELETE') FROM health_service"
            assert connection.execute(rights).fetchone() == ("Cardiologie", False)
    assert (other.folder / "media" / "lamp.png").read_bytes() == b"a picture"
    assert (other.folder / "data_key").read_text() == (lived_in.folder / "data_key").read_text()
    assert (other.folder / "data_key").stat().st_mode & 0o077 == 0


def test_a_backup_is_private_and_never_overwrites(lived_in: House) -> None:
    file = lived_in.folder / FILE
    before = file.read_bytes()
    again = lived_in.accord("backup", str(file))
    assert (again.returncode, file.read_bytes()) == (2, before)
    assert "nothing was written" in again.stderr
    assert file.stat().st_mode & 0o077 == 0


def test_a_restore_refuses_a_base_that_holds_something(lived_in: House) -> None:
    file = lived_in.folder / FILE
    answer = lived_in.accord("restore", str(file))
    assert answer.returncode == 2
    assert "not empty" in answer.stderr


@pytest.mark.parametrize("content", [b"", b"not a backup at all"])
def test_a_restore_refuses_what_is_not_a_backup(other: House, content: bytes) -> None:
    file = other.folder / "holiday.tar"
    file.write_bytes(content)
    answer = other.accord("restore", str(file))
    assert answer.returncode == 2
    assert "is not a backup of Accord" in answer.stderr


@pytest.mark.parametrize("name", ["../outside", "media/../../outside"])
def test_a_restore_refuses_a_backup_that_would_write_elsewhere(
    other: House, tmp_path: Path, name: str
) -> None:
    file = other.folder / "evil.tar"
    (tmp_path / "x").write_text("{}")
    with tarfile.open(file, "w") as archive:
        archive.add(tmp_path / "x", name)
    assert other.accord("restore", str(file)).returncode == 2
    assert not (other.folder.parent / "outside").exists()


def test_a_restore_refuses_a_backup_that_holds_a_link(other: House, tmp_path: Path) -> None:
    file = other.folder / "evil.tar"
    (tmp_path / "link").symlink_to("/etc/hostname")
    with tarfile.open(file, "w") as archive:
        archive.add(tmp_path / "link", "media/link")
    answer = other.accord("restore", str(file))
    assert answer.returncode == 2
    assert "Traceback" not in answer.stderr


def test_a_restore_names_the_file_that_is_not_there(other: House) -> None:
    answer = other.accord("restore", "/nowhere/at/all.accord")
    assert answer.returncode == 2
    assert "/nowhere/at/all.accord is not a backup of Accord: there is no such file." in answer.stderr


def test_a_restore_refuses_another_key_than_that_of_the_data(lived_in: House, other: House) -> None:
    file = lived_in.folder / FILE
    answer = other.accord("restore", str(file), DATA_KEY="another key")
    assert answer.returncode == 2
    assert "DATA_KEY is not the key" in answer.stderr


def test_no_backup_holds_the_keys_of_health(lived_in: House) -> None:
    keys = (lived_in.folder / "health_keys").read_bytes()
    assert (lived_in.folder / "health_keys").stat().st_mode & 0o077 == 0
    with tarfile.open(lived_in.folder / FILE) as archive:
        held = [archive.extractfile(member).read() for member in archive if member.isreg()]
    assert not [content for content in held if b"wrapping" in content or keys[60:100] in content]


def test_health_data_without_their_keys_are_not_taken_for_sound(lived_in: House, other: House) -> None:
    """A patient's key is here and the master key is not: Accord says what to bring, and makes no new one."""
    with running(Cluster(lived_in.folder)), psycopg.connect(in_health(lived_in)) as connection:
        connection.execute(
            "INSERT INTO health_datakey VALUES (gen_random_uuid(), '\\x01', 'k1', now(), NULL)"
        )
    assert lived_in.accord("backup", str(lived_in.folder / "with-a-key.accord")).returncode == 0
    answer = other.accord("restore", str(lived_in.folder / "with-a-key.accord"))
    assert answer.returncode == 2
    assert "put health_keys back" in answer.stderr
    assert not (other.folder / "health_keys").exists()
    (other.folder / "health_keys").write_bytes((lived_in.folder / "health_keys").read_bytes())
    assert other.accord("migrate", "--verbosity", "0").returncode == 0
