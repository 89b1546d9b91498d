"""Planning what has to be done about somebody, correcting it, and noting that it is done."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import differences, record
from accord.lib.actor import Actor
from accord.sales import booked, diary, freezing
from accord.sales.models import Activity, Deal, Lead
from accord.staff.naming import name_colleagues

ANSWERS = frozenset({Activity.Kind.CALL, Activity.Kind.EMAIL, Activity.Kind.MEETING})  # what answers somebody
TIMES = frozenset({"due_at", "ends_at", "owner_id"})


class Over(ValueError):
    """It is done, or gone, meanwhile; the message says so to the person."""


@dataclass(frozen=True, slots=True)
class NewActivity:
    """One thing to do. kind: a value of Activity.Kind; call_kind: of Activity.CallKind, for calls only.

    purpose_id, for calls of prospecting: what they are for; is_asked_for: they asked for this very time.
    """

    kind: str
    subject: str
    text: str = ""
    person_id: int | None = None
    organisation_id: int | None = None
    lead_id: int | None = None
    deal_id: int | None = None
    owner_id: int | None = None
    due_at: datetime | None = None
    ends_at: datetime | None = None
    remind_at: datetime | None = None
    place: str = ""
    call_kind: str = ""
    purpose_id: int | None = None
    is_asked_for: bool = False


@transaction.atomic
def plan(*, actor: Actor, new: NewActivity) -> Activity:
    """Write down something to do. Raises freezing.Frozen for a lead nobody may work on, diary.Busy."""
    if new.lead_id:
        freezing.check(Lead.objects.only("person").get(pk=new.lead_id))
    activity = Activity(**asdict(new), by_id=actor.id, by_label=actor.label)
    if _takes_time(activity):
        diary.hold(activity.owner_id)
        diary.check(activity)
    activity.save()
    record(actor=actor, verb="sales.activity.planned", about=activity, facts=_facts(activity))
    name_colleagues(actor=actor, text=_words(activity), where=where(activity))
    return activity


@transaction.atomic
def write_down(*, actor: Actor, new: NewActivity) -> Activity:
    """Plan something, or keep a note, which is done as soon as it is written."""
    activity = plan(actor=actor, new=new)
    if activity.kind == Activity.Kind.NOTE:
        done(actor=actor, activity=activity)
    return activity


@transaction.atomic
def change(*, actor: Actor, activity: Activity, **details: Any) -> Activity:
    """Correct something still to do; a new hour to be reminded at reminds again. Raises Over, diary.Busy.

    Whoever booked it is told of another hour, place or colleague.
    """
    if _takes_time(activity):
        diary.hold(activity.owner_id, details.get("owner_id"))
    activity = still(activity)
    words = differences({name: getattr(activity, name) for name in details}, details)
    if not words:
        return activity
    before, was_due_at = _words(activity), activity.due_at
    if "remind_at" in words:
        activity.reminded_at = None
    for name, value in details.items():
        setattr(activity, name, value)
    if TIMES & words.keys():
        diary.check(activity)
    activity.save()
    booked.changed(activity, words.keys(), was_due_at)
    facts = {**_facts(activity), "fields": sorted(words)}
    record(actor=actor, verb="sales.activity.changed", about=activity, facts=facts, words=dict(words))
    name_colleagues(actor=actor, text=_words(activity), before=before, where=where(activity))
    return activity


@transaction.atomic
def drop(*, actor: Actor, activity: Activity) -> None:
    """Take away something that will not be done; whoever booked it is told. Raises Over: what happened stays."""
    activity = still(activity)
    booked.dropped(actor, activity)
    words = {"subject": (activity.subject, "")}
    record(actor=actor, verb="sales.activity.dropped", about=activity, facts=_facts(activity), words=words)
    activity.delete()


@transaction.atomic
def done(*, actor: Actor, activity: Activity, outcome: str = "") -> None:
    """Note that it is done, and what came of it; the deal it is about has news, the lead it is about an answer."""
    activity.done_at, activity.outcome = timezone.now(), outcome[:300]
    activity.save(update_fields=["done_at", "outcome"])
    if activity.lead_id and activity.kind in ANSWERS:
        Lead.objects.filter(pk=activity.lead_id, answered_at=None).update(answered_at=activity.done_at)
    if activity.deal_id:
        Deal.objects.filter(pk=activity.deal_id).update(news_at=activity.done_at)
    record(actor=actor, verb="sales.activity.done", about=activity, facts=_facts(activity))
    name_colleagues(actor=actor, text=outcome, where=where(activity))


@transaction.atomic
def finish(*, actor: Actor, activity: Activity, outcome: str = "") -> None:
    """`done`, once. Raises Over."""
    done(actor=actor, activity=still(activity), outcome=outcome)


def still(activity: Activity) -> Activity:
    """The activity, locked, not done yet. Raises Over."""
    locked = Activity.objects.select_for_update(of=("self",)).filter(pk=activity.pk).first()
    if locked is None or locked.done_at:
        raise Over(_("This has been done, or taken away, meanwhile."))
    return locked


def _takes_time(activity: Activity) -> bool:
    return activity.kind == Activity.Kind.MEETING or activity.is_asked_for


def _words(activity: Activity) -> str:
    return f"{activity.subject}\n{activity.text}"


def where(activity: Activity) -> dict[str, int | None]:
    """What the words of an activity are about, for the colleagues named in them (staff.naming)."""
    kinds = ("person", "organisation", "lead", "deal")
    return {"activity": activity.pk, **{kind: getattr(activity, f"{kind}_id") for kind in kinds}}


def _facts(activity: Activity) -> dict[str, Any]:
    about = {"person": activity.person_id, "lead": activity.lead_id, "deal": activity.deal_id}
    return {"kind": activity.kind, **about}
