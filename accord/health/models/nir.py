"""The right to hold the number of the social security (NIR): declared, dated, or there is none."""

import uuid

from django.db import models
from django.utils import timezone


class NirDeclaration(models.Model):
    """An administrator declares under which case of decree 2019-341 this controller may process the NIR.

    controller and purpose: codes of `decree.py`, from the closed list. Append-only: revoking is another line.
    """

    append_only = True

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    controller = models.CharField(max_length=40)
    purpose = models.CharField(max_length=40)
    is_revoked = models.BooleanField(default=False)
    declared_on = models.DateField()
    by_id = models.CharField(max_length=64)
    by_name = models.CharField(max_length=150)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    def __str__(self) -> str:
        return f"{self.controller}, {self.purpose}"
