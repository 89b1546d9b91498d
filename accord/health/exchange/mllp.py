"""MLLP, how HL7 v2 messages travel over TCP: each between a vertical tab and « file separator, carriage return ».

Transport only (HL7 v2, MLLP release 1): what is answered, somebody else says. A frame that is broken, too long or too
slow ends its connection; the log says which of these, never a byte of what was sent.
"""

import asyncio
import ssl
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import suppress

import structlog

START, END = b"\x0b", b"\x1c\r"
LARGEST = 1_000_000  # bytes of a message
SLOWEST = 30.0  # seconds a message may take to arrive, and its answer to leave
FAREWELL = 2.0  # seconds the other side has to say goodbye
IDLE = 600.0  # seconds a connection may stay silent between two messages
MOST = 64  # connections at a time
Answer = Callable[[bytes], bytes]
log = structlog.get_logger(__name__)


class Broken(Exception):
    """What came is no frame; the word is for the log."""


class Listener:
    """Answers the messages of every connection, in the order they came in each."""

    def __init__(self, answer: Answer, workers: Executor) -> None:
        self.answer, self.workers, self.open = answer, workers, 0

    async def serve(self, host: str, port: int, tls: ssl.SSLContext | None = None) -> asyncio.Server:
        """Listen; `port` 0 takes a free one."""
        return await asyncio.start_server(
            self._connected,
            host,
            port,
            limit=LARGEST,
            ssl=tls,
            ssl_handshake_timeout=SLOWEST if tls else None,
            ssl_shutdown_timeout=FAREWELL if tls else None,
        )

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.open += 1
        try:
            if self.open > MOST:
                raise Broken("too many connections")
            await self._answer_all(reader, writer)
        except Broken as broken:
            log.warning("mllp.closed", why=str(broken), peer=str(writer.get_extra_info("peername")))
        except asyncio.CancelledError:
            writer.transport.abort()
            return  # the listener stops; what was not answered is sent again
        except (OSError, TimeoutError):
            log.warning("mllp.closed", why="lost or too slow", peer=str(writer.get_extra_info("peername")))
        finally:
            self.open -= 1
            writer.close()
            with suppress(OSError, TimeoutError):
                async with asyncio.timeout(FAREWELL):
                    await writer.wait_closed()

    async def _answer_all(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        loop = asyncio.get_running_loop()
        while (message := await _frame(reader)) is not None:
            said = await loop.run_in_executor(self.workers, self.answer, message)
            async with asyncio.timeout(SLOWEST):
                writer.write(START + said + END)
                await writer.drain()


async def _frame(reader: asyncio.StreamReader) -> bytes | None:
    """The next message; None once the other side has nothing more to say. Raises Broken, TimeoutError."""
    first = b"\r"
    while first in (b"\r", b"\n"):  # some send a line end between two frames
        async with asyncio.timeout(IDLE):
            first = await reader.read(1)
    if not first:
        return None
    if first != START:
        raise Broken("a frame begins with a vertical tab")
    try:
        async with asyncio.timeout(SLOWEST):
            message = (await reader.readuntil(END)).removesuffix(END)
    except asyncio.LimitOverrunError:
        raise Broken("longer than a message may be") from None
    except asyncio.IncompleteReadError:
        raise Broken("cut before its end") from None
    if START in message or END[:1] in message:
        raise Broken("a frame inside a frame")
    return message


def tls_context(certificate: str, clients: str) -> ssl.SSLContext:
    """TLS with the certificate and key of that PEM file; `clients`: PEM of the authorities whose certificates are asked
    for, "" to ask for none. Raises OSError when a file cannot be read or is not what it should be.
    """
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    context.load_cert_chain(certificate)
    if clients:
        context.load_verify_locations(clients)
        context.verify_mode = ssl.CERT_REQUIRED
    return context
