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
EMPTY = "''"  # stands in the statement: a letter leaves many columns empty, and each value sent along costs


def queue(letter: Letter, *, is_kept: bool, along: Clauses | None = None) -> None:
    """Write a service letter that was not written yet; or, unless `is_kept`, ask for it and keep nothing.

    along: what is written in the same statement, whatever becomes of the letter.
    """
    said = {name: value for name in COLUMNS if (value := getattr(letter, name)) is not None}
    names = ", ".join(f'"{name}"' for name in said)
    marks = ", ".join(EMPTY if value == "" else f"%(letter_{name})s" for name, value in said.items())
    text = f"INSERT INTO outbox_letter ({names}) SELECT {marks} WHERE %(letter_is_kept)s"
    values: dict[str, Any] = {
        f"letter_{name}": Jsonb(one) if isinstance(one, dict) else one
        for name, one in said.items()
        if one != ""
    }
    values["letter_is_kept"] = is_kept
    with prepared() as cursor:
        if along:
            cursor.execute(f"WITH {along.text} {text}", {**along.values, **values})
        else:
            cursor.execute(text, values)
