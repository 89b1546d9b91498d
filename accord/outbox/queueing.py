"""One more row in the outbox: written often enough for its statement to be prepared."""

from functools import lru_cache
from typing import Any
from uuid import UUID, uuid4

from django.utils import timezone
from psycopg.types.json import Jsonb

from accord.lib.statements import Clauses, prepared
from accord.outbox.models import Letter

NEW = {  # stands in the statement: each value sent along costs
    "state": f"'{Letter.State.QUEUED}'",
    "attempts": "0",
    "reason": "''",
    "error": "''",
    "claimed_by": "''",
    "created_at": "%(letter_at)s",
    "not_before": "%(letter_at)s",
}


def queue(*, is_kept: bool = True, along: Clauses | None = None, **said: Any) -> UUID:
    """Write a service letter and give its number; or, unless `is_kept`, ask for it and keep nothing.

    said: its columns, beside those every new letter has; along: what is written in the same statement, whatever
    becomes of the letter.
    """
    number = uuid4()
    columns = {"id": number, **said, "content": Jsonb(said["content"])}
    values = {f"letter_{name}": value for name, value in columns.items()}
    values |= {"letter_at": timezone.now(), "letter_is_kept": is_kept}
    text = _insertion(tuple(columns))
    with prepared() as cursor:
        if along:
            cursor.execute(f"WITH {along.text} {text}", {**along.values, **values})
        else:
            cursor.execute(text, values)
    return number


@lru_cache(maxsize=32)
def _insertion(said: tuple[str, ...]) -> str:
    names = ", ".join(f'"{name}"' for name in [*said, *NEW])
    values = ", ".join([*(f"%(letter_{name})s" for name in said), *NEW.values()])
    return f"INSERT INTO outbox_letter ({names}) SELECT {values} WHERE %(letter_is_kept)s"
