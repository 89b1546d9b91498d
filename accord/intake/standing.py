"""What is already known of an address when somebody asks: decides which letter it gets, never what the page says."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from accord.consent.known import KNOWN, parameters
from accord.intake import limits
from accord.intake.limits import HOLD, Limit, TooMany
from accord.lib.fingerprints import address_hash
from accord.lib.statements import array, prepared, unhurried
from accord.register.models import Channel

ASK = f"""
WITH crowd AS ({HOLD.format("{crowd}", "key")}),
known (is_suppressed, agreed) AS ({KNOWN}),
stands AS (
    SELECT agreed @> %(wanted)s::bigint[] AND NOT %(is_new)s AS is_agreed FROM known
    WHERE (SELECT count(*) FROM crowd) = %(crowd_size)s
),
place AS (
    SELECT {limits.row("told_key", *limits.told("").figures)} FROM stands WHERE is_agreed
    UNION ALL
    SELECT {limits.row("asked_key", *limits.recipient("").figures)} FROM stands WHERE NOT is_agreed
),
taken AS ({HOLD.format("TABLE place", "1")})
SELECT ARRAY(SELECT key FROM crowd), is_agreed, EXISTS (SELECT FROM taken) AND NOT is_suppressed, {{unhurried}}
FROM known LEFT JOIN stands ON true
"""  # noqa: S608 - nothing but our own statements


@dataclass(frozen=True, slots=True)
class Standing:
    """is_agreed: everything asked for is confirmed already; may_write: neither suppressed nor written to too often."""

    is_agreed: bool
    may_write: bool

    @property
    def letter(self) -> str:
        """The letter that answers: "confirm", "already", or "" for none."""
        if not self.may_write:
            return ""
        return "already" if self.is_agreed else "confirm"


def standing(
    address: str, purpose_ids: Sequence[int], *, is_new: bool = False, crowd: Sequence[Limit] = ()
) -> Standing:
    """How a normalised address stands towards all of the purposes, and its place in the limits taken if there is one.

    One statement, the same whatever it finds. After a complaint, an erasure or "not me, never again" an address gets
    no letter at all; whoever withdrew, objected or did not answer may come back by a new request of their own.
    is_new: something is asked for that nobody has agreed to yet; crowd: limits that are everybody's, counted first.
    Raises TooMany when one of these is full: nothing is counted then. Counters wait for no disk by themselves.
    """
    crowded = limits.rows(crowd, "crowd")
    values: dict[str, Any] = {
        **parameters(address_hash("email", address), Channel.EMAIL),
        **crowded.values,
        "crowd_size": len(crowd),
        "wanted": array(purpose_ids),
        "is_new": is_new,
        "told_key": limits.told(address).key,
        "asked_key": limits.recipient(address).key,
    }
    with prepared() as cursor:
        cursor.execute(ASK.format(crowd=crowded.text, unhurried=unhurried()), values)
        counted, is_agreed, may_write, _ = cursor.fetchone()
    if len(counted) < len(crowd):
        limits.give_back(counted)
        raise TooMany
    return Standing(is_agreed, may_write)
