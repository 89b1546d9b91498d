"""How fast choices are recorded over HTTP, against an empty view, our own empty table, and c15t's backend, in one run.

    python bench/cookies_recording.py [--seconds 4] [--rounds 5] [--crowd 1000000] [--peer FOLDER]

FOLDER holds c15t's backend (npm install @c15t/backend@2.2.1 kysely@0.28.17 pg @hono/node-server) and a `server.mjs` that
serves it on $PORT, and prepares its tables when called with `migrate`; without it our own figures are printed alone.
Everything is ours to throw away: embedded PostgreSQL that waits for its disk, the product's own server, the same load
for all. All sides are measured in turn; medians are printed.
"""

import argparse
import json
import os
import random
import selectors
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from uuid import uuid4

from houses import House, answer_with, free_port, houses

HOME = Path(tempfile.gettempdir()) / f"accord-bench-cookies-{os.getpid()}"
PARALLEL = 16
BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
GOALS = {"view": 0.15, "crowd": 0.9, "peer": 3.0, "peer crowd": 30.0}
PATIENCE = 10.0  # milliseconds of one visitor's history, 95th percentile

URLS = """
from django.http import HttpResponse
from django.urls import include, path
from django.views.decorators.csrf import csrf_exempt

@csrf_exempt
def empty(request):
    return HttpResponse(status=201)

urlpatterns = [path("bench/empty/", empty), path("", include("accord.project.urls"))]
"""
SETTINGS = "from accord.project.settings import *\nROOT_URLCONF = 'bench_cookies_urls'\n"

FILL = """
INSERT INTO cookies_choice (site_id, version_id, visitor, nonce, recorded_at, act, granted_purposes, refused_purposes,
    granted_parties, refused_parties, language, layer, is_gpc, device, page_group, variant, is_of_account)
SELECT 1, 1, gen_random_uuid(), gen_random_uuid(), now() - (%(number)s - n) * interval '10 seconds', 'accepted',
    ARRAY['contenus', 'mesure'], '{}', ARRAY['videotek', 'cartolive', 'mesurio'], ARRAY['boreale'], 'fr', 'first', false,
    'phone', '', '', false
FROM generate_series(1, %(number)s) AS n
"""
FILL_PEER = """
INSERT INTO "{table}" SELECT (jsonb_populate_record(NULL::"{table}", to_jsonb(one) || jsonb_build_object({said}))).*
FROM (SELECT * FROM "{table}" LIMIT 1) AS one, generate_series(1, %(number)s) AS n
"""

Request = Callable[[], bytes]


# In the process of a house: the tables, then the product's own web server


def site() -> str:
    """A published banner with three purposes and four third parties; what its version is called."""
    from django.utils import timezone

    from accord.cookies import publishing
    from accord.cookies.models import Site, SitePurpose, ThirdParty
    from accord.lib.actor import SYSTEM
    from accord.register.models import Controller, Purpose, Recipient, RetentionRule

    firm = Controller.objects.create(
        name="Lumen",
        address="Lyon",
        email="d@lumen.example",
        sender_email="l@lumen.example",
        sender_name="Lumen",
    )
    rule = RetentionRule.objects.create(
        code="p", label_fr="3 ans", amount=3, unit="years", start="event", source="Bench"
    )
    place = Site.objects.create(
        code="lumen", name="lumen.example", controller=firm, hosts=["lumen.example"], retention=rule
    )
    for number, code in enumerate(("contenus", "mesure", "publicite")):
        purpose = Purpose.objects.create(
            code=code,
            controller=firm,
            retention=rule,
            label_fr=code,
            description_fr=code,
            legal_basis="consent",
            channels=[],
            state="open",
        )
        asked = SitePurpose.objects.create(site=place, purpose=purpose, position=number)
        recipient = Recipient.objects.create(
            code=f"tiers{number}",
            name=code,
            kind="third_party",
            what_for_fr=code,
            policy_url="https://t.example/",
        )
        party = ThirdParty.objects.create(site=place, recipient=recipient, confirmed_at=timezone.now())
        party.purposes.add(asked)
    return publishing.publish(actor=SYSTEM, site=place).mark


