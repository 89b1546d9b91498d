"""`accord returned PATH…`: take in the messages that came back: files, a maildir, or `-` for standard input."""

import sys
from argparse import ArgumentParser
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from accord.outbox.incoming import take_in


class Command(BaseCommand):
    """For a mail server's alias (`|accord returned -`) or a periodic job over a maildir; files read are removed."""

    help = "Take in bounces, complaints and unsubscribe mails from files, folders or standard input (-)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        """Where the messages are."""
        parser.add_argument(
            "paths", nargs="+", help="a message, a folder of messages (a maildir's new/), or -"
        )

    def handle(self, *_args: Any, paths: list[str], **_options: Any) -> None:
        """Take in each message and say how many said something."""
        known = 0
        total = 0
        for path in paths:
            for raw in self._messages(path):
                total += 1
                known += take_in(raw) is not None
        self.stdout.write(f"{known} of {total}")

    def _messages(self, path: str) -> Iterator[bytes]:
        if path == "-":
            yield sys.stdin.buffer.read()
            return
        place = Path(path)
        for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
            if file.is_file():
                yield file.read_bytes()
                file.unlink()
