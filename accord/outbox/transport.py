"""How messages leave: SMTP, a provider of django-anymail, or the demo mailbox. Only `outbox.deliver` imports this."""

from contextlib import suppress
from smtplib import SMTPException
from typing import Protocol

from anymail.exceptions import AnymailAPIError, AnymailError, AnymailRecipientsRefused
from django.conf import settings
from django.core.mail import EmailMultiAlternatives
from django.core.mail.backends.base import BaseEmailBackend
from django.utils.module_loading import import_string

from accord.outbox.models import DemoMessage
from accord.outbox.parsing import parse, parts
from accord.outbox.rendering import Outgoing
from accord.outbox.smtp import Broken, Fate, Outcome, Pipelined, connect


class Transport(Protocol):
    """Something that takes one message at a time and says what became of it; it never raises for one message."""

    def ready(self) -> None:
        """Open what is slow to open, before it is looked at whether there is still time to send."""

    def send(self, message: Outgoing) -> Outcome:
        """Hand `message` over."""

    def close(self) -> None:
        """Let go of connections."""


class Smtp:
    """One connection, kept from message to message and opened again when it fell."""

    def __init__(self) -> None:
        self.client: Pipelined | None = None

    def ready(self) -> None:
        """Connect: some servers make a stranger wait for seconds. What fails here fails again with the letter."""
        with suppress(Broken):
            self.client = self.client or connect()

    def send(self, message: Outgoing) -> Outcome:
        """Hand `message` over; a connection that had fallen asleep is opened once more."""
        was_open = self.client is not None
        try:
            outcome = self._try(message)
        except Broken as broken:
            self.close()
            if was_open and not broken.unsure:
                return self.send(message)
            return Outcome(Fate.UNSURE if broken.unsure else Fate.NOT_TRIED, str(broken)[:300])
        if outcome.said.startswith("421"):
            self.close()
        return outcome

    def _try(self, message: Outgoing) -> Outcome:
        if self.client is None:
            self.client = connect()
        return self.client.hand_over(message)

    def close(self) -> None:
        """Take leave of the server, without ceremony when it is already gone."""
        client, self.client = self.client, None
        if client is not None:
            with suppress(OSError, SMTPException):
                client.quit()
            client.close()


class Mailbox:
    """The demo: messages go to a page instead of a server."""

    def ready(self) -> None:
        """It is."""

    def send(self, message: Outgoing) -> Outcome:
        """Put `message` in the demo mailbox."""
        parsed = parse(message.raw)
        DemoMessage.objects.create(
            letter_id=message.letter_id, to=message.recipient, subject=str(parsed["Subject"]), raw=message.raw
        )
        return Outcome(Fate.SENT)

    def close(self) -> None:
        """Nothing is kept open."""


class Provider:
    """A provider of django-anymail, named by the last part of its module ("brevo", "mailjet" …)."""

    def __init__(self, name: str) -> None:
        self.backend: BaseEmailBackend = import_string(f"anymail.backends.{name}.EmailBackend")()

    def ready(self) -> None:
        """Each message is a request of its own."""

    def send(self, message: Outgoing) -> Outcome:
        """Hand `message` to the provider's API."""
        try:
            self.backend.send_messages([as_object(message)])
        except AnymailRecipientsRefused as error:
            return Outcome(Fate.NOBODY, str(error)[:300])
        except AnymailAPIError as error:
            return Outcome(fate_of(error), str(error)[:300])
        except AnymailError as error:
            return Outcome(Fate.REFUSED, str(error)[:300])
        return Outcome(Fate.SENT)

    def close(self) -> None:
        """Let go of the session with the provider."""
        self.backend.close()


def fate_of(error: AnymailAPIError) -> Fate:
    """No answer: it may have been taken; "slow down" and their own failures: later; the rest: refused."""
    status = getattr(getattr(error, "response", None), "status_code", None) or getattr(
        error, "status_code", None
    )
    if status is None:
        return Fate.UNSURE
    return Fate.LATER if status == 429 or status >= 500 else Fate.REFUSED


_SET_BY_PROVIDER = {
    "from",
    "to",
    "subject",
    "mime-version",
    "content-type",
    "content-transfer-encoding",
    "reply-to",
}


def as_object(message: Outgoing) -> EmailMultiAlternatives:
    """The message as providers take it, with the letter's number for their webhooks."""
    parsed = parse(message.raw)
    texts = parts(parsed)
    made = EmailMultiAlternatives(
        subject=str(parsed["Subject"]),
        body=texts["text/plain"],
        from_email=str(parsed["From"]),
        to=[message.recipient],
        reply_to=[str(parsed["Reply-To"])] if parsed["Reply-To"] else None,
        headers={name: str(value) for name, value in parsed.items() if name.lower() not in _SET_BY_PROVIDER},
    )
    made.attach_alternative(texts["text/html"], "text/html")
    made.metadata = {"letter": message.letter_id.hex}  # type: ignore[attr-defined]
    return made


def from_settings() -> Transport:
    """The transport MAIL_TRANSPORT names."""
    name = settings.MAIL_TRANSPORT
    if name == "mailbox":
        return Mailbox()
    return Smtp() if name == "smtp" else Provider(name)
