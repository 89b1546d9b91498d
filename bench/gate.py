"""The gate against hand-written SQL over the same facts, at two sizes, both sides and both sizes in turn; medians are printed.

    python bench/gate.py [--people 100000 1000000] [--rounds 7]

An embedded PostgreSQL of ours to throw away holds people who do not exist, with five purposes each. Frozen: the rows of
those permitted, written to a table without a log. By hand: what somebody who knows the facts would write for one purpose.
"""

import argparse
import os
import statistics
import tempfile
import time
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from houses import House, answer_with, houses

HOME = Path(tempfile.gettempdir()) / f"accord-bench-gate-{os.getpid()}"
GOALS = {"freeze": 1.5, "count by reason": 2.5, "ask for one": 1.5}
STATES = "(ARRAY['confirmed','confirmed','confirmed','given','requested','withdrawn','refused','informed'])[1 + (n + p) % 8]"

PEOPLE = f"""
INSERT INTO contacts_person (id, first_name, last_name, job, language, time_zone, state, collected_at, sort_key, created_at)
SELECT n, 'Ada', 'L' || n, '', 'fr', 'Europe/Paris', CASE WHEN n % 50 = 0 THEN 'restricted' ELSE 'active' END,
    now() - n % 1500 * interval '1 day', 'l' || n, now() FROM generate_series(1, %(people)s) AS n;
INSERT INTO contacts_acquisition (person_id, source, detail, acquired_at, by_kind, by_id, by_label, informed_at, exception, created_at)
SELECT n, 'form', 'bench', now(), 'system', '', '', CASE WHEN n % 20 > 0 THEN now() END, '', now()
FROM generate_series(1, %(people)s) AS n;
INSERT INTO contacts_contactpoint (id, person_id, kind, value, sphere, is_primary, is_generic, is_published_for_trade,
    confirmed_at, unreachable_at, unreachable_why, soft_bounces, address_hash, created_at)
SELECT n, n, 'email', 'reader' || n || '@example.org', 'personal', true, false, false, now(),
    CASE WHEN n % 40 = 0 THEN now() END, '', 0, sha256(('reader' || n)::bytea), now()
FROM generate_series(1, %(people)s) AS n;
INSERT INTO consent_permission (contact_point_id, purpose_id, channel, recipient_id, state, since, requested_at,
    confirmed_at, method, evidence_level, notice_version_id, wording_sha256, event_id, address_hash)
SELECT n, p, 'email', 0, {STATES}, now(), now(), now(), 'form', 3, NULL, '', n, sha256(('reader' || n)::bytea)
FROM generate_series(1, %(people)s) AS n, unnest(%(purposes)s::bigint[]) AS p;
INSERT INTO consent_suppression (address_hash, channel, reason, at, source_id)
SELECT sha256(('reader' || n)::bytea), 'email', 'complaint', now(), '' FROM generate_series(1, %(people)s, 100) AS n
""".replace(" % ", " %% ")

BY_HAND = """
FROM contacts_contactpoint AS c
JOIN contacts_person AS h ON h.id = c.person_id
JOIN consent_permission AS s ON s.contact_point_id = c.id AND s.purpose_id = {purpose} AND s.channel = 'email'
    AND s.recipient_id = 0
WHERE c.kind = 'email' AND c.confirmed_at IS NOT NULL AND c.unreachable_at IS NULL AND h.state = 'active'
    AND s.state IN ('given', 'confirmed') AND (s.expires_at IS NULL OR s.expires_at > now())
    AND (s.evidence_level <> 1 OR s.import_id = ANY('{{}}'::bigint[]))
    AND (s.notice_version_id IS NULL OR s.notice_version_id <> ALL('{{}}'::bigint[]))
    AND (GREATEST(h.collected_at, h.heard_from_at) > now() - interval '3 years' OR h.customer_until >= current_date)
    AND (h.born_on IS NULL OR h.born_on <= current_date - interval '15 years'
        OR EXISTS (SELECT FROM contacts_guardian AS g WHERE g.child_id = h.id AND g.agreed_at IS NOT NULL))
    AND EXISTS (SELECT FROM contacts_acquisition AS a WHERE a.person_id = h.id
        AND (a.informed_at IS NOT NULL OR (a.exception <> ''
            AND (a.exception_review_on >= current_date) IS NOT FALSE)))
    AND NOT EXISTS (SELECT FROM consent_suppression AS x WHERE x.address_hash = c.address_hash AND x.channel = 'email'
        AND (x.expires_at IS NULL OR x.expires_at > now()))
    AND NOT EXISTS (SELECT FROM consent_permission AS o WHERE o.address_hash = c.address_hash
        AND o.purpose_id = {purpose} AND o.channel = 'email' AND o.contact_point_id <> c.id
        AND o.state IN ('refused', 'withdrawn', 'objected'))
"""


