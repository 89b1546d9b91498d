"""What each job opens of a record, as it stands now."""

from dataclasses import dataclass

from accord.health.codes import Job
from accord.health.models import JobRight
from accord.health.rights import EVERYTHING


@dataclass(frozen=True, slots=True)
class Opened:
    """One job, and how many of the kinds of documents it opens."""

    code: str
    label: str
    count: int
    of: int = len(EVERYTHING)


def rights() -> dict[str, frozenset[str]]:
    """Job → kinds of documents. A job that is not there opens nothing."""
    return {row.job: frozenset(row.items) for row in JobRight.objects.all()}


def overview() -> list[Opened]:
    """Every job, those without a right too."""
    known = rights()
    return [Opened(code, str(label), len(known.get(code, ()))) for code, label in Job.choices]
