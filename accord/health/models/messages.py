"""Messages of other systems that were taken in, so that one sent again changes nothing."""

from typing import ClassVar

from django.db import models
from django.utils import timezone


class ReceivedMessage(models.Model):
    """One message taken in. sender: MSH-3 and 4; control_id: MSH-10; mark: keyed hash of its bytes."""

    sender = models.CharField(max_length=400)
    control_id = models.CharField(max_length=199)
    mark = models.BinaryField(max_length=32)
    received_at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["sender", "control_id"], name="health_one_message_per_number")
        ]

    def __str__(self) -> str:
        return str(self.pk)
