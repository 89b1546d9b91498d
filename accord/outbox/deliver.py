"""The sender: claims a few letters, sends them over one kept connection, writes down what became of them, and again."""

import os
import socket
import time
from collections.abc import Iterator
from threading import Event
from uuid import UUID, uuid4

import structlog
from django.db import OperationalError, connection

from accord.outbox import mailings, settling
from accord.outbox.claim import MOST, Batch, Held, Turn, claim
from accord.outbox.models import Letter
from accord.outbox.rendering import Outgoing, Stencil, now_in_mail, stencil
from accord.outbox.signing import signed
from accord.outbox.smtp import Fate, Outcome
from accord.outbox.transport import Transport, from_settings
from accord.outbox.writing import written

HORIZON = (
    2.0  # seconds: what is claimed leaves within them or goes back, so that a withdrawal is honoured in time
)
IDLE = 0.25  # seconds between two looks at an empty queue
SWEEP_EVERY = 30.0  # seconds
SLOWEST = 30.0  # seconds to wait at most when the server asks us to slow down

log = structlog.get_logger("accord.outbox")


def run(stop: Event) -> None:
    """Send what waits until `stop` is set; what is in flight is finished first. Never raises for a lost database."""
    sender = Sender(from_settings(), stop)
    try:
        while not stop.is_set():
            try:
                if not sender.turn():
                    stop.wait(IDLE)
            except OperationalError as error:
                log.warning("database lost", error=str(error).strip())
                connection.close()
                stop.wait(1)
    finally:
        sender.transport.close()


class Sender:
    """One worker with its connection and what it learnt about the server's speed."""

    def __init__(self, transport: Transport, stop: Event | None = None) -> None:
        self.transport = transport
        self.stop = stop or Event()
        self.name = f"{socket.gethostname()[:14]}:{os.getpid()}:{uuid4().hex[:12]}"
        self.most = MOST
        self.wait = 0.0
        self.serving = Turn()
        self.swept_at = 0.0
        self.stencils: dict[int, Stencil] = {}

    def turn(self) -> bool:
        """Claim, send and settle one batch; False when nothing waits."""
        self._sweep()
        batch = claim(worker=self.name, turn=self.serving, most=self.most)
        if batch is None:
            self._close_finished()
            return False
        letters: list[Letter | Held] = [*batch.service, *batch.held]
        if letters:
            self._send(letters, self._messages(batch))
        return True

    def _send(self, letters: list[Letter | Held], messages: Iterator[Outgoing | Outcome]) -> None:
        """Send the letters of a claim for as long as the horizon allows; those not reached go back."""
        started = time.monotonic()
        outcomes: dict[UUID, Outcome] = {}
        for letter, message in zip(letters, messages, strict=True):
            if self.stop.is_set() or time.monotonic() - started > HORIZON:
                break
            outcomes[letter.pk] = (
                message if isinstance(message, Outcome) else self.transport.send(signed(message))
            )
            if outcomes[letter.pk].fate is Fate.NOT_TRIED:
                outcomes |= {other.pk: outcomes[letter.pk] for other in letters if other.pk not in outcomes}
                break
        self._settle(letters, outcomes)
        self._learn(outcomes, time.monotonic() - started)

    def _messages(self, batch: Batch) -> Iterator[Outgoing | Outcome]:
        """The message of each letter, made when its turn comes."""
        yield from map(_written, batch.service)
        if batch.mailing is None:
            return
        known = self.stencils.get(batch.mailing.pk)
        if known is None:
            known = self.stencils[batch.mailing.pk] = stencil(batch.mailing)
        date = now_in_mail()
        for held in batch.held:
            yield known.letter(held, date=date) if held.to else Outcome(Fate.REFUSED, "The address is gone.")

    def _settle(self, letters: list[Letter | Held], outcomes: dict[UUID, Outcome]) -> None:
        """Write the outcomes; tried again for a while when the database is away, since they are true."""
        for attempt in range(5):
            try:
                settling.settle(worker=self.name, letters=letters, outcomes=outcomes)
                return
            except OperationalError:
                if attempt == 4:
                    raise
                connection.close()
                time.sleep(2**attempt / 2)

    def _learn(self, outcomes: dict[UUID, Outcome], seconds: float) -> None:
        """Claim no more than the horizon allows; slow down when the server refuses for now, or is not there."""
        if outcomes:
            self.most = max(1, min(MOST, int(len(outcomes) / max(seconds, 0.001) * HORIZON)))
        later = sum(outcome.fate in (Fate.LATER, Fate.NOT_TRIED) for outcome in outcomes.values())
        if later * 2 > len(outcomes):
            self.wait = min(SLOWEST, self.wait * 2 or 1)
            log.warning("slowing down", seconds=self.wait, said=next(iter(outcomes.values())).said)
            self.stop.wait(self.wait)
        else:
            self.wait = 0.0

    def _sweep(self) -> None:
        if time.monotonic() - self.swept_at < SWEEP_EVERY:
            return
        self.swept_at = time.monotonic()
        if lost := settling.sweep():
            log.warning("letters of unknown fate", letters=lost)

    def _close_finished(self) -> None:
        for mailing in mailings.running():
            mailings.finish_if_done(mailing)
            self.stencils.pop(mailing.pk, None)


def _written(letter: Letter) -> Outgoing | Outcome:
    """The message of a service letter; one that cannot be made fails alone."""
    try:
        return written(letter)
    except Exception as error:
        log.exception("a service letter could not be written", service=letter.service)
        return Outcome(Fate.REFUSED, f"It could not be written: {type(error).__name__}.")
