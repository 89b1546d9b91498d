"""A process with a database of its own for each size, so that sizes are measured in turn within one run."""

import json
import os
import shutil
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


def free_port() -> int:
    """A port of the loopback on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class House:
    """An embedded PostgreSQL to throw away, and a process that answers questions about it."""

    def __init__(self, home: Path, script: str, size: int) -> None:
        """Make the database; `script --worker --size N` fills it, then answers."""
        environment = {
            **os.environ,
            "ACCORD_HOME": str(home / str(size)),
            "ACCORD_LOG_LEVEL": "ERROR",
            "DJANGO_SETTINGS_MODULE": "accord.project.settings",
        }
        (home / str(size) / "static").mkdir(parents=True)
        subprocess.run([sys.executable, "-m", "accord", "migrate", "-v0"], check=True, env=environment)
        self.process = subprocess.Popen(
            [sys.executable, script, "--worker", "--size", str(size)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def ask(self, question: str) -> Any:
        """Its answer."""
        assert self.process.stdin and self.process.stdout
        self.process.stdin.write(question + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self) -> None:
        """End it."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait()


@contextmanager
def houses(home: Path, script: str, sizes: list[int], *, first: str) -> Iterator[list[House]]:
    """One for each size, each having answered `first`; nothing is left behind."""
    shutil.rmtree(home, ignore_errors=True)
    built: list[House] = []
    try:
        for size in sizes:
            built.append(House(home, script, size))
            built[-1].ask(first)
        yield built
    finally:
        for house in built:
            house.close()
        shutil.rmtree(home, ignore_errors=True)


def answer_with(answer: Callable[[str], Any]) -> None:
    """In the process itself: one line of JSON for each line read, until the parent closes."""
    for line in sys.stdin:
        print(json.dumps(answer(line.strip())), flush=True)
