"""Reading the folders chosen: who wrote to whom first, the whole of an e-mail only when one of our people is in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import QuerySet
from django.utils import timezone

from accord.lib.sealing import Unreadable
from accord.outbox.imap import CannotRead, Inbox, Opened, Trouble, opened
from accord.sales.mail.attaching import addresses_of, attach, exchanged
from accord.sales.mail.mailboxes import account_of, note
from accord.sales.mail.messages import envelope
from accord.sales.models import Mailbox, MailboxFolder
from accord.staff.queries import holding

AT_ONCE = 100  # messages whose sender and recipients are asked for in one go
MOST = 1_000  # messages of a folder looked at in one reading
OVERLAP = timedelta(days=1)  # read again when a server numbers its messages afresh


@dataclass(frozen=True, slots=True)
class Read:
    """What a reading came to: e-mails looked at, e-mails kept."""

    seen: int = 0
    kept: int = 0

    def __add__(self, other: "Read") -> "Read":
        return Read(self.seen + other.seen, self.kept + other.kept)


def due() -> QuerySet[Mailbox]:
    """The mailboxes to read: folders were chosen, the password is not refused, and their colleague works here."""
    found = Mailbox.objects.filter(stopped_at=None, user__in=holding("activities.work"))
    return found.filter(folders__isnull=False).distinct()


def collect(mailbox: Mailbox) -> Read:
    """Read what is new in `mailbox`, and note how it went. Raises outbox.imap.CannotRead."""
    try:
        read = _collect(mailbox)
    except CannotRead as failed:
        note(mailbox, failed.trouble)
        raise
    except Unreadable as error:  # sealed under another key: the password must be given again
        note(mailbox, Trouble.REFUSED)
        raise CannotRead(Trouble.REFUSED) from error
    note(mailbox, None)
    return read


def _collect(mailbox: Mailbox) -> Read:
    own = addresses_of(mailbox.user)
    with opened(account_of(mailbox)) as inbox:
        return sum((_folder(inbox, folder, own) for folder in mailbox.folders.all()), Read())


def _folder(inbox: Inbox, folder: MailboxFolder, own: frozenset[str]) -> Read:
    state = inbox.open(folder.name)
    if folder.uid_validity is None:  # chosen just now: what came before is none of our business
        _keep_place(folder, state, state.next_uid - 1)
        return Read()
    total = Read()
    uids = _new(inbox, folder, state)[:MOST]
    for start in range(0, len(uids), AT_ONCE):
        some = uids[start : start + AT_ONCE]
        total += _some(inbox, folder, some, own)
        _keep_place(folder, state, some[-1])
    _keep_place(folder, state, folder.last_uid)
    return total


def _new(inbox: Inbox, folder: MailboxFolder, state: Opened) -> list[int]:
    """What came since; where the server numbers afresh, by date: what is already kept is not kept twice."""
    if folder.uid_validity == state.validity:
        return inbox.after(folder.last_uid)
    folder.last_uid = 0
    since = timezone.localtime(folder.read_at or timezone.now()) - OVERLAP
    return inbox.since(since.date())


def _some(inbox: Inbox, folder: MailboxFolder, uids: Sequence[int], own: frozenset[str]) -> Read:
    kept = 0
    for uid, headers in sorted(inbox.who(uids).items()):
        exchange = exchanged(envelope(headers), own)
        if exchange:
            kept += attach(folder.mailbox.user, exchange, lambda uid=uid: inbox.message(uid)) > 0  # type: ignore[misc]
    return Read(len(uids), kept)


def _keep_place(folder: MailboxFolder, state: Opened, uid: int) -> None:
    folder.uid_validity, folder.last_uid, folder.read_at = state.validity, uid, timezone.now()
    folder.save(update_fields=["uid_validity", "last_uid", "read_at"])
