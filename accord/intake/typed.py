"""What a visitor typed a moment ago, as the page "look at your mailbox" carries it, signed, to be corrected."""

import secrets
from dataclasses import dataclass, fields
from typing import Any

from django.utils.translation import get_language

from accord.intake.signup import Asked, Wish
from accord.lib.tokens import sign, unsign

AGAIN = "signup-again"
AGAIN_FOR = 2 * 3600  # seconds in which an address just typed can be corrected
WISHED = tuple(field.name for field in fields(Wish))


@dataclass(frozen=True, slots=True)
class Typed:
    """The wish, the reference of the request it became, and a number that serves once."""

    nonce: str
    reference: str
    wish: dict[str, Any]

    @property
    def address(self) -> str:
        """The address first typed."""
        return str(self.wish["address"])

    def wished(self, address: str) -> Wish:
        """The same choices for `address`."""
        same = {**self.wish, "address": address, "language": get_language() or "fr"}
        lists = {name: tuple(same[name]) for name in ("purpose_ids", "further_boxes")}
        return Wish(**{**same, **lists})


def carried(wish: Wish, asked: Asked) -> str:
    """The text a page carries so that its reader can correct the address within AGAIN_FOR seconds."""
    nonce, reference = secrets.token_hex(8), str(asked.reference)
    return sign([nonce, reference, {name: getattr(wish, name) for name in WISHED}], purpose=AGAIN)


def read(signed: str) -> Typed | None:
    """What was typed, or None where the text is forged or too old."""
    try:
        value = unsign(signed, purpose=AGAIN, max_age=AGAIN_FOR)
    except ValueError:
        return None
    return Typed(*value) if isinstance(value, list) else None
