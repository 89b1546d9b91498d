"""What a check says: plain values, that can be stored and drawn."""

from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass, field
from enum import StrEnum
from typing import Any


class Verdict(StrEnum):
    """Of one statement on one site."""

    PASSES = "passes"
    FAILS = "fails"
    UNCHECKABLE = "uncheckable"


@dataclass(frozen=True, slots=True)
class Result:
    """number: of the statement (1 to 30); where: the address of the page; evidence: what was seen, one line each."""

    number: int
    verdict: Verdict
    where: str = ""
    evidence: list[str] = field(default_factory=list)

    def plain(self) -> dict[str, Any]:
        """The same for JSON."""
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Finding:
    """A verdict before it is known of which statement."""

    verdict: Verdict
    where: str = ""
    evidence: tuple[str, ...] = ()


class Uncheckable(Exception):
    """A statement cannot be checked on this site; the message says why."""


def wrong(where: str, found: Iterable[str], otherwise: str = "") -> Finding:
    """Fails with what was found, passes (with the words `otherwise`) when nothing was."""
    evidence = tuple(dict.fromkeys(found))
    if evidence:
        return Finding(Verdict.FAILS, where, evidence)
    return Finding(Verdict.PASSES, where, (otherwise,) if otherwise else ())


Check = Callable[[Any], Finding]
CHECKS: dict[int, Check] = {}


def statement(number: int) -> Callable[[Check], Check]:
    """Marks the function that checks statement `number`: it takes the suite and returns a finding."""

    def keep(check: Check) -> Check:
        CHECKS[number] = check
        return check

    return keep
