"""The rules as SQL: compiled once per purpose and channel, for one person, a batch or an audience."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from typing import Any

from django.core.exceptions import EmptyResultSet
from django.db import connection
from django.db.models import QuerySet
from django.utils import timezone
from psycopg import sql

from accord.consent.rules import KINDS, Rule, applying
from accord.contacts.models import Person
from accord.register.models import Purpose
from accord.register.rules import period

_FROM = """
FROM contacts_person AS person
LEFT JOIN contacts_contactpoint AS point ON point.person_id = person.id AND point.kind = {kind}
LEFT JOIN consent_permission AS permission ON permission.contact_point_id = point.id
    AND permission.purpose_id = {purpose} AND permission.channel = {channel} AND permission.recipient_id = 0
"""


@dataclass(frozen=True, slots=True)
class Question:
    """Texts with {names} in them, and the values of the names at the moment they are asked."""

    values: Mapping[str, Any]
    permitted: str
    reason: str

    def bound(self, text: str) -> str:
        """`text` with every value written into it as a literal, to stand inside a larger statement."""
        literals = {
            name: sql.Literal(value).as_string(connection.connection) for name, value in self.values.items()
        }
        return text.format(**literals)

    def named(self, text: str) -> str:
        """`text` with the names as psycopg's parameters, the same text every time: the server keeps its plan."""
        return text.format(**{name: f"%({name})s" for name in self.values})

    def select(self, columns: str, where: Iterable[str] = ()) -> str:
        """A SELECT over people, their contact points of this kind and their permission, still with {names}."""
        conditions = [f"({one})" for one in where]
        return f"SELECT {columns} {_FROM}" + (f"WHERE {' AND '.join(conditions)}" if conditions else "")


def question(purpose: Purpose, channel: str, *, now: datetime | None = None) -> Question:
    """What must be true for `purpose` over `channel` at `now`."""
    rules = applying(purpose, channel)
    permitted, reason = _texts(rules)
    return Question(_values(purpose, channel, now or timezone.now()), permitted, reason)


@lru_cache(maxsize=256)
def _texts(rules: tuple[Rule, ...]) -> tuple[str, str]:
    applying_reasons = {rule.reason for rule in rules}
    everything = " AND ".join(f"({rule.must})" for rule in rules if rule.implied_by not in applying_reasons)
    cases = " ".join(f"WHEN ({rule.must}) IS NOT TRUE THEN '{rule.reason}'" for rule in rules)
    return everything, f"CASE {cases} ELSE '' END"


def _values(purpose: Purpose, channel: str, now: datetime) -> dict[str, Any]:
    today = timezone.localdate(now)
    return {
        "purpose": purpose.pk,
        "channel": str(channel),
        "kind": KINDS.get(channel, "none"),  # type: ignore[call-overload]
        "now": now,
        "today": today,
        "silent_since": now - period("prospects.keep", today),
        "of_age": today - period("consent.digital-age", today),
    }


def among(people: QuerySet[Person] | None) -> tuple[list[str], list[Any]]:
    """The condition (and its parameters) that keeps to `people`; none for everybody (None), FALSE for nobody."""
    if people is None:
        return [], []
    try:
        text, parameters = people.order_by().values("pk").query.sql_with_params()
    except EmptyResultSet:
        return ["FALSE"], []
    return [f"person.id IN ({text.replace('{', '{{').replace('}', '}}')})"], list(parameters)
