"""How well and how fast forms filled in by hand are read: how many marks are lost, made up, or shown to a person.

    python bench/health_reading.py [--pages 60] [--seed 1] [--processes 2]

Sheets are printed, marked by program (cross, tick, slash, scribble, faint pencil, blackened, beside the box), signed or not,
then turned, leant, blurred, shaded, given grain and compressed as scanners and telephones do (tests/health/paper/corpus.py).
They are no real pens: docs/guide says how to try those. Goals: from 150 dpi, no wrong state outside what a person sees;
below, refused; a page in under a second on one core (median, measured with one process).
"""

import argparse
import statistics
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from random import Random

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from accord.health.paper import finding, reading
from accord.health.paper.layout import Printed, press
from accord.health.paper.reading import State
from accord.health.paper.scans import Unreadable
from tests.health.paper import corpus
from tests.health.paper.printing import KEY, order

SCANS = ((300, False), (200, False), (150, False), (200, True), (150, True), (100, False))
GOAL = 1.0
FOR_A_PERSON = {State.DOUBTFUL, State.BLACKENED}


@dataclass
class Told:
    """What was found in some pages."""

    pages: int = 0
    boxes: Counter = field(default_factory=Counter)
    wrong: list = field(default_factory=list)
    refused: Counter = field(default_factory=Counter)
    unread: int = 0
    empty: float = 0.0  # most ink in an empty box
    ticked: float = 1.0  # least ink in a ticked one
    times: list = field(default_factory=list)


@cache
def printed(is_large: bool) -> tuple[Printed, list]:
    one = press(order(is_large=is_large))
    return one, corpus.sheets(one)


def scanner(random: Random, dpi: int, is_hard: bool) -> corpus.Scanner:
    return corpus.Scanner(
        dpi,
        angle=random.uniform(-8, 8) if is_hard else random.uniform(-4, 4),
        upside_down=random.random() < 0.3,
        blur=random.uniform(0, 1),
        shade=random.uniform(0, 0.35),
        noise=random.uniform(0, 10),
        jpeg=random.choice((0, 35, 50, 80)),
        lean=random.uniform(0, 0.06) if is_hard else 0,
        bed=random.choice((244, 60)) if is_hard else 244,
    )


def page_told(dpi: int, is_hard: bool, seed: int) -> Told:
    random, told = Random(seed), Told(pages=1)
    form, sheets = printed(random.random() < 0.25)
    number = random.randrange(len(sheets))
    filled = corpus.fill(sheets[number], form, number + 1, random)
    filled = corpus.scanned(filled, scanner(random, dpi, is_hard), random)
    start = time.perf_counter()
    try:
        sheet = finding.found(filled.grey, KEY)
        seen = reading.boxes_seen(filled.grey, sheet, form.layout)
        zones = reading.zones_seen(filled.grey, sheet, form.layout)
    except Unreadable as why:
        told.refused[why.code] += 1
        return told
    finally:
        told.times.append(time.perf_counter() - start)
    for one in seen:
        count(told, filled.marks[one.id], one)
    if any(one.id == "s.signer" and one.state == State.EMPTY for one in zones if filled.signed):
        told.wrong.append(("signature", seed))
    return told


def count(told: Told, mark: str, one: reading.Seen) -> None:
    kind = "ticked" if mark in corpus.TICKS else mark
    told.boxes[kind, "person" if one.state in FOR_A_PERSON else str(one.state)] += 1
    if kind == "empty":
        told.empty = max(told.empty, one.ink)
    if kind == "ticked":
        told.ticked = min(told.ticked, one.ink)
    right = {"empty": State.EMPTY, "ticked": State.TICKED}.get(kind)
    if one.state not in FOR_A_PERSON and one.state != right:
        told.wrong.append((mark, one))


def together(all_told: list[Told]) -> Told:
    whole = Told()
    for one in all_told:
        whole.pages += one.pages
        whole.boxes += one.boxes
        whole.wrong += one.wrong
        whole.refused += one.refused
        whole.times += one.times
        whole.empty, whole.ticked = max(whole.empty, one.empty), min(whole.ticked, one.ticked)
    return whole


def said(dpi: int, is_hard: bool, told: Told) -> None:
    kinds = {kind for kind, _state in told.boxes}
    share = {
        kind: f"{told.boxes[kind, 'person']}/{sum(n for (k, _s), n in told.boxes.items() if k == kind)}"
        for kind in sorted(kinds)
    }
    print(
        f"{dpi} dpi{', turned up to 8° and leant' if is_hard else ''}: {told.pages} pages, {sum(told.boxes.values())} boxes, "
        f"{len(told.wrong)} wrong, refused {dict(told.refused) or 0}; shown to a person {share}; "
        f"most ink in an empty box {told.empty:.3f}, least in a ticked one {told.ticked:.3f}; "
        f"a page in {statistics.median(told.times) * 1000:.0f} ms, slowest {max(told.times) * 1000:.0f} ms"
    )


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--pages", type=int, default=60)
    options.add_argument("--seed", type=int, default=1)
    options.add_argument("--processes", type=int, default=1)
    asked = options.parse_args()
    failed = False
    with ProcessPoolExecutor(asked.processes) as pool:
        for dpi, is_hard in SCANS:
            seeds = range(asked.seed * 1000, asked.seed * 1000 + asked.pages)
            told = together(list(pool.map(page_told, [dpi] * asked.pages, [is_hard] * asked.pages, seeds)))
            said(dpi, is_hard, told)
            print(*(f"    {one}" for one in told.wrong), sep="\n", end="")
            refused = sum(told.refused.values())
            failed |= bool(told.wrong) or (refused < told.pages if dpi < finding.LEAST_DPI else bool(refused))
            failed |= statistics.median(told.times) > GOAL
    if failed:
        sys.exit("A goal is missed.")


if __name__ == "__main__":
    main()
