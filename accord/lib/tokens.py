"""Secrets sent by mail (only their hash is stored) and signed references that carry no secret."""

import hashlib
import hmac
import secrets

from django.core import signing

TOKEN_BYTES = 24  # 192 random bits; the requirement is 128


def new_token() -> tuple[str, bytes]:
    """A fresh URL-safe secret and the SHA-256 to store in its place."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    return token, hash_token(token)


def hash_token(token: str) -> bytes:
    """The 32 bytes kept instead of `token`."""
    return hashlib.sha256(token.encode()).digest()


def sign(value: object, *, purpose: str) -> str:
    """`value` (JSON-able) as an opaque URL-safe string only usable for `purpose`."""
    return signing.dumps(value, salt=f"accord.{purpose}", compress=False)


def unsign(text: str, *, purpose: str, max_age: int | None = None) -> object:
    """The value signed for `purpose`.

    Raises ValueError when the text was forged, signed for another purpose, or is older than `max_age` seconds.
    """
    try:
        value: object = signing.loads(text, salt=f"accord.{purpose}", max_age=max_age)
    except signing.BadSignature as error:
        raise ValueError("This reference is not valid.") from error
    return value


def keyed_hash(value: str, *, key: bytes) -> bytes:
    """HMAC-SHA-256 of `value`: 32 bytes that only the holder of `key` can match."""
    return hmac.new(key, value.encode(), hashlib.sha256).digest()
