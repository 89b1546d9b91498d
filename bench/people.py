"""The first page of the list of people and of a search, at 100,000 and at 1,000,000 people.

    python bench/people.py [--small 100000] [--large 1000000] [--rounds 15]

An embedded PostgreSQL of ours to throw away for each size, people who do not exist. A process for each asks for whole
pages through the product's own views, in turn with the other; medians are printed.
"""

import json
import os
import statistics
import sys
import tempfile
import time
from pathlib import Path

from houses import House, answer_with, browser_of, fill, in_turn

HOME = Path(tempfile.gettempdir()) / f"accord-bench-people-{os.getpid()}"
PAGES = {
    "list, by name": ("/people/", 1.5),
    "list, newest first": ("/people/?sort=-created", 1.5),
    "list, page in the middle": ("/people/?after=middle", 1.5),
    "list, may be written to": ("/people/?may=yes&channel=email", 1.5),
    "search, a rare name": ("/people/?q=lefevre12", 3.0),
    "search, a common name": ("/people/?q=martin", 3.0),
    "search, two words": ("/people/?q=zoe+martin", 3.0),
    "search, everybody's domain": ("/people/?q=exam", 3.0),
    "search, a telephone number": ("/people/?q=06+39+98", 3.0),
    "search, nobody": ("/people/?q=xylophone", 3.0),
    "palette": ("/search/?q=mar", 3.0),
}
FIRST = "(ARRAY['Agathe','Blaise','Camille','Diane','Élodie','Farid','Gaël','Hugo','Inès','Zoé'])[1 + n % 10]"
LAST = (
    "(ARRAY['Martin','Bernard','Petit','Durand','Leroy','Moreau','Simon','Laurent','Lefèvre','Garcia',"
    "'Roux','Fontaine','Chevalier','Robin','Masson','Sanchez','Nguyen','Boyer','Denis','Lemaire'])[1 + (n / 10) % 20]"
)

PEOPLE = f"""
INSERT INTO contacts_person (id, first_name, last_name, job, language, time_zone, state, collected_at,
    sort_key, created_at)
SELECT n, {FIRST}, {LAST} || n, '', 'fr', 'Europe/Paris', 'active', now() - n % 900 * interval '1 day',
    translate(lower({LAST}), 'éèëï', 'eeei') || n || ' ' || translate(lower({FIRST}), 'éèëï', 'eeei'),
    now() - n * interval '1 second'
FROM generate_series(1, %(people)s) AS n;
INSERT INTO contacts_acquisition (person_id, source, detail, acquired_at, by_kind, by_id, by_label, informed_at,
    exception, created_at)
SELECT n, 'form', 'bench', now(), 'system', '', '', now(), '', now() FROM generate_series(1, %(people)s) AS n;
INSERT INTO contacts_contactpoint (id, person_id, kind, value, sphere, is_primary, is_generic, is_published_for_trade,
    confirmed_at, unreachable_why, soft_bounces, address_hash, created_at)
SELECT n, n, 'email', 'reader' || n || '@example.org', 'personal', true, false, false, now(), '', 0,
    sha256(('reader' || n)::bytea), now()
FROM generate_series(1, %(people)s) AS n;
INSERT INTO contacts_contactpoint (id, person_id, kind, value, sphere, is_primary, is_generic, is_published_for_trade,
    unreachable_why, soft_bounces, address_hash, created_at)
SELECT %(people)s + n, n, 'phone', '+3363998' || lpad((n %% 10000)::text, 4, '0'), 'personal', true, false, false,
    '', 0, sha256(('phone' || n)::bytea), now()
FROM generate_series(1, %(people)s, 3) AS n;
INSERT INTO contacts_searchword (person_id, word)
SELECT n, word FROM generate_series(1, %(people)s) AS n, LATERAL (VALUES
    (translate(lower({FIRST}), 'éèëï', 'eeei')), (translate(lower({LAST}), 'éèëï', 'eeei') || n),
    ('reader' || n || '@example.org'), ('reader' || n), ('example.org'), ('example'), ('org')) AS words (word);
INSERT INTO contacts_searchword (person_id, word)
SELECT n, word FROM generate_series(1, %(people)s, 3) AS n, LATERAL (VALUES
    ('063998' || lpad((n %% 10000)::text, 4, '0')), ('3363998' || lpad((n %% 10000)::text, 4, '0'))) AS words (word);
INSERT INTO consent_permission (contact_point_id, purpose_id, channel, recipient_id, state, since, requested_at,
    confirmed_at, method, evidence_level, notice_version_id, wording_sha256, event_id, address_hash)
SELECT n, %(purpose)s, 'email', 0, 'confirmed', now(), now(), now(), 'form', 3, NULL, '', n,
    sha256(('reader' || n)::bytea)
FROM generate_series(1, %(people)s, 2) AS n
""".replace("n % ", "n %% ").replace("% 20]", "%% 20]")

