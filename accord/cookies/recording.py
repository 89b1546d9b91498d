"""Keeping a choice: one statement, no lock, before the answer; counting a display: one statement."""

from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any

from django.utils import timezone

from accord.cookies.answers import Answer
from accord.cookies.serving import Served
from accord.lib.statements import prepared, unhurried

COLUMNS = tuple(one.name for one in fields(Answer))
KEEP = f"""
INSERT INTO cookies_choice (site_id, version_id, recorded_at, {", ".join(COLUMNS)})
VALUES (%(site_id)s, %(version_id)s, clock_timestamp(), {", ".join(f"%({name})s" for name in COLUMNS)})
ON CONFLICT (visitor, nonce) DO NOTHING
RETURNING id, recorded_at
"""  # noqa: S608 - the names of our own columns
KNOWN = "SELECT id, recorded_at FROM cookies_choice WHERE visitor = %(visitor)s AND nonce = %(nonce)s"

LANES = 16
COUNT = f"""
INSERT INTO cookies_display AS held (site_id, version_id, day, language, device, page_group, variant, lane, shown)
VALUES (%(site_id)s, %(version_id)s, %(day)s, %(language)s, %(device)s, %(page_group)s, %(variant)s,
    pg_backend_pid() %% {LANES}, %(shown)s)
ON CONFLICT (site_id, day, version_id, language, device, page_group, variant, lane)
DO UPDATE SET shown = held.shown + EXCLUDED.shown
RETURNING {{}}
"""  # noqa: S608 - our own names


@dataclass(frozen=True, slots=True)
class Recorded:
    """The proof there is now."""

    id: int
    at: datetime


def keep(served: Served, answer: Answer) -> Recorded:
    """Record one choice; the same act (visitor and nonce) sent again is answered with the record there is."""
    values = {name: getattr(answer, name) for name in COLUMNS}
    values |= {"site_id": served.site_id, "version_id": served.version.pk}
    with prepared() as cursor:
        cursor.execute(KEEP, values)
        row = cursor.fetchone()
        if row is None:
            cursor.execute(KNOWN, values)
            row = cursor.fetchone()
    return Recorded(*row)


def count(served: Served, shown: dict[str, Any], times: int = 1) -> None:
    """A banner was shown `times` times to visitors like `shown`: {language, device, page_group, variant}."""
    values = {
        **shown,
        "site_id": served.site_id,
        "version_id": served.version.pk,
        "day": timezone.localdate(),
        "shown": times,
    }
    with prepared() as cursor:
        cursor.execute(COUNT.format(unhurried()), values)
