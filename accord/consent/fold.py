"""From a history of events to one answer. Pure: the same answer in whatever order they arrive."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from accord.consent.terms import NO_STATES, YES_STATES, Level, Method, State

SEVERITY = {state: rank for rank, state in enumerate(State.values)}


@dataclass(frozen=True, slots=True)
class Fact:
    """What the fold reads of one event. is_after_merging: written once several subjects had become one."""

    id: int
    subject_id: UUID
    state: str
    indicated_at: datetime
    method: str
    actor_kind: str
    level: int
    notice_version_id: int | None = None
    wording_sha256: str = ""
    import_id: int | None = None
    refers_to: int | None = None
    is_after_merging: bool = False

    @property
    def is_no(self) -> bool:
        """A refusal, a withdrawal or an objection."""
        return self.state in NO_STATES

    @property
    def is_declared(self) -> bool:
        """Told by a file, not shown by the person: it can lower and never raise over a no."""
        return self.method == Method.IMPORT or self.level <= Level.DECLARED

    @property
    def is_act_of_the_person(self) -> bool:
        """Said by the person themselves: on a page, or on a paper they signed."""
        return self.actor_kind == "person" or self.level == Level.SIGNED


@dataclass(frozen=True, slots=True)
class Standing:
    """The answer: the state, since when, on which words and evidence. `state` is "" when nothing was ever said."""

    state: str = ""
    since: datetime | None = None
    requested_at: datetime | None = None
    confirmed_at: datetime | None = None
    method: str = ""
    evidence_level: int = Level.NONE
    notice_version_id: int | None = None
    wording_sha256: str = ""
    event_id: int | None = None
    import_id: int | None = None

    @property
    def is_no(self) -> bool:
        """True when the last word was a no."""
        return self.state in NO_STATES


NOTHING = Standing()


def fold(facts: Iterable[Fact]) -> Standing:
    """The standing of one key. With several subjects behind it, a no of any of them counts for all, until the person
    says otherwise after the merging.
    """
    history = sorted(facts, key=_order)
    has_said_no = any(fact.is_no for fact in history)
    subjects: dict[UUID, list[Fact]] = {}
    for fact in history:
        if not fact.is_after_merging:
            subjects.setdefault(fact.subject_id, []).append(fact)
    standing = most_restrictive([_fold_subject(apart) for apart in subjects.values()])
    for fact in history:
        if fact.is_after_merging and (fact.is_no or not _is_before(fact, standing)):
            standing = _after(standing, fact, has_said_no=has_said_no)
    return standing


def _order(fact: Fact) -> tuple[datetime, int, int]:
    return fact.indicated_at, SEVERITY[State(fact.state)], fact.id


def _is_before(fact: Fact, standing: Standing) -> bool:
    return standing.since is not None and fact.indicated_at < standing.since


def most_restrictive(standings: Sequence[Standing]) -> Standing:
    """A no wins over everything, the most recent no first; otherwise what was said last."""
    said = [standing for standing in standings if standing.since is not None]
    if not said:
        return NOTHING
    refusals = [standing for standing in said if standing.is_no]
    return max(refusals or said, key=lambda standing: (standing.since, standing.event_id))


def _fold_subject(history: list[Fact]) -> Standing:
    has_said_no = any(fact.is_no for fact in history)
    standing = NOTHING
    for fact in history:
        standing = _after(standing, fact, has_said_no=has_said_no)
    return standing


def _after(standing: Standing, fact: Fact, *, has_said_no: bool) -> Standing:
    if fact.is_no:
        return _said(fact, requested_at=None, confirmed_at=None)
    if fact.state in YES_STATES:
        return _raised(standing, fact) if _may_raise(standing, fact, has_said_no) else standing
    if standing.state in ("", State.INFORMED, State.REQUESTED):
        requested = fact.indicated_at if fact.state == State.REQUESTED else standing.requested_at
        return _said(fact, requested_at=requested, confirmed_at=None)
    if fact.state == State.REQUESTED:
        return replace(standing, requested_at=fact.indicated_at)
    return standing


def _may_raise(standing: Standing, fact: Fact, has_said_no: bool) -> bool:
    if fact.is_declared:
        return not has_said_no and fact.level >= standing.evidence_level
    return fact.is_act_of_the_person or not standing.is_no


def _raised(standing: Standing, fact: Fact) -> Standing:
    confirmed = fact.indicated_at if fact.state == State.CONFIRMED else None
    asked = standing.requested_at or (None if fact.is_declared else fact.indicated_at)
    return _said(fact, requested_at=asked, confirmed_at=confirmed)


def _said(fact: Fact, *, requested_at: datetime | None, confirmed_at: datetime | None) -> Standing:
    return Standing(
        state=fact.state,
        since=fact.indicated_at,
        requested_at=requested_at,
        confirmed_at=confirmed_at,
        method=fact.method,
        evidence_level=fact.level,
        notice_version_id=fact.notice_version_id,
        wording_sha256=fact.wording_sha256,
        event_id=fact.id,
        import_id=fact.import_id,
    )
