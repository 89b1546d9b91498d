"""One more row in the outbox: written often enough for its statement to be prepared."""

from typing import Any

from psycopg.types.json import Jsonb

from accord.lib.statements import Clauses, prepared
from accord.outbox.models import Letter

COLUMNS = [
    field.attname
    for field in Letter._meta.concrete_fields
    if field.attname not in ("mailing_id", "decision_id")
]
QUEUE = "INSERT INTO outbox_letter ({}) SELECT {} WHERE %(letter_is_kept)s".format(
    ", ".join(f'"{column}"' for column in COLUMNS), ", ".join(f"%(letter_{column})s" for column in COLUMNS)
)


def queue(letter: Letter, *, is_kept: bool, along: Clauses | None = None) -> None:
    """Write a service letter that was not written yet; or, unless `is_kept`, ask for it and keep nothing.

    along: what is written in the same statement, whatever becomes of the letter.
    """
    values: dict[str, Any] = {"letter_is_kept": is_kept}
    for column in COLUMNS:
        value = getattr(letter, column)
        values[f"letter_{column}"] = Jsonb(value) if isinstance(value, dict) else value
    with prepared() as cursor:
        if along:
            cursor.execute(f"WITH {along.text} {QUEUE}", {**along.values, **values})
        else:
            cursor.execute(QUEUE, values)
