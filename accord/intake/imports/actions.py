"""Taking a file in, before anything is done with it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accord.audit.actions import record
from accord.intake.imports.checking import check, read
from accord.intake.models import Import
from accord.lib.actor import Actor

AT_ONCE = 2_000  # lines: the dry run of a longer file is left to the worker


@transaction.atomic
def take_in(*, actor: Actor, values: Mapping[str, Any]) -> Import:
    """Keep the file with its source and notice. Raises Unreadable: nothing is kept then.

    The dry run follows at once, or, for a long file, waits for `check_in_turn`: the state is then UPLOADED.
    """
    run = Import.objects.create(**values, by_id=actor.id, by_label=actor.label)
    lines = read(run)
    facts = {"origin": run.origin, "sha256": run.file_sha256, "purpose": run.purpose.code}
    words = {"file": ("", run.file_name)}
    record(actor=actor, verb="intake.import.uploaded", about=run, facts=facts, words=words)
    if len(lines) <= AT_ONCE:
        return check(actor=actor, run=run, lines=lines)
    run.totals = {"all": {"": len(lines)}}
    run.save(update_fields=["totals"])
    return run
