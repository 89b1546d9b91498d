"""What came of a call: what was said, a time to call back, a no that ends prospecting by telephone."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.consent.ledger import object_to
from accord.consent.terms import Method
from accord.contacts.actions import heard_from
from accord.contacts.models import ContactPoint, Person
from accord.lib.actor import Actor
from accord.register.models import Channel
from accord.sales.doing import NewActivity, done, plan, still
from accord.sales.models import Activity


@dataclass(frozen=True, slots=True)
class Ended:
    """What came of a call. result: a value of Result; call_back_at: the time they asked for, for CALL_BACK."""

    result: str
    words: str = ""
    call_back_at: datetime | None = None


RESULTS = ("reached", "no_answer", "message", "call_back", "refused")
SPOKEN = frozenset({"reached", "call_back", "refused"})


def results() -> dict[str, str]:
    """The results of a call in words."""
    return {
        "reached": _("we spoke"),
        "no_answer": _("no answer"),
        "message": _("a message was left"),
        "call_back": _("they asked to be called back"),
        "refused": _("they want no more such calls"),
    }


@transaction.atomic
def finish(*, actor: Actor, activity: Activity, ended: Ended) -> None:
    """Note what came of a call: a time asked for becomes a call to make, a refusal ends prospecting by telephone."""
    activity = still(activity)
    done(
        actor=actor,
        activity=activity,
        outcome=" · ".join(filter(None, (results()[ended.result], ended.words))),
    )
    if activity.person is None:
        return
    if ended.result in SPOKEN:
        heard_from(person_id=activity.person.pk, kind="called", at=timezone.now())
    if ended.result == "call_back":
        plan(actor=actor, new=_call_back(activity, ended))
    if ended.result == "refused":
        _refused(actor, activity.person)


def _call_back(activity: Activity, ended: Ended) -> NewActivity:
    return NewActivity(
        kind=Activity.Kind.CALL,
        subject=_("Call %(name)s back") % {"name": activity.person},
        person_id=activity.person_id,
        organisation_id=activity.organisation_id,
        lead_id=activity.lead_id,
        deal_id=activity.deal_id,
        owner_id=activity.owner_id,
        due_at=ended.call_back_at,
        remind_at=ended.call_back_at,
        call_kind=Activity.CallKind.CALL_BACK,
        is_asked_for=True,
    )


def _refused(actor: Actor, person: Person) -> None:
    for point in ContactPoint.objects.filter(person=person, kind=ContactPoint.Kind.PHONE).order_by("pk"):
        object_to(
            actor=actor,
            contact_point_id=point.pk,
            purpose_id=None,
            channel=Channel.PHONE,
            method=Method.TELEPHONE,
        )
