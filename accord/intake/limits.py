"""How often: per recipient, per network, per form; each set of limits is taken in one atomic statement."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db import connection, transaction
from django.utils import timezone

from accord.lib.network import network_of
from accord.lib.secrets import key
from accord.lib.tokens import keyed_hash

QUARTER, HOUR, WEEK = timedelta(minutes=15), timedelta(hours=1), timedelta(days=7)
PROOF_SERVES = 3  # times: whoever goes back and sends the page again has not worked for nothing
DOTS_DO_NOT_COUNT = frozenset({"gmail.com", "googlemail.com"})

TAKE = """
INSERT INTO intake_quota AS held (key, count, most, resets_at)
SELECT * FROM unnest(%s::bytea[], %s::int[], %s::int[], %s::timestamptz[]) AS asked (key, count, most, resets_at)
ORDER BY key
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN held.resets_at <= %s THEN 1 ELSE held.count + 1 END,
    most = EXCLUDED.most,
    resets_at = CASE WHEN held.resets_at <= %s THEN EXCLUDED.resets_at ELSE held.resets_at END
WHERE held.resets_at <= %s OR held.count < EXCLUDED.most
RETURNING key
"""


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


class _Full(Exception):
    pass


def take(limits: Sequence[Limit]) -> bool:
    """Count once against every one of `limits`, or, when one of them is full, against none: then False.

    Whoever comes second for the same key waits until the first has committed.
    """
    now = timezone.now()
    ordered = sorted(limits, key=lambda limit: limit.key)
    columns = zip(*((one.key, 1, one.most, now + one.window) for one in ordered), strict=True)
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(TAKE, [*(list(column) for column in columns), now, now, now])
            if len(cursor.fetchall()) < len(ordered):
                raise _Full
    except _Full:
        return False
    return True


def recipient(address: str) -> list[Limit]:
    """How often one mailbox may be written to: whatever spelling leads to the same one counts as it."""
    who = folded(address)
    return [Limit("recipient", who, 1, QUARTER), Limit("recipient", who, 3, WEEK)]


def told(address: str) -> list[Limit]:
    """How often somebody may be told that they are registered already."""
    return [*recipient(address), Limit("told", folded(address), 1, WEEK)]


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
