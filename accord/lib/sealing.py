"""Secrets we must be able to read again, kept so that a copy of the database does not tell them (AES-256-GCM)."""

import os

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from accord.lib.secrets import key

NONCE_BYTES = 12


class Unreadable(ValueError):
    """Sealed for another use, under another key, or damaged."""


def seal(text: str, *, purpose: str) -> bytes:
    """`text`, readable again by `unseal` for the same `purpose` only."""
    nonce = os.urandom(NONCE_BYTES)
    return nonce + AESGCM(key("sealing")).encrypt(nonce, text.encode(), purpose.encode())


def unseal(sealed: bytes, *, purpose: str) -> str:
    """The text sealed for `purpose`. Raises Unreadable."""
    nonce, rest = bytes(sealed[:NONCE_BYTES]), bytes(sealed[NONCE_BYTES:])
    try:
        return AESGCM(key("sealing")).decrypt(nonce, rest, purpose.encode()).decode()
    except (InvalidTag, ValueError) as error:
        raise Unreadable("This cannot be read with the key of this installation.") from error
