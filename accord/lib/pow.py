"""Proof of work: a signed challenge the browser answers by computing, so that asking in bulk costs something.

No third party. A number n is sought such that SHA-256(challenge + ":" + n) begins with BITS zero bits; checking it
costs one hash. The challenge carries when it was made, which also serves visitors without scripts: they wait.
"""

import hashlib
import secrets
import time
from dataclasses import dataclass

from accord.lib.tokens import sign, unsign

BITS = 13  # about 8,000 hashes: a third of a second on a telephone
LIFETIME = 2 * 3600  # seconds a page may stay open before its challenge is worth nothing
HASTE = 3  # seconds below which nobody without a script has filled in a form
PURPOSE = "work"
LONGEST_PROOF = 20


@dataclass(frozen=True, slots=True)
class Challenge:
    """A challenge that was made here. text: as the browser received it; age: in seconds."""

    text: str
    age: float

    @property
    def is_hasty(self) -> bool:
        """True when it came back sooner than somebody can type."""
        return self.age < HASTE

    def is_met_by(self, proof: str) -> bool:
        """True when `proof` is the number that was sought."""
        if not proof or len(proof) > LONGEST_PROOF:
            return False
        digest = hashlib.sha256(f"{self.text}:{proof}".encode()).digest()
        return int.from_bytes(digest[:4], "big") >> (32 - BITS) == 0


def challenge(about: str) -> str:
    """A new challenge, worth something only for `about` (the slug of a form)."""
    return sign([about, round(time.time(), 1), secrets.token_hex(8)], purpose=PURPOSE)


def read(text: str, about: str) -> Challenge | None:
    """The challenge `text`, or None when it was not made here for `about`, or too long ago."""
    try:
        value = unsign(text, purpose=PURPOSE, max_age=LIFETIME)
    except ValueError:
        return None
    if not isinstance(value, list) or value[0] != about:
        return None
    return Challenge(text, time.time() - float(value[1]))


def solve(text: str) -> str:
    """The first number that answers `text`: what the browser does, for tests and benchmarks."""
    number = 0
    while not Challenge(text, HASTE).is_met_by(str(number)):
        number += 1
    return str(number)
