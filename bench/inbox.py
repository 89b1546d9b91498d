"""The first page of the inbox of leads, at 50 and at 100,000: queries, and time against raw SQL plus an empty page.

    python bench/inbox.py [--small 50] [--large 100000] [--rounds 15]

An embedded PostgreSQL of ours to throw away for each size, people who do not exist. A process for each asks for whole
pages through the product's own views, and runs by hand the statement somebody who knows the tables would write.
"""

import os
import statistics
import tempfile
import time
from pathlib import Path
from typing import Any

from houses import House, answer_with, browser_of, fill, in_turn

HOME = Path(tempfile.gettempdir()) / f"accord-bench-inbox-{os.getpid()}"
GOAL = 3.0
EMPTY = "/leads/?show=mine"  # for a colleague who has none
TABS = {
    "to answer": ("/leads/", "lead.state IN ('new', 'working')", "lead.arrived_at DESC, lead.id DESC"),
    "to answer, by interest": (
        "/leads/?sort=score",
        "lead.state IN ('new', 'working')",
        "lead.interest DESC, lead.id DESC",
    ),
    "mine": (
        "/leads/?show=mine",
        "lead.state IN ('new', 'working') AND lead.owner_id = {me}",
        "lead.arrived_at DESC, lead.id DESC",
    ),
    "handed over": (
        "/leads/?show=handed_over",
        "lead.state = 'handed_over'",
        "lead.arrived_at DESC, lead.id DESC",
    ),
}

LEADS = """
INSERT INTO contacts_organisation (id, name, siren, siret, activity_code, headcount, website, city, sort_key, created_at)
SELECT n, 'Scierie ' || n, '', '', '', '', '', '', 'scierie ' || n, now() FROM generate_series(1, greatest(%(leads)s / 4, 1)) AS n;
INSERT INTO contacts_person (id, first_name, last_name, job, language, time_zone, state, collected_at, sort_key, created_at)
SELECT n, 'Ada', 'L' || n, '', 'fr', 'Europe/Paris', 'active', now(), 'l' || n, now() FROM generate_series(1, %(leads)s) AS n;
INSERT INTO contacts_acquisition (id, person_id, source, detail, acquired_at, by_kind, by_id, by_label, informed_at,
    inform_by, exception, created_at)
SELECT n, n, CASE WHEN n %% 3 = 0 THEN 'in_person' ELSE 'form' END, 'bench', now(), 'system', '', '',
    CASE WHEN n %% 3 > 0 THEN now() END, now() + (n %% 60 - 30) * interval '1 day', '', now()
FROM generate_series(1, %(leads)s) AS n;
INSERT INTO sales_lead (person_id, organisation_id, organisation_name, acquisition_id, source, source_detail, subject,
    answers, message, state, outcome_reason, owner_id, fit, interest, score_reasons, qualification, handover_note,
    sent_back_reason, arrived_at, answer_by, headcount, postcode, country, assigned_by_rule)
SELECT n, 1 + n %% greatest(%(leads)s / 4, 1), 'Scierie', n, CASE WHEN n %% 3 = 0 THEN 'in_person' ELSE 'form' END, 'bench',
    'Essai', '[]', '', (ARRAY['new','working','nurture','handed_over','accepted','not_fit','spam'])[1 + n %% 7], '',
    CASE WHEN n %% 2 = 0 THEN %(me)s END, n %% 101, n %% 97, '[]', '{}', '', '', now() - n * interval '1 minute',
    now(), '', '', 'FR', ''
FROM generate_series(1, %(leads)s) AS n;
"""

BY_HAND = """
SELECT lead.*, person.first_name, person.last_name, company.name, colleague.name, duty.first
FROM sales_lead AS lead
JOIN contacts_person AS person ON person.id = lead.person_id
LEFT JOIN contacts_organisation AS company ON company.id = lead.organisation_id
LEFT JOIN staff_user AS colleague ON colleague.id = lead.owner_id
LEFT JOIN LATERAL (SELECT min(a.inform_by) AS first FROM contacts_acquisition AS a
    WHERE a.person_id = lead.person_id AND a.informed_at IS NULL AND a.exception = '') AS duty ON true
WHERE {where} ORDER BY {order} LIMIT 21
"""


def work(leads: int) -> None:
    """Make `leads`, half of them mine, then answer each line (a tab) with what it cost, until the parent closes."""
    client, me = browser_of("Bench", "inside_sales")
    newcomer, _other = browser_of("New", "inside_sales")
    fill(LEADS, {"leads": leads, "me": me.pk})
    answer_tabs(client, newcomer, me.pk)


def answer_tabs(client: Any, newcomer: Any, me: int) -> None:
    """Milliseconds of the page, of an empty page and of the statement by hand; queries of the page."""
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def answer(tab: str) -> dict[str, float]:
        address, where, order = TABS[tab]
        text = BY_HAND.format(where=where.format(me=me), order=order)
        page, _answer = timed(lambda at=address: client.get(at))
        empty, _answer = timed(lambda: newcomer.get(EMPTY))
        by_hand, rows = timed(lambda statement=text: rows_of(statement))
        with CaptureQueriesContext(connection) as captured:
            shown = client.get(address)
        assert shown.status_code == 200 and len(rows) <= 21, shown.status_code
        return {"page": page, "empty": empty, "by_hand": by_hand, "queries": len(captured)}

    answer_with(answer)


def rows_of(text: str) -> list[Any]:
    """The rows of a statement."""
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute(text)
        return cursor.fetchall()


def timed(work: Any) -> tuple[float, Any]:
    """Milliseconds of one, and its answer."""
    started = time.perf_counter()
    answer = work()
    return 1000 * (time.perf_counter() - started), answer


def report(small: House, large: House, rounds: int) -> None:
    """Every tab: medians at the large size, queries at both."""
    print(f"{'':26}{'page':>10}{'by hand':>10}{'empty page':>13}{'ratio':>8}  queries")
    for tab in TABS:
        small.ask(tab)
        few = min(small.ask(tab)["queries"] for _ in range(3))
        found = [large.ask(tab) for _ in range(rounds + 1)][1:]
        page, by_hand, empty = (
            statistics.median(one[name] for one in found) for name in ("page", "by_hand", "empty")
        )
        ratio = page / (by_hand + empty)
        many = min(one["queries"] for one in found)  # counters of the menu are counted afresh now and then
        verdict = "held" if ratio <= GOAL and few == many else "MISSED"
        print(
            f"{tab:26}{page:>7.1f} ms{by_hand:>7.1f} ms{empty:>10.1f} ms{ratio:>8.2f}"
            f"  {few:.0f} and {many:.0f}  (at most {GOAL}: {verdict})",
            flush=True,
        )


if __name__ == "__main__":
    in_turn(__file__, HOME, (50, 100_000), first="to answer", work=work, report=report)
