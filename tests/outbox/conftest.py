"""What the outbox's tests stand on: a register, a server that takes mail, a sender."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest
from aiosmtpd.controller import Controller as Server
from pytest_django import Settings

from accord.register.models import Controller, Purpose, RetentionRule


@dataclass
class Sink:
    """A real SMTP server that remembers what it was given, and answers what the test asks for."""

    port: int = 0
    messages: list[tuple[str, str, bytes]] = field(default_factory=list)
    at_rcpt: Callable[[str], str] = lambda _address: "250 OK"
    at_data: Callable[[str], str] = lambda _address: "250 OK"

    async def handle_RCPT(
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        answer = self.at_rcpt(address)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        answer = self.at_data(envelope.rcpt_tos[0])
        if answer.startswith("2"):
            self.messages.append((envelope.mail_from, envelope.rcpt_tos[0], envelope.content))
        return answer

    @property
    def recipients(self) -> list[str]:
        return [to for _sender, to, _raw in self.messages]


@pytest.fixture
def sink(settings: Settings) -> Iterator[Sink]:
    """The server of the settings for the length of a test."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        sink = Sink(free.getsockname()[1])
    server = Server(sink, hostname="127.0.0.1", port=sink.port, enable_SMTPUTF8=True)
    server.start()
    settings.MAIL_TRANSPORT, settings.SMTP_HOST, settings.SMTP_PORT = "smtp", "127.0.0.1", sink.port
    yield sink
    server.stop()


@pytest.fixture
def lumen(db: None) -> Controller:
    """The publisher whose letters these are."""
    return Controller.objects.create(
        name="Atelier Lumen",
        legal_form="SAS",
        address="8 quai des Brumes\n69000 Lyon",
        email="donnees@lumen.example.org",
        dpo_email="dpo@lumen.example.org",
        sender_email="lettre@lumen.example.org",
        sender_name="Atelier Lumen",
    )


@pytest.fixture
def make_purpose(lumen: Controller) -> Callable[..., Purpose]:
    """Makes an open purpose resting on consent."""
    rule = RetentionRule.objects.create(
        code="prospects", label_fr="Trois ans", amount=3, unit="years", start="last_contact", source="CNIL"
    )

    def make(code: str, **fields: Any) -> Purpose:
        values = {"legal_basis": "consent", "channels": ["email"], "state": "open", **fields}
        return Purpose.objects.create(
            code=code, controller=lumen, retention=rule, label_fr=f"La {code}", description_fr=code, **values
        )

    return make


@pytest.fixture
def monthly(make_purpose: Callable[..., Purpose]) -> Purpose:
    """The monthly letter."""
    return make_purpose("lettre", label_en="The monthly letter")
