"""The end of old lines of the journal: proposed by the referent, confirmed by a second person, cut by the owner."""

from collections.abc import Iterable, Iterator
from datetime import date, datetime, time
from itertools import groupby
from uuid import UUID

from django.db import connections, transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal
from accord.health.codes import Purpose
from accord.health.delays import PARIS
from accord.health.impossible import Impossible
from accord.health.models import (
    AuditEvent,
    Hold,
    JournalAnchor,
    JournalCut,
    JournalCutConfirmation,
    JournalGap,
    JournalLane,
)
from accord.health.queries.patients import one_person
from accord.health.router import ALIAS
from accord.lib.actor import Actor
from accord.register.rules import period, rule
from accord.ui.components.words import long_date

TOO_YOUNG = _("The journal is kept for %(least)s at least: the latest day possible is %(day)s.")
NOTHING = _("No line of the journal is older than this day: nothing would go.")
ALONE = _("Whoever proposed it does not confirm it: a second person does.")
NOT_THE_LATEST = _("This proposal was given up for a later one, or is carried out already.")
ALL_CLAIMED = _(
    "All the lines before this day are about patients with an open claim: they are its proof, nothing would go."
)
MOST_LEAVES = 10_000  # of one gap
NOT_CONFIRMED = _("No proposal waits that a second person confirmed.")


def latest_day() -> date:
    """The first day whose lines must stay: those before it may go (rule « health.log.keep »)."""
    return timezone.localdate() - period("health.log.keep")


def pending() -> JournalCut | None:
    """The proposal that counts: the latest, unless it is carried out."""
    latest = JournalCut.objects.select_related("confirmation").first()
    return latest if latest and not (latest.anchors.exists() or latest.gaps.exists()) else None


@transaction.atomic(using=ALIAS)
def propose(*, actor: Actor, before: date) -> JournalCut:
    """Propose that the lines before this day go; an earlier proposal is given up.

    Raises Impossible for a day less than the time of the rule back, and where no line so old may go: those about a
    patient with an open claim stay, they are its proof.
    """
    _refuse(before)
    cut = JournalCut.objects.create(before=before, by_id=actor.id, by_name=actor.label)
    _tell(actor, "journal.cut_proposed", cut)
    return cut


@transaction.atomic(using=ALIAS)
def confirm(*, actor: Actor, cut: JournalCut) -> JournalCutConfirmation:
    """The second person agrees. Raises Impossible for whoever proposed it, and for a proposal that no longer counts."""
    if actor.id == cut.by_id:
        raise Impossible(ALONE)
    if cut != pending() or hasattr(cut, "confirmation"):
        raise Impossible(NOT_THE_LATEST)
    _refuse(cut.before)
    agreed = JournalCutConfirmation.objects.create(
        cut=cut, author_id=cut.by_id, by_id=actor.id, by_name=actor.label
    )
    _tell(actor, "journal.cut_confirmed", cut)
    return agreed


@transaction.atomic(using=ALIAS)
def carry_out(*, actor: Actor) -> tuple[JournalCut, int]:
    """Delete the lines of the confirmed proposal, and leave a sealed anchor in each lane; returns it and how many went.

    Lines about a patient with an open claim stay, whenever it was opened; what goes from among them leaves a gap.
    As the owner of the tables: the application's role may not delete. Raises Impossible without a confirmed proposal,
    or where nothing may go any more.
    """
    cut = pending()
    if cut is None or not hasattr(cut, "confirmation"):
        raise Impossible(NOT_CONFIRMED)
    # A claim is opened before the cut or after it, never meanwhile.
    with connections[ALIAS].cursor() as cursor:
        cursor.execute("LOCK TABLE health_hold IN SHARE MODE")
    _refuse(cut.before)
    claimed = _claimed()
    gone = sum(_shorten(lane, cut, claimed) for lane in JournalLane.objects.order_by("lane"))
    _tell(actor, "journal.cut", cut, lines=gone)
    return cut, gone


