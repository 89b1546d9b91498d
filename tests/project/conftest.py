"""A house of its own for tests that start, stop, break and repair one."""

import os
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from accord.project import databases
from tests.cluster import HERE

OURS = {
    "ACCORD_HOME",
    "DATABASE_URL",
    "DATABASE_OWNER_URL",
    "DJANGO_SETTINGS_MODULE",
    HERE,
    databases.AS_OWNER,
}
PATIENCE = 90  # seconds; a loaded machine is slow, a broken one never ends


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

    def said(self) -> str:
        return self.output.read_text()

    def processes(self) -> list[str]:
        """The command lines of whatever still runs from this folder."""
        found = []
        for place in Path("/proc").glob("[0-9]*"):
            try:
                words = (place / "cmdline").read_bytes().split(b"\0")
                settings = (place / "environ").read_bytes()
            except OSError:
                continue
            if f"ACCORD_HOME={self.folder}".encode() in settings or any(
                str(self.folder).encode() in word for word in words
            ):
                found.append(b" ".join(words).decode())
        return found


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


@pytest.fixture
def house(folder: Path) -> Iterator[House]:
    """A house that is empty and stopped; whatever a test leaves running is ended."""
    house = House(folder, free_port())
    yield house
    for process in house.started:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(PATIENCE)
