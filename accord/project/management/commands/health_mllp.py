"""`accord health_mllp`: HL7 v2 messages over MLLP (`accord run` starts it where HEALTH_MLLP is set)."""

import asyncio
import signal
from concurrent.futures import ThreadPoolExecutor
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.db import close_old_connections

from accord.health.actions.hearing import hear
from accord.health.exchange.mllp import Listener, tls_context


class Command(BaseCommand):
    """Takes in what the folder of `accord health_adt` takes in, and answers each message."""

    help = "Take in HL7 v2 ADT messages over MLLP at HEALTH_MLLP, until SIGTERM."
    requires_system_checks: list[str] = []  # accord run has made them

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Listen."""
        if not settings.ACCORD_HEALTH:
            raise CommandError("There is no database of health here (HEALTH_DATABASE_URL).")
        if not settings.HEALTH_MLLP:
            raise CommandError("HEALTH_MLLP is empty: say where to listen, such as 127.0.0.1:2575.")
        try:
            asyncio.run(listen(*settings.HEALTH_MLLP))
        except OSError as error:
            raise CommandError(f"HEALTH_MLLP cannot be served: {error}.") from error


async def listen(host: str, port: int) -> None:
    """Serve until SIGTERM or Ctrl-C; what is being taken in then is finished first. Raises OSError."""
    stop, loop = asyncio.Event(), asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stop.set)
    certificate, clients = settings.HEALTH_MLLP_CERTIFICATE, settings.HEALTH_MLLP_CLIENTS
    tls = tls_context(certificate, clients) if certificate else None
    with ThreadPoolExecutor(settings.ACCORD_THREADS) as workers:
        server = await Listener(fresh, workers).serve(host, port, tls)
        await stop.wait()
        server.close()


def fresh(raw: bytes) -> bytes:
    """Hear a message in a thread with a connection to the database of its own, given back."""
    close_old_connections()
    try:
        return hear(raw)
    finally:
        close_old_connections()
