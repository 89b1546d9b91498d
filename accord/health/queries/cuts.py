"""How long the journal is, and what became of each proposal to end its old lines."""

from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import F, Max, Min, Prefetch, Sum

from accord.health.actions.cutting import pending
from accord.health.models import AuditEvent, JournalAnchor, JournalCut, JournalGap, JournalLane

SHOWN = 30
IN_GAP = F("last") - F("first") + 1


@dataclass(frozen=True, slots=True)
class Length:
    """The journal: how many lines it has, when the oldest was written, how many were deleted after their time."""

    lines: int
    since: datetime | None
    gone: int


def length() -> Length:
    """Worked out from the lanes, their anchors and their gaps: no line is counted."""
    written = JournalLane.objects.aggregate(all=Sum("count"))["all"] or 0
    anchored = JournalAnchor.objects.aggregate(all=Sum("lines"))["all"] or 0
    gone = anchored + (JournalGap.objects.aggregate(all=Sum(IN_GAP))["all"] or 0)
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
    gaps = Prefetch("gaps", JournalGap.objects.defer("leaves"))
    rows = JournalCut.objects.select_related("confirmation").prefetch_related("anchors", gaps)
    return [_cut(row, now) for row in rows[:SHOWN]]


def _cut(row: JournalCut, now: JournalCut | None) -> Cut:
    left: list[JournalAnchor | JournalGap] = [*row.anchors.all(), *row.gaps.all()]
    done_at = max((one.at for one in left), default=None)
    return Cut(row, _state(row, now, done_at), sum(one.lines for one in left), done_at)


def _state(row: JournalCut, now: JournalCut | None, done_at: datetime | None) -> str:
    if done_at:
        return "done"
    if row != now:
        return "given_up"
    return "agreed" if hasattr(row, "confirmation") else "waiting"
