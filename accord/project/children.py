"""The processes of `accord run`: started on a leash, started again when they fall, stopped together."""

import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from types import TracebackType
from typing import Self

from accord.project import leash

PATIENCE = 15  # seconds a child gets to finish what it does before it is killed
TRIES = 5  # times something is started again within QUIET seconds before everything stops
QUIET = 60


class CannotRun(RuntimeError):
    """Accord cannot start or go on; the message is for the person who typed the command."""


def ours(*arguments: str) -> list[str]:
    """The command line of `accord` in this very environment, whatever lies in the current folder."""
    return [sys.executable, "-P", "-m", "accord", *arguments]


@dataclass
class Falls:
    """Counts how often something stopped by itself of late."""

    name: str
    at: list[float] = field(default_factory=list)

    def note(self) -> float:
        """Note one more; returns the seconds to wait before the next try. Raises CannotRun when it is one too many."""
        now = time.monotonic()
        self.at = [*(moment for moment in self.at if now - moment < QUIET), now]
        if len(self.at) > TRIES:
            raise CannotRun(f"The {self.name} stops again and again; what it said stands above.")
        print(f"The {self.name} stopped by itself: starting it again.", flush=True)
        return len(self.at) - 1.0


class Child:
    """One process of ours: `accord` with `arguments`, in its own session so that Ctrl-C reaches the parent alone."""

    def __init__(self, name: str, *arguments: str) -> None:
        self.arguments = arguments
        self.falls = Falls(name)
        self.process: subprocess.Popen[bytes] | None = None

    def start(self, leash_end: int) -> None:
        """Start it on a leash that ends with us."""
        self.process = subprocess.Popen(
            ours(*self.arguments),
            env=os.environ | {leash.LEASH: str(leash_end)},
            pass_fds=[leash_end],
            stdin=subprocess.DEVNULL,
            start_new_session=True,
        )

    def has_fallen(self) -> bool:
        """True when it was started and is no more."""
        return self.process is not None and self.process.poll() is not None

    def ask_to_stop(self) -> None:
        """SIGTERM; it stops the processes it started itself."""
        if self.process and self.process.poll() is None:
            self.process.terminate()

    def wait(self, seconds: float) -> None:
        """Wait until it is gone; after `seconds`, kill it and the processes it started itself."""
        if not self.process:
            return
        try:
            self.process.wait(seconds)
        except subprocess.TimeoutExpired:
            os.killpg(self.process.pid, signal.SIGKILL)
            self.process.wait()


class Crew:
    """All children and their leash, for the length of a `with` block."""

    def __init__(self, *children: Child) -> None:
        self.children = children
        self._near, self._far = os.pipe()

    def __enter__(self) -> Self:
        for child in self.children:
            child.start(self._near)
        return self

    def __exit__(self, *_problem: type[BaseException] | BaseException | TracebackType | None) -> None:
        deadline = time.monotonic() + PATIENCE
        for child in self.children:
            child.ask_to_stop()
        for child in self.children:
            child.wait(max(0.1, deadline - time.monotonic()))
        os.close(self._far)
        os.close(self._near)

    def fallen(self) -> list[Child]:
        """The children that stopped by themselves."""
        return [child for child in self.children if child.has_fallen()]

    def revive(self) -> None:
        """Start again whoever fell. Raises CannotRun when one keeps falling."""
        for child in self.fallen():
            time.sleep(child.falls.note())
            child.start(self._near)
