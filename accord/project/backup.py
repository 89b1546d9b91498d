"""`accord backup` and `accord restore`: everything in one file, and back."""

import json
import shutil
import subprocess
import tarfile
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from django.core.files.move import file_move_safe

from accord import __version__
from accord.project import clients, databases, environment, places
from accord.project.bases import HEALTH, MAIN, Base
from accord.project.children import CannotRun, ours

DUMPS = {MAIN: "accord.dump", HEALTH: "health.dump"}
FACTS, MEDIA = "backup.json", "media"
SECRETS = ("data_key", "secret_key", "demo_password")
PASSING = (
    "django_session",
    "usersessions_usersession",
    "accord_cache",
)  # nobody is signed in after a restore


def backup(file: Path) -> None:
    """Write the databases, uploaded files and the keys made by this installation to the new file `file` (0600).

    The keys of health are not in it: whoever finds the file reads no patient.
    Raises CannotRun when `file` exists, EmbeddedError when the database cannot be dumped.
    """
    refuse_to_overwrite(file)
    with tempfile.TemporaryDirectory(prefix="accord-backup-", dir=file.absolute().parent) as folder:
        half = Path(folder) / "half"
        (Path(folder) / FACTS).write_text(json.dumps(_facts(), indent=1))
        with tarfile.open(half, "w") as archive:
            archive.add(Path(folder) / FACTS, FACTS)
            for base in databases.kept():
                dump = Path(folder) / DUMPS[base]
                passing = PASSING if base == MAIN else ()
                clients.dump(databases.url(base, as_owner=True), dump, without_rows=passing)
                archive.add(dump, dump.name)
            _add_home(archive)
        half.chmod(0o600)
        half.rename(file)


def refuse_to_overwrite(file: Path) -> None:
    """Raises CannotRun when `file` exists."""
    if file.exists():
        raise CannotRun(f"{file} exists: nothing was written.")


def _facts() -> dict[str, str]:
    return {"accord": __version__, "written_at": datetime.now(UTC).isoformat(timespec="seconds")}


def _add_home(archive: tarfile.TarFile) -> None:
    home = places.home()
    for name in (*SECRETS, MEDIA):
        if (home / name).exists():
            archive.add(home / name, name)


@contextmanager
def unpacked(file: Path) -> Iterator[tuple[Path, dict[str, str]]]:
    """The content of the backup `file` in a folder that goes away, and what it says of itself, before a database runs.

    Raises CannotRun when `file` is not a backup, or when another key is set in the environment than the one the data
    were written with.
    """
    with tempfile.TemporaryDirectory(prefix="accord-restore-") as folder:
        facts = _unpack(file, Path(folder))
        _refuse_other_keys(Path(folder))
        yield Path(folder), facts


def restore(folder: Path) -> None:
    """Put an unpacked backup into this installation, whose databases must be empty.

    Raises CannotRun when one is not, or when there is none for the health data of the backup.
    """
    if any(map(_tables, databases.kept())):
        raise CannotRun(
            "This base is not empty: a backup is restored into a new ACCORD_HOME or an empty database."
        )
    _load(folder)
    _put_home(folder)
    if subprocess.run(ours("migrate", "--verbosity", "0"), check=False).returncode:
        raise CannotRun(
            "The backup was loaded, but its tables could not be brought up to date; why stands above."
        )


def _load(folder: Path) -> None:
    if (folder / DUMPS[HEALTH]).exists() and not databases.has_health():
        raise CannotRun("This backup holds health data: name a database for them with HEALTH_DATABASE_URL.")
    for base in databases.kept():
        if (folder / DUMPS[base]).exists():  # an older Accord kept one database only
            clients.load(databases.url(base, as_owner=True), folder / DUMPS[base])


def _tables(base: Base) -> int:
    with psycopg.connect(databases.url(base, as_owner=True)) as connection:
        found = connection.execute("SELECT count(*) FROM pg_tables WHERE schemaname = 'public'").fetchone()
    return int(found[0]) if found else 0


def _unpack(file: Path, folder: Path) -> dict[str, str]:
    if not file.is_file():
        raise CannotRun(f"{file} is not a backup of Accord: there is no such file.")
    try:
        with tarfile.open(file) as archive:
            for member in archive:
                _take_out(archive, member, folder)
        facts: dict[str, str] = json.loads((folder / FACTS).read_text())
    except (OSError, tarfile.TarError, ValueError) as error:
        raise CannotRun(f"{file} is not a backup of Accord: it lacks what a backup holds.") from error
    return facts


def _take_out(archive: tarfile.TarFile, member: tarfile.TarInfo, folder: Path) -> None:
    """Write one file of a backup below `folder`; raises ValueError for what no backup holds (a link, a way out).

    Not `extractall(filter="data")`, which Python 3.11 knows from its fourth patch release only.
    """
    if member.isdir():
        return
    target = Path(folder, member.name)
    content = archive.extractfile(member) if member.isreg() else None
    if content is None or not target.resolve().is_relative_to(folder.resolve()):
        raise ValueError(member.name)
    places.make_folder(target.parent)
    with content, target.open("wb") as handle:
        shutil.copyfileobj(content, handle)


def _refuse_other_keys(folder: Path) -> None:
    for name in ("data_key", "secret_key"):
        saved, given = folder / name, environment.text(name.upper())
        if given and saved.is_file() and saved.read_text() != given:
            raise CannotRun(
                f"{name.upper()} is not the key these data were written with: leave it out, or set that one."
            )


def _put_home(folder: Path) -> None:
    """Keys and uploaded files take their place in `home()`."""
    home = places.make_folder(places.home(), mode=places.HOME_MODE)
    for name in (*SECRETS, MEDIA):
        for source in sorted((folder / name).rglob("*")) if name == MEDIA else [folder / name]:
            if source.is_file():
                target = home / source.relative_to(folder)
                places.make_folder(target.parent)
                file_move_safe(str(source), str(target), allow_overwrite=True)
                target.chmod(0o600)
