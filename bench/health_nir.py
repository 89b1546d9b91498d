"""A patient found by their number, against the same patient found by primary key, at a million patients.

    python bench/health_nir.py [--patients 1000000] [--rounds 2000]

An embedded PostgreSQL to throw away is filled with as many patients, one number each; a thousand of them have a number
this process knows, in the keyed hash the product makes. Both ways go through what the product calls, hash included,
key and traits opened, in one process, alternating. Printed: median and 95th percentile of each, and their ratio.
Goal: at most 2 times.
"""

import argparse
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

KNOWN = 1000

FILL = """
INSERT INTO health_datakey (id, wrapped, kek_id, created_at)
    SELECT md5('k' || i)::uuid, sha256(i::text::bytea), 'none', now() FROM generate_series(1, %(many)s) i;
INSERT INTO health_patient (id, key_id, traits_sealed, name_index, born_on_index, identity_status, is_protected, index_key_id,
        created_at)
    SELECT md5('p' || i)::uuid, md5('k' || i)::uuid, sha256(i::text::bytea), ARRAY[]::bigint[], i, 'FICT', false, 'none', now()
    FROM generate_series(1, %(many)s) i;
INSERT INTO health_patientidentifier (id, patient_id, system, value_sealed, index, index_key_id, created_at)
    SELECT md5('n' || i)::uuid, md5('p' || i)::uuid, '1.2.250.1.213.1.4.10', sha256(i::text::bytea),
           sha256(('x' || i)::bytea), 'none', now()
    FROM generate_series(1, %(many)s) i;
"""


def main() -> None:
    """Fill, measure, print."""
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--patients", type=int, default=1_000_000)
    parser.add_argument("--rounds", type=int, default=2000)
    options = parser.parse_args()
    home = Path(tempfile.mkdtemp(prefix="accord-bench-"))
    home.chmod(0o755)
    (home / "static").mkdir()
    os.environ |= {"ACCORD_HOME": str(home), "DJANGO_SETTINGS_MODULE": "accord.project.settings"}
    try:
        subprocess.run([sys.executable, "-m", "accord", "migrate", "-v0"], check=True)
        within(options.patients, options.rounds)
    finally:
        shutil.rmtree(home, ignore_errors=True)


def within(patients: int, rounds: int) -> None:
    """The measure, with the database up."""
    import django

    from accord.project import databases, embedded

    with embedded.running(databases.cluster()):
        django.setup()
        from django.db import connections

        fill(patients)
        people = known()
        report(patients, rounds, people)
        connections["health"].close()
        connections["health"].close_pool()


def fill(patients: int) -> None:
    """As many patients, and the statistics of their tables."""
    import psycopg

    from accord.project import bases, databases

    owner = databases.url(bases.HEALTH, as_owner=True)
    with psycopg.connect(owner, autocommit=True, cursor_factory=psycopg.ClientCursor) as connection:
        connection.execute(FILL, {"many": patients})
        connection.execute("VACUUM (ANALYZE)")


def known() -> list[tuple[str, object]]:
    """(number, primary key) of patients registered through the product."""
    from datetime import date

    from django.db import transaction

    from accord.health.actions.numbers import give_number
    from accord.health.actions.patients import register
    from accord.health.numbers import HOUSE
    from accord.health.traits import Traits
    from accord.lib.actor import SYSTEM

    found = []
    with transaction.atomic(using="health"):
        for number in range(KNOWN):
            traits = Traits(f"BANC{number}", "Essai", born_on=date(1985, 5, 12))
            patient = register(actor=SYSTEM, traits=traits)
            give_number(actor=SYSTEM, patient=patient, system=HOUSE, value=f"IPP-{number}")
            found.append((f"IPP-{number}", patient.pk))
    return found


def report(patients: int, rounds: int, people: list[tuple[str, object]]) -> None:
    """Alternate the two ways, and print."""
    from accord.health.models import Patient
    from accord.health.numbers import HOUSE
    from accord.health.queries.numbers import holder

    def by_number(number: str, _pk: object) -> str:
        return holder(HOUSE, number).traits.birth_name

    def by_key(_number: str, pk: object) -> str:
        return Patient.objects.select_related("key").get(pk=pk).traits.birth_name

    ways: dict[str, Callable[[str, object], str]] = {"by number": by_number, "by primary key": by_key}
    taken: dict[str, list[float]] = {name: [] for name in ways}
    for turn in range(rounds):
        number, pk = people[turn * 7919 % len(people)]
        for name, way in ways.items():
            start = time.perf_counter()
            way(number, pk)
            taken[name].append((time.perf_counter() - start) * 1000)
    print(f"{patients + KNOWN:,} patients, {rounds} look-ups each way")
    for name, times in taken.items():
        ordered = sorted(times)
        print(
            f"{name:16} median {statistics.median(times):.3f} ms, p95 {ordered[int(len(ordered) * 0.95)]:.3f} ms"
        )
    ratio = statistics.median(taken["by number"]) / statistics.median(taken["by primary key"])
    print(f"ratio of medians {ratio:.2f} (goal: at most 2)")


if __name__ == "__main__":
    main()
