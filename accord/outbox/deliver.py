"""The sender: claims a few letters, sends them over one kept connection, writes down what became of them, and again."""

import os
import socket
import time
from collections.abc import Iterator
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Event
from uuid import UUID, uuid4

import structlog
from django.db import OperationalError, connection, connections

from accord.outbox import mailings, settling
from accord.outbox.claim import MOST, Batch, Held, Turn, claim
from accord.outbox.models import Letter
from accord.outbox.rendering import Outgoing, Stencil, now_in_mail, stencil
from accord.outbox.signing import signed
from accord.outbox.smtp import Fate, Outcome
from accord.outbox.transport import Transport, from_settings
from accord.outbox.writing import written

HORIZON = 2.0  # seconds from the claim: what has not left by then goes back; a withdrawal counts in time
BATCH = 1.0  # seconds a batch may take, since the next one is claimed while it leaves
IDLE = 0.25  # seconds between two looks at an empty queue
SWEEP_EVERY = 30.0  # seconds
SLOWEST = 30.0  # seconds to wait at most when the server asks us to slow down

log = structlog.get_logger("accord.outbox")


def run(stop: Event) -> None:
    """Send what waits until `stop` is set; what is in flight is finished first. Never raises for a lost database."""
    sender = Sender(from_settings(), stop)
    with ThreadPoolExecutor(1, "desk") as desk:
        try:
            while not stop.is_set():
                sender.work(desk)
                stop.wait(IDLE)
        finally:
            sender.transport.close()
            desk.submit(connections.close_all)


@dataclass(slots=True)
class Round:
    """One batch on its way: its letters, until when they may leave, and what became of them."""

    batch: Batch
    deadline: float
    letters: list[Letter | Held]
    outcomes: dict[UUID, Outcome] = field(default_factory=dict)


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

    def work(self, desk: Executor) -> None:
        """Send until nothing waits: while one batch leaves, `desk` settles the last one and claims the next."""
        done: Round | None = None
        current = self._asked(desk.submit(self._settle_and_take, None))
        while current:
            following = desk.submit(self._settle_and_take, done)
            self.send(current)
            done, current = current, self._asked(following)
        if done:
            self._asked(desk.submit(self._settle_only, done))

    def _asked(self, answer: "Future[Round | None]") -> Round | None:
        """What the desk answers; nothing while the database is away."""
        try:
            return answer.result()
        except OperationalError as error:
            log.warning("database lost", error=str(error).strip())
            self.stop.wait(1)
            return None

    def _settle_and_take(self, done: Round | None) -> Round | None:
        if done:
            self.settle(done)
        try:
            return None if self.stop.is_set() else self.take()
        except OperationalError:
            connection.close()
            raise

    def _settle_only(self, done: Round) -> None:
        self.settle(done)

    def turn(self) -> bool:
        """Claim, send and settle one batch; False when nothing waits."""
        current = self.take()
        if current is None:
            return False
        self.send(current)
        self.settle(current)
        return True

    def take(self) -> Round | None:
        """Claim the next batch; None when nothing waits."""
        self._sweep()
        batch = claim(worker=self.name, turn=self.serving, most=self.most)
        if batch is None:
            self._close_finished()
            return None
        return Round(batch, time.monotonic() + HORIZON, [*batch.service, *batch.held])

    def send(self, current: Round) -> None:
        """Send the letters of a batch until its deadline; those not reached go back."""
        self.transport.ready()
        started, outcomes = time.monotonic(), current.outcomes
        for letter, message in zip(current.letters, self._messages(current.batch), strict=True):
            if self.stop.is_set() or time.monotonic() > current.deadline:
                break
            outcome = message if isinstance(message, Outcome) else self.transport.send(signed(message))
            outcomes[letter.pk] = outcome
            if outcome.fate is Fate.NOT_TRIED:
                outcomes |= {other.pk: outcome for other in current.letters if other.pk not in outcomes}
                break
        self._learn(outcomes, time.monotonic() - started)

    def settle(self, done: Round) -> None:
        """Write the outcomes; tried again for a while when the database is away, since they are true."""
        if not done.letters:
            return
        for attempt in range(5):
            try:
                settling.settle(worker=self.name, letters=done.letters, outcomes=done.outcomes)
                return
            except OperationalError:
                connection.close()
                if attempt == 4:
                    raise
                time.sleep(2**attempt / 2)

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

    def _learn(self, outcomes: dict[UUID, Outcome], seconds: float) -> None:
        """Claim no more than the horizon allows; slow down when the server refuses for now, or is not there."""
        if outcomes:
            self.most = max(1, min(MOST, int(len(outcomes) / max(seconds, 0.001) * BATCH)))
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
