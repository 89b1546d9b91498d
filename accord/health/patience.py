"""Connections to health that give up on a server which took a question and says nothing more.

A machine that freezes keeps its connections: no time limit of TCP or of the database ends such a wait, and each waiting
page would hold a thread the rest of the house needs.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import psycopg
from psycopg.errors import _WaitTimeout
from psycopg.rows import TupleRow

USUAL = 30.0  # seconds without an answer to one question
_limit: ContextVar[float] = ContextVar("patience", default=USUAL)


class Impatient(psycopg.Connection[TupleRow]):
    """A connection that is closed once a question stays without an answer for `limit` seconds."""

    def wait(self, gen: Any, *args: Any, **more: Any) -> Any:
        """As psycopg's. Raises OperationalError after the limit; the connection is then of no use any more."""
        if more.get("timeout") is not None:
            return super().wait(gen, *args, **more)
        try:
            return super().wait(gen, *args, **{**more, "timeout": _limit.get()})
        except _WaitTimeout as error:
            self.pgconn.finish()
            raise psycopg.OperationalError("The server of health does not answer.") from error


@contextmanager
def limit(seconds: float) -> Iterator[None]:
    """Wait no longer than that for each answer, for the length of a block."""
    token = _limit.set(seconds)
    try:
        yield
    finally:
        _limit.reset(token)
