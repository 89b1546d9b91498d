"""Sealing with a patient's key: unwrap it, use it, forget it. Nothing here is kept between two calls."""

from datetime import date
from typing import TYPE_CHECKING

from django.db import connections

from accord.health import crypto, keyring
from accord.health.crypto import Place
from accord.health.router import ALIAS
from accord.lib.search import plain_words

if TYPE_CHECKING:
    from accord.health.models.keys import DataKey

Sealed = bytes | memoryview  # what the database gives back
SHORTEST, LONGEST = 2, 12  # letters of the beginnings of names that are found
ROTATING = 0x4B455953  # advisory lock: making keys shares it, ending a rotation holds it alone


class Destroyed(Exception):
    """The key of this patient was destroyed: what it sealed is gone for ever."""


def wrapped(key: "DataKey", plain: bytes) -> tuple[str, bytes]:
    """The id of the present master key, and `plain` wrapped by it for the row `key`."""
    kek_id, master = keyring.current().master
    return kek_id, crypto.seal(master, kek_id, _own_place(key), plain)


def hold_rotation(*, alone: bool = False) -> None:
    """Inside a transaction of health: making a key shares this lock, ending a rotation holds it alone, so that no key
    wrapped by a master key about to go is on its way into the database.
    """
    function = "pg_advisory_xact_lock" if alone else "pg_advisory_xact_lock_shared"
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(f"SELECT {function}(%s)", [ROTATING])


def seal(key: "DataKey", place: Place, content: bytes) -> bytes:
    """`content` sealed with the patient's key for `place`. Raises Unreadable, Destroyed: then nothing is written."""
    return crypto.seal(plain_key(key), str(key.pk), place, content)


def unseal(key: "DataKey", place: Place, sealed: Sealed) -> bytes:
    """What `seal` was given. Raises Unreadable for another key or place, Destroyed once the key is."""
    return crypto.unseal(plain_key(key), str(key.pk), place, bytes(sealed))


def plain_key(key: "DataKey") -> bytes:
    """The 32 bytes that seal. Raises Destroyed, and Unreadable with another master key."""
    if key.destroyed_at:
        raise Destroyed("The key of this record was destroyed.")
    ring = keyring.current()
    if key.kek_id not in ring.wrapping:  # a rotation may have wrapped it anew since the row was read
        key.refresh_from_db(fields=["kek_id", "wrapped", "destroyed_at"])
        ring = keyring.current()
    if key.destroyed_at:
        raise Destroyed("The key of this record was destroyed.")
    if key.kek_id not in ring.wrapping:
        raise crypto.Unreadable("This record is wrapped by a master key that is not here.")
    return crypto.unseal(ring.wrapping[key.kek_id], key.kek_id, _own_place(key), bytes(key.wrapped))


def _own_place(key: "DataKey") -> Place:
    return Place("health_datakey", str(key.pk), "wrapped")


# What sealed values are found by


def number_hash(system: str, value: str) -> tuple[str, bytes]:
    """The id of the indexing key, and the keyed hash a number of `system` is found by."""
    key_id, key = keyring.current().index
    return key_id, crypto.keyed_hash(key, f"number.{system}", value)


def number_hashes(system: str, value: str) -> list[bytes]:
    """The same under every indexing key, to look for it while hashes are made anew."""
    return [crypto.keyed_hash(key, f"number.{system}", value) for key in keyring.current().indexing.values()]


def message_marks(raw: bytes) -> list[bytes]:
    """What a received message is known again by, under every key of the journal; the last is of what is written now."""
    keys = keyring.current().journal.values()
    return [crypto.keyed_hash(key, "message", raw.decode("latin-1")) for key in keys]


def index_key() -> str:
    """The id of the key hashes are made with now."""
    return keyring.current().index[0]


def date_hash(day: date) -> int:
    """What a date of birth is found by."""
    return _date_hash(keyring.current().index[1], day)


def date_hashes(day: date) -> list[int]:
    """The same under every key, to look for it while hashes are made anew."""
    return [_date_hash(key, day) for key in keyring.current().indexing.values()]


def _date_hash(key: bytes, day: date) -> int:
    return crypto.short_hash(key, "born", day.isoformat())


def name_index(*names: str) -> list[int]:
    """What these names are found by: a keyed hash for each beginning of each word, whatever its accents and case."""
    beginnings = {
        word[:length]
        for word in plain_words(*names)
        for length in range(SHORTEST, min(len(word), LONGEST) + 1)
    }
    key = keyring.current().index[1]
    return sorted({_name_hash(key, text) for text in beginnings})


def name_hashes(typed: str) -> list[int]:
    """What one folded word, or its beginning, is found by, under every key; letters after the twelfth do not count."""
    return [_name_hash(key, typed) for key in keyring.current().indexing.values()]


def _name_hash(key: bytes, typed: str) -> int:
    return crypto.short_hash(key, "name", typed[:LONGEST])