SALES = """
INSERT INTO sales_deal (id, name, pipeline_id, stage_id, amount, currency, competitor, state, reason_detail, search_key,
    rank, news_at, stage_since, created_at)
SELECT n, 'Marbre ' || n, %(pipeline)s, %(stage)s, 0, 'EUR', '', 'open', '', 'marbre ' || n, n,
    now() - n * interval '1 minute', now(), now()
FROM generate_series(1, %(deals)s) AS n;
INSERT INTO sales_dealperson (deal_id, person_id, role, is_main)
SELECT n, n * 20, 'decides', true FROM generate_series(1, %(deals)s) AS n;
INSERT INTO sales_lead (person_id, organisation_name, source, source_detail, headcount, postcode, country, subject,
    answers, message, state, outcome_reason, assigned_by_rule, fit, interest, score_reasons, qualification,
    handover_note, sent_back_reason, arrived_at)
SELECT n * 10, '', 'form', '', '', '', 'FR', 'bench', '[]', '', 'new', '', '', 0, 0, '[]', '{}', '', '',
    now() - n * interval '1 minute'
FROM generate_series(1, %(deals)s * 2) AS n
"""


def make_purpose() -> int:
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
    purpose = Purpose.objects.create(
        code="lettre", controller=lumen, retention=rule, label_fr="La lettre", description_fr="b",
        legal_basis="consent", channels=["email"], state="open",
    )  # fmt: skip
    return purpose.pk


def work(people: int) -> None:
    """Make `people`, half of whom agreed to the purpose, a deal for one in twenty and a lead for one in ten; then answer
    addresses with what the page cost, until the parent closes.
    """
    from accord.sales.dealing import usual_pipeline

    started = time.perf_counter()
    fill(PEOPLE, {"people": people, "purpose": make_purpose()})
    pipeline = usual_pipeline()
    stage = pipeline.stages.first()
    assert stage is not None  # a new house has stages
    fill(SALES, {"pipeline": pipeline.pk, "stage": stage.pk, "deals": people // 20})
    print(f"{people:>9,} people made in {time.perf_counter() - started:.0f} s", file=sys.stderr, flush=True)
    answer_addresses()


def answer_addresses() -> None:
    """What each address costs."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from accord.contacts.models import Person

    client, _user = browser_of("Bench", "administrator")
    middle = middle_of(Person.objects.order_by("-pk").values_list("pk", flat=True)[0] // 2)

    def answer(line: str) -> dict[str, float]:
        address = line.replace("middle", middle)
        started = time.perf_counter()
        page = client.get(address)
        seconds = time.perf_counter() - started
        with CaptureQueriesContext(connection) as captured:
            client.get(address)
        assert page.status_code == 200, page.status_code
        return {"ms": 1000 * seconds, "queries": len(captured)}

    answer_with(answer)


def middle_of(number: int) -> str:
    """The place in the list of one person."""
    from base64 import urlsafe_b64encode

    from accord.contacts.models import Person

    person = Person.objects.get(pk=number)
    place = json.dumps([person.sort_key, person.pk]).encode()
    return urlsafe_b64encode(place).decode().rstrip("=")


def compare(small: House, large: House, rounds: int) -> None:
    """Every page, in turn over both databases."""
    print(f"{'':28}{'small':>10}{'large':>10}{'ratio':>8}  queries")
    for name, (address, goal) in PAGES.items():
        found: tuple[list[float], list[float]] = ([], [])
        for asker in (small, large):
            asker.ask(address)
        for _ in range(rounds):
            for side, asker in zip(found, (small, large), strict=True):
                answer = asker.ask(address)
                side.append(answer["ms"])
        one, ten = (statistics.median(side) for side in found)
        counts = [int(asker.ask(address)["queries"]) for asker in (small, large)]
        verdict = "held" if ten <= goal * one else "MISSED"
        print(
            f"{name:28}{one:>7.1f} ms{ten:>7.1f} ms{ten / one:>8.2f}  {counts[0]} and {counts[1]}"
            f"  (at most {goal}: {verdict})",
            flush=True,
        )


if __name__ == "__main__":
    in_turn(__file__, HOME, (100_000, 1_000_000), first="/people/", work=work, report=compare)
