"""Planning what has to be done about somebody, and noting that it is done."""

from dataclasses import asdict, dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.sales.models import Activity, Deal, Lead

ANSWERS = frozenset({Activity.Kind.CALL, Activity.Kind.EMAIL, Activity.Kind.MEETING})  # what answers somebody


@dataclass(frozen=True, slots=True)
class NewActivity:
    """One thing to do. kind: a value of Activity.Kind; call_kind: of Activity.CallKind, for calls only."""

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


@transaction.atomic
def plan(*, actor: Actor, new: NewActivity) -> Activity:
    """Write down something to do."""
    activity = Activity.objects.create(**asdict(new), by_id=actor.id, by_label=actor.label)
    facts = {"kind": activity.kind, "lead": activity.lead_id, "deal": activity.deal_id}
    record(actor=actor, verb="sales.activity.planned", about=activity, facts=facts)
    return activity


@transaction.atomic
def done(*, actor: Actor, activity: Activity, outcome: str = "") -> None:
    """Note that it is done, and what came of it; the deal it is about has news, the lead it is about an answer."""
    activity.done_at, activity.outcome = timezone.now(), outcome[:300]
    activity.save(update_fields=["done_at", "outcome"])
    if activity.lead_id and activity.kind in ANSWERS:
        Lead.objects.filter(pk=activity.lead_id, answered_at=None).update(answered_at=activity.done_at)
    if activity.deal_id:
        Deal.objects.filter(pk=activity.deal_id).update(news_at=activity.done_at)
    facts = {"kind": activity.kind, "lead": activity.lead_id, "deal": activity.deal_id}
    record(actor=actor, verb="sales.activity.done", about=activity, facts=facts)
