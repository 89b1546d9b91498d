"""What the outbox's tests stand on: a register, a server that takes mail, a sender."""

import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiosmtpd.controller import Controller as Server
from django.utils import timezone
from pytest_django import Settings

from accord.consent import gate, ledger
from accord.consent.ledger import Act
from accord.consent.terms import Level, Method, State
from accord.contacts.actions import admit_many
from accord.contacts.admission import Identity, NewAcquisition, Newcomer, NewPoint
from accord.contacts.models import ContactPoint
from accord.lib.actor import SYSTEM, Actor
from accord.outbox import mailings
from accord.outbox.deliver import Sender
from accord.outbox.models import Mailing
from accord.outbox.post import post_all
from accord.outbox.transport import from_settings
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


@pytest.fixture
def reader() -> Callable[..., ContactPoint]:
    """Makes somebody who confirmed their agreement to purposes: `reader("ada", monthly)`; their address."""

    def make(name: str, *purposes: Purpose, first_name: str = "", confirmed: bool = True) -> ContactPoint:
        (person,) = admit_many(actor=SYSTEM, newcomers=[newcomer(name, first_name)])
        point = person.contact_points.get()
        if confirmed and purposes:
            agree([point], *purposes, actor=Actor.person(person.pk))
        return point

    return make


@pytest.fixture
def readers() -> Callable[[int, Purpose], list[ContactPoint]]:
    """Makes many at once: `readers(500, monthly)`; their addresses."""

    def make(number: int, purpose: Purpose) -> list[ContactPoint]:
        people = admit_many(actor=SYSTEM, newcomers=[newcomer(f"reader{one}") for one in range(number)])
        points = list(ContactPoint.objects.filter(person__in=people).order_by("pk"))
        agree(points, purpose, actor=SYSTEM)
        return points

    return make


def newcomer(name: str, first_name: str = "") -> Newcomer:
    """Somebody who came by a form and knows it."""
    now = timezone.now() - timedelta(days=1)
    return Newcomer(
        NewAcquisition("form", "La lettre", now, informed_at=now),
        Identity(first_name=first_name or name.title()),
        (NewPoint("email", f"{name}@example.org", "personal", confirmed_at=now),),
    )


def agree(points: list[ContactPoint], *purposes: Purpose, actor: Actor) -> None:
    """They ask, then confirm, an hour ago."""
    at = timezone.now() - timedelta(hours=1)
    said = {"channel": "email", "method": Method.FORM, "indicated_at": at, "words": "Oui"}
    for state in (State.REQUESTED, State.CONFIRMED):
        ledger.write(
            actor=actor,
            acts=[
                Act(
                    contact_point_id=point.pk,
                    purpose_id=purpose.pk,
                    state=state,
                    level=Level.DOUBLE_OPT_IN,
                    evidence={"address": point.value},
                    **said,
                )
                for point in points
                for purpose in purposes
            ],
        )


TEXT = mailings.Text(
    subject="Bonjour {{ first_name|à vous }}",
    html='<p>Bonjour {{ first_name|à vous }}</p><a href="{{ unsubscribe_url }}">Se désinscrire</a>',
    text="Bonjour {{ first_name|à vous }}\n{{ unsubscribe_url }}\n{{ preferences_url }}\n",
)


@pytest.fixture
def newsletter() -> Callable[..., Mailing]:
    """Writes a mailing for a purpose and posts it to everybody the gate permits; started unless told otherwise."""

    def make(purpose: Purpose, *, started: bool = True) -> Mailing:
        mailing = mailings.create(actor=SYSTEM, purpose=purpose, name="Novembre", text=TEXT)
        frozen = gate.freeze(actor=SYSTEM, purpose=purpose, channel="email", audience=None, source_id="test")
        post_all(frozen, mailing=mailing)
        if started:
            mailings.start(actor=SYSTEM, mailing=mailing)
        return mailing

    return make


@pytest.fixture
def work_off(sink: Sink) -> Iterator[Callable[[], None]]:
    """Sends until nothing waits."""
    sender = Sender(from_settings())

    def work() -> None:
        while sender.turn():
            pass

    yield work
    sender.transport.close()
