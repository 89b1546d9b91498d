"""How fast letters leave: against smtplib with ready bytes, against Django's send(), with two senders, and in a crowd.

    python bench/sending.py [--letters 4000] [--rounds 3] [--crowd 1000000]

Everything is ours to throw away: an embedded PostgreSQL that waits for its disk, a local sink (Debian's smtp-sink when
it is installed), people who do not exist. Both sides of a ratio are measured in turn; medians are printed.
"""

import argparse
import asyncio
import os
import resource
import shutil
import smtplib
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from threading import Event

from houses import free_port

HOME = Path(tempfile.gettempdir()) / f"accord-bench-sending-{os.getpid()}"
GOALS = {"smtplib": 0.3, "django": 2.0, "two": 1.5}
AWAY = 0.001  # seconds from a command to its answer


def prepare(port: int) -> None:
    """Settings of the product, a fresh database with its roles, and our sink as the mail server."""
    shutil.rmtree(HOME, ignore_errors=True)
    os.environ |= {
        "ACCORD_HOME": str(HOME),
        "ACCORD_LOG_LEVEL": "WARNING",
        "DJANGO_SETTINGS_MODULE": "accord.project.settings",
        "MAIL_TRANSPORT": "smtp",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(port),
        "MAIL_RETURN_DOMAIN": "bounces.lumen.example.org",
    }


@contextmanager
def sink() -> Iterator[int]:
    """A mail server that takes everything at once and keeps nothing; its port."""
    program = shutil.which("smtp-sink") or shutil.which("smtp-sink", path="/usr/sbin:/usr/local/sbin")
    if program is None:
        with served([sys.executable, __file__, "--sink", "{port}"]) as port:
            yield port
        return
    account = ["-u", "nobody"] if os.geteuid() == 0 else []
    with served([program, *account, "127.0.0.1:{port}", "100"]) as port:
        yield port


@contextmanager
def far_sink() -> Iterator[int]:
    """A sink of ours that answers as a mail server one network away does, after AWAY; its port."""
    with served([sys.executable, __file__, "--sink", "{port}", "--away"]) as port:
        yield port


@contextmanager
def served(command: list[str]) -> Iterator[int]:
    """A server that runs meanwhile, on a free port."""
    port = free_port()
    process = subprocess.Popen([part.format(port=port) for part in command], stderr=subprocess.DEVNULL)
    time.sleep(0.5)
    print(f"sink: {command[0] if 'sink' in command[0] else 'our own'}", flush=True)
    try:
        yield port
    finally:
        process.kill()
        process.wait()


class Taker(asyncio.Protocol):
    """Just enough of SMTP to take everything, pipelined commands included."""

    away = 0.0  # seconds

    def connection_made(self, transport: asyncio.Transport) -> None:
        """Greet."""
        self.transport, self.buffer, self.in_text = transport, b"", False
        transport.write(b"220 sink\r\n")

    def data_received(self, data: bytes) -> None:
        """Answer every complete line, or wait for the end of a text."""
        self.buffer += data
        while True:
            end = b"\r\n.\r\n" if self.in_text else b"\r\n"
            line, found, rest = self.buffer.partition(end)
            if not found:
                return
            self.buffer = rest
            asyncio.get_running_loop().call_later(self.away, self.transport.write, self.answer(line))

    def answer(self, line: bytes) -> bytes:
        """What the sink says to one command or text."""
        if self.in_text:
            self.in_text = False
            return b"250 taken\r\n"
        verb = line[:4].upper()
        self.in_text = verb == b"DATA"
        return {b"EHLO": b"250-sink\r\n250 PIPELINING\r\n", b"DATA": b"354 go\r\n"}.get(verb, b"250 ok\r\n")


async def own_sink(port: int, away: float) -> None:
    """Serve until killed; each answer leaves `away` seconds after its command."""
    Taker.away = away
    server = await asyncio.get_running_loop().create_server(Taker, "127.0.0.1", port)
    await server.serve_forever()


# The house


