"""Where the e-mails of a colleague may be found: a secret address for copies, and mailboxes they connected."""

import uuid
from typing import ClassVar

from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.outbox.imap import Security, Trouble


class CopyAddress(models.Model):
    """The secret address to which a colleague copies their e-mails, found by its hash, shown again."""

    user = models.OneToOneField("staff.User", models.CASCADE, related_name="copy_address")
    token_hash = models.BinaryField(max_length=32, unique=True)
    sealed_token = models.BinaryField()
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    used_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return str(self.user)


class Mailbox(models.Model):
    """A mailbox a colleague connected (IMAP). It reads nothing until folders are chosen."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    user = models.ForeignKey("staff.User", models.CASCADE, related_name="mailboxes")
    address = models.EmailField(_("your address in it"))
    host = models.CharField(_("server (IMAP)"), max_length=200)
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(
        _("encryption"), max_length=10, choices=Security.choices, default=Security.TLS
    )
    username = models.CharField(_("account"), max_length=200)
    sealed_password = models.BinaryField()
    trouble = models.CharField(max_length=12, choices=Trouble.choices, blank=True)
    stopped_at = models.DateTimeField(null=True)  # refused: a password is not tried again and again
    read_at = models.DateTimeField(null=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)

    class Meta:
        ordering = ("created_at", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["user", "host", "username"], name="sales_mailbox_once")
        ]

    def __str__(self) -> str:
        return self.address


class MailboxFolder(models.Model):
    """A folder to read, and how far it was read: numbers only."""

    mailbox = models.ForeignKey(Mailbox, models.CASCADE, related_name="folders")
    name = models.CharField(max_length=250)
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("name", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["mailbox", "name"], name="sales_mailbox_folder_once")
        ]

    def __str__(self) -> str:
        return self.name
