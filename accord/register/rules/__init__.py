"""The legal figures, dated and sourced, asked for by key: none is written in code (`fr.toml`)."""

import tomllib
from dataclasses import dataclass
from datetime import date, time
from functools import lru_cache
from importlib.resources import files
from itertools import pairwise
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import get_language, ngettext_lazy
from django.utils.translation import gettext_lazy as _

from accord.register.rules.names import NAMES
from accord.ui.components.words import clock

UNITS = frozenset({"days", "months", "years", "hours", "minutes"})
UNIT_WORDS = {
    "days": ngettext_lazy("%(number)s day", "%(number)s days", "number"),
    "months": ngettext_lazy("%(number)s month", "%(number)s months", "number"),
    "years": ngettext_lazy("%(number)s year", "%(number)s years", "number"),
    "hours": ngettext_lazy("%(number)s hour", "%(number)s hours", "number"),
    "minutes": ngettext_lazy("%(number)s minute", "%(number)s minutes", "number"),
}
RESTS_ON = {"": "", "secondary": _("a secondary source"), "memory": _("memory, to be checked")}


class NoSuchRule(KeyError):
    """No figure is known under that key on that day."""


class NotWellKept(ValueError):
    """The file of figures contradicts itself or does not say where a figure comes from."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One figure: `value` in `unit`, in force from `applies_from` to `applies_to` (None: still), and its source.

    rests_on: "" when the text itself was read, else a key of RESTS_ON.
    """

    key: str
    value: Any
    unit: str
    applies_from: date
    applies_to: date | None
    source: str
    checked_on: date
    rests_on: str = ""
    source_en: str = ""

    @property
    def name(self) -> str:
        """What the figure is about, in words."""
        return str(NAMES[self.key])

    @property
    def reference(self) -> str:
        """The source in the reader's language; in French where nothing else was written."""
        return self.source_en if self.source_en and get_language() == "en" else self.source

    @property
    def basis(self) -> str:
        """What the figure rests on where the text itself was not read, in words."""
        return str(RESTS_ON[self.rests_on])

    @property
    def words(self) -> str:
        """The figure and its unit, in words."""
        if isinstance(self.value, bool):
            return str(_("yes") if self.value else _("no"))
        value = ", ".join(map(_between, self.value)) if isinstance(self.value, list) else str(self.value)
        return UNIT_WORDS[self.unit] % {"number": self.value} if self.unit else value

    def is_in_force(self, on: date) -> bool:
        """True on the days it applies."""
        return self.applies_from <= on and (self.applies_to is None or on <= self.applies_to)


def _between(hours: str) -> str:
    """« 10 h à 13 h » for "10:00-13:00"."""
    begun, ended = (clock(time.fromisoformat(one)) for one in hours.split("-"))
    return str(_("%(begun)s to %(ended)s")) % {"begun": begun, "ended": ended}


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every figure we know, in the order of the file."""
    return read(files("accord.register.rules").joinpath("fr.toml").read_text(encoding="utf-8"))


def read(text: str) -> tuple[Rule, ...]:
    """The figures written in `text` (TOML), in order.

    Raises NotWellKept for a figure without a source or a date, resting on something unknown, whose end comes before its
    beginning, or in force on the same day as another of its key.
    """
    rules = tuple(_rule(entry) for entry in tomllib.loads(text)["rule"])
    for one in rules:
        if not one.source.strip() or (one.applies_to and one.applies_to < one.applies_from):
            raise NotWellKept(f"{one.key} needs a source, and an end after its beginning.")
        if one.rests_on not in RESTS_ON:
            raise NotWellKept(f"{one.key} rests on something unknown: {one.rests_on}.")
    by_date = sorted(rules, key=lambda one: (one.key, one.applies_from))
    for one, after in pairwise(by_date):
        if one.key == after.key and one.is_in_force(after.applies_from):
            raise NotWellKept(f"{one.key} has two figures on {after.applies_from}.")
    return rules


def _rule(entry: dict[str, Any]) -> Rule:
    if lacking := {"key", "value", "source", "applies_from", "checked_on"} - set(entry):
        raise NotWellKept(f"{entry.get('key', 'A figure')} lacks {', '.join(sorted(lacking))}.")
    return Rule(
        key=entry["key"],
        value=entry["value"],
        unit=entry.get("unit", ""),
        applies_from=entry["applies_from"],
        applies_to=entry.get("applies_to"),
        source=entry["source"],
        checked_on=entry["checked_on"],
        rests_on=entry.get("rests_on", ""),
        source_en=entry.get("source_en", ""),
    )


def rule(key: str, on: date | None = None) -> Rule:
    """The figure called `key` on the day `on` (today by default). Raises NoSuchRule."""
    return _in_force(key, on or timezone.localdate())


@lru_cache(maxsize=1024)
def _in_force(key: str, day: date) -> Rule:
    for one in all_rules():
        if one.key == key and one.is_in_force(day):
            return one
    raise NoSuchRule(f"{key} on {day}")


def period(key: str, on: date | None = None) -> relativedelta:
    """The figure called `key` as a length of time to add to a date or an instant. Raises NoSuchRule, ValueError."""
    found = _length(key, on)
    return relativedelta(**{found.unit: int(found.value)})  # type: ignore[arg-type]


def interval(key: str, on: date | None = None) -> str:
    """The same as PostgreSQL reads a length of time: "3 years". Raises NoSuchRule, ValueError."""
    found = _length(key, on)
    return f"{found.value} {found.unit}"


def _length(key: str, on: date | None) -> Rule:
    found = rule(key, on)
    if found.unit not in UNITS:
        raise ValueError(f"{key} is not a length of time.")
    return found
