"""One SMTP connection kept open, with the three commands of a message in one write where the server allows it."""

import smtplib
import ssl
from dataclasses import dataclass
from enum import StrEnum

from django.conf import settings

from accord.outbox.rendering import Outgoing

TIMEOUT = 30  # seconds for each answer of the server


class Fate(StrEnum):
    """What became of one message."""

    SENT = "sent"  # the server took it over
    LATER = "later"  # 4xx: refused for now, nothing was handed over
    REFUSED = "refused"  # 5xx: refused for good, for a reason that is not the address
    NOBODY = "nobody"  # 5xx: there is no such address
    NOT_TRIED = "not tried"  # the server could not be reached: no byte of it left
    UNSURE = "unsure"  # the connection fell after the last byte: it may or may not have been taken


@dataclass(frozen=True, slots=True)
class Outcome:
    """The fate of one message and what the server said."""

    fate: Fate
    said: str = ""


class Broken(Exception):
    """The connection fell; `unsure` when it was after the last byte of a message."""

    def __init__(self, said: str, *, unsure: bool = False) -> None:
        super().__init__(said)
        self.unsure = unsure


class Pipelined(smtplib.SMTP):
    """smtplib's client and one more verb."""

    def hand_over(self, message: Outgoing) -> Outcome:
        """Send one message. Raises Broken when the connection falls."""
        options = self._options(message)
        if options is None:
            return Outcome(Fate.REFUSED, "The server does not accept addresses with accents (SMTPUTF8).")
        commands = [
            f"MAIL FROM:<{message.sender}>{options}\r\n",
            f"RCPT TO:<{message.recipient}>\r\n",
            "DATA\r\n",
        ]
        try:
            refusal = self._announce([command.encode() for command in commands])
        except (OSError, smtplib.SMTPException) as error:
            raise Broken(str(error)) from error
        if refusal:
            return refusal
        return self._body(message.raw)

    def _options(self, message: Outgoing) -> str | None:
        """The parameters of MAIL FROM; None when the server cannot carry this address."""
        size = f" SIZE={len(message.raw)}" if self.has_extn("size") else ""
        if message.recipient.isascii():
            return size
        return f"{size} SMTPUTF8 BODY=8BITMIME" if self.has_extn("smtputf8") else None

    def _announce(self, commands: list[bytes]) -> Outcome | None:
        """Say MAIL, RCPT and DATA; None when the server waits for the text, else why not."""
        together = self.has_extn("pipelining")
        if together:
            self.send(b"".join(commands))
        answers: list[tuple[int, bytes]] = []
        for command in commands:
            if not together:
                self.send(command)
            answers.append(self.getreply())
            if not together and answers[-1][0] >= 400:
                break
        refused = next(((place, *answer) for place, answer in enumerate(answers) if answer[0] >= 400), None)
        if refused is None:
            return None
        if (
            len(answers) == len(commands) and answers[-1][0] == 354
        ):  # DATA was accepted all the same (RFC 2920, 3.1)
            self._end(b".\r\n")
        elif not together:
            self.rset()
        place, code, said = refused
        return outcome(code, said, about_address=place == 1)

    def _body(self, raw: bytes) -> Outcome:
        end = b".\r\n" if raw.endswith(b"\r\n") else b"\r\n.\r\n"
        stuffed = raw.replace(b"\r\n.", b"\r\n..") + end
        try:
            code, said = self._end(stuffed)
        except (OSError, smtplib.SMTPException) as error:
            raise Broken(str(error), unsure=True) from error
        return outcome(code, said)

    def _end(self, content: bytes) -> tuple[int, bytes]:
        self.send(content)
        return self.getreply()


def outcome(code: int, said: bytes, *, about_address: bool = False) -> Outcome:
    """What an answer of the server means (RFC 5321, 4.2.1; RFC 3463 for the enhanced codes)."""
    words = f"{code} {said.decode(errors='replace')}"[:300]
    if code < 400:
        return Outcome(Fate.SENT, words)
    if code < 500:
        return Outcome(Fate.LATER, words)
    is_unknown = about_address and (said.startswith((b"5.1.", b"5.2.1")) or not said.startswith(b"5."))
    return Outcome(Fate.NOBODY if is_unknown else Fate.REFUSED, words)


def connect() -> Pipelined:
    """A signed-in connection to the server of the settings. Raises Broken when it cannot be had."""
    context = ssl.create_default_context()
    try:
        if settings.SMTP_SECURITY == "tls":
            client: Pipelined = PipelinedTLS(
                settings.SMTP_HOST, settings.SMTP_PORT, timeout=TIMEOUT, context=context
            )
        else:
            client = Pipelined(settings.SMTP_HOST, settings.SMTP_PORT, timeout=TIMEOUT)
    except (OSError, smtplib.SMTPException) as error:
        raise Broken(str(error)) from error
    try:
        _sign_in(client, context)
    except (OSError, smtplib.SMTPException) as error:
        client.close()
        raise Broken(str(error)) from error
    return client


def _sign_in(client: Pipelined, context: ssl.SSLContext) -> None:
    if settings.SMTP_SECURITY == "starttls":
        client.starttls(context=context)
    client.ehlo_or_helo_if_needed()
    if settings.SMTP_USER:
        client.login(settings.SMTP_USER, settings.SMTP_PASSWORD)


class PipelinedTLS(Pipelined, smtplib.SMTP_SSL):
    """The same over TLS from the first byte."""
