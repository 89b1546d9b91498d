"""Hospital systems that speak MLLP: each message is taken in once and answered, whatever breaks on the way."""

import asyncio
import os
import signal
import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import ClassVar

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from django.conf import settings as django_settings
from django.db import connections

from accord.health.exchange import mllp
from accord.health.exchange.mllp import Listener, tls_context
from accord.health.models import AuditEvent, Encounter, Patient, ReceivedMessage, Service
from accord.health.numbers import HOUSE
from accord.health.queries.numbers import holder
from accord.project import databases, embedded
from accord.project.bases import HEALTH
from accord.project.management.commands.health_mllp import fresh
from tests.health.test_taking_in import ADMISSION

pytestmark = pytest.mark.django_db(databases=["default", "health"], transaction=True)
NIR = "285057599900197"


class Hospital:
    """A system of the hospital: one connection, messages framed by hand."""

    opened: ClassVar[list[socket.socket]] = []

    def __init__(self, port: int, tls: ssl.SSLContext | None = None) -> None:
        plain = socket.create_connection(("127.0.0.1", port), timeout=30)
        self.opened.append(plain)
        self.socket = tls.wrap_socket(plain, server_hostname="localhost") if tls else plain
        self.opened.append(self.socket)
        self.heard = b""

    def send(self, text: str | bytes) -> None:
        raw = text if isinstance(text, bytes) else text.encode()
        self.socket.sendall(mllp.START + raw + mllp.END)

    def hear(self) -> str:
        while mllp.END not in self.heard:
            more = self.socket.recv(65536)
            if not more:
                raise ConnectionError("closed")
            self.heard += more
        one, self.heard = self.heard.split(mllp.END, 1)
        return one.removeprefix(mllp.START).decode("utf-8", errors="replace")

    def ask(self, text: str | bytes) -> str:
        self.send(text)
        return self.hear()

    def is_closed(self) -> bool:
        try:
            return self.socket.recv(1) == b""
        except ConnectionError:
            return True


@contextmanager
def listening(tls: ssl.SSLContext | None = None) -> Iterator[int]:
    """The listener as the command runs it, in a thread; gives its port."""
    ready, stop, port = threading.Event(), asyncio.Event(), 0

    async def serve() -> None:
        nonlocal port
        server = await Listener(fresh, workers).serve("127.0.0.1", 0, tls)
        port = server.sockets[0].getsockname()[1]
        loops.append(asyncio.get_running_loop())
        ready.set()
        await stop.wait()
        server.close()

    loops: list[asyncio.AbstractEventLoop] = []
    with ThreadPoolExecutor(4) as workers:
        thread = threading.Thread(target=asyncio.run, args=(serve(),))
        thread.start()
        assert ready.wait(30)
        try:
            yield port
        finally:
            loops[0].call_soon_threadsafe(stop.set)
            thread.join()
            together = threading.Barrier(4)  # each of the four threads closes its own connections
            list(workers.map(lambda _number: (together.wait(30), connections.close_all()), range(4)))


@pytest.fixture(autouse=True)
def hung_up() -> Iterator[None]:
    yield
    for opened in Hospital.opened:
        opened.close()
    Hospital.opened.clear()


@pytest.fixture
def port(cardiology: Service) -> Iterator[int]:
    with listening() as number:
        yield number


@pytest.fixture
def cardiology(db: None) -> Service:
    return Service.objects.create(code="CARDIO", name="Cardiologie")


def admission(control: str, ipp: str = "IPP-1", stay: str = "S-1", letters: str = "UNICODE UTF-8") -> str:
    said = ADMISSION.replace("|1|P|2.5", f"|{control}|P|2.5").replace("IPP-1^", f"{ipp}^")
    return said.replace("|S-1|", f"|{stay}|").replace("UNICODE UTF-8", letters)


def code(answer: str) -> str:
    return answer.split("\rMSA|")[1][:2]


def test_an_admission_is_taken_in_and_answered(port: int) -> None:
    answer = Hospital(port).ask(admission("M1"))
    assert answer.startswith("MSH|^~\\&|ACCORD|CLINIQUE|DPI|CLINIQUE|")
    assert "\rMSA|AA|M1\r" in answer + "\r" and "ACK^A01^ACK" in answer
    assert holder(HOUSE, "IPP-1") is not None
    assert Encounter.objects.get().number == "S-1"


