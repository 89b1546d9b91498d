"""Recognising an address without keeping it."""

from accord.lib.secrets import key
from accord.lib.tokens import keyed_hash


def address_hash(kind: str, value: str) -> bytes:
    """The keyed hash (32 bytes) of a normalised address; `kind` is "email", "phone" or "post"."""
    return keyed_hash(f"{kind}:{value}", key=key("address"))
