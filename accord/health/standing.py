"""What a patient's choice is now, from everything recorded about it. Pure: no table here."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from accord.health.codes import NO_STATES, State


@dataclass(frozen=True, slots=True)
class Choice:
    """One recorded choice, as the evaluator sees it.

    id: of the record, what a decision cites; use and state: codes; actor: identifier of the professional, person or
    body it names ("" for none); decided_at: when the patient expressed it; expires_at: end of a yes; items: what it is
    limited to (empty: everything); lifts: id of the objection it expressly takes back; history: the record it was made
    under, more than one when two patients were merged; is_checked: seen by a second person.
    """

    id: str
    use: str
    state: str
    decided_at: datetime
    actor: str = ""
    expires_at: datetime | None = None
    items: frozenset[str] = frozenset()
    lifts: str = ""
    history: str = ""
    is_checked: bool = True


# From what leaves most open to what closes most: of two answers, the later in this list is the more restrictive.
SEVERITY = [
    State.GIVEN,
    State.INFORMED,
    State.NOT_ASKED,
    State.UNCLEAR,
    State.EXPIRED,
    State.INVALIDATED,
    State.REFUSED,
    State.WITHDRAWN,
    State.OBJECTED,
]


def severity(state: str) -> int:
    """How much a state closes. An unknown state closes most."""
    return SEVERITY.index(State(state)) if state in State.values else len(SEVERITY)


@dataclass(frozen=True, slots=True)
class Standing:
    """What holds now: one answer for each history that has one. All of them must agree for a yes."""

    held: tuple[Choice, ...] = ()

    @property
    def cited(self) -> Choice | None:
        """The most restrictive of them, the one to name."""
        return max(self.held, key=lambda one: severity(one.state), default=None)

    @property
    def policy(self) -> str:
        """The id of the record to cite, "" when nothing was ever answered."""
        return self.cited.id if self.cited else ""

    @property
    def is_no(self) -> bool:
        """True when one forbids: an objection, a refusal, a withdrawal, or something nobody can read."""
        return any(one.state not in (State.GIVEN, State.INFORMED, State.NOT_ASKED) for one in self.held)

    @property
    def is_informed(self) -> bool:
        """True when the patient was told, on a paper that was checked, and none of the answers is a no."""
        return bool(self.held) and all(one.state == State.INFORMED and one.is_checked for one in self.held)

    def is_yes(self, at: datetime, item: str) -> bool:
        """True when every one agrees, was checked, still runs at that instant and covers that item."""
        return bool(self.held) and all(_agrees(one, at, item) for one in self.held)


def standing(choices: Iterable[Choice], use: str, actor: str, at: datetime) -> Standing:
    """What holds at that instant about that use and that actor.

    In one history the latest answer holds, except that an objection falls only to a record that lifts it, and that only
    the patient's own agreement undoes a no. Of several histories (merged patients), the more restrictive wins.
    """
    histories: dict[str, list[Choice]] = defaultdict(list)
    for choice in choices:
        if choice.use == use and choice.actor == actor and choice.decided_at <= at:
            histories[choice.history].append(choice)
    return Standing(tuple(found for of in histories.values() if (found := _fold(of))))


def _fold(history: list[Choice]) -> Choice | None:
    held: Choice | None = None
    for choice in sorted(history, key=_order):
        if held is None or _takes_over(choice, held):
            held = choice
    return held


def _order(choice: Choice) -> tuple[datetime, int, bool, str]:
    return (choice.decided_at, severity(choice.state), choice.is_checked, choice.id)


def _takes_over(choice: Choice, held: Choice) -> bool:
    if choice.state == State.NOT_ASKED:
        return False
    if held.state == State.OBJECTED:
        return choice.state == State.OBJECTED or (choice.lifts == held.id and choice.is_checked)
    if held.state in NO_STATES:
        return choice.state in NO_STATES or (choice.state == State.GIVEN and choice.is_checked)
    return True


def _agrees(choice: Choice, at: datetime, item: str) -> bool:
    if choice.state != State.GIVEN or not choice.is_checked:
        return False
    if choice.expires_at is not None and choice.expires_at <= at:
        return False
    return not choice.items or item in choice.items