def test_the_same_message_again_is_answered_again_and_done_once(port: int) -> None:
    hospital = Hospital(port)
    first = hospital.ask(admission("M1"))
    lines = AuditEvent.objects.count()
    again = Hospital(port).ask(admission("M1"))
    assert code(first) == code(again) == "AA"
    assert AuditEvent.objects.count() == lines
    assert Patient.objects.count() == ReceivedMessage.objects.count() == 1


def test_another_message_under_a_number_already_used_is_refused(port: int) -> None:
    hospital = Hospital(port)
    hospital.ask(admission("M1"))
    answer = hospital.ask(admission("M1", ipp="IPP-2", stay="S-2"))
    assert code(answer) == "AE" and "MSH-10" in answer
    assert holder(HOUSE, "IPP-2") is None


def test_a_message_refused_once_is_taken_in_when_what_lacked_is_there(port: int) -> None:
    hospital, message = Hospital(port), admission("M1").replace("CARDIO^", "NEURO^")
    refused = hospital.ask(message)
    assert code(refused) == "AE" and "NEURO" in refused and "\rERR|||207" in refused
    Service.objects.create(code="NEURO", name="Neurologie")
    assert code(hospital.ask(message)) == "AA"


@pytest.mark.parametrize(
    ("message", "answered", "word"),
    [
        ("rubbish", "AR", "HL7"),
        ("", "AR", "HL7"),
        (admission("M1").replace("ADT^A01^ADT_A01", "ORU^R01"), "AR", "message"),
        (admission(""), "AR", "MSH-10"),
        (admission("M" * 300), "AR", "MSH-10"),
        (admission("M1", letters="KLINGON"), "AR", "MSH-18"),
        (admission("M1").replace("19850512", "hier"), "AE", "PID-7"),
        (admission("M1", ipp=NIR), "AE", "sécurité sociale"),
        (admission("M1", stay="S" * 60), "AE", "trop long"),
        (admission("M1").replace("CASTOR", "CASTÓR").encode("latin-1"), "AE", "MSH-18"),
    ],
)
def test_what_cannot_be_taken_in_is_answered_with_the_reason_and_writes_nothing(
    port: int, message: str | bytes, answered: str, word: str
) -> None:
    answer = Hospital(port).ask(message)
    assert code(answer) == answered and word in answer
    assert "CASTOR" not in answer and NIR not in answer
    assert not Patient.objects.exists() and not ReceivedMessage.objects.exists()
    line = AuditEvent.objects.latest("id")
    assert (line.action, line.outcome, line.patients) == ("message.refused", "failed", [])


@pytest.mark.parametrize(
    ("letters", "encoding"),
    [("UNICODE UTF-8", "utf-8"), ("8859/1", "latin-1"), ("8859/15", "iso8859-15"), ("", "utf-8"),
     ("8859/1~X", "latin-1")],
)  # fmt: skip
def test_names_are_read_in_the_letters_the_message_says(port: int, letters: str, encoding: str) -> None:
    text = admission("M1", letters=letters).replace("Ondine Lou", "Élodie Zoë")
    assert code(Hospital(port).ask(text.encode(encoding))) == "AA"
    assert holder(HOUSE, "IPP-1").traits.first_names == "Élodie Zoë"  # type: ignore[union-attr]


def test_several_systems_at_once_tell_of_the_same_new_patient_who_is_registered_once(port: int) -> None:
    senders = [Hospital(port) for _ in range(4)]
    for rank, sender in enumerate(senders):
        for number in range(5):
            sender.send(admission(f"M{rank}-{number}", stay=f"S-{rank}-{number}"))
    said = [code(sender.hear()) for sender in senders for _ in range(5)]
    assert said == ["AA"] * 20
    assert Patient.objects.count() == 1
    assert Encounter.objects.count() == 20


@pytest.mark.parametrize(
    "bytes_sent",
    [b"MSH|^~\\&|no frame\r", b"\x0bMSH|^~\\&|\x0bagain\x1c\r", b"\x0bMSH|half" + b"x" * mllp.LARGEST * 2],
)
def test_a_broken_frame_ends_its_connection_and_no_other(
    port: int, bytes_sent: bytes, capfd: pytest.CaptureFixture[str]
) -> None:
    other, broken = Hospital(port), Hospital(port)
    with suppress(ConnectionError):  # hung up before everything was said
        broken.socket.sendall(bytes_sent + b"CASTOR")
    assert broken.is_closed()
    assert code(other.ask(admission("M1"))) == "AA"
    assert "CASTOR" not in "".join(capfd.readouterr())


