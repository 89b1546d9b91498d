"""Reading a mailbox over IMAP: always encrypted, without changing anything in it, folder by folder.

A folder is opened read-only and nothing is marked as read; headers of a few lines are asked for first, a whole message
only by whoever knows that it is wanted.
"""

import ssl
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import date
from imaplib import IMAP4
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _
from imapclient import IMAPClient
from imapclient.exceptions import LoginError

from accord.outbox.hooks.door import is_public

PATIENCE = 15  # seconds to connect, or between two answers
PORTS = {"tls": 993, "starttls": 143}
LARGEST = 25_000_000  # bytes of a message read; what is longer is cut there
WHO = "BODY.PEEK[HEADER.FIELDS (FROM TO CC MESSAGE-ID)]"


class Security(models.TextChoices):
    """How the line is encrypted; there is no other way."""

    TLS = "tls", _("from the first byte (TLS, port 993)")
    STARTTLS = "starttls", _("after the greeting (STARTTLS, port 143)")


class Trouble(models.TextChoices):
    """Why a mailbox cannot be read."""

    REFUSED = "refused", _("The server refuses this account or its password.")
    UNREACHABLE = "unreachable", _("The server does not answer at this address.")
    CERTIFICATE = "certificate", _("The server does not prove who it is (its certificate is not valid).")
    FORBIDDEN = "forbidden", _("Accord may not go to this address: ask your administrator to open it.")
    FOLDER = "folder", _("A folder chosen is no longer there.")
    OTHER = "other", _("The server answered something that was not understood.")


class CannotRead(Exception):
    """The mailbox cannot be read now; `trouble` says why."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(str(trouble.label))
        self.trouble = trouble


@dataclass(frozen=True, slots=True)
class Account:
    """What opens a mailbox. security: a value of Security."""

    host: str
    port: int
    security: str
    username: str
    password: str = field(repr=False)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder of the mailbox; is_usual: where letters received and sent usually are."""

    name: str
    is_usual: bool


@dataclass(frozen=True, slots=True)
class Opened:
    """A folder just opened: the number of its numbering (UIDVALIDITY), and the next number a message will get."""

    validity: int
    next_uid: int


@contextmanager
def opened(account: Account) -> Iterator["Inbox"]:
    """The mailbox of `account`, signed in, for the length of a block. Raises CannotRead, also within it."""
    client = None
    try:
        client = _connected(account)
        _sign_in(client, account)
        yield Inbox(client)
    except CannotRead:
        raise
    except LoginError as error:
        raise CannotRead(Trouble.REFUSED) from error
    except ssl.SSLCertVerificationError as error:
        raise CannotRead(Trouble.CERTIFICATE) from error
    except OSError as error:
        raise CannotRead(Trouble.UNREACHABLE) from error
    except (IMAP4.error, UnicodeError, ValueError) as error:
        raise CannotRead(Trouble.OTHER) from error
    finally:
        _close(client)


def _connected(account: Account) -> IMAPClient:
    """A line on which nobody else reads, to a server whose certificate bears its name."""
    if not _is_named(account.host, account.port) and account.port not in PORTS.values():
        raise CannotRead(Trouble.FORBIDDEN)
    proven = ssl.create_default_context()
    is_tls = account.security == Security.TLS
    client = IMAPClient(account.host, account.port, ssl=is_tls, ssl_context=proven, timeout=PATIENCE)
    try:
        if not _is_named(account.host, account.port) and not is_public(client.socket().getpeername()[0]):
            raise CannotRead(Trouble.FORBIDDEN)
        if not is_tls:
            client.starttls(proven)
    except BaseException:
        _cut(client)
        raise
    return client


def _sign_in(client: IMAPClient, account: Account) -> None:
    """By AUTHENTICATE PLAIN where the server offers it: LOGIN knows no accents."""
    if client.has_capability("AUTH=PLAIN"):
        client.plain_login(account.username, account.password)
    else:
        client.login(account.username, account.password)


def _is_named(host: str, port: int) -> bool:
    """True for a server of the house, which the administrator named."""
    named = settings.MAIL_IMAP_HOSTS
    return host.lower() in named or f"{host.lower()}:{port}" in named


def _close(client: IMAPClient | None) -> None:
    if client is None:
        return
    try:
        client.logout()
    except (IMAP4.error, OSError, ValueError):
        _cut(client)


def _cut(client: IMAPClient) -> None:
    with suppress(IMAP4.error, OSError, ValueError):
        client.shutdown()


class Inbox:
    """A mailbox somebody is signed in to."""

    def __init__(self, client: IMAPClient) -> None:
        self._client = client

    def folders(self) -> list[Folder]:
        """The folders that hold messages, by name, the usual ones first."""
        found = []
        for flags, _separator, name in self._client.list_folders():
            if b"\\Noselect" not in flags:
                found.append(Folder(str(name), str(name).upper() == "INBOX" or b"\\Sent" in flags))
        return sorted(found, key=lambda one: (not one.is_usual, one.name.lower()))

    def open(self, name: str) -> Opened:
        """Open a folder, read-only. Raises CannotRead when it is not there."""
        try:
            said = self._client.select_folder(name, readonly=True)
        except (IMAP4.abort, OSError):
            raise
        except IMAP4.error as error:
            raise CannotRead(Trouble.FOLDER) from error
        following = said.get(b"UIDNEXT") or max(self._client.search(["ALL"]), default=0) + 1
        return Opened(int(said[b"UIDVALIDITY"]), int(following))

    def after(self, uid: int) -> list[int]:
        """The numbers of the messages that came after `uid`, the oldest first."""
        return sorted(one for one in self._client.search(["UID", f"{uid + 1}:*"]) if one > uid)

    def since(self, day: date) -> list[int]:
        """The numbers of the messages the folder got on `day` or later, the oldest first."""
        return sorted(self._client.search(["SINCE", day]))

    def who(self, uids: Sequence[int]) -> dict[int, bytes]:
        """Of each message: from whom, to whom, and its identifier; nothing else of it is asked for."""
        answer = self._client.fetch(list(uids), [WHO]) if uids else {}
        return {uid: _body(said) for uid, said in answer.items()}

    def message(self, uid: int) -> bytes:
        """One whole message."""
        answer = self._client.fetch([uid], [f"BODY.PEEK[]<0.{LARGEST}>"])
        return _body(answer.get(uid, {}))


def _body(said: dict[bytes, Any]) -> bytes:
    """What was asked for, whatever the server calls it."""
    return next((bytes(value) for key, value in said.items() if key.startswith(b"BODY[") and value), b"")
