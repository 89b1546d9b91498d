"""One key per patient, wrapped by a master key that is not in the database."""

import uuid

from django.db import models
from django.utils import timezone

from accord.health import crypto, vault


class DataKey(models.Model):
    """What seals everything said about one patient. Destroyed, none of it opens again, wherever it was copied."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    wrapped = models.BinaryField()  # empty once destroyed
    kek_id = models.CharField(
        max_length=16, db_index=True
    )  # the master key that wraps it (key-encryption key)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    destroyed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(destroyed_at__isnull=True) | models.Q(wrapped=b""),
                name="health_a_destroyed_key_is_gone",
            )
        ]

    def __str__(self) -> str:
        return str(self.pk)

    @classmethod
    def made(cls) -> "DataKey":
        """The saved key of a new patient, wrapped by the present master key. Inside a transaction of health.

        Raises keyring.KeysMissing where there are none.
        """
        vault.hold_rotation()
        key = cls()
        key.kek_id, key.wrapped = vault.wrapped(key, crypto.new_key())
        key.save(force_insert=True)
        return key

    def rewrap(self) -> None:
        """Wrap by the present master key, and save. Raises crypto.Unreadable when it does not open."""
        self.kek_id, self.wrapped = vault.wrapped(self, vault.plain_key(self))
        self.save(update_fields=["kek_id", "wrapped"])
