"""Statements the server plans once and runs again and again: for the few that every visitor causes."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

import psycopg
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.backends.utils import CursorWrapper


class _Prepared(psycopg.Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Prepared":
        return super().execute(query, params, **{**options, "prepare": True})


def prepared() -> CursorWrapper:
    """A cursor like `connection.cursor()`, whose statements are prepared the first time on each connection.

    It prepares nothing with ACCORD_PREPARED off (a pooler that gives each transaction another connection), nor while
    Django notes the statements, which are then whole.
    """
    ours = connections[DEFAULT_DB_ALIAS]
    if ours.queries_logged:
        return ours.cursor()
    ours.ensure_connection()
    return ours.make_cursor(cast(Any, _Prepared(cast(Any, ours.connection))))


@dataclass(frozen=True, slots=True)
class Clauses:
    """What another statement carries out on its way: WITH clauses ("name AS (…), …") and the values they name."""

    text: str
    values: Mapping[str, Any]


def array(numbers: Iterable[int]) -> str:
    """`numbers` as PostgreSQL reads an array, {1,2}; the statement says of which type. A list costs ten times more."""
    return f"{{{','.join(map(str, numbers))}}}"


def unhurried() -> str:
    """An expression for a statement that need not be on disk when it returns; within a transaction it says nothing.

    A power cut may lose what the statement wrote, never half of it.
    """
    return "NULL" if connection.in_atomic_block else "set_config('synchronous_commit', 'off', true)"
