"""How often: per recipient, per network, per form; each set of limits is taken in one atomic statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from functools import lru_cache
from typing import Any

from django.utils import timezone

from accord.lib.network import network_of
from accord.lib.secrets import key
from accord.lib.statements import Clauses, prepared
from accord.lib.tokens import keyed_hash

QUARTER, HOUR, WEEK = timedelta(minutes=15), timedelta(hours=1), timedelta(days=7)
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
ROW = "(%({0}_key)s::bytea, 1, %({0}_most)s::int, %({0}_resets)s::timestamptz, NULL::timestamptz)"
NO_ROW = "SELECT ''::bytea, 1, 1, now(), NULL::timestamptz WHERE false"
GIVE_BACK = "UPDATE intake_quota SET count = count - 1 WHERE key = ANY(%s)"


@dataclass(frozen=True, slots=True)
class Limit:
    """`who` may do `what` at most `most` times in `window`, counted from the first time."""

    what: str
    who: str
    most: int
    window: timedelta

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
    """The rows HOLD inserts, their values under `name`; always in the same order: nobody waits in a circle."""
    now = timezone.now()
    values: dict[str, Any] = {}
    ordered = sorted((limit.key, limit.most, limit.window) for limit in limits)
    for place, (of, most, window) in enumerate(ordered):
        more = {"key": of, "most": most, "resets": now + window}
        values |= {f"{name}_{place}_{part}": value for part, value in more.items()}
    return Clauses(_row_marks(name, len(limits)), values)


@lru_cache(maxsize=32)
def _row_marks(name: str, number: int) -> str:
    marks = ", ".join(ROW.format(f"{name}_{place}") for place in range(number))
    return f"VALUES {marks}" if marks else NO_ROW


def give_back(keys: Sequence[bytes]) -> None:
    """Undo what was counted against `keys`, when another limit was full."""
    with prepared() as cursor:
        cursor.execute(GIVE_BACK, [list(keys)])


def recipient(address: str) -> Limit:
    """How often one mailbox may be asked to confirm, and never twice within a QUARTER of an hour.

    Whatever spelling leads to the same mailbox counts as it.
    """
    return Limit("recipient", folded(address), 3, WEEK)


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
