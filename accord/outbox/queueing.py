"""One more row in the outbox: written often enough for its statement to be prepared."""

from typing import Any

from psycopg.types.json import Jsonb

from accord.lib.statements import prepared
from accord.outbox.models import Letter

COLUMNS = [
    field.attname
    for field in Letter._meta.concrete_fields
    if field.attname not in ("mailing_id", "decision_id")
]
QUEUE = "INSERT INTO outbox_letter ({}) SELECT {} WHERE %s".format(
    ", ".join(f'"{column}"' for column in COLUMNS), ", ".join(["%s"] * len(COLUMNS))
)


def queue(letter: Letter, *, is_kept: bool) -> None:
    """Write a service letter that was not written yet; or, unless `is_kept`, ask for it and keep nothing."""
    values: list[Any] = [getattr(letter, column) for column in COLUMNS]
    adapted: list[Any] = [Jsonb(value) if isinstance(value, dict) else value for value in values]
    with prepared() as cursor:
        cursor.execute(QUEUE, [*adapted, is_kept])
