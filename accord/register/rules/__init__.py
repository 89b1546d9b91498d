"""The legal figures, dated and sourced, asked for by key: none is written in code (`fr.toml`)."""

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from importlib.resources import files
from typing import Any

from dateutil.relativedelta import relativedelta
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

UNITS = frozenset({"days", "months", "years", "hours", "minutes"})
UNIT_WORDS = {"days": _("days"), "months": _("months"), "years": _("years"), "hours": _("hours")}


class NoSuchRule(KeyError):
    """No figure is known under that key on that day."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One figure: `value` in `unit`, in force from `applies_from` to `applies_to` (None: still), and its source."""

    key: str
    value: Any
    unit: str
    applies_from: date
    applies_to: date | None
    source: str
    checked_on: date

    @property
    def words(self) -> str:
        """The figure and its unit, in words."""
        if isinstance(self.value, bool):
            return str(_("yes") if self.value else _("no"))
        value = ", ".join(self.value) if isinstance(self.value, list) else str(self.value)
        return f"{value} {UNIT_WORDS.get(self.unit, '')}".strip()

    def is_in_force(self, on: date) -> bool:
        """True on the days it applies."""
        return self.applies_from <= on and (self.applies_to is None or on <= self.applies_to)


@lru_cache(maxsize=1)
def all_rules() -> tuple[Rule, ...]:
    """Every figure we know, in the order of the file."""
    text = files("accord.register.rules").joinpath("fr.toml").read_text(encoding="utf-8")
    return tuple(_rule(entry) for entry in tomllib.loads(text)["rule"])


def _rule(entry: dict[str, Any]) -> Rule:
    return Rule(
        key=entry["key"],
        value=entry["value"],
        unit=entry.get("unit", ""),
        applies_from=entry["applies_from"],
        applies_to=entry.get("applies_to"),
        source=entry["source"],
        checked_on=entry["checked_on"],
    )


def rule(key: str, on: date | None = None) -> Rule:
    """The figure called `key` on the day `on` (today by default). Raises NoSuchRule."""
    day = on or timezone.localdate()
    for one in all_rules():
        if one.key == key and one.is_in_force(day):
            return one
    raise NoSuchRule(f"{key} on {day}")


def period(key: str, on: date | None = None) -> relativedelta:
    """The figure called `key` as a length of time to add to a date or an instant. Raises NoSuchRule, ValueError."""
    found = rule(key, on)
    if found.unit not in UNITS:
        raise ValueError(f"{key} is not a length of time.")
    return relativedelta(**{found.unit: int(found.value)})  # type: ignore[arg-type]
