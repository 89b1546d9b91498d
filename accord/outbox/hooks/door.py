"""The door itself: one POST to one address that was looked at first. Nothing else here speaks to the network."""

import socket
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from threading import Timer
from time import monotonic
from urllib.parse import SplitResult, urlsplit

from django.conf import settings
from django.utils.translation import gettext as _

PATIENCE = 10  # seconds to connect, or between two bytes
LONGEST = 20.0  # seconds for the whole try
MOST_READ = 4096  # bytes of the answer; nothing of it is kept
DISGUISED = [ip_network("64:ff9b::/96"), ip_network("64:ff9b:1::/48"), ip_network("2002::/16")]
LONGEST_ERROR = 300


class Forbidden(ValueError):
    """An address webhooks do not go to; the message says so to the person."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What came of one try. status: the program's answer, None when there was none, `error` then says why."""

    status: int | None
    error: str
    milliseconds: int

    @property
    def is_good(self) -> bool:
        """True when the program took it."""
        return self.status is not None and 200 <= self.status < 300


def post(url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
    """Send `body` to `url`, following nothing. Never raises for what happens on the network."""
    started, status, error = monotonic(), None, ""
    try:
        parts = checked(url)
        with _line(parts, _resolved(parts)) as line:
            line.request("POST", _path(parts), body, dict(headers))
            answer = line.getresponse()
            answer.read(MOST_READ)
            status = answer.status
    except Forbidden as refused:
        error = str(refused)
    except (OSError, HTTPException, UnicodeError) as failed:
        error = f"{type(failed).__name__}: {failed}"[:LONGEST_ERROR]
    return Answer(status, error, round((monotonic() - started) * 1000))


def checked(url: str) -> SplitResult:
    """The parts of an address webhooks may go to, as far as its text can tell. Raises Forbidden."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError as error:
        raise Forbidden(_("This is not the address of a web server.")) from error
    if parts.scheme not in ("http", "https") or not parts.hostname or port == 0:
        raise Forbidden(_("This is not the address of a web server."))
    if parts.username or parts.password:
        raise Forbidden(_("An address carries neither a name nor a password."))
    if parts.scheme == "http" and not settings.ACCORD_HOOKS_INSIDE:
        raise Forbidden(_("Webhooks leave over https only."))
    return parts


def _resolved(parts: SplitResult) -> str:
    """The network address of the host, looked at: the very one that is then called. Raises Forbidden."""
    found = socket.getaddrinfo(parts.hostname, _port(parts), type=socket.SOCK_STREAM)
    addresses = [str(entry[4][0]).partition("%")[0] for entry in found]
    if not settings.ACCORD_HOOKS_INSIDE and not all(map(is_public, addresses)):
        raise Forbidden(_("This address leads into a private network."))
    return addresses[0]


def is_public(text: str) -> bool:
    """True for an address of the public Internet, and for nothing that leads elsewhere in disguise."""
    address: IPv4Address | IPv6Address = ip_address(text)
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped:
            address = address.ipv4_mapped
        elif address.teredo or any(address in network for network in DISGUISED):
            return False
    return address.is_global and not address.is_multicast


@contextmanager
def _line(parts: SplitResult, address: str) -> Iterator[HTTPConnection]:
    """A connection to `address` in the name of the host, cut after LONGEST whatever trickles in."""
    line = _Secured(parts, address) if parts.scheme == "https" else _Plain(parts, address)
    cut = Timer(LONGEST, _cut, [line])
    cut.daemon = True
    cut.start()
    try:
        yield line
    finally:
        cut.cancel()
        line.close()


class _Plain(HTTPConnection):
    def __init__(self, parts: SplitResult, address: str) -> None:
        super().__init__(str(parts.hostname), _port(parts), timeout=PATIENCE)
        self.address = address

    def connect(self) -> None:
        self.sock = socket.create_connection((self.address, self.port), self.timeout)


class _Secured(HTTPSConnection):
    def __init__(self, parts: SplitResult, address: str) -> None:
        self.certificates = ssl.create_default_context()
        super().__init__(str(parts.hostname), _port(parts), timeout=PATIENCE, context=self.certificates)
        self.address = address

    def connect(self) -> None:
        bare = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = self.certificates.wrap_socket(bare, server_hostname=self.host)


def _cut(line: HTTPConnection) -> None:
    if line.sock:
        line.sock.shutdown(socket.SHUT_RDWR)


def _port(parts: SplitResult) -> int:
    return parts.port or (443 if parts.scheme == "https" else 80)


def _path(parts: SplitResult) -> str:
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
