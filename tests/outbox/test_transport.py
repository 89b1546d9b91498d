"""One connection, kept; what a server answers decides, and what is not known is not guessed."""

import socket
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Thread
from uuid import uuid4

import pytest
from django.core.mail import EmailMessage, send_mail
from pytest_django import Settings

from accord.outbox.backend import NotFromTheOutbox
from accord.outbox.rendering import Outgoing
from accord.outbox.smtp import Fate
from accord.outbox.transport import Provider, Smtp, as_object
from tests.outbox.conftest import Sink

RAW = b"Subject: Bonjour\r\nFrom: a@lumen.example.org\r\n\r\n.\r\n.hidden\r\nlast"


@pytest.fixture
def smtp() -> Iterator[Smtp]:
    """Our side of the connection."""
    smtp = Smtp()
    yield smtp
    smtp.close()


def outgoing(to: str = "ada@example.org") -> Outgoing:
    return Outgoing(uuid4(), "bounce@lumen.example.org", to, RAW)


def test_bytes_arrive_as_they_left_dots_included(sink: Sink, smtp: Smtp) -> None:
    assert smtp.send(outgoing()).fate is Fate.SENT
    assert sink.messages == [("bounce@lumen.example.org", "ada@example.org", RAW + b"\r\n")]


@pytest.mark.parametrize(
    ("answer", "fate"),
    [
        ("450 4.2.1 try later", Fate.LATER),
        ("550 5.1.1 no such user", Fate.NOBODY),
        ("550 nobody here", Fate.NOBODY),
        ("550 5.7.1 policy", Fate.REFUSED),
    ],
)
def test_an_answer_about_the_address_is_understood_and_the_next_letter_goes(
    sink: Sink, smtp: Smtp, answer: str, fate: Fate
) -> None:
    sink.at_rcpt = lambda address: answer if address.startswith("blaise") else "250 OK"
    assert smtp.send(outgoing("blaise@example.org")).fate is fate
    assert smtp.send(outgoing()).fate is Fate.SENT
    assert sink.recipients == ["ada@example.org"]


def test_a_letter_refused_after_its_text_is_not_the_address_s_fault(sink: Sink, smtp: Smtp) -> None:
    sink.at_data = lambda _address: "554 5.6.0 looks like spam"
    assert smtp.send(outgoing()).fate is Fate.REFUSED


def test_an_address_with_accents_travels_where_the_server_takes_it(sink: Sink, smtp: Smtp) -> None:
    assert smtp.send(outgoing("zoé@example.org")).fate is Fate.SENT
    assert sink.recipients == ["zoé@example.org"]


def test_without_a_server_nothing_was_tried(settings: Settings, smtp: Smtp) -> None:
    settings.MAIL_TRANSPORT, settings.SMTP_HOST, settings.SMTP_PORT = "smtp", "127.0.0.1", 9
    assert smtp.send(outgoing()).fate is Fate.NOT_TRIED


@contextmanager
def server(*scripts: Callable[[socket.socket], None]) -> Iterator[int]:
    """A server that plays one script per connection."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def play() -> None:
            for script in scripts:
                connection, _peer = listening.accept()
                with connection:
                    script(connection)

        thread = Thread(target=play, daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        thread.join(5)


def greet(connection: socket.socket) -> None:
    connection.sendall(b"220 hello\r\n")
    connection.recv(1024)
    connection.sendall(b"250-here\r\n250 PIPELINING\r\n")
    connection.recv(4096)


def hang_up_before_the_text(connection: socket.socket) -> None:
    greet(connection)


def hang_up_after_the_text(connection: socket.socket) -> None:
    greet(connection)
    connection.sendall(b"250 ok\r\n250 ok\r\n354 go\r\n")
    while not connection.recv(65536).endswith(b"\r\n.\r\n"):
        pass


def take_and_hang_up(connection: socket.socket) -> None:
    hang_up_after_the_text(connection)
    connection.sendall(b"250 taken\r\n")


def test_a_connection_that_falls_after_the_text_leaves_the_letter_unknown(
    settings: Settings, smtp: Smtp
) -> None:
    with server(hang_up_after_the_text) as port:
        settings.SMTP_HOST, settings.SMTP_PORT = "127.0.0.1", port
        assert smtp.send(outgoing()).fate is Fate.UNSURE


def test_a_connection_that_falls_before_the_text_has_sent_nothing(settings: Settings, smtp: Smtp) -> None:
    with server(hang_up_before_the_text) as port:
        settings.SMTP_HOST, settings.SMTP_PORT = "127.0.0.1", port
        assert smtp.send(outgoing()).fate is Fate.NOT_TRIED


def test_a_connection_that_fell_asleep_is_opened_again_without_a_word(settings: Settings, smtp: Smtp) -> None:
    with server(take_and_hang_up, take_and_hang_up) as port:
        settings.SMTP_HOST, settings.SMTP_PORT = "127.0.0.1", port
        assert [smtp.send(outgoing()).fate for _ in range(2)] == [Fate.SENT, Fate.SENT]


def test_nobody_sends_past_the_outbox() -> None:
    with pytest.raises(NotFromTheOutbox):
        send_mail("Hello", "text", "a@example.org", ["ada@example.org"])
    with pytest.raises(NotFromTheOutbox):
        EmailMessage("Hello", "text", "a@example.org", ["ada@example.org"]).send(fail_silently=True)


def test_a_provider_gets_the_letter_s_number_for_its_webhooks() -> None:
    letter = Outgoing(
        uuid4(),
        "b@lumen.example.org",
        "ada@example.org",
        b'Subject: =?utf-8?b?w4k=?=\r\nFrom: "Lumen" <a@lumen.example.org>\r\n'
        b"List-Unsubscribe-Post: List-Unsubscribe=One-Click\r\nMIME-Version: 1.0\r\n"
        b'Content-Type: multipart/alternative; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/plain\r\n\r\nhi\r\n"
        b"--x\r\nContent-Type: text/html\r\n\r\n<p>hi</p>\r\n--x--\r\n",
    )
    made = as_object(letter)
    assert (made.subject, made.to, made.metadata) == (
        "É",
        ["ada@example.org"],
        {"letter": letter.letter_id.hex},
    )
    assert made.extra_headers == {"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    assert Provider("test").send(letter).fate is Fate.SENT
