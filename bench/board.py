"""The board with 5,000 open deals, against raw SQL for the same cards and sums plus an empty page, in turn; medians.

    python bench/board.py [--deals 5000] [--rounds 41]

An embedded PostgreSQL of ours to throw away, deals that do not exist. The empty page is the frame every colleague sees,
with its menu and nothing in it. Raw: what somebody who knows the tables would write. Queries are counted with 50 deals too.
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
from typing import Any

from houses import browser_of, fill, product

HOME = Path(tempfile.gettempdir()) / "accord-bench-board"
GOAL = 3.0
SHOWN = 10

DEALS = """
INSERT INTO contacts_organisation (name, siren, siret, activity_code, headcount, website, city, sort_key, created_at)
SELECT 'Atelier ' || n, '', '', '', '', '', '', 'atelier ' || n, now() FROM generate_series(1, 500) AS n;
INSERT INTO contacts_person (first_name, last_name, job, language, time_zone, state, collected_at, sort_key, created_at)
SELECT 'Ada', 'L' || n, '', 'fr', 'Europe/Paris', 'active', now(), 'l' || n, now() FROM generate_series(1, 1000) AS n;
INSERT INTO sales_deal (name, pipeline_id, stage_id, organisation_id, owner_id, amount, currency, close_on, competitor, state,
    reason_detail, rank, news_at, stage_since, created_at, closed_at)
SELECT 'Deal ' || n, {pipeline}, ({stages})[1 + n % 4], (SELECT min(id) FROM contacts_organisation) + n % 500,
    {owner}, 100000 + n * 100, 'EUR', current_date + n % 200, '', CASE WHEN n > {deals} THEN 'won' ELSE 'open' END, '', n,
    now() - n % 30 * interval '1 day', now(), now(), CASE WHEN n > {deals} THEN now() END
FROM generate_series(1, {deals} + 40) AS n;
INSERT INTO sales_dealperson (deal_id, person_id, role, is_main)
SELECT d.id, (SELECT min(id) FROM contacts_person) + (d.id + p) % 1000, 'other', p = 0
FROM sales_deal AS d, generate_series(0, 1) AS p WHERE NOT EXISTS (SELECT FROM sales_dealperson WHERE deal_id = d.id);
INSERT INTO sales_activity (kind, subject, text, person_id, deal_id, owner_id, due_at, place, outcome, call_kind, direction,
    message_id, uid, by_id, by_label, is_asked_for, attachments, created_at)
SELECT 'task', 'Rappeler', '', NULL, d.id, {owner}, now() + p * interval '1 day', '', '', '', '', '', gen_random_uuid(),
    '', '', false, 0, now()
FROM sales_deal AS d, generate_series(1, 2) AS p WHERE d.id % 5 > 0
    AND NOT EXISTS (SELECT FROM sales_activity WHERE deal_id = d.id)
"""

CARD = """
(SELECT d.id, d.name, d.amount, d.news_at, d.stage_id, o.name, u.name, m.first_name, m.last_name, a.kind, a.subject, a.due_at
FROM sales_deal AS d LEFT JOIN contacts_organisation AS o ON o.id = d.organisation_id
LEFT JOIN staff_user AS u ON u.id = d.owner_id
LEFT JOIN LATERAL (SELECT h.first_name, h.last_name FROM sales_dealperson AS p JOIN contacts_person AS h ON h.id = p.person_id
    WHERE p.deal_id = d.id AND h.state = 'active' ORDER BY p.is_main DESC, p.id LIMIT 1) AS m ON true
LEFT JOIN LATERAL (SELECT kind, subject, due_at FROM sales_activity WHERE deal_id = d.id AND done_at IS NULL
    ORDER BY due_at NULLS LAST LIMIT 1) AS a ON true
WHERE d.pipeline_id = {pipeline} AND {where} LIMIT {shown})
"""
SUMS = """
SELECT stage_id, count(*), sum(amount) FROM sales_deal WHERE pipeline_id = {pipeline} AND state = 'open' GROUP BY stage_id
"""
WON = """
SELECT count(*), sum(amount) FROM sales_deal WHERE pipeline_id = {pipeline} AND state = 'won'
    AND closed_at >= date_trunc('month', now())
