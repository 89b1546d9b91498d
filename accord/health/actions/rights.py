"""What a job opens of a record: written at the beginning, then changed, each change with before and after."""

from collections.abc import Iterable

from django.db import transaction

from accord.health import journal
from accord.health.codes import Job
from accord.health.models import JobRight
from accord.health.rights import AT_FIRST, EVERYTHING
from accord.health.router import ALIAS
from accord.lib.actor import Actor


def begin() -> None:
    """Write what every job opens at first, where nothing is written of it yet."""
    rows = [JobRight(job=job, items=sorted(items)) for job, items in AT_FIRST.items()]
    JobRight.objects.bulk_create(rows, ignore_conflicts=True)


@transaction.atomic(using=ALIAS)
def change(*, actor: Actor, job: str, items: Iterable[str]) -> JobRight:
    """From the next question on, this job opens these kinds of documents and no other. Raises ValueError for a job or a
    kind that is not of our lists.
    """
    wanted = sorted(set(items))
    if job not in Job.values or not set(wanted) <= EVERYTHING:
        raise ValueError("A right is a job and kinds of documents of our lists.")
    row, _made = JobRight.objects.select_for_update().get_or_create(job=job)
    before, row.items = row.items, wanted
    row.save(update_fields=["items"])
    facts = {"job": job, "before": before, "after": wanted}
    journal.record(
        actor=actor, action="rights.changed", entity="PractitionerRole", entity_id=job, facts=facts
    )
    return row
