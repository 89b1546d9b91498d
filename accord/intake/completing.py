"""What a confirmed request tells about its author: who they are, how to call them, and the lead that is opened."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.contacts.actions import add_point, edit_person
from accord.contacts.admission import Identity, NewPoint
from accord.contacts.models import Acquisition, ContactPoint, Person
from accord.intake import answers
from accord.intake.definitions import Question, questions
from accord.intake.models import Submission
from accord.intake.requests import Request
from accord.intake.signup import ORIGIN
from accord.lib.actor import Actor
from accord.lib.addresses import AddressError, normalise_phone
from accord.lib.search import fold
from accord.sales.actions import open_lead
from accord.sales.arriving import Arrival
from accord.sales.completing import complete_lead
from accord.sales.models import Lead

IDENTITY = ("first_name", "last_name", "job")
LONGEST = {"first_name": 100, "last_name": 100, "job": 120}


def identity(request: Request) -> Identity:
    """Who the author says they are."""
    said = _identity(request.questions, request.values)
    return Identity(said["first_name"], said["last_name"], said["job"], request.pending.language)


def further_points(request: Request) -> list[NewPoint]:
    """The telephone number they left, not confirmed; none when it is no number."""
    number = _number(request.questions, request.values)
    return [NewPoint("phone", number, sphere_of(request))] if number else []


def sphere_of(request: Request) -> str:
    """Which addresses the form asked for."""
    version = request.form_version
    return str(version.definition["sphere"]) if version else request.pending.form.sphere


def author(request: Request, points: Sequence[ContactPoint]) -> Person:
    """The person behind an address that several share: the one who bears the name written, else the first."""
    said = _identity(request.questions, request.values)
    wanted = fold(f"{said['first_name']} {said['last_name']}")
    people = [point.person for point in points]
    same = [one for one in people if fold(f"{one.first_name} {one.last_name}") == wanted]
    return (same or people)[0]


def complete(*, actor: Actor, person: Person, request: Request) -> None:
    """Fill in what was not known of somebody; what is known is not overwritten, the submission keeps what was said."""
    _fill(actor, person, _identity(request.questions, request.values))
    _add_number(actor, person, _number(request.questions, request.values), sphere_of(request))


def submit(*, person: Person, request: Request, at: datetime) -> Submission | None:
    """Keep the request for good: the version shown, what was answered, when. None for one older than versions."""
    version = request.form_version
    if version is None:
        return None
    pending = request.pending
    return Submission.objects.create(
        form_id=pending.form_id,
        form_version=version,
        person=person,
        answers=request.told,
        boxes=[box.key for box in request.boxes],
        origin=pending.answers.get(ORIGIN, {}),
        asked_at=pending.created_at,
        confirmed_at=at,
    )


def lead_of(*, actor: Actor, submission: Submission, request: Request, source: str) -> Lead:
    """Open the lead of a request; a company recognised without doubt becomes the person's, when they have none."""
    person, asked, values = submission.person, request.questions, request.values
    arrival = Arrival(
        source=source,
        source_detail=submission.form.title_fr,
        acquisition_id=_acquisition(person, submission),
        form_id=submission.form_id,
        submission_id=submission.pk,
        organisation_name=answers.told_by(asked, values, "organisation"),
        headcount=_headcount(asked, values),
        subject=submission.form_version.definition["title"],
        answers=submission.answers,
        message=answers.told_by(asked, values, "message"),
        postcode=answers.told_by(asked, values, "postcode"),
    )
    lead = open_lead(actor=actor, person=person, arrival=arrival)
    if lead.organisation_id and not person.organisation_id:
        edit_person(actor=actor, person=person, changes={"organisation_id": lead.organisation_id})
    return lead


def _acquisition(person: Person, submission: Submission) -> int | None:
    rows = Acquisition.objects.filter(person=person, form_id=submission.form_id)
    return rows.order_by("-pk").values_list("pk", flat=True).first()


@transaction.atomic
def answer_more(*, submission_id: int, typed: Mapping[str, Any]) -> Submission:
    """The questions asked after the confirming click: kept with the submission and the lead. Once only."""
    rows = Submission.objects.select_for_update(of=("self",)).select_related("form_version", "person")
    submission = rows.get(pk=submission_id)
    if submission.completed_at:
        return submission
    asked = questions(submission.form_version.definition, is_after=True)
    values = answers.kept(asked, typed)
    actor = Actor.person(submission.person_id)
    more = answers.told(asked, values)
    submission.answers, submission.completed_at = [*submission.answers, *more], timezone.now()
    submission.save(update_fields=["answers", "completed_at"])
    _fill(actor, submission.person, _identity(asked, values))
    _add_number(
        actor, submission.person, _number(asked, values), submission.form_version.definition["sphere"]
    )
    told = {
        "headcount": _headcount(asked, values),
        "postcode": answers.told_by(asked, values, "postcode"),
        "message": answers.told_by(asked, values, "message"),
        "organisation_name": answers.told_by(asked, values, "organisation"),
    }
    complete_lead(actor=actor, submission_id=submission.pk, answers=more, told=told)
    facts = {"submission": submission.pk, "fields": [one["code"] for one in more]}
    record(actor=actor, verb="intake.submission.completed", about=submission.person, facts=facts)
    return submission


def _identity(asked: Sequence[Question], values: Mapping[str, Any]) -> dict[str, str]:
    return {name: answers.told_by(asked, values, name)[: LONGEST[name]] for name in IDENTITY}


def _fill(actor: Actor, person: Person, said: Mapping[str, str]) -> None:
    changes = {name: value for name, value in said.items() if value and not getattr(person, name)}
    if changes:
        edit_person(actor=actor, person=person, changes=changes)


def _add_number(actor: Actor, person: Person, number: str, sphere: str) -> None:
    if number:
        is_first = not person.contact_points.filter(kind="phone").exists()
        add_point(actor=actor, person=person, point=NewPoint("phone", number, sphere, is_primary=is_first))


def _number(asked: Sequence[Question], values: Mapping[str, Any]) -> str:
    try:
        return normalise_phone(answers.told_by(asked, values, "phone"))
    except AddressError:
        return ""


def _headcount(asked: Sequence[Question], values: Mapping[str, Any]) -> str:
    return answers.told_by(asked, values, "headcount")[:10]