"""


class Bench:
    """One base with so many deals, a colleague's browser, and what is measured over it."""

    def __init__(self, deals: int) -> None:
        """Fill the base and sign the colleague in."""
        from accord.sales.dealing import usual_pipeline

        self.client, bob = browser_of("Bench", "sales")
        self.pipeline = usual_pipeline()
        self.stages = list(self.pipeline.stages.values_list("pk", flat=True))
        self.owner = bob.pk
        self.fill(deals)

    def fill(self, deals: int) -> None:
        """`deals` open ones, a few won."""
        said = {"pipeline": self.pipeline.pk, "stages": f"ARRAY{self.stages}::bigint[]", "owner": self.owner}
        fill(DEALS.format(deals=deals, **said))

    def board(self) -> None:
        """The page."""
        answer = self.client.get("/deals/")
        assert answer.status_code == 200 and answer.content.count(b'<li class="card"') == 5 * SHOWN

    def empty(self) -> None:
        """The frame alone."""
        assert self.client.get("/bench/empty/").status_code == 200

    def raw(self) -> None:
        """The same cards and sums, by hand."""
        from django.db import connection

        columns = [
            f"d.state = 'open' AND d.stage_id = {stage} ORDER BY d.rank, d.id" for stage in self.stages
        ]
        won = "d.state = 'won' AND d.closed_at >= date_trunc('month', now()) ORDER BY d.closed_at DESC, d.id DESC"
        said = {"pipeline": self.pipeline.pk, "shown": SHOWN}
        cards = " UNION ALL ".join(CARD.format(where=where, **said) for where in (*columns, won))
        with connection.cursor() as cursor:
            for text in (cards, SUMS.format(**said), WON.format(**said)):
                cursor.execute(text)
                cursor.fetchall()

    def queries(self) -> int:
        """How many statements the page takes."""
        from django.db import connection
        from django.test.utils import CaptureQueriesContext

        self.board()
        with CaptureQueriesContext(connection) as captured:
            self.board()
        return len(captured)


def mount_the_empty_page() -> None:
    """The frame of every page, at an address of its own."""
    from django.shortcuts import render
    from django.urls import path

    from accord.lib.access import access
    from accord.project import urls

    view = access("sales.read")(lambda request: render(request, "ui/staff.html"))
    urls.urlpatterns.insert(0, path("bench/empty/", view))


def timed(act: Callable[[], Any]) -> float:
    """Milliseconds of one call."""
    started = time.perf_counter()
    act()
    return 1000 * (time.perf_counter() - started)


def measure(deals: int, rounds: int) -> None:
    """Queries with 50 deals and with `deals`, then the three in turn."""
    mount_the_empty_page()
    bench = Bench(50)
    few = bench.queries()
    bench.fill(deals)
    many = bench.queries()
    print(
        f"queries: {few} with 50 deals, {many} with {deals:,} more  ({'held' if few == many else 'MISSED'})"
    )
    sides: dict[str, list[float]] = {"board": [], "raw": [], "empty": []}
    for act in (bench.board, bench.raw, bench.empty):
        act()
    for _ in range(rounds):
        for name, side in sides.items():
            side.append(timed(getattr(bench, name)))
    page, raw, empty = (statistics.median(side) for side in sides.values())
    ratio = page / (raw + empty)
    print(f"board {page:.1f} ms, raw SQL {raw:.1f} ms, empty page {empty:.1f} ms")
    print(f"ratio {ratio:.2f}  (at most {GOAL}: {'held' if ratio <= GOAL else 'MISSED'})")


def work(deals: int, rounds: int) -> None:
    """Start Django over the base of this run, as `accord` does, and measure."""
    with product():
        measure(deals, rounds)


def main() -> None:
    """A base of our own, then the measure in a process that knows no other."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--deals", type=int, default=5_000)
    parser.add_argument("--rounds", type=int, default=41)
    parser.add_argument("--worker", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.worker:
        work(options.deals, options.rounds)
        return
    shutil.rmtree(HOME, ignore_errors=True)
    environment = {
        **os.environ,
        "ACCORD_HOME": str(HOME),
        "ACCORD_LOG_LEVEL": "ERROR",
        "DJANGO_SETTINGS_MODULE": "accord.project.settings",
    }
    try:
        subprocess.run([sys.executable, "-m", "accord", "migrate", "-v0"], check=True, env=environment)
        arguments = ["--worker", "--deals", str(options.deals), "--rounds", str(options.rounds)]
        subprocess.run([sys.executable, __file__, *arguments], check=True, env=environment)
    finally:
        shutil.rmtree(HOME, ignore_errors=True)


if __name__ == "__main__":
    main()
