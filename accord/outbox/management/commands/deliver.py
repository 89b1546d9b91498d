"""`accord deliver`: send the letters that wait until told to stop."""

import signal
from threading import Event
from typing import Any

from django.core.management.base import BaseCommand

from accord.outbox.deliver import run


class Command(BaseCommand):
    """Loops until SIGTERM or Ctrl-C, finishes what is in flight, and ends."""

    help = "Send the letters that wait, until SIGTERM."
    requires_system_checks: list[str] = []  # accord run has made them; a sender must start in no time

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Run the sender in this process."""
        stop = Event()
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda *_: stop.set())
        run(stop)
