"""Keys for one use each, derived from the installation's secret."""

from functools import lru_cache

from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings


@lru_cache(maxsize=32)
def _derive(secret: str, name: str) -> bytes:
    return HKDF(algorithm=SHA256(), length=32, salt=None, info=f"accord.{name}".encode()).derive(
        secret.encode()
    )


def key(name: str) -> bytes:
    """The 32-byte key for the use called `name` (HKDF-SHA-256, RFC 5869), the same as long as the secret is."""
    return _derive(settings.ACCORD_DATA_KEY, name)
