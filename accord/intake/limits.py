"""How often: per recipient, per network, per form; each set of limits is taken in one atomic statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache

from django.utils import timezone

from accord.lib.network import network_of
from accord.lib.secrets import key
from accord.lib.statements import Clauses, prepared
from accord.lib.tokens import keyed_hash

NONE, QUARTER, HOUR, WEEK = timedelta(0), timedelta(minutes=15), timedelta(hours=1), timedelta(days=7)
PROOF_SERVES = 3  # times: whoever goes back and sends the page again has not worked for nothing
DOTS_DO_NOT_COUNT = frozenset({"gmail.com", "googlemail.com"})

HOLD = """
INSERT INTO intake_quota AS held (key, count, most, resets_at, free_at)
{}
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN held.resets_at <= %(now)s THEN 1 ELSE held.count + 1 END,
    most = EXCLUDED.most,
    resets_at = CASE WHEN held.resets_at <= %(now)s THEN EXCLUDED.resets_at ELSE held.resets_at END,
    free_at = EXCLUDED.free_at
WHERE (held.free_at IS NULL OR held.free_at <= %(now)s)
    AND (held.resets_at <= %(now)s OR held.count < EXCLUDED.most)
RETURNING {}
"""
NO_ROW = "SELECT ''::bytea, 1, 1, now(), NULL::timestamptz WHERE false"
GIVE_BACK = "UPDATE intake_quota SET count = count - 1 WHERE key = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Limit:
    """`who` may do `what` at most `most` times in `window`, counted from the first time; never twice within `pause`."""

    what: str
    who: str
    most: int
    window: timedelta
    pause: timedelta = NONE

    @property
    def figures(self) -> tuple[int, timedelta, timedelta]:
        """What is the same for everybody."""
        return self.most, self.window, self.pause

    @property
    def key(self) -> bytes:
        """What the row is known by: a keyed hash, which tells nobody the address."""
        return keyed_hash(f"{self.what}:{self.who}:{self.window.total_seconds():.0f}", key=key("quota"))


class TooMany(Exception):
    """This network, or this form, has asked too often within the hour: nothing was written."""


def take(limits: Sequence[Limit]) -> bool:
    """Count once against every one of `limits`, or, when one of them is full, against none: then False.

    Whoever comes second for the same key waits until the first has committed.
    """
    taken = rows(limits, "limit")
    with prepared() as cursor:
        cursor.execute(HOLD.format(taken.text, "key"), {"now": timezone.now(), **taken.values})
        counted = [key for (key,) in cursor.fetchall()]
        if len(counted) < len(limits):
            give_back(counted)
    return len(counted) == len(limits)


def rows(limits: Sequence[Limit], name: str) -> Clauses:
    """The rows HOLD inserts, their keys under `name`; always in the same order: nobody waits in a circle."""
    ordered = sorted(limits, key=lambda limit: (limit.what, limit.who, limit.window))
    keys = {f"{name}_{place}": limit.key for place, limit in enumerate(ordered)}
    return Clauses(_rows(name, tuple(limit.figures for limit in ordered)), keys)


@lru_cache(maxsize=32)
def _rows(name: str, figures: Sequence[tuple[int, timedelta, timedelta]]) -> str:
    marks = ", ".join(f"({row(f'{name}_{place}', *each)})" for place, each in enumerate(figures))
    return f"VALUES {marks}" if marks else NO_ROW


def row(key: str, most: int, window: timedelta, pause: timedelta) -> str:
    """The columns HOLD inserts: the figures stand in the statement, the `key` is named to it."""
    free_at = _from_now(pause) if pause else "NULL::timestamptz"
    return f"%({key})s::bytea, 1, {most}, {_from_now(window)}, {free_at}"


def _from_now(time: timedelta) -> str:
    return f"%(now)s + interval '{time.total_seconds():.0f} seconds'"


def give_back(keys: Sequence[bytes]) -> None:
    """Undo what was counted against `keys`, when another limit was full."""
    with prepared() as cursor:
        cursor.execute(GIVE_BACK, [list(keys)])


def recipient(address: str) -> Limit:
    """How often one mailbox may be asked to confirm, and never twice within a QUARTER of an hour.

    Whatever spelling leads to the same mailbox counts as it.
    """
    return Limit("recipient", folded(address), 3, WEEK, QUARTER)


def told(address: str) -> Limit:
    """How often somebody may be told that they are registered already."""
    return Limit("told", folded(address), 1, WEEK)


def crowd(form_id: int, ip: str, *, has_worked: bool, work: str = "") -> list[Limit]:
    """How often one network, and one form, may ask; much less without a proof of work (of the challenge `work`)."""
    kind, of_network, of_form = ("worked", 60, 3000) if has_worked else ("bare", 10, 120)
    proof = [Limit("work", work, PROOF_SERVES, HOUR)] if work else []
    return [
        *proof,
        Limit(f"network-{kind}", network_of(ip), of_network, HOUR),
        Limit(f"form-{kind}", str(form_id), of_form, HOUR),
    ]


def once(what: str, nonce: str) -> list[Limit]:
    """A signed reference that serves a single time."""
    return [Limit(what, nonce, 1, WEEK)]


def folded(address: str) -> str:
    """The address without what providers ignore (a part after "+", dots at Google): for limits and nothing else."""
    local, _, domain = address.rpartition("@")
    local = local.split("+")[0] or local
    if domain in DOTS_DO_NOT_COUNT:
        return f"{local.replace('.', '')}@gmail.com"
    return f"{local}@{domain}"
