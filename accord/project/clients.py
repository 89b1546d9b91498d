"""PostgreSQL's own programs: dump and load."""

import shutil
import subprocess
from pathlib import Path

from accord.project import embedded


def dump(
    address: str, file: Path, *, major: int = embedded.NEWEST, without_rows: tuple[str, ...] = ()
) -> None:
    """Write the database at `address` to `file` in pg_dump's own format, without roles and rights.

    major: whose pg_dump to use; without_rows: tables of which only the shape is kept.
    Raises EmbeddedError with what pg_dump said.
    """
    shapes = [f"--exclude-table-data={table}" for table in without_rows]
    _call(
        "pg_dump",
        ["--format=custom", "--no-owner", "--no-privileges", f"--file={file}", *shapes, address],
        major,
    )


def load(address: str, file: Path) -> None:
    """Put a dump into the empty database at `address`, all of it or nothing.

    Raises EmbeddedError with what pg_restore said.
    """
    options = ["--no-owner", "--no-privileges", "--single-transaction", "--exit-on-error"]
    _call("pg_restore", [*options, f"--dbname={address}", str(file)], embedded.NEWEST)


def _call(name: str, arguments: list[str], major: int) -> None:
    done = subprocess.run([_program(name, major), *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise embedded.EmbeddedError(f"{name} failed: {done.stderr.strip()}")


def _program(name: str, major: int) -> Path:
    """The wheel's program where it is installed, else the one on the PATH."""
    if package := embedded.wheel_folder():
        return package / embedded.BINARIES[major] / "bin" / name
    if found := shutil.which(name):
        return Path(found)
    raise embedded.EmbeddedError(
        f"{name} is missing: install PostgreSQL's client programs, or “accord[embedded]”."
    )
