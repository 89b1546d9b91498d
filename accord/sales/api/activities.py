"""Activities, for programs: what is to be done, and what came of it."""

from datetime import datetime
from typing import Annotated, Any, Literal

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from ninja import Router, Schema
from pydantic import Field

from accord.contacts.models import Organisation, Person
from accord.lib.keyset import page
from accord.sales.api.refusing import conflicts
from accord.sales.doing import NewActivity, change, drop, finish, write_down
from accord.sales.models import Activity, Deal, Lead
from accord.staff.api.asking import actor_of, asks, user_of, writes
from accord.staff.api.fields import Id, Instant, Line, Number, Place, Sent, Size, Text
from accord.staff.api.problems import Refusal, wrong
from accord.staff.api.repeats import once
from accord.staff.queries import holding

router = Router(tags=["activities"])
EMPTIED = ("due_at", "ends_at")  # what may be taken out again

Subject = Annotated[str, Field(min_length=1, max_length=200, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")]


class ActivityOut(Schema):
    """A call, a meeting, a task, a note or an e-mail; done, or still to do."""

    id: int
    kind: str
    subject: str
    text: str
    person_id: int | None
    organisation_id: int | None
    lead_id: int | None
    deal_id: int | None
    owner_id: int | None
    due_at: datetime | None
    ends_at: datetime | None
    place: str
    call_kind: str
    done_at: datetime | None
    outcome: str


class ActivitiesOut(Schema):
    """One page, the newest first; `after` asks for the next one, "" at the end."""

    activities: list[ActivityOut]
    after: str


class ActivityIn(Sent):
    """Something to do. call_kind: for calls, why somebody is called: an answer, a running contract, a call-back.

    A prospecting call is planned on the page, where the gate is asked. owner_id: the caller when not sent.
    """

    kind: Literal["call", "meeting", "task", "note"]
    subject: Subject
    text: Text = ""
    person_id: Number | None = None
    organisation_id: Number | None = None
    lead_id: Number | None = None
    deal_id: Number | None = None
    owner_id: Number | None = None
    due_at: Instant | None = None
    ends_at: Instant | None = None
    place: Line = ""
    call_kind: Literal["", "answer", "contract", "call_back"] = ""


class ActivityChanges(Sent):
    """What is to be corrected in something still to do; what is not sent stays."""

    subject: Subject | None = None
    text: Text | None = None
    owner_id: Number | None = None
    due_at: Instant | None = None
    ends_at: Instant | None = None
    place: Line | None = None


class DoneIn(Sent):
    """What came of it."""

    outcome: Annotated[str, Field(max_length=300, pattern=r"^[^\x00]*$")] = ""


@router.get("activities", **asks("activities:read", ActivitiesOut), summary="Activities")
def list_activities(
    request: HttpRequest, state: Literal["", "to_do", "done"] = "", after: Place = "", size: Size = 25
) -> ActivitiesOut:
    """The activities the caller may see, the newest first."""
    rows = _seen(request)
    if state:
        rows = rows.filter(done_at__isnull=state == "to_do")
    shown = page(rows, ("-pk",), {"after": after}, size)
    return ActivitiesOut(activities=[told(one) for one in shown.rows], after=shown.after)


@router.get("activities/{pk}", **asks("activities:read", ActivityOut), summary="One activity")
def one_activity(request: HttpRequest, pk: Id) -> ActivityOut:
    """One activity."""
    return told(_activity(request, pk))


@router.post("activities", **writes("activities:write", ActivityOut, status=201), summary="Plan an activity")
@once(201)
def plan_activity(request: HttpRequest, body: ActivityIn) -> ActivityOut:
    """Write down something to do, about a person, an organisation, a lead or a deal."""
    _check(request, body)
    said = body.model_dump()
    said["owner_id"] = said["owner_id"] or user_of(request).pk
    with conflicts():
        return told(write_down(actor=actor_of(request), new=NewActivity(**said)))


@router.post("activities/{pk}/done", **writes("activities:write", ActivityOut), summary="Note it is done")
@once()
def finish_activity(request: HttpRequest, pk: Id, body: DoneIn) -> ActivityOut:
    """Note that it is done, and what came of it."""
    activity = _activity(request, pk)
    if activity.call_kind == Activity.CallKind.PROSPECTING:
        raise Refusal(
            409, _("What came of a prospecting call is noted on its page, where each attempt counts.")
        )
    with conflicts():
        finish(actor=actor_of(request), activity=activity, outcome=body.outcome)
    return one_activity(request, pk)


@router.patch("activities/{pk}", **writes("activities:write", ActivityOut), summary="Correct an activity")
@once()
def change_activity(request: HttpRequest, pk: Id, body: ActivityChanges) -> ActivityOut:
    """Correct something still to do; what is done is no longer corrected (409)."""
    activity, sent = _activity(request, pk), body.model_dump(exclude_unset=True)
    details = {name: value for name, value in sent.items() if value is not None or name in EMPTIED}
    _check_owner(body.owner_id)
    due, ends = details.get("due_at", activity.due_at), details.get("ends_at", activity.ends_at)
    _check_hours(due, ends)
    with conflicts():
        change(actor=actor_of(request), activity=activity, **details)
    return one_activity(request, pk)


@router.delete("activities/{pk}", **writes("activities:write", ActivityOut), summary="Take an activity away")
@once()
def drop_activity(request: HttpRequest, pk: Id) -> ActivityOut:
    """Take away something that will not be done: its last state. What is done, or a call that began, stays (409)."""
    activity = _activity(request, pk)
    answer = told(activity)
    if activity.decision_id is not None:
        raise Refusal(409, _("This call has begun: say what came of it."))
    with conflicts():
        drop(actor=actor_of(request), activity=activity)
    return answer


def _check(request: HttpRequest, body: ActivityIn) -> None:
    """Everything it is about exists, and may be seen."""
    user = user_of(request)
    known: dict[str, Any] = {
        "person_id": Person.objects.exclude(state=Person.State.ERASED),
        "organisation_id": Organisation.objects.all(),
        "lead_id": Lead.objects.visible_to(user),
        "deal_id": Deal.objects.visible_to(user),
    }
    _check_owner(body.owner_id)
    for name, rows in known.items():
        number = getattr(body, name)
        if number and not rows.filter(pk=number).exists():
            raise wrong(f"body.{name}", _("Nothing has this number."))
    if not any(getattr(body, name) for name in ("person_id", "organisation_id", "lead_id", "deal_id")):
        raise wrong("body.person_id", _("Say whom or what it is about."))
    _check_hours(body.due_at, body.ends_at)


def _check_owner(number: int | None) -> None:
    if number and not holding("activities.work").filter(pk=number).exists():
        raise wrong("body.owner_id", _("No colleague who works on activities has this number."))


def _check_hours(due: datetime | None, ends: datetime | None) -> None:
    if ends and (due is None or ends < due):
        raise wrong("body.ends_at", _("It ends before it begins."))


def _seen(request: HttpRequest) -> Any:
    return Activity.objects.visible_to(user_of(request))


def _activity(request: HttpRequest, pk: int) -> Activity:
    found: Activity = get_object_or_404(_seen(request), pk=pk)
    return found


def told(activity: Activity) -> ActivityOut:
    """One activity as the API tells it."""
    return ActivityOut.model_validate(activity, from_attributes=True)
