"""Taking a file in, before anything is read of it."""

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from accord.audit.actions import record
from accord.intake.imports.checking import check
from accord.intake.models import Import
from accord.lib.actor import Actor


@transaction.atomic
def take_in(*, actor: Actor, values: Mapping[str, Any]) -> Import:
    """Keep the file with its source and notice, and do the dry run at once. Raises Unreadable: nothing is kept then."""
    run = Import.objects.create(**values, by_id=actor.id, by_label=actor.label)
    facts = {"origin": run.origin, "sha256": run.file_sha256, "purpose": run.purpose.code}
    record(
        actor=actor,
        verb="intake.import.uploaded",
        about=run,
        facts=facts,
        words={"file": ("", run.file_name)},
    )
    return check(actor=actor, run=run)
