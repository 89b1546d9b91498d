"""A process with a database of its own for each size, so that sizes are measured in turn within one run."""

import argparse
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


@contextmanager
def product() -> Iterator[None]:
    """Django over the base of this process, as `accord` starts it; style sheets are served from where they lie."""
    import django

    from accord.project import command, settings

    settings.STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    with command.database():
        django.setup()
        yield


def browser_of(name: str, *roles: str) -> tuple[Any, Any]:
    """A browser in which a new colleague is signed in, and the colleague."""
    from django.conf import settings
    from django.test import Client

    from accord.staff.models import User

    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    user = User.objects.create_user(f"{name.lower()}@lumen.example", name=name, roles=list(roles))
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return client, user


def fill(text: str, values: dict[str, Any] | None = None) -> None:
    """Run statements as the owner of the tables, then look at what the tables hold."""
    import psycopg

    from accord.project import databases

    owner = databases.url(as_owner=True)
    with psycopg.connect(owner, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(text, values)
        connection.execute("VACUUM (ANALYZE)")


def in_turn(
    script: str,
    home: Path,
    sizes: tuple[int, int],
    *,
    first: str,
    work: Callable[[int], None],
    report: Callable[[House, House, int], None],
) -> None:
    """The command line of a measure at two sizes: a worker for one of them, or both workers and the report."""
    parser = argparse.ArgumentParser(description=sys.modules["__main__"].__doc__)
    parser.add_argument("--small", type=int, default=sizes[0])
    parser.add_argument("--large", type=int, default=sizes[1])
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        with product():
            work(options.size)
        return
    with houses(home, script, [options.small, options.large], first=first) as (small, large):
        report(small, large, options.rounds)