def worker(size: int) -> None:
    """Fill the tables, serve, and answer the questions of the parent."""
    port, code = free_port(), HOME / "code"
    code.mkdir(parents=True, exist_ok=True)
    (code / "bench_cookies_urls.py").write_text(URLS)
    (code / "bench_cookies_settings.py").write_text(SETTINGS)
    os.environ |= {
        "ACCORD_PROXIES": "127.0.0.1/32",
        "ACCORD_DEMO": "no",
        "PORT": str(port),
        "PYTHONPATH": str(code),
        "DJANGO_SETTINGS_MODULE": "bench_cookies_settings",
    }
    sys.path.insert(0, str(code))
    from accord.project import command, databases, embedded

    with command.database():
        import django

        django.setup()
        mark, cluster = site(), databases.cluster()
        fill(size)
        server = subprocess.Popen([sys.executable, "-m", "accord", "serve"])
        try:
            said = {
                "port": port,
                "mark": mark,
                "socket": str(cluster.socket_folder),
                "user": embedded.SUPERUSER,
            }
            answer_with(lambda question: said if question == "where" else ask(question))
        finally:
            server.terminate()
            server.wait()


def fill(size: int) -> None:
    """`size` choices of as many visitors."""
    from django.db import connection

    with connection.cursor() as cursor:
        if size:
            cursor.execute(FILL, {"number": size})
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself within a minute


def ask(question: str) -> object:
    """`count`: how many choices, visitors and versions there are; `history`: milliseconds of reading 300 histories."""
    from django.db import connection

    from accord.cookies import proof
    from accord.cookies.models import BannerVersion, Choice, Site

    if question == "count":
        visitors = Choice.objects.values("visitor").distinct().count()
        return [Choice.objects.count(), visitors, BannerVersion.objects.count(), Site.objects.count()]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT visitor FROM cookies_choice TABLESAMPLE SYSTEM (1) ORDER BY random() LIMIT 300"
        )
        visitors = [row[0] for row in cursor.fetchall()]
    taken = []
    for visitor in visitors:
        start = time.perf_counter()
        proof.queries.history(1, visitor)
        taken.append((time.perf_counter() - start) * 1000)
    return taken


# In the parent: the load, the same for all


def raw(path: str, body: bytes, *headers: str) -> bytes:
    """One request as it travels."""
    head = [f"POST {path} HTTP/1.1", "Host: 127.0.0.1", f"Content-Length: {len(body)}", *headers, "", ""]
    return "\r\n".join(head).encode() + body


def source() -> str:
    """Each visitor comes from another network."""
    number = uuid4().int
    return f"X-Forwarded-For: 10.{number & 255}.{number >> 8 & 255}.1"


def ours(mark: str) -> Request:
    """A first visit that answers the banner, as the script sends it."""

    def request() -> bytes:
        accepts = uuid4().int & 1
        said = {
            "visitor": str(uuid4()),
            "nonce": str(uuid4()),
            "version": mark,
            "purposes": ["contenus", "mesure", "publicite"] if accepts else [],
            "thirdParties": ["tiers0", "tiers1", "tiers2"] if accepts else [],
            "language": "fr",
            "layer": "first",
            "device": "phone",
            "page": "/",
        }
        return raw("/ac/lumen/choice", json.dumps(said).encode(), "Content-Type: text/plain", source())

    return request


def view() -> bytes:
    """The same bytes to a view that does nothing."""
    return raw("/bench/empty/", json.dumps({"visitor": str(uuid4()), "x": "x" * 250}).encode(), source())


