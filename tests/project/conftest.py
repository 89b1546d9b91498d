"""A house of its own for tests that start, stop, break and repair one."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from accord.project import databases
from accord.project.embedded import Cluster
from tests.cluster import FURNISHED, HERE

OURS = {
    "ACCORD_HOME",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DJANGO_SETTINGS_MODULE",
    FURNISHED,
    HERE,
    databases.AS_OWNER,
}
PATIENCE = 600  # seconds: a house that hangs, not one on a busy machine


@dataclass
class House:
    """A folder and a port, and what `accord` does there."""

    folder: Path
    port: int
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def environment(self, **more: str) -> dict[str, str]:
        inherited = {key: value for key, value in os.environ.items() if key not in OURS}
        mine = {
            "ACCORD_HOME": str(self.folder),
            "PORT": str(self.port),
            "ACCORD_DEMO": "no",
            "ACCORD_SENDERS": "0",
            "ACCORD_WORKERS": "1",
        }
        return inherited | mine | more

    def accord(self, *arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run one command to its end."""
        command = [sys.executable, "-m", "accord", *arguments]
        return subprocess.run(
            command,
            env=self.environment(**more),
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def furnish(self, furnished: Path) -> None:
        """Copy a house that has all its tables into this empty one; its database does not wait for the disk.

        Stopping and killing processes loses nothing there; only a machine that stops would.
        """
        subprocess.run(["cp", "-a", f"{furnished}/.", self.folder], check=True)
        settings = Cluster(self.folder).data / "postgresql.auto.conf"
        settings.write_text("fsync = off\nfull_page_writes = off\n")

    def run(self, **more: str) -> subprocess.Popen[bytes]:
        """`accord run`, until it says that it is ready. What it prints is in `output`."""
        self.output = self.folder / "output"
        with self.output.open("wb") as output:
            process = subprocess.Popen(
                [sys.executable, "-m", "accord", "run"],
                env=self.environment(**more),
                stdout=output,
                stderr=output,
                start_new_session=True,
            )
        self.started.append(process)
        until(lambda: "Ctrl-C stops everything" in self.said() or process.poll() is not None)
        return process

    def end(self) -> None:
        """Stop what still runs."""
        for process in self.started:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
                process.wait(PATIENCE)

    def said(self, *, since: int = 0) -> str:
        """What the last start printed, without its first `since` characters."""
        return self.output.read_text()[since:]

    def family(self) -> dict[int, str]:
        """Everything the last start started: number and command line of each process that still runs."""
        rows = [row.split(None, 2) for row in ps("pid=,ppid=,args=")]
        found = {self.started[-1].pid}
        for _ in rows:  # as many rounds as there are processes is more than the depth of any family
            found |= {int(pid) for pid, parent, _args in rows if int(parent) in found}
        return {int(pid): args for pid, _parent, args in rows if int(pid) in found}


def ps(columns: str) -> list[str]:
    """What the system says of all processes, one line each."""
    return subprocess.run(
        ["ps", "-ww", "-A", "-o", columns], capture_output=True, text=True, check=True
    ).stdout.splitlines()


def alive(numbers: Iterable[int]) -> set[int]:
    """Those of the processes `numbers` that still run."""
    return set(numbers) & {int(row) for row in ps("pid=")}


def until(true: Callable[[], bool], *, seconds: float = PATIENCE) -> None:
    """Wait until `true()`; fails after `seconds`."""
    deadline = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def temporary_folder() -> Iterator[Path]:
    """An empty folder any account can reach, unlike those of pytest."""
    place = Path(tempfile.mkdtemp(prefix="accord-house-"))
    place.chmod(0o755)
    yield place
    shutil.rmtree(place, ignore_errors=True)


@pytest.fixture
def folder() -> Iterator[Path]:
    """An empty folder any account can reach."""
    with temporary_folder() as place:
        yield place


@pytest.fixture(scope="session")
def furnished() -> Path:
    """What `accord migrate` leaves in an empty folder. Tests copy it."""
    return Path(os.environ[FURNISHED])


@pytest.fixture
def migrated(house: House, furnished: Path) -> House:
    """A house that is stopped, with all its tables and nothing in them."""
    house.furnish(furnished)
    return house


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    """A house that is empty and stopped; whatever a test leaves running is ended."""
    house = House(folder, free_port())
    yield house
    house.end()


@pytest.fixture(scope="module")
def at_work(furnished: Path) -> Iterator[House]:
    """A house that runs, shared by the tests of a file: each leaves it running."""
    with temporary_folder() as folder:
        house = House(folder, free_port())
        house.furnish(furnished)
        house.run()
        yield house
        house.end()
