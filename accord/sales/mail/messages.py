"""One e-mail taken apart: who, to whom, and what the person wrote. Nothing here is kept."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from email.message import EmailMessage
from email.utils import getaddresses, parsedate_to_datetime

from django.utils import timezone

from accord.lib import nir
from accord.lib.addresses import AddressError, normalise_email
from accord.lib.letters import own_words, text_of_html
from accord.outbox.parsing import parse

LONGEST = 20_000
LONGEST_ID = 250


@dataclass(frozen=True, slots=True)
class Envelope:
    """From whom and to whom, normalised; message_id as it is written, and as letters of ours are known by."""

    sender: str
    recipients: tuple[str, ...]
    message_id: str


@dataclass(frozen=True, slots=True)
class Content:
    """What was written, and when; attachments: how many there were; is_automatic: no person wrote it (RFC 3834)."""

    subject: str
    text: str
    at: datetime
    attachments: int
    is_automatic: bool


def envelope(raw: bytes) -> Envelope:
    """Who wrote to whom, as the headers of `raw` say; nobody where they cannot be read."""
    message = parse(raw)
    senders = _addresses(message, "from")
    known = _header(message, "message-id").strip()[:LONGEST_ID]
    unknown = f"sha256:{hashlib.sha256(raw).hexdigest()}"
    return Envelope(
        sender=next(iter(senders), ""),
        recipients=tuple(_addresses(message, "to", "cc")),
        message_id=known or unknown,
    )


def content(raw: bytes) -> Content:
    """What a person wrote in `raw`: their own words, at most 20,000 signs, without any social security number."""
    message = parse(raw)
    return Content(
        subject=_without_nir(_header(message, "subject").strip())[:200],
        text=_without_nir(_text(message))[:LONGEST],
        at=_at(message),
        attachments=sum(1 for _part in message.iter_attachments()) if message.is_multipart() else 0,
        is_automatic=_is_automatic(message),
    )


def _addresses(message: EmailMessage, *names: str) -> Iterable[str]:
    """The addresses in these headers, once each, in order."""
    found = getaddresses([_header(message, name, every=True) for name in names])
    return dict.fromkeys(filter(None, (_normal(address) for _name, address in found)))


def _normal(address: str) -> str:
    try:
        return normalise_email(address)
    except AddressError:
        return ""


def _header(message: EmailMessage, name: str, *, every: bool = False) -> str:
    """The text of a header; "" where it cannot be read: anybody may send anything."""
    try:
        values = [str(value) for value in message.get_all(name, [])]
    except (ValueError, LookupError, IndexError, AttributeError, TypeError):
        return ""
    text = ", ".join(values) if every else (values[0] if values else "")
    return " ".join(text.replace("\x00", "").split())


def _text(message: EmailMessage) -> str:
    part = message.get_body(("plain", "html"))
    if part is None:
        return ""
    try:
        said = str(part.get_content()).replace("\x00", "")
    except (LookupError, ValueError):  # a charset nobody knows
        return ""
    return own_words(text_of_html(said) if part.get_content_subtype() == "html" else said)


def _at(message: EmailMessage) -> datetime:
    """When it says it was written, never later than now."""
    now = timezone.now()
    try:
        said = parsedate_to_datetime(_header(message, "date"))
    except (ValueError, TypeError):
        return now
    return min(timezone.make_aware(said) if timezone.is_naive(said) else said, now)


def _is_automatic(message: EmailMessage) -> bool:
    said = _header(message, "auto-submitted").lower() or "no"
    return said != "no" or _header(message, "precedence").lower() in ("auto_reply", "bulk", "junk", "list")


def _without_nir(text: str) -> str:
    """A social security number is never stored, wherever it was typed."""
    while found := nir.find(text):
        text = text.replace(found, "…")
    return text