def peers() -> bytes:
    """A first visit that answers, as c15t's own script sends it."""
    accepts = bool(uuid4().int & 1)
    said = {
        "type": "cookie_banner",
        "subjectId": f"sub_{''.join(random.choices(BASE58, k=22))}",
        "domain": "example.com",
        "preferences": {"necessary": True, "measurement": accepts, "marketing": accepts},
        "givenAt": int(time.time() * 1000),
        "consentAction": "all" if accepts else "necessary",
        "uiSource": "banner",
        "jurisdiction": "GDPR",
        "jurisdictionModel": "opt-in",
    }
    headers = (
        "Content-Type: application/json",
        "Origin: http://127.0.0.1:3001",
        "User-Agent: Mozilla/5.0 bench",
    )
    return raw("/api/c15t/subjects", json.dumps(said).encode(), *headers)


class Client:
    """One keep-alive connection that sends a request as soon as the one before is answered."""

    def __init__(self, port: int, request: Request) -> None:
        """Connect, send nothing yet."""
        self.socket = socket.create_connection(("127.0.0.1", port))
        self.request, self.received, self.sent_at = request, b"", 0.0

    def send(self) -> None:
        """The next request."""
        self.received, self.sent_at = b"", time.perf_counter()
        self.socket.sendall(self.request())

    def is_answered(self) -> bool:
        """Read what came; True once the answer is whole. Raises AssertionError for an answer that is not a yes."""
        self.received += self.socket.recv(65536)
        head, ended, body = self.received.partition(b"\r\n\r\n")
        if not ended:
            return False
        lines = head.lower().split(b"\r\n")
        lengths = [int(line.split(b":")[1]) for line in lines if line.startswith(b"content-length:")]
        is_whole = (
            len(body) >= lengths[0] if lengths else body.endswith(b"0\r\n\r\n") or b"chunked" not in head
        )
        assert b" 20" in lines[0], self.received[:500]
        return is_whole


def rate(port: int, request: Request, seconds: float, parallel: int = PARALLEL) -> tuple[float, float]:
    """(answers a second, milliseconds at the 95th percentile) of `parallel` connections that send for `seconds`.

    The last ones are waited for, and count.
    """
    clients = [Client(port, request) for _ in range(parallel)]
    taken: list[float] = []
    with selectors.DefaultSelector() as waiting:
        for client in clients:
            waiting.register(client.socket, selectors.EVENT_READ, client)
            client.send()
        start = time.perf_counter()
        while waiting.get_map():
            for key, _events in waiting.select():
                if not key.data.is_answered():
                    continue
                taken.append((time.perf_counter() - key.data.sent_at) * 1000)
                if time.perf_counter() - start < seconds:
                    key.data.send()
                else:
                    waiting.unregister(key.data.socket)
        total = time.perf_counter() - start
    for client in clients:
        client.socket.close()
    return len(taken) / total, statistics.quantiles(taken, n=20)[-1]


def first_visits(port: int, mark: str) -> None:
    """A hundred browsers open the site at the same instant; each is answered once."""
    clients = [Client(port, ours(mark)) for _ in range(100)]
    for client in clients:
        client.send()
    for client in clients:
        while not client.is_answered():
            pass
        client.socket.close()


def wait_for(port: int) -> None:
    """Until somebody listens."""
    for _ in range(300):
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            return
        except OSError:
            time.sleep(0.1)
    raise SystemExit("A server did not start.")


@contextmanager
def peer(folder: str, where: dict[str, str], size: int) -> Iterator[int]:
    """c15t's backend on the PostgreSQL of a house, with `size` records; its port."""
    import psycopg

    port = free_port()
    address = f"postgresql://{where['user']}@/%s?host={where['socket']}"
    with psycopg.connect(address % "postgres", autocommit=True) as connection:
        connection.execute("CREATE DATABASE peer")
    environment = {
        **os.environ,
        "PORT": str(port),
        "PGHOST": where["socket"],
        "PGUSER": where["user"],
        "PGDATABASE": "peer",
    }
    environment.pop("DATABASE_URL", None)
    subprocess.run(
        ["node", "server.mjs", "migrate"], cwd=folder, env=environment, check=True, stdout=subprocess.DEVNULL
    )
    server = subprocess.Popen(["node", "server.mjs"], cwd=folder, env=environment, stdout=subprocess.DEVNULL)
    try:
        wait_for(port)
        rate(port, peers, 4)  # the first ones prepare what the others find
        with psycopg.connect(address % "peer", autocommit=True) as connection:
            if size:
                for table, said in (
                    ("subject", "'id', 's' || n"),
                    ("consent", "'id', 'c' || n, 'subjectId', 's' || n"),
                ):
                    connection.execute(FILL_PEER.format(table=table, said=said), {"number": size})
            connection.execute("VACUUM ANALYZE")
        yield port
    finally:
        server.terminate()
        server.wait()