PEOPLE = """
WITH made AS (
    INSERT INTO contacts_person (first_name, last_name, job, language, time_zone, state, collected_at, sort_key,
        created_at)
    SELECT (ARRAY['Élodie','Hugo','Inès','Théo','Zoé'])[1 + n %% 5], 'Lefèvre ' || n, '', 'fr', 'Europe/Paris',
        'active', now(), 'lefevre ' || n, now()
    FROM generate_series(%(first)s, %(last)s) AS n RETURNING id),
told AS (
    INSERT INTO contacts_acquisition (person_id, source, detail, acquired_at, by_kind, by_id, by_label, informed_at,
        exception, created_at)
    SELECT id, 'form', 'bench', now(), 'system', '', '', now(), '', now() FROM made)
INSERT INTO contacts_contactpoint (person_id, kind, value, sphere, is_primary, is_generic, is_published_for_trade,
    confirmed_at, unreachable_why, soft_bounces, address_hash, created_at)
SELECT id, 'email', 'reader' || id || '@example.org', 'personal', true, false, false, now(), '', 0,
    sha256(('reader' || id)::bytea), now() FROM made
"""

PERMISSIONS = """
INSERT INTO consent_permission (contact_point_id, purpose_id, channel, recipient_id, state, since, requested_at,
    confirmed_at, method, evidence_level, notice_version_id, wording_sha256, event_id, address_hash)
SELECT id, %(purpose)s, 'email', 0, 'confirmed', now(), now(), now(), 'form', 3, NULL, '', 1, address_hash
FROM contacts_contactpoint
"""


def execute(sql: str, values: dict[str, object] | None = None) -> None:
    """One statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(sql, values)


def make_purpose() -> object:
    """A purpose resting on confirmed consent."""
    from accord.register.models import Controller, Purpose, RetentionRule

    lumen = Controller.objects.create(
        name="Atelier Lumen (fictif)",
        address="8 quai des Brumes",
        email="donnees@lumen.example.org",
        sender_email="lettre@lumen.example.org",
        sender_name="Atelier Lumen",
    )
    rule = RetentionRule.objects.create(
        code="b", label_fr="b", amount=3, unit="years", start="last_contact", source="b"
    )
    return Purpose.objects.create(
        code="lettre", controller=lumen, retention=rule, label_fr="La lettre", description_fr="b",
        legal_basis="consent", channels=["email"], state="open",
    )  # fmt: skip


PARAGRAPH = (
    '<p style="margin:0 0 16px">Ce mois-ci, une menuiserie d’Annecy raconte comment elle choisit.</p>\n'
)
HTML = (
    "<html><body><h1>Bonjour {{ first_name|à vous }}</h1>\n"
    + PARAGRAPH * 20
    + '<p><a href="{{ unsubscribe_url }}">Stop</a> <a href="{{ preferences_url }}">Préférences</a></p></body></html>'
)
TEXT = (
    "Bonjour {{ first_name|à vous }},\n\n"
    + "Ce mois-ci, une menuiserie d’Annecy raconte comment elle choisit.\n" * 20
    + "\nSe désinscrire : {{ unsubscribe_url }}\n"
)


def people(number: int, purpose: object) -> None:
    """`number` people who agreed to `purpose`, and nobody else."""
    for table in (
        "outbox_letter",
        "consent_permission",
        "contacts_acquisition",
        "contacts_contactpoint",
        "contacts_person",
    ):
        execute(f"DELETE FROM {table}")
    # A few first: PostgreSQL looks up foreign keys row by row in a table that it last saw empty.
    execute(PEOPLE, {"first": 1, "last": min(1_000, number)})
    with vacuuming() as owner:
        owner.execute("ANALYZE")
    execute(PEOPLE, {"first": 1_001, "last": number})
    execute(PERMISSIONS, {"purpose": purpose.pk})
    with vacuuming() as owner:
        owner.execute("VACUUM (ANALYZE)")


@contextmanager
def vacuuming() -> Iterator[object]:
    """A connection of the owner outside any transaction."""
    import psycopg

    from accord.project import databases

    with psycopg.connect(databases.url(as_owner=True), autocommit=True) as connection:
        yield connection


def mailing(purpose: object) -> object:
    """A newsletter to everybody, frozen by the gate and started."""
    from accord.consent import gate
    from accord.lib.actor import SYSTEM
    from accord.outbox import mailings
    from accord.outbox.post import post_all

    text = mailings.Text("La lettre de {{ first_name|novembre }}", HTML, TEXT)
    made = mailings.create(actor=SYSTEM, purpose=purpose, name="bench", text=text)
    frozen = gate.freeze(actor=SYSTEM, purpose=purpose, channel="email", audience=None, source_id="bench")
    started = time.perf_counter()
    posted = post_all(frozen, mailing=made)
    print(f"  {posted:,} letters posted in {time.perf_counter() - started:.1f} s", flush=True)
    mailings.start(actor=SYSTEM, mailing=made)
    return made


# What is compared; each returns letters a second


def ready_bytes(letters: int) -> list[tuple[str, str, bytes]]:
    """The messages themselves, rendered beforehand."""
    from accord.outbox.claim import Held
    from accord.outbox.models import Letter, Mailing
    from accord.outbox.rendering import now_in_mail, stencil

    known = stencil(Mailing.objects.select_related("purpose").last())
    date = now_in_mail()
    made = []
    for letter in Letter.objects.order_by("pk")[:letters]:
        to = f"reader{letter.contact_point_id}@example.org"
        held = Held(letter.pk, letter.contact_point_id, letter.person_id, 1, to, {"first_name": "Élodie"})
        message = known.letter(held, date=date)
        made.append((message.sender, message.recipient, message.raw))
    return made


def floor(messages: list[tuple[str, str, bytes]], port: int) -> float:
    """smtplib, ready bytes, one connection."""
    client = smtplib.SMTP("127.0.0.1", port)
    started = time.perf_counter()
    for sender, to, raw in messages:
        client.sendmail(sender, [to], raw)
    seconds = time.perf_counter() - started
    client.quit()
    return len(messages) / seconds


def django_send(number: int, port: int, *, kept: bool) -> float:
    """Django's send() in a loop, each message an object; `kept`: over one open connection instead of one each."""
    from django.core.mail import EmailMultiAlternatives, get_connection

    backend = "django.core.mail.backends.smtp.EmailBackend"
    connection = get_connection(backend, host="127.0.0.1", port=port)
    if kept:
        connection.open()
    started = time.perf_counter()
    for place in range(number):
        message = EmailMultiAlternatives(
            f"La lettre d’Élodie {place}", TEXT, "Atelier Lumen <lettre@lumen.example.org>",
            [f"reader{place}@example.org"],
            connection=connection, headers={"List-Unsubscribe-Post": "List-Unsubscribe=One-Click"},
        )  # fmt: skip
        message.attach_alternative(HTML, "text/html")
        message.send()
    seconds = time.perf_counter() - started
    connection.close()
    return number / seconds


