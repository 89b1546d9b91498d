"""How fast people can sign up, against a plain Django view that stores one row; and whether a crowd slows it down.

    python bench/signup.py [--requests 1500] [--rounds 3] [--crowd 1000000]
    python bench/signup.py --trial    the form of a trial, of ten questions, instead

Everything is ours to throw away: an embedded PostgreSQL that waits for its disk, the product's own server, people who
do not exist. Both sides are measured in turn; medians are printed. Each sign-up comes from its own network and brings
its proof of work, computed beforehand: what is measured is the product, not the visitor's telephone.
"""

import argparse
import http.client
import os
import random
import re
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

from houses import free_port

HOME = Path(tempfile.gettempdir()) / f"accord-bench-signup-{os.getpid()}"
PORT, PARALLEL = free_port(), 8
GOAL = 0.5
PLAIN = "/bench/plain/"

URLS = """
from django import forms
from django.http import HttpResponse
from django.urls import path, include
from django.views.decorators.csrf import csrf_exempt
from accord.intake.models import SpentToken
from accord.lib.tokens import new_token

class Plain(forms.Form):
    address = forms.EmailField()
    first_name = forms.CharField(required=False)

@csrf_exempt
def plain(request):
    form = Plain(request.POST)
    if not form.is_valid():
        return HttpResponse(status=422)
    SpentToken.objects.create(token_hash=new_token()[1], outcome="plain", form_id=0)
    return HttpResponse("<!doctype html><title>Merci</title><p>Merci")

urlpatterns = [path("bench/plain/", plain), path("", include("accord.project.urls"))]
"""
SETTINGS = "from accord.project.settings import *\nROOT_URLCONF = 'bench_signup_urls'\n"


def prepare() -> None:
    """Settings of the product with one more address, and a fresh database with its roles."""
    shutil.rmtree(HOME, ignore_errors=True)
    HOME.mkdir(parents=True)
    code = HOME / "code"
    code.mkdir()
    (code / "bench_signup_urls.py").write_text(URLS)
    (code / "bench_signup_settings.py").write_text(SETTINGS)
    os.environ |= {
        "ACCORD_HOME": str(HOME),
        "ACCORD_LOG_LEVEL": "ERROR",
        "ACCORD_PROXIES": "127.0.0.1/32",
        "ACCORD_DEMO": "no",
        "PORT": str(PORT),
        "PYTHONPATH": str(code),
        "DJANGO_SETTINGS_MODULE": "bench_signup_settings",
    }
    sys.path.insert(0, str(code))


def people() -> tuple[int, str]:
    """A publisher with one open form; the number of its box and its slug."""
    from django.utils import timezone

    from accord.intake.models import Form, FormPurpose
    from accord.register.models import Controller, Notice, NoticeVersion, Purpose, RetentionRule

    firm = Controller.objects.create(
        name="Lumen",
        address="Lyon",
        email="d@lumen.example",
        sender_email="l@lumen.example",
        sender_name="Lumen",
    )
    rule = RetentionRule.objects.create(
        code="p", label_fr="3 ans", amount=3, unit="years", start="last_contact", source="CNIL"
    )
    purpose = Purpose.objects.create(
        code="lettre",
        controller=firm,
        retention=rule,
        label_fr="La lettre",
        description_fr="La lettre",
        legal_basis="consent",
        channels=["email"],
        state="open",
    )
    notice = Notice.objects.create(code="lettre", name="La lettre", controller=firm)
    notice.purposes.add(purpose)
    NoticeVersion.objects.create(
        notice=notice,
        number=1,
        language="fr",
        statements={"lettre": "Je souhaite recevoir la lettre."},
        sha256="0" * 64,
        published_at=timezone.now(),
    )
    form = Form.objects.create(slug="lettre", title_fr="La lettre", notice=notice, is_open=True)
    FormPurpose.objects.create(form=form, purpose=purpose)
    return purpose.pk, form.slug


