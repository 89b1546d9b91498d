"""The keys of health, kept outside its database: a file of the installation (0600), or HEALTH_KEYS.

Three kinds: `wrapping` (the master keys, the last one wraps; the others still open until a rotation is over),
`indexing` (what keyed hashes are made with), `journal` (what lines of the journal are sealed with). The file is read
again when it changes, so that a rotation needs no restart.
"""

import base64
import binascii
import json
import os
import secrets
from dataclasses import dataclass, field, replace
from functools import lru_cache
from pathlib import Path

from django.conf import settings

from accord.health import crypto

KINDS = ("wrapping", "indexing", "journal")


class KeysMissing(Exception):
    """The keys of health are not there, or not as they should be; the sentence is for the administrator."""


@dataclass(frozen=True)
class Keyring:
    """Every key by its id, the newest last."""

    wrapping: dict[str, bytes] = field(repr=False)
    indexing: dict[str, bytes] = field(repr=False)
    journal: dict[str, bytes] = field(repr=False)

    @property
    def master(self) -> tuple[str, bytes]:
        """The master key that wraps what is new: its id and itself."""
        return list(self.wrapping.items())[-1]

    @property
    def index(self) -> tuple[str, bytes]:
        """The key of new keyed hashes."""
        return list(self.indexing.items())[-1]

    def with_new_master(self) -> "Keyring":
        """The same, with a fresh master key that wraps from now on."""
        return replace(self, wrapping={**self.wrapping, _new_id(): crypto.new_key()})

    def with_one_master(self) -> "Keyring":
        """The same without the older master keys."""
        return replace(self, wrapping=dict([self.master]))

    def with_new_index(self) -> "Keyring":
        """The same, with a fresh key for keyed hashes; the older ones still find what they hashed."""
        return replace(self, indexing={**self.indexing, _new_id(): crypto.new_key()})

    def with_one_index(self) -> "Keyring":
        """The same without the older keys of keyed hashes."""
        return replace(self, indexing=dict([self.index]))


def fresh() -> Keyring:
    """One new key of each kind."""
    return Keyring(*({_new_id(): crypto.new_key()} for _kind in KINDS))


def _new_id() -> str:
    return secrets.token_hex(4)


def current() -> Keyring:
    """The keys as they are now. Raises KeysMissing."""
    if settings.HEALTH_KEYS:
        return _parsed(settings.HEALTH_KEYS)
    file = Path(settings.HEALTH_KEYS_FILE)
    try:
        found = file.stat()
    except OSError as error:
        raise KeysMissing(
            f"{file} cannot be read: {error.strerror}. Without it no health data can be."
        ) from None
    return _read(file, found.st_ino, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=4)
def _read(file: Path, _inode: int, _changed: int, _size: int) -> Keyring:
    return _parsed(file.read_text())


@lru_cache(maxsize=2)
def _parsed(text: str) -> Keyring:
    try:
        said = json.loads(text)
        kinds = {
            kind: {entry["id"]: base64.b64decode(entry["key"], validate=True) for entry in said[kind]}
            for kind in KINDS
        }
    except (ValueError, TypeError, KeyError, binascii.Error):
        raise KeysMissing("The keys of health are not as Accord writes them.") from None
    if not all(
        keys and all(len(key) == crypto.KEY_BYTES for key in keys.values()) for keys in kinds.values()
    ):
        raise KeysMissing("The keys of health are incomplete.")
    return Keyring(**kinds)


def exist() -> bool:
    """True when this installation has keys of health, whatever they are worth."""
    return bool(settings.HEALTH_KEYS) or Path(settings.HEALTH_KEYS_FILE).exists()


def write(keyring: Keyring) -> None:
    """Put `keyring` into the file in one step (0600). Raises KeysMissing when the keys come from HEALTH_KEYS."""
    if settings.HEALTH_KEYS:
        raise KeysMissing("The keys come from HEALTH_KEYS: change them there.")
    file = Path(settings.HEALTH_KEYS_FILE)
    half = file.with_name(f"{file.name}.{os.getpid()}")
    descriptor = os.open(half, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with os.fdopen(descriptor, "w") as handle:
        json.dump({kind: _listed(getattr(keyring, kind)) for kind in KINDS}, handle, indent=1)
        handle.flush()
        os.fsync(handle.fileno())
    half.replace(file)


def _listed(keys: dict[str, bytes]) -> list[dict[str, str]]:
    return [{"id": name, "key": base64.b64encode(key).decode()} for name, key in keys.items()]
