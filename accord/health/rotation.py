"""Master keys: the first one, a new one while Accord runs, and the end of a patient's key."""

from collections.abc import Callable

from django.db import transaction
from django.utils import timezone

from accord.health import journal, keyring, vault
from accord.health.models.keys import DataKey
from accord.health.models.scans import ScanFile
from accord.health.router import ALIAS
from accord.lib.actor import Actor

BATCH = 500


def make_first_keys() -> bool:
    """Make the keys of this installation where there are none and nothing was sealed yet; True when made.

    Raises keyring.KeysMissing when data are sealed and their keys are not here.
    """
    if keyring.exist():
        keyring.current()
        return False
    if DataKey.objects.exists():
        raise keyring.KeysMissing(
            "Health data are here and their keys are not: put health_keys back from where it is kept apart."
        )
    keyring.write(keyring.fresh())
    return True


def rotate(*, actor: Actor) -> int:
    """Wrap every patient's key by a new master key, then forget the older ones; returns how many were wrapped.

    Readers and writers go on meanwhile; interrupted, it is started again. A copy of the database made before can no
    longer be opened with the keys that remain. Raises keyring.KeysMissing, crypto.Unreadable.
    """
    keyring.write(keyring.current().with_new_master())
    done = to_the_end(
        _some, lambda many: journal.record(actor=actor, action="keys.rotated", facts={"keys": many})
    )
    keyring.write(keyring.current().with_one_master())
    return done


def to_the_end(some: Callable[[], int], tell: Callable[[int], object]) -> int:
    """Renew batch after batch (`some`: one batch in a transaction, how many it was), the last ones while nobody writes
    anything under the older key; `tell` notes in that same transaction how many it was. Returns how many.
    """
    done = 0
    while made := some():
        done += made
    with transaction.atomic(using=ALIAS):
        vault.hold_rotation(alone=True)  # whoever was writing under the older key has done so
        while made := some():
            done += made
        tell(done)
    return done


def _older() -> list[DataKey]:
    master, _key = keyring.current().master
    waiting = DataKey.objects.select_for_update().filter(destroyed_at=None)
    return list(waiting.exclude(kek_id=master).order_by("pk")[:BATCH])


def _some() -> int:
    with transaction.atomic(using=ALIAS):
        keys = _older()
        for key in keys:
            key.rewrap()
    return len(keys)


def destroy(key: DataKey, *, actor: Actor) -> None:
    """The end of everything sealed with `key`; cannot be undone. Inside a transaction of health.

    A copy of the database made before still holds the wrapped key: the next `rotate` ends those copies too.
    """
    locked = DataKey.objects.select_for_update().get(pk=key.pk)
    locked.wrapped, locked.destroyed_at = b"", timezone.now()
    locked.save(update_fields=["wrapped", "destroyed_at"])
    _end_scans(locked)
    journal.record(
        actor=actor, action="keys.destroyed", patient=locked.patient, entity="DataKey", entity_id=key.pk
    )


def _end_scans(key: DataKey) -> None:
    """Scanned files lie under keys of their own: they end with the last of the patients whose sheets they show."""
    shown = ScanFile.objects.filter(pages__issue__patient__key=key)
    still = ScanFile.objects.filter(
        pages__issue__patient__key__destroyed_at=None, pages__issue__patient__isnull=False
    )
    ended = shown.exclude(pk__in=still.values("pk")).values("key_id")
    DataKey.objects.filter(pk__in=ended, destroyed_at=None).update(wrapped=b"", destroyed_at=timezone.now())