def test_a_frame_that_never_ends_is_not_waited_for(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mllp, "SLOWEST", 0.2)
    slow = Hospital(port)
    slow.socket.sendall(b"\x0bMSH|")
    assert slow.is_closed()
    assert not Patient.objects.exists()


def test_one_system_too_many_is_hung_up_on(port: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(mllp, "MOST", 1)
    first = Hospital(port)
    assert code(first.ask(admission("M1"))) == "AA"
    assert Hospital(port).is_closed()
    assert code(first.ask(admission("M2"))) == "AA"


# TLS


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], str]:
    """Makes certificates: a file with the authority's for "ca", with certificate and key for any other name."""
    folder, key = tmp_path_factory.mktemp("tls"), ec.generate_private_key(ec.SECP256R1())
    issuer = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "ca")])

    def make(name: str) -> str:
        own = key if name == "ca" else ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(subject)
            .issuer_name(subject if name == "stranger" else issuer)
            .public_key(own.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(datetime.now(UTC) - timedelta(days=1))
            .not_valid_after(datetime.now(UTC) + timedelta(days=1))
            .add_extension(x509.BasicConstraints(ca=name == "ca", path_length=None), critical=True)
            .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        )
        made = builder.sign(own if name == "stranger" else key, hashes.SHA256())
        pem = serialization.Encoding.PEM
        secret = own.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        file = Path(folder, f"{name}.pem")
        file.write_bytes(made.public_bytes(pem) + (b"" if name == "ca" else secret))
        return str(file)

    return make


def trusting(authority: Callable[[str], str], certificate: str = "") -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=authority("ca"))
    if certificate:
        context.load_cert_chain(authority(certificate))
    return context


def test_only_systems_with_a_certificate_of_the_house_are_heard_where_it_is_asked_for(
    cardiology: Service, authority: Callable[[str], str]
) -> None:
    with listening(tls_context(authority("server"), authority("ca"))) as port:
        known = Hospital(port, trusting(authority, "dpi"))
        assert code(known.ask(admission("M1"))) == "AA"
        for context in (trusting(authority), trusting(authority, "stranger"), None):
            with pytest.raises((ssl.SSLError, ConnectionError)):
                Hospital(port, context).ask(admission("M2"))
    assert ReceivedMessage.objects.count() == 1


# The command itself


@contextmanager
def process(port: int, tmp_path: Path) -> Iterator["subprocess.Popen[bytes]"]:
    """A real `accord health_mllp` on the databases of the test."""
    environment = {key: value for key, value in os.environ.items() if key != databases.AS_OWNER}
    cluster = databases.cluster()
    names = {alias: connections[alias].settings_dict["NAME"] for alias in ("default", "health")}
    environment |= {
        "DATABASE_URL": cluster.url(embedded.APPLICATION, database=names["default"]),
        "HEALTH_DATABASE_URL": cluster.url(HEALTH.application, database=names["health"]),
        "HEALTH_KEYS_FILE": str(django_settings.HEALTH_KEYS_FILE),
        "HEALTH_MLLP": f"127.0.0.1:{port}",
        "SECRET_KEY": django_settings.SECRET_KEY,
        "DJANGO_SETTINGS_MODULE": "accord.project.settings",
    }
    started = subprocess.Popen([sys.executable, "-m", "accord", "health_mllp"], env=environment)
    try:
        yield started
    finally:
        started.kill()
        started.wait()


def connected(port: int) -> Hospital:
    end = time.monotonic() + 60
    while True:
        try:
            return Hospital(port)
        except OSError:
            assert time.monotonic() < end, "the listener did not start"
            time.sleep(0.05)


def test_a_listener_killed_in_the_middle_loses_nothing_and_does_nothing_twice(
    cardiology: Service, tmp_path: Path
) -> None:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    messages = [admission(f"M{number}", f"IPP-{number}", f"S-{number}") for number in range(40)]
    with process(port, tmp_path) as listener:
        hospital = connected(port)
        for message in messages:
            hospital.send(message)
        hospital.hear()
        os.kill(listener.pid, signal.SIGKILL)
    assert Patient.objects.count() < len(messages)
    with process(port, tmp_path) as listener:
        hospital = connected(port)
        assert [code(hospital.ask(message)) for message in messages] == ["AA"] * len(messages)
        listener.send_signal(signal.SIGTERM)
        assert listener.wait(30) in (0, -signal.SIGTERM)
    assert Patient.objects.count() == Encounter.objects.count() == len(messages)