def crowd(number: int) -> None:
    """`number` requests waiting, letters waiting behind a campaign, and people in the base."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(
            """INSERT INTO intake_pendingrequest (form_id, address, address_hash, first_name, language, purpose_ids,
            further_boxes, answers, offered_ids, notice_version_id, token_hash, reference, network, origin, asked_by_id, asked_by_label,
            asked_words, created_at, expires_at)
            SELECT (SELECT id FROM intake_form), 'p' || n || '@example.org', sha256(n::text::bytea), '', 'fr', '[1]',
            '[]', '{}', '[1]', 1,
            sha256(('t' || n)::bytea), gen_random_uuid(), '{}', 'form', '', '', '', now(), now() + interval '7 days'
            FROM generate_series(1, %s) AS n""",
            [number],
        )
        cursor.execute(
            """INSERT INTO intake_spenttoken (token_hash, outcome, form_id, at)
            SELECT sha256(('s' || n)::bytea), 'confirmed', 1, now() FROM generate_series(1, %s) AS n""",
            [number],
        )
        cursor.execute(
            """INSERT INTO contacts_person (first_name, last_name, job, language, time_zone, state, sort_key,
            collected_at, created_at)
            SELECT '', 'P' || n, '', 'fr', 'Europe/Paris', 'active', 'p' || n, now(), now()
            FROM generate_series(1, %s) AS n""",
            [number],
        )
        cursor.execute(
            """INSERT INTO contacts_contactpoint (person_id, kind, value, sphere, is_primary, is_generic,
            is_published_for_trade, confirmed_at, address_hash, soft_bounces, unreachable_why, created_at)
            SELECT id, 'email', last_name || '@known.example', 'personal', true, false, false, now(),
            sha256(('k' || id)::bytea), 0, '', now() FROM contacts_person"""
        )
        cursor.execute("ANALYZE")  # as PostgreSQL does by itself within a minute


@contextmanager
def server() -> Iterator[None]:
    """The product's web server, as `accord run` starts it."""
    process = subprocess.Popen([sys.executable, "-m", "accord", "serve"])
    for _ in range(100):
        time.sleep(0.1)
        try:
            connection = http.client.HTTPConnection("127.0.0.1", PORT)
            connection.request("GET", "/f/lettre/")
            if connection.getresponse().status == 200:
                break
        except OSError:
            continue
    try:
        yield
    finally:
        process.terminate()
        process.wait()


SERIAL = iter(range(1, 100_000_000))


TRIAL = {
    "last_name": "Lovelace", "organisation": "Menuiserie Roux (fictif)", "job": "Gérante", "headcount": "10-49",
    "phone": "+33199001041", "message": "Nous cherchons un suivi de chantier pour deux équipes.",
}  # fmt: skip


def bodies(
    purpose: int, number: int, slug: str, more: dict[str, str] | None = None
) -> list[tuple[str, bytes, dict[str, str]]]:
    """Sign-ups ready to be sent, each from its own network, with its proof; `more`: what else was typed."""
    from accord.lib import pow as work

    made = []
    for _ in range(number):
        n = next(SERIAL)
        challenge = work.challenge(slug)
        typed = {
            "address": f"v{n}@example.org",
            "first_name": "Ada",
            "purposes": purpose,
            "website": "",
            "challenge": challenge,
            "proof": work.solve(challenge),
            "lang": "fr",
            **(more or {}),
        }
        source = f"10.{n >> 8 & 255}.{n & 255}.1"
        made.append((f"/f/{slug}/", urlencode(typed).encode(), {"X-Forwarded-For": source}))
    return made


def rate(requests: list[tuple[str, bytes, dict[str, str]]], expected: bytes) -> float:
    """Requests a second, from PARALLEL connections kept open; every answer is read and looked at."""
    queue = list(requests)
    wrong: list[tuple[int, bytes]] = []

    def send() -> None:
        connection = http.client.HTTPConnection("127.0.0.1", PORT)
        while queue:
            try:
                path, body, headers = queue.pop()
            except IndexError:
                return
            connection.request(
                "POST", path, body, {"Content-Type": "application/x-www-form-urlencoded", **headers}
            )
            answer = connection.getresponse()
            page = answer.read()
            if answer.status != 200 or expected not in page:
                wrong.append((answer.status, page[:200]))

    threads = [threading.Thread(target=send) for _ in range(PARALLEL)]
    start = time.perf_counter()
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    taken = time.perf_counter() - start
    assert not wrong, wrong[0]
    return len(requests) / taken


def unlimited() -> None:
    """The limit of one form is a wall in a benchmark: start its window again."""
    from accord.intake.models import Quota

    Quota.objects.all().delete()


def measure(
    purpose: int, slug: str, number: int, rounds: int, said: str, more: dict[str, str] | None = None
) -> tuple[float, float]:
    """Medians of (sign-ups, plain rows) a second, measured in turn."""
    ours, plain = [], []
    for _ in range(rounds):
        signups = bodies(purpose, number, slug, more)
        rows = [(PLAIN, body, headers) for _path, body, headers in signups]
        unlimited()
        plain.append(rate(rows, b"Merci"))
        ours.append(rate(signups, b"@example.org"))
    a, b = statistics.median(ours), statistics.median(plain)
    print(f"{said:>22}: sign-up {a:7.0f}/s   plain row {b:7.0f}/s   ratio {a / b:.2f}")
    return a, b


STATES = ("new", "waiting", "confirmed", "withdrawn", "suppressed")


