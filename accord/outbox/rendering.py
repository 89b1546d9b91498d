"""From a mailing to bytes: rendered once, then its holes are filled for each letter."""

from collections.abc import Mapping
from dataclasses import dataclass
from email.utils import format_datetime
from uuid import UUID

from django.conf import settings
from django.utils import timezone

from accord.outbox import links, marks, mime
from accord.outbox.claim import Held
from accord.outbox.models import Mailing


@dataclass(frozen=True, slots=True)
class Outgoing:
    """A message ready to go: sender and recipient of the envelope, and the bytes."""

    letter_id: UUID
    sender: str
    recipient: str
    raw: bytes


@dataclass(frozen=True, slots=True)
class Stencil:
    """A mailing as bytes with holes: subject and body; `head` never changes. has_way_out: mail readers can stop it."""

    reply_to: str
    has_way_out: bool
    head: bytes
    subject: tuple[marks.Piece, ...]
    body: tuple[mime.Piece, ...]

    def letter(self, held: Held, *, date: bytes) -> Outgoing:
        """The message for one person; `date` as RFC 5322 writes it."""
        one_click = links.one_click_url(held.pk)
        own = {**held.values, "email": held.to, "unsubscribe_url": one_click}
        own["preferences_url"] = links.preferences_url(held.contact_point_id)
        head = b"To: %b\r\nSubject: %b\r\nMessage-ID: %b\r\nDate: %b\r\n" % (
            held.to.encode(),
            mime.header("".join(_text(piece, own) for piece in self.subject)),
            links.message_id(held.pk).encode(),
            date,
        )
        if self.has_way_out:
            mailto = links.unsubscribe_mailto(held.pk, otherwise=self.reply_to)
            head += b"List-Unsubscribe: <%b>,\r\n <%b>\r\n" % (one_click.encode(), mailto.encode())
        raw = head + self.head + mime.filled(self.body, own)
        return Outgoing(held.pk, links.return_path(held.pk), held.to, raw)


def _text(piece: marks.Piece, values: Mapping[str, str]) -> str:
    return piece if isinstance(piece, str) else values.get(piece.name) or piece.fallback


def now_in_mail() -> bytes:
    """This instant as RFC 5322 writes it."""
    return format_datetime(timezone.now()).encode()


def stencil(mailing: Mailing) -> Stencil:
    """A mailing rendered once. Mail readers can stop it (RFC 2369, RFC 8058) and file it (RFC 2919).

    What a colleague writes to one person is filed nowhere, and stopped only where it prospects.
    """
    reply_to = mailing.reply_to or mailing.sender_email
    head = b"From: %b\r\nReply-To: %b\r\n" % (
        mime.mailbox(mailing.sender_name, mailing.sender_email),
        reply_to.encode(),
    )
    if mailing.has_way_out:
        head += b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n"
    if not mailing.is_personal:
        list_id = f"{mailing.purpose.code}.{settings.SITE.hostname}"
        head += b"List-Id: <%b>\r\nPrecedence: bulk\r\n" % list_id.encode()
    body = mime.alternative(
        mime.body(mailing.text, mime.plain_value), mime.body(mailing.html, mime.html_value)
    )
    return Stencil(reply_to, mailing.has_way_out, head, tuple(marks.split(mailing.subject)), body)
