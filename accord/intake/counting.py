"""The counters that remain when requests are gone."""

from datetime import date
from typing import Any

from accord.intake.models import FunnelDay
from accord.lib.statements import prepared

LANES = 16
STEPS = ("seen", "started", "asked", "sent", "confirmed", "refused", "expired")
COUNT = f"""
INSERT INTO intake_funnelday AS held (form_id, day, lane, {", ".join(STEPS)})
SELECT %(form_id)s, %(day)s, pg_backend_pid() %% {LANES}, {", ".join(f"%({step})s" for step in STEPS)}
WHERE EXISTS (SELECT FROM intake_form WHERE id = %(form_id)s)
ON CONFLICT (form_id, day, lane) DO UPDATE SET {", ".join(f"{step} = held.{step} + EXCLUDED.{step}" for step in STEPS)}
"""  # noqa: S608 - the names of our own columns


def count(form_id: int, day: date, **steps: int) -> None:
    """Add to the counters of one form and day: `count(3, today, asked=1, sent=1)`. One statement."""
    with prepared() as cursor:
        cursor.execute(COUNT, counted(form_id, day, **steps))


def counted(form_id: int, day: date, **steps: int) -> dict[str, Any]:
    """What COUNT needs, where it is part of a longer statement. Raises ValueError for a step that is not counted."""
    if unknown := set(steps) - set(STEPS):
        raise ValueError(f"{FunnelDay.__name__} does not count {unknown}.")
    return {"form_id": form_id, "day": day, **{step: steps.get(step, 0) for step in STEPS}}