def known(purpose: int, number: int) -> dict[str, list[str]]:
    """`number` addresses in each state, brought there by the product itself."""
    from accord.consent import ledger
    from accord.consent.suppression import suppress
    from accord.consent.terms import Method
    from accord.contacts.models import ContactPoint
    from accord.intake import confirmation, pages, signup
    from accord.lib.actor import SYSTEM
    from accord.outbox.models import Letter

    page = pages.page("lettre", "fr")
    assert page
    addresses = {state: [f"{state}{n}@example.net" for n in range(number)] for state in STATES}
    visit = signup.Visit(origin="fair", asked_by=SYSTEM)
    for state in STATES[1:]:
        for address in addresses[state]:
            signup.ask(page=page, wish=signup.Wish(address, (purpose,)), visit=visit)
    for letter in Letter.objects.filter(to__regex="^(confirmed|withdrawn)[0-9]"):
        token = letter.content["facts"]["link"].rstrip("/").rpartition("/")[2]
        confirmation.confirm(token=token, network={})
    for point in ContactPoint.objects.filter(value__startswith="withdrawn"):
        ledger.withdraw(
            actor=SYSTEM,
            contact_point_id=point.pk,
            purpose_id=purpose,
            channel="email",
            method=Method.ONE_CLICK,
        )
    for address in addresses["suppressed"]:
        suppress(actor=SYSTEM, reason="complaint", value=address)
    return addresses


def times(addresses: dict[str, list[str]], purpose: int, slug: str) -> None:
    """Print how long the answer takes in each state, one visitor after the other, the states taking turns."""
    taken: dict[str, list[float]] = {state: [] for state in STATES}
    connection = http.client.HTTPConnection("127.0.0.1", PORT)
    for row in zip(*addresses.values(), strict=True):
        sent = list(zip(STATES, row, bodies(purpose, len(STATES), slug), strict=True))
        random.shuffle(sent)
        for state, address, (path, body, headers) in sent:
            typed = re.sub(rb"address=[^&]*", urlencode({"address": address}).encode(), body)
            start = time.perf_counter()
            connection.request(
                "POST", path, typed, {"Content-Type": "application/x-www-form-urlencoded", **headers}
            )
            assert b"example.net" in connection.getresponse().read()
            taken[state].append((time.perf_counter() - start) * 1000)
    for state, values in taken.items():
        low, middle, high = statistics.quantiles(values, n=4)
        print(f"{state:>22}: answered in {middle:.2f} ms (half of them between {low:.2f} and {high:.2f})")


def main() -> None:
    """Print the figures, and say when a promise is not kept."""
    options = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    options.add_argument("--requests", type=int, default=1500)
    options.add_argument("--rounds", type=int, default=3)
    options.add_argument("--crowd", type=int, default=1_000_000)
    options.add_argument("--trial", action="store_true")
    chosen = options.parse_args()
    prepare()
    subprocess.run([sys.executable, "-m", "accord", "migrate", "-v0"], check=True)
    subprocess.run([sys.executable, "-m", "accord", "collectstatic", "--noinput", "-v0"], check=True)
    from accord.project import command

    with command.database():
        run(chosen)


def look_at_the_page(slug: str) -> None:
    """How many queries a visitor costs who opens the page first."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from accord.intake import pages

    Client().get(f"/f/{slug}/", headers={"host": "localhost"})  # makes its first version
    pages.forget()
    with CaptureQueriesContext(connection) as seen:
        Client().get(f"/f/{slug}/", headers={"host": "localhost"})
    print(f"GET /f/{slug}/: {len(seen)} queries (goal: 2 at most)")


def trial(chosen: argparse.Namespace) -> None:
    """The same for the trial of the demonstration, whose requests become leads."""
    from accord.intake.models import Form
    from accord.project import demo

    demo.load()
    form = Form.objects.get(slug="essai")
    box = form.boxes.order_by("position")[0].purpose_id
    look_at_the_page(form.slug)
    with server():
        measure(box, form.slug, 200, 1, "warming up", TRIAL)
        ours, plain = measure(box, form.slug, chosen.requests, chosen.rounds, "a trial", TRIAL)
    print(f"against a plain row: {ours / plain:.2f} (goal {GOAL})")


def run(chosen: argparse.Namespace) -> None:
    """Measure at 1,000 waiting requests, then with the crowd."""
    import django

    django.setup()
    from django.db import connection

    if chosen.trial:
        trial(chosen)
        return
    purpose, slug = people()
    crowd(1_000)
    look_at_the_page(slug)
    with server():
        measure(purpose, slug, 200, 1, "warming up")
        few, plain = measure(purpose, slug, chosen.requests, chosen.rounds, "1,000 waiting")
        unlimited()
        addresses = known(purpose, 200)
        unlimited()
        times(addresses, purpose, slug)
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM intake_pendingrequest; DELETE FROM intake_spenttoken")
        cursor.execute("DELETE FROM contacts_contactpoint WHERE value LIKE '%@known.example'")
        cursor.execute(
            "DELETE FROM contacts_person WHERE sort_key LIKE 'p%' AND first_name = '' AND id <= 1000"
        )
    crowd(chosen.crowd)
    with server():
        measure(purpose, slug, 200, 1, "warming up")
        many, plain_many = measure(purpose, slug, chosen.requests, chosen.rounds, f"{chosen.crowd:,} waiting")
    print(f"against a plain row: {few / plain:.2f} and {many / plain_many:.2f} (goal {GOAL})")
    print(f"a crowd changes the ratio by {(many / plain_many) / (few / plain):.2f} (flat: 1.00)")


if __name__ == "__main__":
    main()
