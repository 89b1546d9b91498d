"""Keeping a choice: one statement, no lock in the database, before the answer; counting a display: one statement."""

import json
from collections import deque
from dataclasses import dataclass, fields
from datetime import datetime
from threading import Lock
from typing import Any

from django.db import connection
from django.utils import timezone

from accord.cookies.answers import Answer
from accord.cookies.serving import Served
from accord.lib.statements import prepared, unhurried

COLUMNS = tuple(one.name for one in fields(Answer))
TYPES = {
    "visitor": "uuid",
    "nonce": "uuid",
    "is_gpc": "boolean",
    "is_of_account": "boolean",
    "turn": "bigint",
} | {f"{way}_{what}": "text[]" for way in ("granted", "refused") for what in ("purposes", "parties")}
KEEP = f"""
INSERT INTO cookies_choice (site_id, version_id, recorded_at, {", ".join(COLUMNS)})
SELECT site_id, version_id, clock_timestamp(), {", ".join(COLUMNS)}
FROM json_to_recordset(%(rows)s::json) AS said
    (site_id bigint, version_id bigint, {", ".join(f"{name} {TYPES.get(name, 'text')}" for name in COLUMNS)})
ON CONFLICT (visitor, nonce) DO NOTHING
RETURNING visitor, nonce, id, recorded_at
"""  # noqa: S608 - the names of our own columns
KNOWN = """
SELECT held.visitor, held.nonce, held.id, held.recorded_at
FROM json_to_recordset(%(rows)s::json) AS said (visitor uuid, nonce uuid)
JOIN cookies_choice AS held ON held.visitor = said.visitor AND held.nonce = said.nonce
"""

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


@dataclass(slots=True)
class _Waiting:
    """A choice that is to be kept, and what became of it."""

    row: dict[str, Any]
    kept: Recorded | None = None
    failure: Exception | None = None

    @property
    def act(self) -> tuple[str, str]:
        return self.row["visitor"], self.row["nonce"]


_WAITING: deque[_Waiting] = deque()
_TURN = Lock()  # within this process: one statement at a time, which carries all those that waited for it


def keep(served: Served, answer: Answer) -> Recorded:
    """Record one choice; the same act (visitor and nonce) sent again is answered with the record there is.

    Choices that arrive together are one statement: whoever comes first writes for all. It returns once the choice is
    on disk.
    """
    mine = _Waiting(_row(served, answer))
    if connection.in_atomic_block:
        _write([mine])
    else:
        _WAITING.append(mine)
        with _TURN:
            if mine.kept is None and mine.failure is None:
                _write([_WAITING.popleft() for _ in range(len(_WAITING))])
    if mine.failure:
        raise mine.failure
    assert mine.kept
    return mine.kept


def _row(served: Served, answer: Answer) -> dict[str, Any]:
    said = {name: getattr(answer, name) for name in COLUMNS}
    ids = {"visitor": str(answer.visitor), "nonce": str(answer.nonce)}
    return said | ids | {"site_id": served.site_id, "version_id": served.version.pk}


def _write(choices: list[_Waiting]) -> None:
    """Keep these choices; each is told what became of it. One that cannot be kept does not take the others with it."""
    try:
        kept = _kept(json.dumps([one.row for one in choices]), {one.act for one in choices})
    except Exception as error:
        if len(choices) == 1:
            choices[0].failure = error
        else:
            for one in choices:
                _write([one])
        return
    for one in choices:
        one.kept = kept[one.act]


def _kept(rows: str, acts: set[tuple[str, str]]) -> dict[tuple[str, str], Recorded]:
    with prepared() as cursor:
        cursor.execute(KEEP, {"rows": rows})
        found = cursor.fetchall()
        if len(found) < len(acts):
            cursor.execute(KNOWN, {"rows": rows})
            found += cursor.fetchall()
    return {(str(visitor), str(nonce)): Recorded(pk, at) for visitor, nonce, pk, at in found}


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
