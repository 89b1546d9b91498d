"""What kind of institution this is, and the systems of the hospital that ask Accord."""

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.lib.actor import Actor


class House(models.Model):
    """The settings of health that change what the law asks of it: one row."""

    is_public = models.BooleanField(
        _("public institution, or part of the public hospital service"), default=False
    )
    files_kept_days = models.PositiveSmallIntegerField(
        _("days an attached copy is kept once the request is answered"), default=7
    )
    contact = models.CharField(_("who explains the log to a patient"), max_length=200, blank=True)

    def __str__(self) -> str:
        return "health"

    @classmethod
    def now(cls) -> "House":
        """The settings in force; those delivered where nobody decided."""
        return cls.objects.filter(pk=1).first() or cls(pk=1)


class ClientSystem(models.Model):
    """A system of the hospital that may ask for decisions. Its token is kept as a hash; scopes are those of health."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(_("name"), max_length=80)
    token_hash = models.BinaryField(max_length=32, unique=True)
    scopes = ArrayField(models.CharField(max_length=30), default=list)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    created_by = models.CharField(max_length=150)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("name",)

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """This system as the author of a write."""
        return Actor("api", str(self.pk), self.name)
