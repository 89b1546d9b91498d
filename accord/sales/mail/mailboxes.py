"""The mailboxes of a colleague: connected, told which folders to read, disconnected."""

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.lib.sealing import seal, unseal
from accord.outbox.imap import Account, Folder, Trouble, opened
from accord.sales.models import CopyAddress, Mailbox, MailboxFolder
from accord.staff.models import User


def folders_of(account: Account) -> list[Folder]:
    """Sign in and read the names of the folders. Raises outbox.imap.CannotRead."""
    with opened(account) as inbox:
        return inbox.folders()


def account_of(mailbox: Mailbox) -> Account:
    """What opens `mailbox`. Raises sealing.Unreadable under another key."""
    password = unseal(bytes(mailbox.sealed_password), purpose=_sealing(mailbox))
    return Account(mailbox.host, mailbox.port, mailbox.security, mailbox.username, password)


@transaction.atomic
def connect(*, actor: Actor, user: User, address: str, account: Account) -> Mailbox:
    """Keep what opens a mailbox, or its new password; nothing is read before folders are chosen."""
    known = Mailbox.objects.select_for_update().filter(
        user=user, host=account.host, username=account.username
    )
    mailbox = known.first() or Mailbox(user=user, host=account.host, username=account.username)
    mailbox.address, mailbox.port, mailbox.security = address, account.port, account.security
    mailbox.sealed_password = seal(account.password, purpose=_sealing(mailbox))
    mailbox.trouble, mailbox.stopped_at = "", None
    mailbox.save()
    record(actor=actor, verb="sales.mailbox.connected", about=mailbox, words={"address": ("", address)})
    return mailbox


@transaction.atomic
def choose_folders(*, actor: Actor, mailbox: Mailbox, names: Sequence[str]) -> None:
    """Read these folders from now on, and no other."""
    mailbox.folders.exclude(name__in=names).delete()
    known = set(mailbox.folders.values_list("name", flat=True))
    MailboxFolder.objects.bulk_create(
        MailboxFolder(mailbox=mailbox, name=name) for name in names if name not in known
    )
    facts = {"folders": len(names)}
    record(actor=actor, verb="sales.mailbox.folders_chosen", about=mailbox, facts=facts)


@transaction.atomic
def disconnect(*, actor: Actor, mailbox: Mailbox) -> None:
    """Forget the mailbox, its password first of all; what was kept beside people stays with them."""
    words = {"address": (mailbox.address, "")}
    record(actor=actor, verb="sales.mailbox.disconnected", about=mailbox, words=words)
    mailbox.delete()


def forget_all(*, actor: Actor, user: User) -> None:
    """Somebody leaves: their mailboxes and their secret address are forgotten, within the caller's transaction."""
    for mailbox in Mailbox.objects.filter(user=user):
        disconnect(actor=actor, mailbox=mailbox)
    CopyAddress.objects.filter(user=user).delete()


def note(mailbox: Mailbox, trouble: Trouble | None) -> None:
    """How reading went; a password that is refused is not tried again by itself. A state, not an act: no entry."""
    is_refused = trouble == Trouble.REFUSED
    Mailbox.objects.filter(pk=mailbox.pk).update(
        trouble=trouble or "",
        stopped_at=timezone.now() if is_refused else None,
        **({} if trouble else {"read_at": timezone.now()}),
    )


def _sealing(mailbox: Mailbox) -> str:
    return f"sales.mailbox:{mailbox.pk}"
