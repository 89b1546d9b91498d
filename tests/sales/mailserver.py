"""A real IMAP server (pymap) with a mailbox in memory, and a certificate of its own."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path
from ssl import create_default_context
from uuid import uuid4

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from imapclient import IMAPClient

from accord.outbox.imap import Account

USER, PASSWORD = "bob", "mot de passe d’essai"


@dataclass
class MailServer:
    """The server; `put` delivers a message into a folder, as a mail server would."""

    port: int
    certificate: Path

    def account(self, password: str = PASSWORD, host: str = "localhost") -> Account:
        return Account(host, self.port, "starttls", USER, password)

    @contextmanager
    def opened(self) -> Iterator[IMAPClient]:
        client = IMAPClient("localhost", self.port, ssl=False, timeout=10)
        client.starttls(create_default_context(cafile=str(self.certificate)))
        client.plain_login(USER, PASSWORD)
        yield client
        client.logout()

    def folder(self, name: str = "") -> str:
        """A new folder."""
        name = name or f"Clients {uuid4().hex[:8]}"
        with self.opened() as client:
            client.create_folder(name)
        return name

    def put(self, folder: str, *messages: bytes) -> None:
        with self.opened() as client:
            for message in messages:
                client.append(folder, message)

    def flags(self, folder: str) -> list[tuple[bytes, ...]]:
        with self.opened() as client:
            client.select_folder(folder, readonly=True)
            return [said[b"FLAGS"] for said in client.fetch(client.search(), ["FLAGS"]).values()]


def certificate(folder: Path) -> tuple[Path, Path]:
    """A certificate for localhost and its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=2))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    paths = folder / "cert.pem", folder / "key.pem"
    paths[0].write_bytes(made.public_bytes(serialization.Encoding.PEM))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    paths[1].write_bytes(key.private_bytes(serialization.Encoding.PEM, *plain))
    return paths


@contextmanager
def running(folder: Path) -> Iterator[MailServer]:
    """The server for the length of a block."""
    proof, key = certificate(folder)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [
        sys.executable,
        "-c",
        "from pymap.main import main; main()",
        "--host",
        "127.0.0.1",
        "--port",
        str(port),
    ]
    command += ["--cert", str(proof), "--key", str(key)]
    command += ["dict", "--demo-user", USER, "--demo-password", PASSWORD]
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log, env={**os.environ, "PYTHONWARNINGS": ""})
    try:
        _wait(port, process)
        yield MailServer(port, proof)
    finally:
        process.terminate()
        process.wait()


def _wait(port: int, process: "subprocess.Popen[bytes]") -> None:
    for _ in range(300):
        assert process.poll() is None, "The IMAP server did not start."
        try:
            socket.create_connection(("127.0.0.1", port), 1).close()
        except OSError:
            time.sleep(0.1)
        else:
            return
    raise AssertionError("The IMAP server does not answer.")
