"""Letters received: a small SMTP server behind your own mail server, for what comes back and for copies.

It takes an address it knows and refuses every other one; it relays nothing. It listens where MAIL_RECEIVE says, on this
machine or within your network: only your mail server should reach it.
"""

import asyncio
import signal
from collections.abc import Callable
from dataclasses import dataclass
from threading import Event
from typing import Any

import structlog
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session
from django.db import close_old_connections

LARGEST = 35_000_000  # bytes of a letter
log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Box:
    """Some addresses letters are received for. knows: is this one of them; take: read a letter sent to it."""

    knows: Callable[[str], bool]
    take: Callable[[str, bytes], object]


class Receiver:
    """What the server does with each letter; the rest is aiosmtpd's."""

    def __init__(self, boxes: list[Box]) -> None:
        self.boxes = boxes

    async def handle_RCPT(  # noqa: N802 - named by aiosmtpd
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: list[str]
    ) -> str:
        """Only an address somebody here has."""
        if await asyncio.to_thread(_fresh, self._box, address) is None:
            return "550 5.1.1 Nobody here has this address"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        """Read it; when that fails your mail server keeps the letter and tries again."""
        try:
            raw = envelope.content or b""
            letter = raw if isinstance(raw, bytes) else raw.encode()
            for address in envelope.rcpt_tos:
                await asyncio.to_thread(_fresh, self._take, address, letter)
        except Exception as error:  # whatever happens, the letter is not lost
            log.error("letter.not_taken", kind=type(error).__name__)
            return "451 4.3.0 Not taken for now"
        return "250 OK"

    def _box(self, address: str) -> Box | None:
        return next((box for box in self.boxes if box.knows(address)), None)

    def _take(self, address: str, raw: bytes) -> None:
        if box := self._box(address):
            box.take(address, raw)


def _fresh(work: Callable[..., Any], *arguments: Any) -> Any:
    """Work in a thread with a connection to the database of its own, given back."""
    close_old_connections()
    try:
        return work(*arguments)
    finally:
        close_old_connections()


def server(boxes: list[Box], host: str, port: int) -> Controller:
    """The server, not started yet."""
    return Controller(
        Receiver(boxes),
        hostname=host,
        port=port,
        data_size_limit=LARGEST,
        ident="Accord",
        enable_SMTPUTF8=True,
    )


def serve(boxes: list[Box], host: str, port: int) -> None:
    """Receive until SIGTERM or Ctrl-C."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    running = server(boxes, host, port)
    running.start()
    stop.wait()
    running.stop()
