"""How long the journal is, and what became of each proposal to end its old lines."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Max, Min, Sum

from accord.health.actions.cutting import pending
from accord.health.models import AuditEvent, JournalAnchor, JournalCut, JournalLane

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Length:
    """The journal: how many lines it has, when the oldest was written, how many were deleted after their time."""

    lines: int
    since: datetime | None
    gone: int


def length() -> Length:
    """Worked out from the lanes and their anchors: no line is counted."""
    written = JournalLane.objects.aggregate(all=Sum("count"))["all"] or 0
    gone = JournalAnchor.objects.aggregate(all=Sum("lines"))["all"] or 0
    since = AuditEvent.objects.aggregate(at=Min("at"))["at"]
    return Length(written - gone, since, gone)


def cut_until() -> date | None:
    """Before which day lines were deleted, None where none ever was."""
    until: date | None = JournalAnchor.objects.aggregate(day=Max("cut__before"))["day"]
    return until


@dataclass(frozen=True, slots=True)
class Cut:
    """One proposal. state: "waiting" for a second person, "agreed" and to be carried out, "done", "given_up"."""

    proposal: JournalCut
    state: str
    lines: int
    done_at: datetime | None

    @property
    def named(self) -> dict[str, int]:
        """What the button that confirms it sends."""
        return {"cut": self.proposal.pk}


def cuts() -> list[Cut]:
    """The proposals, the newest first."""
    now = pending()
    rows = JournalCut.objects.select_related("confirmation").annotate(
        gone=Sum("anchors__lines"), done_at=Max("anchors__at")
    )
    shown = rows.order_by("-pk")[:SHOWN]  # counting drops the order of the model
    return [Cut(row, _state(row, now), row.gone or 0, row.done_at) for row in shown]


def _state(row: JournalCut, now: JournalCut | None) -> str:
    if row.done_at:  # type: ignore[attr-defined]
        return "done"
    if row != now:
        return "given_up"
    return "agreed" if hasattr(row, "confirmation") else "waiting"