def make_purposes() -> list[Any]:
    """Five purposes resting on consent."""
    from accord.register.models import Controller, Purpose, RetentionRule

    lumen = Controller.objects.create(
        name="Atelier Lumen (fictif)", address="8 quai des Brumes", email="donnees@lumen.example.org",
        sender_email="lettre@lumen.example.org", sender_name="Atelier Lumen",
    )  # fmt: skip
    rule = RetentionRule.objects.create(
        code="b", label_fr="b", amount=3, unit="years", start="last_contact", source="b"
    )
    return [
        Purpose.objects.create(
            code=f"p{number}", controller=lumen, retention=rule, label_fr="b", description_fr="b",
            legal_basis="consent", channels=["email"], state="open",
        )
        for number in range(5)
    ]  # fmt: skip


def fill(people: int) -> Any:
    """`people`, and what they said of five purposes; the first of these."""
    import psycopg

    from accord.project import databases

    purposes = make_purposes()
    owner = databases.url(as_owner=True)
    values = {"people": people, "purposes": [one.pk for one in purposes]}
    with psycopg.connect(owner, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(PEOPLE, values)
        connection.execute("VACUUM (ANALYZE)")
    return purposes[0]


def run(text: str, parameters: Any = None) -> list[Any]:
    """The rows of a statement, if it has any."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        return cursor.fetchall() if cursor.description else []


def sides(purpose: Any, people: int) -> dict[str, tuple[Callable[[], Any], Callable[[], Any]]]:
    """For each thing measured: ours, and by hand."""
    from accord.consent import gate

    by_hand = BY_HAND.format(purpose=purpose.pk)
    run("CREATE TEMP TABLE frozen (contact_point_id bigint, person_id bigint, event_id bigint)")
    into = "TRUNCATE frozen; INSERT INTO frozen "
    ones = count(1, 7919)

    def frozen() -> None:
        answer = gate.permitted(purpose, "email")
        run(into + answer.sql, answer.params or None)

    def one_by_hand() -> None:
        run(f"SELECT c.id, h.id, s.event_id {by_hand} AND c.id = %s", [next(ones) % people + 1])

    return {
        "freeze": (frozen, lambda: run(f"{into} SELECT c.id, h.id, s.event_id {by_hand}")),
        "count by reason": (
            lambda: gate.counts(purpose, "email"),
            lambda: run(f"{into} SELECT c.id, h.id, s.event_id {by_hand}"),
        ),
        "ask for one": (lambda: gate.ask(next(ones) % people + 1, purpose, "email"), one_by_hand),
    }


def same(purpose: Any) -> int:
    """How many may be reached. Both sides must find the very same."""
    from accord.consent import gate

    ours = {row[0] for row in run(gate.permitted(purpose, "email").sql)}
    theirs = {row[0] for row in run(f"SELECT c.id {BY_HAND.format(purpose=purpose.pk)}")}
    assert ours == theirs, f"{len(ours)} and {len(theirs)} people: not the same facts"
    return len(ours)


def timed(work: Callable[[], Any], times: int) -> float:
    """Milliseconds of one."""
    started = time.perf_counter()
    for _ in range(times):
        work()
    return 1000 * (time.perf_counter() - started) / times


def work(people: int) -> None:
    """Fill a database, then answer the name of a measure with [ours, by hand] in milliseconds of one round."""
    import django

    from accord.project import command

    with command.database():
        django.setup()
        purpose = fill(people)
        found = same(purpose)
        measures = sides(purpose, people)

        def answer(name: str) -> Any:
            if name == "found":
                return found
            times = 200 if name == "ask for one" else 1
            return [timed(side, times) for side in measures[name]]

        answer_with(answer)


def rounds(houses: list[House], name: str, number: int) -> list[tuple[float, float]]:
    """Medians of [ours, by hand] for each house, the houses and the sides in turn; the first round warms up."""
    for house in houses:
        house.ask(name)
    taken = [[house.ask(name) for house in houses] for _ in range(number)]
    return [
        (statistics.median(ours for ours, _ in of_house), statistics.median(theirs for _, theirs in of_house))
        for of_house in zip(*taken, strict=True)
    ]


def show(people: int, name: str, ours: float, theirs: float) -> None:
    """One line for one figure."""
    held = "held" if ours <= GOALS[name] * theirs else "MISSED"
    print(
        f"{people:>9,} {name:16}{ours:>10.2f} ms{theirs:>10.2f} ms by hand{ours / theirs:>7.2f}"
        f"  (at most {GOALS[name]}: {held})",
        flush=True,
    )


def main() -> None:
    """Every size in turn, then the growth from the first to the last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, nargs="+", default=[100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    parser.add_argument("--size", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.size)
        return
    with houses(HOME, __file__, options.people, first="found") as built:
        found = [house.ask("found") for house in built]
        figures = {}
        for name in GOALS:
            figures[name] = rounds(built, name, options.rounds)
            for people, (ours, theirs) in zip(options.people, figures[name], strict=True):
                show(people, name, ours, theirs)
    small, large = figures["freeze"][0][0] / found[0], figures["freeze"][-1][0] / found[-1]
    print(f"freeze, time for each recipient, large to small: {large / small:.2f} (at most 2)")
    small, large = figures["ask for one"][0][0], figures["ask for one"][-1][0]
    print(f"ask for one, large to small: {large / small:.2f} (at most 1.3)")


if __name__ == "__main__":
    main()
