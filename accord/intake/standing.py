"""What is already known of an address when somebody asks: decides which letter it gets, never what the page says."""

from collections.abc import Sequence
from enum import Enum

from accord.consent.known import known
from accord.lib.fingerprints import address_hash
from accord.register.models import Channel


class Standing(Enum):
    """OPEN: ask to confirm; ALREADY: everything asked for is confirmed; NEVER: not to be written to again."""

    OPEN = "open"
    ALREADY = "already"
    NEVER = "never"


def standing(address: str, purpose_ids: Sequence[int]) -> Standing:
    """How a normalised address stands towards all of the purposes. One query, the same whatever it finds.

    Suppressed addresses (complaint, erasure, objection to everything, "not me, never again") get no letter at all.
    """
    found = known(address_hash("email", address), Channel.EMAIL)
    if found.is_suppressed:
        return Standing.NEVER
    return Standing.ALREADY if found.agreed.issuperset(purpose_ids) else Standing.OPEN
