"""Secrets sent by mail (only their hash is stored) and signed references that carry no secret."""

import hashlib
import hmac
import secrets
from functools import lru_cache

from django.conf import settings
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
    return _signer(purpose, settings.SECRET_KEY).sign_object(value)


def unsign(text: str, *, purpose: str, max_age: int | None = None) -> object:
    """The value signed for `purpose`.

    Raises ValueError when the text was forged, signed for another purpose, or is older than `max_age` seconds.
    """
    try:
        value: object = _signer(purpose, settings.SECRET_KEY).unsign_object(text, max_age=max_age)
    except signing.BadSignature as error:
        raise ValueError("This reference is not valid.") from error
    return value


@lru_cache(maxsize=64)
def _signer(purpose: str, secret: str) -> signing.TimestampSigner:
    return signing.TimestampSigner(key=secret, salt=f"accord.{purpose}")


def keyed_hash(value: str, *, key: bytes) -> bytes:
    """HMAC-SHA-256 of `value`: 32 bytes that only the holder of `key` can match."""
    return hmac.digest(key, value.encode(), "sha256")
