"""The counters that remain when requests are gone."""

from datetime import date
from functools import lru_cache

from accord.intake.models import FunnelDay
from accord.lib.statements import Clauses, prepared

LANES = 16
STEPS = ("seen", "started", "asked", "sent", "confirmed", "refused", "expired")
COUNT = """
INSERT INTO intake_funnelday AS held (form_id, day, lane, {names})
SELECT %(form_id)s, %(day)s, pg_backend_pid() %% {lanes}, {values}
WHERE EXISTS (SELECT FROM intake_form WHERE id = %(form_id)s)
ON CONFLICT (form_id, day, lane) DO UPDATE SET {sums}
"""


def count(form_id: int, day: date, **steps: int) -> None:
    """Add to the counters of one form and day: `count(3, today, asked=1, sent=1)`. One statement."""
    adding = counted(form_id, day, **steps)
    with prepared() as cursor:
        cursor.execute(adding.text, adding.values)


def counted(form_id: int, day: date, **steps: int) -> Clauses:
    """The statement of `count`, to be part of a longer one. Raises ValueError for a step that is not counted."""
    if unknown := set(steps) - set(STEPS):
        raise ValueError(f"{FunnelDay.__name__} does not count {unknown}.")
    return Clauses(_adding(tuple(steps)), {"form_id": form_id, "day": day, **steps})


@lru_cache(maxsize=32)
def _adding(steps: tuple[str, ...]) -> str:
    return COUNT.format(
        lanes=LANES,
        names=", ".join(STEPS),
        values=", ".join(f"%({step})s" if step in steps else "0" for step in STEPS),
        sums=", ".join(f"{step} = held.{step} + EXCLUDED.{step}" for step in steps),
    )
