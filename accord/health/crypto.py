"""AES-256-GCM bound to its place, and keyed hashes to find by: pure functions over bytes, no model.

A value carries, as associated data, the table, the row and the field it was written for and the key that wrote it
(NIST SP 800-38D; the place is never stored twice). Moved elsewhere, changed, or opened with another key it does not
open: there is no way to get the ciphertext back as if it were the value.
"""

import hashlib
import hmac
import os
from dataclasses import dataclass

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32
_FORMAT, _NONCE = b"\x01", 12


class Unreadable(Exception):
    """A sealed value does not open: another key, another place, or changed bytes. Says nothing about its content."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a sealed value stands: table, identifier of the row, field."""

    table: str
    row: str
    field: str

    def bound_to(self, key_id: str) -> bytes:
        """The associated data of a value at this place under the key `key_id`."""
        parts = (self.table, self.row, self.field, key_id)
        return b"".join(len(part.encode()).to_bytes(4, "big") + part.encode() for part in parts)


def new_key() -> bytes:
    """32 random bytes of the operating system."""
    return os.urandom(KEY_BYTES)


def seal(key: bytes, key_id: str, place: Place, content: bytes) -> bytes:
    """`content` sealed with `key` for `place`: one byte of format, 12 of nonce, the ciphertext with its tag."""
    nonce = os.urandom(_NONCE)
    return _FORMAT + nonce + AESGCM(key).encrypt(nonce, content, place.bound_to(key_id))


def unseal(key: bytes, key_id: str, place: Place, sealed: bytes) -> bytes:
    """What `seal` was given. Raises Unreadable for another key, place or format, and for changed bytes."""
    sealed = bytes(sealed)
    if sealed[:1] != _FORMAT or len(sealed) <= 1 + _NONCE:
        raise Unreadable(f"{place.table}.{place.field} is not a sealed value.")
    try:
        return AESGCM(key).decrypt(sealed[1 : 1 + _NONCE], sealed[1 + _NONCE :], place.bound_to(key_id))
    except InvalidTag:
        raise Unreadable(f"{place.table}.{place.field} does not open with this key, at this place.") from None


def derived(key: bytes, purpose: str) -> bytes:
    """The key of one use, from a longer-lived one (HKDF-SHA-256, RFC 5869)."""
    return HKDF(
        algorithm=SHA256(), length=KEY_BYTES, salt=None, info=f"accord.health.{purpose}".encode()
    ).derive(key)


def keyed_hash(key: bytes, purpose: str, text: str) -> bytes:
    """The 32 bytes `text` is found by (HMAC-SHA-256): without the key nobody can tell which text it was, even among
    the few millions of numbers one person may have.
    """
    return hmac.new(derived(key, purpose), text.encode(), hashlib.sha256).digest()


def short_hash(key: bytes, purpose: str, text: str) -> int:
    """`keyed_hash` cut to a signed 64-bit number, for columns that hold many; what it finds is compared again."""
    return int.from_bytes(keyed_hash(key, purpose, text)[:8], "big", signed=True)
