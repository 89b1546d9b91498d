"""Whether the database of health answers. Where it does not, the rest waits once, and asks again later."""

import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, connections, transaction
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.health import patience
from accord.health.router import ALIAS

AGAIN_AFTER = 60  # seconds until it is asked again
PATIENCE = 2  # seconds for one question of a page of the rest
SENTENCE = _(
    "The health part does not answer: its pages are closed and nothing of it is counted here. It is asked again every "
    "minute; tell the administrator if it lasts."
)


class Silent(OperationalError):
    """Nothing answers, which is noted: whoever asked is told in a sentence."""


class Silence:
    """Since when nothing was heard, in this process."""

    def __init__(self) -> None:
        self.until = 0.0

    def note(self) -> None:
        """It did not answer."""
        self.until = time.monotonic() + AGAIN_AFTER

    def end(self) -> None:
        """It answered."""
        self.until = 0.0

    @property
    def lasts(self) -> bool:
        """True while it is not asked again."""
        return time.monotonic() < self.until


silence = Silence()


@contextmanager
def patiently() -> Iterator[None]:
    """For what is asked of health itself: as long as usual, or hardly at all while nothing was heard; one answer ends
    that. Raises Silent where nothing answers.
    """
    try:
        with patience.limit(PATIENCE + 1 if silence.lasts else patience.USUAL):
            yield
    except OperationalError as trouble:
        if not is_lost(trouble):
            raise
        silence.note()
        raise Silent from trouble
    silence.end()


@contextmanager
def briefly() -> Iterator[None]:
    """A transaction of health whose questions are given up soon. Raises OperationalError, which is then noted."""
    try:
        with (
            patience.limit(PATIENCE + 1),
            transaction.atomic(using=ALIAS),
            connections[ALIAS].cursor() as cursor,
        ):
            cursor.execute("SELECT set_config('statement_timeout', %s, true)", [f"{PATIENCE}s"])
            yield
            # A page of health shows the menu within its own transaction, which goes on.
            cursor.execute("SET LOCAL statement_timeout TO DEFAULT")
    except OperationalError:
        silence.note()
        raise


def is_lost(error: OperationalError) -> bool:
    """True when nothing answers, rather than the database answering that it cannot (a deadlock, a time limit)."""
    state = getattr(error.__cause__, "sqlstate", None)
    return state is None or state.startswith(("08", "57P", "53300"))


def sentence() -> "Promise | str":
    """What is said while it lasts, "" otherwise."""
    return SENTENCE if silence.lasts else ""
