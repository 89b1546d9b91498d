"""Reading what comes back by mail: delivery reports, complaints, and letters to an unsubscribe address."""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from uuid import UUID

from django.conf import settings
from flufl.bounce import all_failures

from accord.consent import ledger
from accord.consent.terms import Method
from accord.lib.actor import Actor
from accord.outbox import bounces
from accord.outbox.models import Bounce, Letter
from accord.outbox.parsing import parse

_VERP = re.compile(r"\b(bounce|unsubscribe)\+([0-9a-f]{32})@")
_MESSAGE_ID = re.compile(rb"^Message-ID:\s*<([0-9a-f]{32})@", re.IGNORECASE | re.MULTILINE)
_TO_HEADERS = ("to", "delivered-to", "x-original-to", "envelope-to", "cc")
UNSUBSCRIBE = "unsubscribe"


@dataclass(frozen=True, slots=True)
class Returned:
    """What a message that came back says. kind: a value of Bounce.Kind, or UNSUBSCRIBE."""

    letter_id: UUID
    kind: str
    detail: str = ""


def read(raw: bytes) -> Returned | None:
    """What `raw` says about one of our letters; None when it says nothing we can use.

    The letter is found by the address the message was sent to (VERP), else by the Message-ID it quotes.
    """
    message = parse(raw)
    addressed = _VERP.search(
        " ".join(str(value) for name in _TO_HEADERS for value in message.get_all(name, []))
    )
    if addressed and addressed[1] == UNSUBSCRIBE:
        return Returned(UUID(hex=addressed[2]), UNSUBSCRIBE)
    quoted = _MESSAGE_ID.search(raw, raw.find(b"\n\n") if b"\r\n\r\n" not in raw else raw.find(b"\r\n\r\n"))
    number = addressed[2] if addressed else quoted[1].decode() if quoted else ""
    kind = kind_of(message)
    if not number or not kind:
        return None
    return Returned(UUID(hex=number), kind, str(message.get("subject", ""))[:200])


def kind_of(message: EmailMessage) -> str:
    """Complaint (ARF, RFC 5965), hard or soft bounce (RFC 3464 and the dialects flufl.bounce knows), or nothing."""
    if message.get_param("report-type") == "feedback-report":
        return Bounce.Kind.COMPLAINT
    try:
        temporary, permanent = all_failures(message_from_bytes(message.as_bytes()))
    except Exception:  # a detector fell over a mail nobody meant for it: it says nothing
        return ""
    if permanent:
        return Bounce.Kind.HARD
    return Bounce.Kind.SOFT if temporary else ""


def is_ours(address: str) -> bool:
    """True for an address of ours at which letters come back (VERP)."""
    domain = settings.MAIL_RETURN_DOMAIN.lower()
    return bool(domain) and address.lower().endswith(f"@{domain}") and bool(_VERP.search(address.lower()))


def take_in(raw: bytes) -> Returned | None:
    """Read a message that came back and write down the facts it brings; what it said."""
    returned = read(raw)
    if returned is None:
        return None
    if returned.kind == UNSUBSCRIBE:
        _withdraw(returned.letter_id)
    else:
        bounces.report(letter_id=returned.letter_id, kind=returned.kind, detail=returned.detail)
    return returned


def _withdraw(letter_id: UUID) -> None:
    letter = Letter.objects.filter(
        pk=letter_id, contact_point_id__isnull=False, purpose_id__isnull=False
    ).first()
    if letter is not None and letter.contact_point_id and letter.purpose_id:
        ledger.withdraw(
            actor=Actor.person(letter.person_id),
            contact_point_id=letter.contact_point_id,
            purpose_id=letter.purpose_id,
            channel="email",
            method=Method.REPLY,
            source_id=f"letter:{letter.pk}",
        )