def queue_again(letters: int) -> None:
    """Put the first `letters` of the last mailing back into the queue, as new."""
    from accord.outbox.models import Letter, Mailing

    made = Mailing.objects.last()
    chosen = list(Letter.objects.filter(mailing=made).order_by("pk").values_list("pk", flat=True)[:letters])
    Letter.objects.filter(mailing=made).update(state="cancelled", claimed_at=None)
    Letter.objects.filter(pk__in=chosen).update(state="queued", claimed_at=None, settled_at=None, attempts=0)
    Mailing.objects.filter(pk=made.pk).update(state="running")


def ours(number: int) -> float:
    """One sender in this process, the gate asked again for every letter, everything written down."""
    from django.db import connections

    from accord.outbox.deliver import Sender
    from accord.outbox.transport import from_settings

    stop = Event()
    sender = Sender(Counting(from_settings(), stop, number), stop)
    before, started = sent_so_far(), time.perf_counter()
    with ThreadPoolExecutor(1) as desk:
        while not stop.is_set():
            sender.work(desk)
        seconds = time.perf_counter() - started
        desk.submit(connections.close_all)
    sender.transport.close()
    return (sent_so_far() - before) / seconds


class Counting:
    """A transport that asks for the end after so many letters."""

    def __init__(self, inner: object, stop: Event, most: int) -> None:
        self.inner, self.stop, self.left = inner, stop, most
        self.ready, self.close = inner.ready, inner.close

    def send(self, message: object) -> object:
        """Hand over, and count."""
        self.left -= 1
        if self.left <= 0:
            self.stop.set()
        return self.inner.send(message)


def sent_so_far() -> int:
    """Letters of the last mailing that have left."""
    from accord.outbox.models import Letter, Mailing

    return Letter.objects.filter(mailing=Mailing.objects.last(), state="sent").count()


