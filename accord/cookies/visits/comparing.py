"""What a browser met, beside what is declared: what nobody declared, and what came before a yes."""

from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass
from fnmatch import fnmatchcase
from typing import Any

from accord.cookies.statements.asked import is_among

BEFORE, REFUSED, ACCEPTED = "before", "refused", "accepted"
STAGES = (BEFORE, REFUSED, ACCEPTED)
COOKIE, STORAGE, HOST = "cookie", "storage", "host"
UNKNOWN, EARLY = "unknown", "early"
OURS = ("accord_choice", "accord_*")


@dataclass(frozen=True, slots=True)
class Seen:
    """Something met: a cookie, an item of storage (`name`, on `host`) or a third party's host; on which page, when."""

    stage: str
    kind: str
    name: str
    host: str
    page: str


@dataclass(frozen=True, slots=True)
class Finding:
    """The same with what is wrong with it: "unknown" (declared nowhere), "early" (before a yes), "" (as declared)."""

    stage: str
    kind: str
    name: str
    host: str
    page: str
    trouble: str

    @property
    def key(self) -> tuple[str, str, str]:
        """What makes two findings the same from one visit to the next."""
        return (self.kind, self.name, self.trouble)


def compared(seen: Iterable[Seen], said: Mapping[str, Any]) -> list[Finding]:
    """Each thing met, once for each stage, beside what the snapshot `said` declares."""
    once = {(one.stage, one.kind, one.name, one.host): one for one in reversed(list(seen))}
    found = [Finding(**asdict(one), trouble=_trouble(one, said)) for one in once.values()]
    return sorted(found, key=lambda one: (not one.trouble, STAGES.index(one.stage), one.kind, one.name))


def _trouble(one: Seen, said: Mapping[str, Any]) -> str:
    known, needs_yes = _host(one, said) if one.kind == HOST else _item(one, said)
    if not known:
        return UNKNOWN
    return EARLY if needs_yes and one.stage != ACCEPTED else ""


def _host(one: Seen, said: Mapping[str, Any]) -> tuple[bool, bool]:
    """(declared, needs a yes)."""
    return any(is_among(one.name, party["hosts"]) for party in said["third_parties"]), True


def _item(one: Seen, said: Mapping[str, Any]) -> tuple[bool, bool]:
    if any(fnmatchcase(one.name, pattern) for pattern in OURS):
        return True, False
    fitting = [cookie for cookie in said["cookies"] if fnmatchcase(one.name, cookie["name"])]
    return bool(fitting), bool(fitting) and all(cookie["purpose"] for cookie in fitting)


def news(found: Iterable[Finding], before: Iterable[Mapping[str, Any]]) -> int:
    """How many troubles the visit before did not have."""
    known = {Finding(**one).key for one in before}
    return len({one.key for one in found if one.trouble} - known)
