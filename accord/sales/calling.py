"""Calling somebody: what kind of call it is, and whether it may be made now."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.consent import gate
from accord.consent.moment import Slot, is_calling_now, next_call_at, note_attempt
from accord.consent.verdicts import Verdict
from accord.contacts.models import ContactPoint
from accord.contacts.queries import primary_phone
from accord.lib.actor import Actor
from accord.register.models import Channel, Purpose
from accord.sales import freezing
from accord.sales.concerning import number
from accord.sales.doing import NewActivity, plan, still
from accord.sales.models import Activity
from accord.sales.reaching import (
    Answer,
    Approach,
    CallKind,
    asked_about,
    mislabelled,
    refused,
    refused_for,
    without_purpose,
)

SLOT = timedelta(hours=1)  # how long a slot lasts when only its beginning was asked for
OF_THE_MOMENT = frozenset({"outside_hours", "called_too_often"})
PHONE = Channel.PHONE


@dataclass(frozen=True, slots=True)
class Call(Approach):
    """A call somebody is about to make. slot: the time the person asked for."""

    slot: Slot | None = None


class NotCalled(ValueError):
    """The call may not be made now; `answer` says why."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.sentence)
        self.answer = answer


def answer(call: Call, now: datetime | None = None) -> Answer:
    """What is said about `call` at `now`, without writing anything down."""
    now = now or timezone.now()
    point = primary_phone(call.person)
    if point is None:
        return refused_for("no_address", call.person)
    if wrong := _mislabelled(call, point, now):
        return wrong
    purpose = asked_about(call, PHONE)
    if purpose is None:
        return without_purpose()
    verdict = gate.ask(point.pk, purpose, PHONE, now=now, slot=call.slot)
    return _yes(call, purpose) if verdict.permitted else _no(verdict, point, now)


def begin(*, actor: Actor, call: Call, activity: Activity | None = None) -> Activity:
    """Ask at the moment of the act and write the decision down; the call is under way, an attempt if it prospects.

    activity: the call planned beforehand, if there is one. Raises NotCalled, freezing.Frozen, and Over when it is done.
    """
    if call.lead:
        freezing.check(call.lead)
    with transaction.atomic():  # a refusal is written down too: nothing is raised in here
        point = primary_phone(call.person)
        if point is not None:
            _wait_for_others(point)
        purpose = asked_about(call, PHONE)
        if point and purpose and _mislabelled(call, point, timezone.now()) is None:
            decision = _decide(actor, call, point, purpose)
            if decision is not None:
                return _under_way(actor, call, activity, decision, point, purpose)
        said = answer(call)
    raise NotCalled(said)


def _wait_for_others(point: ContactPoint) -> None:
    """Two calls begun at once are counted one after the other."""
    ContactPoint.objects.select_for_update().get(pk=point.pk)


def _decide(actor: Actor, call: Call, point: ContactPoint, purpose: Purpose) -> int | None:
    try:
        return gate.permit(
            actor=actor,
            contact_point_id=point.pk,
            purpose=purpose,
            channel=PHONE,
            act="call",
            slot=call.slot,
        ).decision_id
    except gate.Refused:
        return None


def _under_way(
    actor: Actor, call: Call, activity: Activity | None, decision: int, point: ContactPoint, purpose: Purpose
) -> Activity:
    begun = still(activity) if activity else plan(actor=actor, new=_unplanned(actor, call))
    begun.call_kind, begun.purpose, begun.decision_id = call.kind, purpose, decision
    begun.save(update_fields=["call_kind", "purpose", "decision_id"])
    if call.kind == CallKind.PROSPECTING:
        note_attempt(actor=actor, contact_point_id=point.pk, purpose_id=purpose.pk, outcome="begun")
    facts = {"kind": call.kind, "decision": decision, "person": call.person.pk}
    record(actor=actor, verb="sales.call.begun", about=begun, facts=facts)
    return begun


def _unplanned(actor: Actor, call: Call) -> NewActivity:
    return NewActivity(
        kind=Activity.Kind.CALL,
        subject=_("Call to %(name)s") % {"name": call.person},
        person_id=call.person.pk,
        organisation_id=call.person.organisation_id,
        lead_id=number(call.lead),
        deal_id=number(call.deal),
        owner_id=int(actor.id),
        due_at=timezone.now(),
        call_kind=call.kind,
    )


# What kind of call it is


def _mislabelled(call: Call, point: ContactPoint, now: datetime) -> Answer | None:
    """The refusal of a call that is not what it says it is: prospecting under another name."""
    if wrong := mislabelled(call, PHONE):
        return wrong
    if call.kind == CallKind.CALL_BACK and call.slot is None:
        why = _("No: no hour at which %(name)s asked to be called back was written down.")
        remedy = _("Write down the call with the hour they asked for first.")
        return Answer(False, why % {"name": call.person}, _("Consumer Code, art. L.223-1"), remedy)
    if call.kind == CallKind.CALL_BACK and not _is_their_hour(call, point, now):
        return refused_for("outside_hours", call.person, next_call_at(point.pk, now))
    return None


def _is_their_hour(call: Call, point: ContactPoint, now: datetime) -> bool:
    """Within the slot they asked for; outside it, consumers are called at the hours of everybody."""
    is_theirs = call.slot is not None and call.slot[0] <= now < call.slot[1]
    return is_theirs or is_calling_now(point, now)


def slot_of(activity: Activity) -> Slot | None:
    """The time somebody asked for, when they did."""
    is_theirs = activity.is_asked_for or activity.call_kind == CallKind.CALL_BACK
    if not is_theirs or activity.due_at is None:
        return None
    return activity.due_at, activity.ends_at or activity.due_at + SLOT


# Words


def _yes(call: Call, purpose: Purpose) -> Answer:
    said = {
        CallKind.PROSPECTING: _("Yes: the rules of prospecting allow it for “%(purpose)s”, at this hour."),
        CallKind.ANSWER: _("Yes: they asked; answering needs no agreement."),
        CallKind.CONTRACT: _("Yes: it is about their running contract."),
        CallKind.CALL_BACK: _("Yes: they asked to be called back; this is not prospecting."),
    }[CallKind(call.kind)]
    return Answer(True, said % {"purpose": purpose.label})


def _no(verdict: Verdict, point: ContactPoint, now: datetime) -> Answer:
    return refused(verdict, next_call_at(point.pk, now) if verdict.reason in OF_THE_MOMENT else None)
