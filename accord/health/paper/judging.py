"""What a filled-in form says, question by question, and why a person must look; from what was seen on its pages."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from accord.health.codes import ANSWERS, NAMED, WITH_A_REASON, Answer, Regime, answered
from accord.health.codes import State as ChoiceState
from accord.health.paper.content import Content, Row
from accord.health.paper.layout import Layout
from accord.health.paper.reading import Seen, State
from accord.health.paper.sheet import ALL, CHECK, CHOICE, MODE, MOTIVE, OUTCOME, REQUESTER, SIGNATURE


class Doubt(StrEnum):
    """Why a question goes to a person."""

    DOUBTFUL = "doubtful"  # a box is neither clearly empty nor clearly ticked
    BLACKENED = "blackened"  # a box was blackened: most often a correction
    CONTRADICTORY = "contradictory"  # two boxes that exclude each other
    UNNAMED = "unnamed"  # an answer about somebody whose line is empty
    NO_REASON = "no_reason"  # an objection without its legitimate reason
    UNSIGNED = "unsigned"
    MISSING = "missing"  # the page was not scanned
    BLANK = "blank"  # something that must be answered is not


@dataclass(frozen=True)
class Question:
    """One question of the form: its boxes in order, those that count as ticked, and why a person must look."""

    id: str
    boxes: tuple[str, ...]
    ticked: tuple[str, ...]
    doubts: tuple[Doubt, ...] = ()


# The questions of part A and C: prefix of their boxes, whether one answer excludes the others.
GROUPS = {"requester": (REQUESTER, True), "motive": (MOTIVE, True), "mode": (MODE, False)}
RECEIPT = {"outcome": (OUTCOME, True), "check": (CHECK, True)}
DOCUMENTS = "documents"


def judged(content: Content, layout: Layout, seen: Iterable[Seen], pages: Iterable[int]) -> list[Question]:
    """Every question of the form in its order, the signature last, from what was `seen` on `pages`."""
    states = {one.id: one.state for one in seen}
    there = set(pages)
    lost = {box.id for box in layout.boxes if box.page not in there}
    lost |= {zone.id for zone in layout.zones if zone.page not in there}
    groups = [_group(key, *GROUPS[key], layout, states, lost) for key in GROUPS]
    rows = [
        _choice(row, question, layout, states, lost) for row in content.rows for question in row.questions
    ]
    receipt = [_group(key, *RECEIPT[key], layout, states, lost) for key in RECEIPT]
    return [
        groups[0],
        groups[1],
        _documents(layout, states, lost),
        groups[2],
        *rows,
        *receipt,
        _signature(states, lost),
    ]


def _group(
    key: str, prefix: str, is_single: bool, layout: Layout, states: Mapping[str, State], lost: set[str]
) -> Question:
    boxes = tuple(box.id for box in layout.boxes if box.id.startswith(prefix))
    ticked, doubts = _ticked(boxes, states, lost)
    if is_single and len(ticked) > 1:
        doubts.append(Doubt.CONTRADICTORY)
    if key == "requester" and not ticked:
        doubts.append(Doubt.BLANK)
    return Question(key, boxes, ticked, tuple(doubts))


def _documents(layout: Layout, states: Mapping[str, State], lost: set[str]) -> Question:
    """« All » beside some items is not a contradiction: all are asked for."""
    boxes = tuple(box.id for box in layout.boxes if box.id == ALL or box.id.startswith(("p1.", "p2.")))
    ticked, doubts = _ticked(boxes, states, lost)
    return Question(DOCUMENTS, boxes, ticked, tuple(doubts))


def _ticked(
    boxes: tuple[str, ...], states: Mapping[str, State], lost: set[str]
) -> tuple[tuple[str, ...], list[Doubt]]:
    found = {states.get(box) for box in boxes}
    doubts = [
        doubt
        for doubt, state in ((Doubt.DOUBTFUL, State.DOUBTFUL), (Doubt.BLACKENED, State.BLACKENED))
        if state in found
    ]
    if lost & set(boxes):
        doubts.append(Doubt.MISSING)
    return tuple(box for box in boxes if states.get(box) == State.TICKED), doubts


def _choice(row: Row, question: str, layout: Layout, states: Mapping[str, State], lost: set[str]) -> Question:
    boxes = tuple(f"{CHOICE}{question}.{answer.value}" for answer in ANSWERS[Regime(row.regime)])
    ticked, doubts = _ticked(boxes, states, lost)
    answers = answers_of(ticked)
    if answered(row.regime, answers) == ChoiceState.UNCLEAR:
        doubts.append(Doubt.CONTRADICTORY)
    if row.is_mandatory and not answers:
        doubts.append(Doubt.BLANK)
    if _wants_words(row, answers) and not _all_written(question, layout, states):
        doubts.append(Doubt.NO_REASON if row.use in WITH_A_REASON else Doubt.UNNAMED)
    return Question(question, boxes, ticked, tuple(doubts))


def answers_of(ticked: Iterable[str]) -> frozenset[str]:
    """The answers (codes of `Answer`) of the boxes ticked on one row."""
    return frozenset(box.rpartition(".")[2] for box in ticked)


def _wants_words(row: Row, answers: frozenset[str]) -> bool:
    """An agreement about somebody names them; an objection for a reason says which."""
    if row.use in NAMED:
        return bool(answers & {Answer.ACCEPT, Answer.DESIGNATE})
    return row.use in WITH_A_REASON and Answer.OBJECT in answers


def lines_of(layout: Layout, question: str) -> tuple[str, ...]:
    """The zones a question is written in: the names, reasons and second signatures of a row."""
    wanted = (f"l.{question}", f"s.{question}")
    return tuple(
        zone.id for zone in layout.zones if zone.id in wanted or zone.id.rpartition(".")[0] in wanted
    )


def _all_written(question: str, layout: Layout, states: Mapping[str, State]) -> bool:
    return all(states.get(line) == State.WRITTEN for line in lines_of(layout, question))


def _signature(states: Mapping[str, State], lost: set[str]) -> Question:
    if SIGNATURE in lost:
        return Question(SIGNATURE, (), (), (Doubt.MISSING,))
    state = states.get(SIGNATURE, State.EMPTY)
    doubt = {State.EMPTY: (Doubt.UNSIGNED,), State.DOUBTFUL: (Doubt.DOUBTFUL,)}
    return Question(SIGNATURE, (), (), doubt.get(state, ()))