def main() -> None:
    """Print the figures, and say when a promise is not kept."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--seconds", type=float, default=4)
    options.add_argument("--rounds", type=int, default=5)
    options.add_argument("--crowd", type=int, default=1_000_000)
    options.add_argument("--peer", default="")
    options.add_argument("--worker", action="store_true")
    options.add_argument("--size", type=int, default=0)
    chosen = options.parse_args()
    if chosen.worker:
        worker(chosen.size)
        return
    with houses(HOME, __file__, [0, chosen.crowd], first="where") as built, ExitStack() as stack:
        measure(chosen, built, stack)


def measure(chosen: argparse.Namespace, built: list[House], stack: ExitStack) -> None:
    """Every side in turn, `rounds` times."""
    few, many = (house.ask("where") for house in built)
    sides: dict[str, tuple[int, Request]] = {
        "empty view": (few["port"], view),
        "ours, few": (few["port"], ours(few["mark"])),
        "ours, crowd": (many["port"], ours(many["mark"])),
    }
    for name, where, size in (("c15t, few", few, 0), ("c15t, crowd", many, chosen.crowd)):
        if chosen.peer:
            sides[name] = (stack.enter_context(peer(chosen.peer, where, size)), peers)
    for port, request in sides.values():
        wait_for(port)
        rate(port, request, 1)  # warming up
    results: dict[str, list[tuple[float, float]]] = {name: [] for name in sides}
    for _ in range(chosen.rounds):
        for name, (port, request) in sides.items():
            results[name].append(rate(port, request, chosen.seconds))
    middle = {name: statistics.median(found for found, _late in seen) for name, seen in results.items()}
    for name, seen in results.items():
        late = statistics.median(p95 for _found, p95 in seen)
        print(f"{name:>12}: {middle[name]:8.0f}/s   p95 {late:7.1f} ms   ({len(seen)} rounds)")
    report(middle, chosen.crowd)
    before, after = many_at_once(built[0], few)
    print(
        f"100 first visits at once: {after[0] - before[0]} records of {after[1] - before[1]} visitors; "
        f"versions and sites as before: {after[2:] == before[2:]}"
    )
    taken = built[1].ask("history")
    p95 = statistics.quantiles(taken, n=20)[-1]
    print(
        f"history of one visitor at {chosen.crowd:,}: median {statistics.median(taken):.2f} ms, p95 {p95:.2f} ms "
        f"({len(taken)} visitors; goal {PATIENCE:.0f})"
    )


def many_at_once(house: House, where: dict[str, object]) -> tuple[list[int], list[int]]:
    """What there was before a hundred first visits, and after."""
    before = house.ask("count")
    first_visits(int(str(where["port"])), str(where["mark"]))
    return before, house.ask("count")


def report(middle: dict[str, float], crowd: int) -> None:
    """The ratios beside what is promised."""
    ratios = [
        ("view", "against an empty view", middle["ours, few"] / middle["empty view"]),
        ("crowd", f"at {crowd:,} against an empty table", middle["ours, crowd"] / middle["ours, few"]),
    ]
    if "c15t, few" in middle:
        ratios.append(("peer", "against c15t, few records", middle["ours, few"] / middle["c15t, few"]))
        ratios.append(
            ("peer crowd", f"against c15t, {crowd:,}", middle["ours, crowd"] / middle["c15t, crowd"])
        )
    for key, said, found in ratios:
        print(
            f"{said:>36}: {found:6.2f}   (goal {GOALS[key]:g}){'' if found >= GOALS[key] else '   NOT KEPT'}"
        )


if __name__ == "__main__":
    main()