def _refuse(before: date) -> None:
    """Raises Impossible where lines before this day may not go."""
    if before > (latest := latest_day()):
        raise Impossible(TOO_YOUNG % {"least": rule("health.log.keep").words, "day": long_date(latest)})
    until, claimed = _instant(before), _claimed()
    lanes = list(JournalLane.objects.all())
    if not any(_last_to_go(lane.lane, until) for lane in lanes):
        raise Impossible(NOTHING)
    if not any(_may_go(lane.lane, until, claimed).exists() for lane in lanes):
        raise Impossible(ALL_CLAIMED)


def _instant(day: date) -> datetime:
    return datetime.combine(day, time(), PARIS)


def _claimed() -> list[UUID]:
    """Every record of the patients about whom a claim is open."""
    holds = Hold.objects.filter(closed_on=None).select_related("patient__merged_into")
    return [pk for hold in holds for pk in one_person(hold.patient)]


def _last_to_go(lane: int, until: datetime) -> AuditEvent | None:
    """The last line of a lane before the first that must stay."""
    lines = AuditEvent.objects.filter(lane=lane)
    stays = lines.filter(at__gte=until).order_by("position").values_list("position", flat=True).first()
    going = lines.filter(position__lt=stays) if stays is not None else lines
    return going.order_by("position").last()


def _may_go(lane: int, until: datetime, claimed: list[UUID]) -> QuerySet[AuditEvent]:
    """The lines of a lane whose time is over, but those about a patient with an open claim."""
    last = _last_to_go(lane, until)
    old = AuditEvent.objects.filter(lane=lane, position__lte=last.position if last else 0)
    return old.exclude(patients__overlap=claimed) if claimed else old


def _shorten(lane: JournalLane, cut: JournalCut, claimed: list[UUID]) -> int:
    """Delete the lines of one lane that may go: its beginning behind an anchor, others leave gaps. How many went."""
    until = _instant(cut.before)
    last, going = _last_to_go(lane.lane, until), _may_go(lane.lane, until, claimed)
    if last is None:
        return 0
    old = AuditEvent.objects.filter(lane=lane.lane, position__lte=last.position)
    kept = old.filter(patients__overlap=claimed).order_by("position").first()
    begins = kept.position if kept else last.position + 1
    gone = _leave_gaps(going.filter(position__gt=begins), cut, lane.lane)
    return gone + _anchor(going.filter(position__lt=begins), cut, lane.lane, begins - 1)


def _anchor(lines: QuerySet[AuditEvent], cut: JournalCut, lane: int, position: int) -> int:
    """The lane begins after `position` from now on; returns how many lines went."""
    if not lines.exists():
        return 0
    head = journal.head_at(lane, position)
    gone, _by_model = lines.delete()
    anchor = JournalAnchor(cut=cut, lane=lane, position=position, head=head, lines=gone, at=timezone.now())
    journal.seal(anchor)
    anchor.save(force_insert=True)
    return gone


def _leave_gaps(lines: QuerySet[AuditEvent], cut: JournalCut, lane: int) -> int:
    """Delete lines among those that stay: each run of them leaves its leaves behind. Returns how many went."""
    found = lines.order_by("position").values_list("position", "leaf")
    for first, last, leaves in _runs((position, bytes(leaf)) for position, leaf in found.iterator()):
        gap = JournalGap(cut=cut, lane=lane, first=first, last=last, leaves=leaves, at=timezone.now())
        journal.seal(gap)
        gap.save(force_insert=True)
    gone, _by_model = lines.delete()
    return gone


def _runs(lines: Iterable[tuple[int, bytes]]) -> Iterator[tuple[int, int, bytes]]:
    """Positions that follow one another, `MOST_LEAVES` at most, with their leaves: (first, last, leaves)."""
    for _run, members in groupby(
        enumerate(lines), key=lambda one: (one[1][0] - one[0], one[0] // MOST_LEAVES)
    ):
        run = [line for _rank, line in members]
        yield run[0][0], run[-1][0], b"".join(leaf for _position, leaf in run)


def _tell(actor: Actor, action: str, cut: JournalCut, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        purpose=Purpose.ADMINISTRATION,
        entity="JournalCut",
        entity_id=cut.pk,
        facts={"before": cut.before.isoformat(), **facts},
    )