def by_processes(count: int, number: int, port: int) -> float:
    """`count` processes of `accord deliver` to the sink at `port` until `number` letters have left."""
    from accord.outbox.models import Letter, Mailing

    environment = {**os.environ, "DATABASE_URL": url(), "SMTP_PORT": str(port)}
    senders = [
        subprocess.Popen([sys.executable, "-m", "accord", "deliver"], env=environment) for _ in range(count)
    ]
    sent = Letter.objects.filter(mailing=Mailing.objects.last(), state="sent")
    wait_for(lambda: sent.count() > 0)
    begun, started = sent.count(), time.perf_counter()
    wait_for(lambda: sent.count() >= number * 0.9)
    left, seconds = sent.count() - begun, time.perf_counter() - started
    for sender in senders:
        sender.terminate()
        sender.wait()
    return left / seconds


def url() -> str:
    """The database as the application sees it."""
    from accord.project import databases

    return databases.url()


def wait_for(done: Callable[[], bool]) -> None:
    """Look every 50 ms."""
    while not done():
        time.sleep(0.05)


# The report


def compare(purpose: object, letters: int, rounds: int, port: int) -> None:
    """One sender against the floor and against Django, in turn."""
    people(letters, purpose)
    mailing(purpose)
    messages = ready_bytes(letters)
    found: dict[str, list[float]] = {"ours": [], "smtplib": [], "django": [], "django, one connection": []}
    for _ in range(rounds):
        found["smtplib"].append(floor(messages, port))
        queue_again(letters)
        found["ours"].append(ours(letters))
        found["django"].append(django_send(letters // 4, port, kept=False))
        found["django, one connection"].append(django_send(letters // 4, port, kept=True))
    middle = {name: statistics.median(rates) for name, rates in found.items()}
    for name, rate in middle.items():
        print(f"  {name:24} {rate:8,.0f} letters/s   {[round(each) for each in found[name]]}")
    say("ours / smtplib ready bytes", middle["ours"] / middle["smtplib"], GOALS["smtplib"])
    say("ours / Django send()", middle["ours"] / middle["django"], GOALS["django"])
    say("ours / Django send(), one open connection", middle["ours"] / middle["django, one connection"], None)


def two_senders(letters: int, rounds: int, port: int, goal: float | None) -> None:
    """Two processes against one, in turn."""
    found: dict[int, list[float]] = {1: [], 2: []}
    for _ in range(rounds):
        for count, rates in found.items():
            queue_again(letters)
            rates.append(by_processes(count, letters, port))
    one, two = statistics.median(found[1]), statistics.median(found[2])
    print(f"  one process {one:,.0f}, two {two:,.0f} letters/s on {os.cpu_count()} cores")
    say("two senders / one", two / one, goal)


def crowd(purpose: object, sizes: list[int], sample: int) -> None:
    """The rate of one sender and its memory while more and more letters wait."""
    rates: dict[int, float] = {}
    for size in sizes:
        people(size, purpose)
        mailing(purpose)
        rates[size] = ours(min(sample, size))
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(f"  {size:>9,} waiting: {rates[size]:8,.0f} letters/s, at most {memory:.0f} MiB", flush=True)
    say(f"rate at {sizes[-1]:,} / rate at {sizes[0]:,}", rates[sizes[-1]] / rates[sizes[0]], 0.8)


def say(what: str, ratio: float, goal: float | None) -> None:
    """One ratio and whether it holds."""
    verdict = "" if goal is None else f" (goal {goal}: {'held' if ratio >= goal else 'MISSED'})"
    print(f"  {what}: {ratio:.2f}{verdict}", flush=True)


def main() -> None:
    """Everything, or only the sink."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--letters", type=int, default=4000)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--crowd", type=int, default=1_000_000)
    parser.add_argument("--sink", type=int, help=argparse.SUPPRESS)
    parser.add_argument("--away", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.sink:
        asyncio.run(own_sink(options.sink, AWAY if options.away else 0.0))
    with sink() as port:
        prepare(port)
        subprocess.run([sys.executable, "-m", "accord", "migrate", "-v0"], check=True)
        import django

        from accord.project import command

        with command.database():
            django.setup()
            purpose = make_purpose()
            print("One sender")
            compare(purpose, options.letters, options.rounds, port)
            print("Two senders, to a server one network away")
            with far_sink() as away:
                two_senders(options.letters, options.rounds, away, GOALS["two"])
            print(
                "Two senders, to a sink on this machine: one sender, its database and the sink share its cores"
            )
            two_senders(options.letters, options.rounds, port, None)
            print("A crowd")
            crowd(purpose, [10_000, 100_000, options.crowd], 10_000)
    shutil.rmtree(HOME, ignore_errors=True)


if __name__ == "__main__":
    main()
