"""The end of old lines of the journal: proposed by the referent, confirmed by a second person, cut by the owner."""

from datetime import date, datetime, time
from uuid import UUID

from django.db import transaction
from django.db.models import Min
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
    JournalLane,
)
from accord.health.queries.patients import one_person
from accord.health.router import ALIAS
from accord.lib.actor import Actor
from accord.register.rules import period, rule
from accord.ui.components.words import long_date

TOO_YOUNG = _("The journal is kept for %(least)s at least: the latest day possible is %(day)s.")
NOTHING = _("No line of the journal is older than this day: nothing would go.")
CLAIM = _(
    "A claim is open about a patient whose accesses stand in these lines: they are its proof. The latest day possible "
    "is %(day)s, until the claim is closed."
)
ALONE = _("Whoever proposed it does not confirm it: a second person does.")
NOT_THE_LATEST = _("This proposal was given up for a later one, or is carried out already.")
NOT_CONFIRMED = _("No proposal waits that a second person confirmed.")


def latest_day() -> date:
    """The first day whose lines must stay: those before it may go (rule « health.log.keep »)."""
    return timezone.localdate() - period("health.log.keep")


def pending() -> JournalCut | None:
    """The proposal that counts: the latest, unless it is carried out."""
    latest = JournalCut.objects.select_related("confirmation").first()
    return latest if latest and not latest.anchors.exists() else None


@transaction.atomic(using=ALIAS)
def propose(*, actor: Actor, before: date) -> JournalCut:
    """Propose that the lines before this day go; an earlier proposal is given up.

    Raises Impossible for a day less than the time of the rule back, where no line is so old, and where lines about a
    patient with an open claim would go.
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

    As the owner of the tables: the application's role may not delete. Raises Impossible without a confirmed proposal,
    or when a claim was opened meanwhile.
    """
    cut = pending()
    if cut is None or not hasattr(cut, "confirmation"):
        raise Impossible(NOT_CONFIRMED)
    _refuse(cut.before)
    gone = sum(_shorten(lane, cut) for lane in JournalLane.objects.order_by("lane"))
    _tell(actor, "journal.cut", cut, lines=gone)
    return cut, gone


def _refuse(before: date) -> None:
    """Raises Impossible where lines before this day may not go."""
    if before > (latest := latest_day()):
        raise Impossible(TOO_YOUNG % {"least": rule("health.log.keep").words, "day": long_date(latest)})
    until = _instant(before)
    if not any(_last_to_go(lane.lane, until) for lane in JournalLane.objects.all()):
        raise Impossible(NOTHING)
    proof = AuditEvent.objects.filter(patients__overlap=_claimed(), at__lt=until)
    if proof.exists():
        day = timezone.localdate(proof.aggregate(first=Min("at"))["first"])
        raise Impossible(CLAIM % {"day": long_date(day)})


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


def _shorten(lane: JournalLane, cut: JournalCut) -> int:
    """Delete the beginning of one lane behind an anchor; returns how many lines went."""
    last = _last_to_go(lane.lane, _instant(cut.before))
    if last is None:
        return 0
    lines, _by_model = AuditEvent.objects.filter(lane=lane.lane, position__lte=last.position).delete()
    anchor = JournalAnchor(
        cut=cut, lane=lane.lane, position=last.position, head=last.hash, lines=lines, at=timezone.now()
    )
    journal.seal_anchor(anchor)
    anchor.save(force_insert=True)
    return lines


def _tell(actor: Actor, action: str, cut: JournalCut, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        purpose=Purpose.ADMINISTRATION,
        entity="JournalCut",
        entity_id=cut.pk,
        facts={"before": cut.before.isoformat(), **facts},
    )
