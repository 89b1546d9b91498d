"""What one decision costs (« may this professional see this, for this purpose, now ») from a thousand documents to a million.

    python bench/health_decision.py [--documents 1000 100000 1000000] [--rounds 7]

An embedded PostgreSQL of ours to throw away holds references to documents of patients who do not exist, a thousandth as many
patients, five choices each. A round is 200 decisions by `answering.answer`, facts, evaluation and line of the journal, for
documents and professionals drawn in turn; sizes in turn, medians. Also through the API, token and JSON included. Goals: at most
3 statements a question, token included; the last size costs at most 1.5 times the first.
"""

import argparse
import os
import statistics
import tempfile
import time
from itertools import count
from pathlib import Path
from typing import Any

import psycopg
from houses import House, answer_with, houses, product

HOME = Path(tempfile.gettempdir()) / f"accord-bench-decision-{os.getpid()}"
MOST_STATEMENTS, MOST_GROWTH, TIMES = 3, 1.5, 200
DOCUMENTS = """
INSERT INTO health_documentreference (id, patient_id, item, constituted_on, system, external_id, kept_sealed, labels, review,
    reviewed_by, is_error, created_at)
SELECT md5('d' || n)::uuid, patients.ids[1 + n %% array_length(patients.ids, 1)], (ARRAY['p1.c','p1.j','p1.m','p2.a'])[1 + n %% 4],
    current_date - n %% 4000, 'bench', 'D' || n, '', '{}', 'clean', '', false, now()
FROM generate_series(1, %(documents)s) AS n, (SELECT array_agg(id ORDER BY id) AS ids FROM health_patient) AS patients
"""


def fill(documents: int) -> str:
    """Patients, two doctors, choices, documents; the token of a system that asks."""
    from django.db import transaction
    from django.utils import timezone

    from accord.health.actions import choosing, systems
    from accord.health.actions.choosing import Chosen, Source
    from accord.health.actions.patients import register
    from accord.health.models import CareTeam, CareTeamMember, Practitioner
    from accord.health.traits import Traits
    from accord.lib.actor import SYSTEM
    from accord.project import bases, databases

    doctors = [
        Practitioner.objects.create(name=f"Doctor {n}", rpps=f"1099999{n:04}", job="10") for n in range(2)
    ]
    with transaction.atomic(using="health"):
        for number in range(max(10, documents // 1000)):
            patient = register(
                actor=SYSTEM, traits=Traits(f"PATIENT {number}", "Ada"), identity_status="FICT"
            )
            team = CareTeam.objects.create(patient=patient)
            CareTeamMember.objects.create(team=team, practitioner=doctors[0], starts_at=timezone.now())
            chosen = [
                Chosen("outside_team", "consent", frozenset({"accept"}), str(doctors[1].pk)),
                Chosen("care_team", "opposition", frozenset({"informed"})),
                Chosen("research", "opposition", frozenset({"object"})),
                Chosen("mon_espace_sante", "opposition", frozenset({"informed"})),
                Chosen("recipient", "consent", frozenset({"decline"}), "name:x"),
            ]
            source = Source("form", timezone.now(), checked_by="bench")
            choosing.record(actor=SYSTEM, patient=patient, chosen=chosen, source=source)
    owner = databases.url(bases.HEALTH, as_owner=True)
    with psycopg.connect(owner, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(DOCUMENTS, {"documents": documents})
        connection.execute("VACUUM (ANALYZE)")  # as PostgreSQL does by itself within a minute
    return systems.admit(actor=SYSTEM, name="bench", scopes=[systems.DECIDE])[1]


def statements(ask: Any) -> int:
    """How many statements one question takes, the frame of its transaction apart."""
    from django.db import connections
    from django.test.utils import CaptureQueriesContext

    with CaptureQueriesContext(connections["health"]) as seen:
        ask()
    return len(
        [one for one in seen if not one["sql"].startswith(("BEGIN", "COMMIT", "SAVEPOINT", "RELEASE"))]
    )


def sides(documents: int, token: str) -> dict[str, Any]:
    """The two ways of asking."""
    from django.conf import settings
    from django.test import Client

    from accord.health.actions.answering import answer
    from accord.health.queries.facts import Asked
    from accord.lib.actor import SYSTEM

    settings.ALLOWED_HOSTS = ["*"]
    settings.SECURE_SSL_REDIRECT = False
    turn, client = count(1, 7919), Client()

    def next_one() -> tuple[str, str]:
        number = next(turn)
        return f"D{number % documents + 1}", f"1099999{number % 2:04}"

    def inside() -> None:
        document, rpps = next_one()
        given = answer(actor=SYSTEM, asked=Asked(system="bench", number=document, rpps=rpps), purpose="TREAT")
        assert given.decision.is_allowed, given

    def by_api() -> None:
        document, rpps = next_one()
        body = {
            "practitioner": {"system": "https://rpps.esante.gouv.fr", "value": rpps},
            "document": {"system": "bench", "value": document},
            "purpose": "TREAT",
        }
        said = client.post(
            "/health/api/v1/decision",
            body,
            content_type="application/json",
            headers={"Authorization": f"Bearer {token}"},
        )
        assert said.json()["decision"] == "permit", said.content

    return {"decision": inside, "by the API": by_api}


def work(documents: int) -> None:
    """Fill a database, then answer the name of a measure with the milliseconds of one question."""
    with product():
        measures = sides(documents, fill(documents))

        def answer(name: str) -> Any:
            if name == "statements":
                return statements(measures["by the API"])
            started = time.perf_counter()
            for _ in range(TIMES):
                measures[name]()
            return 1000 * (time.perf_counter() - started) / TIMES

        answer_with(answer)


def measured(built: list[House], name: str, number: int) -> list[float]:
    """The median of each house, in turn; the first round warms up."""
    for house in built:
        house.ask(name)
    taken = [[house.ask(name) for house in built] for _ in range(number)]
    return [statistics.median(of_house) for of_house in zip(*taken, strict=True)]


def main() -> None:
    """Every size in turn, then the growth from the first to the last."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, nargs="+", default=[1_000, 100_000, 1_000_000])
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--worker", action="store_true")
    parser.add_argument("--size", type=int)
    asked = parser.parse_args()
    if asked.worker:
        work(asked.size)
        return
    with houses(HOME, __file__, asked.documents, first="statements") as built:
        seen = [house.ask("statements") for house in built]
        held = "held" if max(seen) <= MOST_STATEMENTS else "MISSED"
        print(
            f"statements of one question by the API: {seen} (at most {MOST_STATEMENTS}: {held})", flush=True
        )
        for name in ("decision", "by the API"):
            found = measured(built, name, asked.rounds)
            for documents, cost in zip(asked.documents, found, strict=True):
                print(f"{documents:>9,} documents  {name:12}{cost:>8.2f} ms", flush=True)
            growth = found[-1] / found[0]
            held = "held" if growth <= MOST_GROWTH else "MISSED"
            print(
                f"{name}: {growth:.2f} times from the first to the last (at most {MOST_GROWTH}: {held})",
                flush=True,
            )


if __name__ == "__main__":
    main()
