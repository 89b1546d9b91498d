"""Statements the server plans once and runs again and again: for the few that every visitor causes."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, cast

import psycopg
from django.db import connection
from django.db.backends.utils import CursorWrapper


class _Prepared(psycopg.Cursor[Any]):
    def execute(self, query: Any, params: Any = None, **options: Any) -> "_Prepared":
        return super().execute(query, params, **{**options, "prepare": True})


def prepared() -> CursorWrapper:
    """A cursor like `connection.cursor()`, whose statements are prepared the first time on each connection.

    It prepares nothing with ACCORD_PREPARED off (a pooler that gives each transaction another connection), nor while
    Django notes the statements, which are then whole.
    """
    if connection.queries_logged:
        return connection.cursor()
    connection.ensure_connection()
    return connection.make_cursor(cast(Any, _Prepared(cast(Any, connection.connection))))


@contextmanager
def together() -> Iterator[None]:
    """Send the statements inside without waiting for each: only where one reads an answer, and at the end.

    Outside a transaction they are one by themselves (what a pipeline sends before its end holds together), which spares
    waiting for its beginning and for its end; an exception of ours does not take back what was sent before it. The
    database's error about a statement is raised where the next answer is read, or at the end.
    """
    connection.ensure_connection()
    with connection.wrap_database_errors, cast(Any, connection.connection).pipeline():
        yield


def unhurried() -> str:
    """An expression for a statement that need not be on disk when it returns; within a transaction it says nothing.

    A power cut may lose what the statement wrote, never half of it.
    """
    return "NULL" if connection.in_atomic_block else "set_config('synchronous_commit', 'off', true)"
