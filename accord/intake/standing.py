"""What is already known of an address when somebody asks: decides which letter it gets, never what the page says."""

from collections.abc import Sequence
from enum import Enum

from accord.consent.gate import verdicts
from accord.consent.suppression import is_final
from accord.contacts.queries import find_by_address
from accord.lib.fingerprints import address_hash
from accord.register.models import Channel, Purpose


class Standing(Enum):
    """OPEN: ask to confirm; ALREADY: everything asked for is confirmed; NEVER: not to be written to again."""

    OPEN = "open"
    ALREADY = "already"
    NEVER = "never"


def standing(address: str, purposes: Sequence[Purpose]) -> Standing:
    """How a normalised address stands towards all of `purposes`. The same number of queries whatever it is.

    After a complaint, an erasure or « it was not me » an address gets no letter at all; whoever withdrew or objected
    may come back by a new request of their own.
    """
    is_never = is_final(address_hash("email", address), Channel.EMAIL)
    points = [point.pk for point in find_by_address("email", address)]
    permitted = [_permitted(purpose, points or [0]) for purpose in purposes]
    if is_never:
        return Standing.NEVER
    return Standing.ALREADY if points and all(permitted) else Standing.OPEN


def _permitted(purpose: Purpose, points: list[int]) -> bool:
    answers = verdicts(purpose, Channel.EMAIL, points)
    return any(answer.permitted for answer in answers.values())
