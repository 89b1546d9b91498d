"""How often: per recipient, per network, per form; each set of limits is taken in one atomic statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.db import connection
from django.utils import timezone

from accord.lib.network import network_of
from accord.lib.secrets import key
from accord.lib.statements import prepared
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
LASTING, PASSING = "''", "set_config('synchronous_commit', 'off', true)"
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


def take(limits: Sequence[Limit], *, is_lasting: bool = True) -> bool:
    """Count once against every one of `limits`, or, when one of them is full, against none: then False.

    Whoever comes second for the same key waits until the first has committed. is_lasting: False for counters that a
    power cut may lose, which then keep nobody waiting for the disk; within a transaction it makes no difference.
    """
    now = timezone.now()
    values: dict[str, Any] = {"now": now}
    for place, (key_, most, window) in enumerate(sorted((one.key, one.most, one.window) for one in limits)):
        values |= {f"key{place}": key_, f"most{place}": most, f"resets{place}": now + window}
    rows = ", ".join(f"(%(key{n})s, 1, %(most{n})s, %(resets{n})s, NULL)" for n in range(len(limits)))
    is_passing = not is_lasting and not connection.in_atomic_block
    with prepared() as cursor:
        cursor.execute(HOLD.format(f"VALUES {rows}", f"key, {PASSING if is_passing else LASTING}"), values)
        counted = [key for key, _ in cursor.fetchall()]
        if counted and len(counted) < len(limits):
            cursor.execute(GIVE_BACK, [counted])
    return len(counted) == len(limits)


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
