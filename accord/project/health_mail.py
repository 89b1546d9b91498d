"""The door health has of its own: one message, always the same, to one address. Nothing else can leave by it.

The outbox is not used: its rows, its suppression lists and its providers would learn who is a patient. The letter says
that a document awaits, and neither whose, nor which, nor where.
"""

import re
import smtplib
import ssl
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from urllib.parse import SplitResult, unquote, urlsplit
from uuid import UUID

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override

from accord.health.actions.telling import Outcome, came_back, send_waiting
from accord.outbox.incoming import kind_of
from accord.outbox.models import Bounce
from accord.outbox.parsing import parse

TIMEOUT = 30  # seconds for each answer of the server
HERE = ("localhost", "127.0.0.1", "::1")
PORTS = {"smtp": 25, "smtps": 465}
# What stands before the domain of returns: nothing about health
RETURN = re.compile(r"mail\+([0-9a-f]{32})@")
# RFC 3464: given up, not merely delayed
FAILED = re.compile(rb"^Action:\s*failed", re.IGNORECASE | re.MULTILINE)


def run() -> int:
    """Send what waits; returns how many left. Nothing where no server is set."""
    return send_waiting(send) if settings.HEALTH_MAIL else 0


def send(address: str, number: UUID) -> Outcome:
    """Hand the message over to the server of HEALTH_MAIL. Never raises: a server that does not answer is « later »."""
    try:
        with _connected(urlsplit(settings.HEALTH_MAIL)) as server:
            server.send_message(message(address), from_addr=return_path(number), to_addrs=[address])
    except smtplib.SMTPRecipientsRefused as error:
        code, _words = next(iter(error.recipients.values()))
        return _refused(code)
    except smtplib.SMTPResponseException as error:
        return _refused(error.smtp_code)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Outcome("later", type(error).__name__)
    return Outcome("sent", "250")


def _refused(code: int) -> Outcome:
    return Outcome("later" if 400 <= code < 500 else "refused", str(code))


def _connected(server: SplitResult) -> smtplib.SMTP:
    """Signed in; outside this machine always over TLS."""
    host, port = server.hostname or "", server.port or PORTS[server.scheme]
    context = ssl.create_default_context()
    if server.scheme == "smtps":
        client: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=TIMEOUT, context=context)
    else:
        client = smtplib.SMTP(host, port, timeout=TIMEOUT)
    try:
        if server.scheme == "smtp" and host not in HERE:
            client.starttls(context=context)
        if server.username:
            client.login(unquote(server.username), unquote(server.password or ""))
    except (OSError, smtplib.SMTPException):
        client.close()
        raise
    return client


def message(address: str) -> EmailMessage:
    """The message: no name, no place, no kind of document. In French, like what health prints."""
    name, sender = parseaddr(settings.HEALTH_MAIL_FROM)
    letter = EmailMessage()
    with override("fr"):
        why = _(
            "This message says nothing more on purpose. You asked to be told this way; to stop it, tell us when "
            "you come, or answer this message."
        )
        letter["Subject"] = _("A document awaits you")
        awaits = _("A document awaits you. Please come for it with an identity document.")
        letter.set_content(f"{_('Good day,')}\n\n{awaits}\n\n{why}\n")
    letter["From"] = Address(name, addr_spec=sender)
    letter["To"] = address
    letter["Date"] = formatdate(localtime=False)
    letter["Message-ID"] = make_msgid(domain=sender.rpartition("@")[2])
    letter["Auto-Submitted"] = "auto-generated"
    return letter


# What comes back


def return_path(number: UUID) -> str:
    """The envelope sender: one for each mail where a domain receives what comes back, else the address they answer."""
    domain = settings.HEALTH_MAIL_RETURN_DOMAIN
    return f"mail+{number.hex}@{domain}" if domain else parseaddr(settings.HEALTH_MAIL_FROM)[1]


def is_ours(address: str) -> bool:
    """True for an address at which a mail of health comes back."""
    return _number(address) is not None


def take_back(address: str, raw: bytes) -> bool:
    """Read what came back at one of our addresses; True when it says that the mail did not reach its patient.

    Nothing of it is kept: it names an address.
    """
    number, kind = _number(address), kind_of(parse(raw))
    is_lost = kind in (Bounce.Kind.HARD, Bounce.Kind.COMPLAINT) or bool(kind and FAILED.search(raw))
    return bool(number and is_lost and settings.ACCORD_HEALTH and came_back(mail=number))


def _number(address: str) -> UUID | None:
    domain = settings.HEALTH_MAIL_RETURN_DOMAIN.lower()
    found = RETURN.fullmatch(address.lower().removesuffix(domain)) if domain else None
    return UUID(hex=found[1]) if found and address.lower().endswith(f"@{domain}") else None
