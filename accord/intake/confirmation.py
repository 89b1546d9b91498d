"""The owner of an address answers: yes lets a person in, with both steps and the exact words; no leaves a counter."""

import json
from dataclasses import dataclass
from datetime import datetime

from django.db import connection, transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.consent import ledger
from accord.consent.ledger import Act
from accord.consent.suppression import lift, suppress
from accord.consent.terms import Level, Method, State
from accord.contacts.actions import admit, confirm_point, heard_from, inform
from accord.contacts.admission import NewAcquisition, NewPoint
from accord.contacts.models import ContactPoint, Person
from accord.contacts.queries import find_by_address
from accord.intake import completing
from accord.intake.bookings.chosen import about, confirmed
from accord.intake.counting import count
from accord.intake.definitions import Box
from accord.intake.models import PendingRequest, SpentToken, Submission
from accord.intake.requests import Answer, Request, found, read
from accord.intake.trials import actions as trials
from accord.lib.actor import SYSTEM, Actor
from accord.lib.tokens import hash_token
from accord.register.models import Channel
from accord.sales.actions import assign
from accord.sales.models import Booking

METHODS = {"telephone": Method.TELEPHONE, "fair": Method.COUNTER, "counter": Method.COUNTER}
SOURCES = {"telephone": "telephone", "fair": "in_person", "counter": "in_person"}


@dataclass(frozen=True, slots=True)
class Confirmed:
    """What came of an answer: how the link stands now, and the request it was about when there is one."""

    answer: Answer
    request: Request | None = None
    at: datetime | None = None
    submission: Submission | None = None
    booking: Booking | None = None


@transaction.atomic
def confirm(*, token: str, network: dict[str, str]) -> Confirmed:
    """Yes: person, verified address, both events with their evidence, in one transaction. Twice changes nothing.

    network: {"ip", "user_agent"} of this second step. Only a live token does anything.
    """
    pending = _claim(token)
    if pending is None:
        return Confirmed(*found(token))
    request = read(pending)
    now = timezone.now()
    _one_at_a_time(pending)
    points = points_of(pending) or [_admit(request, now)]
    person = completing.author(request, points)
    by = Actor.person(person.pk)
    completing.complete(actor=by, person=person, request=request)
    if request.boxes:
        _record_events(request, points, network, now)
    for point in points:
        _verified(request, point, now)
    submission, booking = _keep(request, person, now)
    _spend(pending, "confirmed")
    return Confirmed(Answer.CONFIRMED, request, now, submission, booking)


@transaction.atomic
def refuse(*, token: str) -> Confirmed:
    """No: the request is deleted and one more refusal counted; the ledger learns nothing, nobody was ever there."""
    pending = PendingRequest.objects.select_for_update().filter(token_hash=hash_token(token)).first()
    if pending is None:
        return Confirmed(*found(token))
    request = read(pending)
    _spend(pending, "refused")
    record(actor=Actor.person(), verb="intake.request.refused", about=pending.form)
    return Confirmed(Answer.REFUSED, request, timezone.now())


def never_again(*, address_hash: bytes) -> None:
    """Whoever just said no asks that nobody make us write to this address again; only its keyed hash is kept."""
    suppress(actor=SYSTEM, reason="refused_request", address_hash=address_hash, source_id="intake")


def _claim(token: str) -> PendingRequest | None:
    """The live request of a token, locked: whoever clicks twice at once waits for the first."""
    rows = PendingRequest.objects.select_for_update(of=("self",)).select_related("form__notice__controller")
    pending = rows.filter(token_hash=hash_token(token)).first()
    return pending if pending and read(pending).answer is Answer.OPEN else None


def _one_at_a_time(pending: PendingRequest) -> None:
    """Two forms confirmed at the same instant for one address make one person."""
    number = int.from_bytes(bytes(pending.address_hash)[:8], "big", signed=True)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [number])


def points_of(pending: PendingRequest) -> list[ContactPoint]:
    """The points that hold exactly this address; people who share it all get the answer given from it."""
    here = (Person.State.ACTIVE, Person.State.RESTRICTED)
    return list(find_by_address("email", pending.address).filter(person__state__in=here))


def _admit(request: Request, now: datetime) -> ContactPoint:
    pending = request.pending
    form = pending.form
    person = admit(
        actor=Actor.person(),
        acquisition=NewAcquisition(
            source=SOURCES.get(pending.origin, "form"),
            detail=form.title_fr,
            acquired_at=pending.created_at,
            notice_version_id=pending.notice_version_id,
            informed_at=pending.created_at,
            form_id=form.pk,
        ),
        identity=completing.identity(request),
        points=[
            NewPoint("email", pending.address, completing.sphere_of(request), confirmed_at=now),
            *completing.further_points(request),
        ],
    )
    return person.contact_points.get(kind="email")


def _keep(request: Request, person: Person, now: datetime) -> tuple[Submission | None, Booking | None]:
    """The submission, the trial its form leads to, and the lead and the meeting where somebody is to answer."""
    submission = completing.submit(person=person, request=request, at=now)
    if submission is None:
        return None, None
    actor, chosen = Actor.person(person.pk), request.meeting
    trials.start(actor=actor, submission=submission)
    lead, deal = about(chosen.page, person) if chosen else (None, None)
    if request.is_lead and lead is None and deal is None:
        source = SOURCES.get(request.pending.origin, "form")
        lead = completing.lead_of(actor=actor, submission=submission, request=request, source=source)
        if chosen:
            assign(actor=actor, lead=lead, owner=chosen.page.user)
    return submission, confirmed(chosen, submission, lead, deal) if chosen else None


def _verified(request: Request, point: ContactPoint, now: datetime) -> None:
    by = Actor.person(point.person_id)
    confirm_point(actor=by, point=point, at=now)
    inform(
        actor=by,
        person=point.person,
        notice_version_id=request.pending.notice_version_id,
        at=request.pending.created_at,
    )
    heard_from(person_id=point.person_id, kind="confirmed", at=now)
    lift(actor=by, address_hash=bytes(request.pending.address_hash))
    facts = {"form": request.pending.form_id, "purposes": request.pending.purpose_ids}
    record(actor=by, verb="intake.request.confirmed", about=point.person, facts=facts)


def _record_events(
    request: Request, points: list[ContactPoint], network: dict[str, str], now: datetime
) -> None:
    by = Actor.person(points[0].person_id)
    asked = [act for point in points for box in request.boxes for act in _asked(request, point, box)]
    ids = ledger.write(actor=by, acts=asked)
    answers = [_answered(act, event, network, now) for act, event in zip(asked, ids, strict=True)]
    ledger.write(actor=by, acts=answers)


def _asked(request: Request, point: ContactPoint, box: Box) -> list[Act]:
    """What was asked on the form: of the address itself, or of the telephone number of the same person."""
    pending = request.pending
    reached = _reached(point, box)
    evidence = {"address": reached.value if reached else "", "network": _text(pending.network)}
    if pending.asked_by_label:
        evidence |= {"operator": pending.asked_by_label, "typed": pending.asked_words}
    if reached is None:
        return []
    act = Act(
        contact_point_id=reached.pk,
        purpose_id=box.purpose.pk,
        channel=box.channel,
        state=State.REQUESTED,
        method=METHODS.get(pending.origin, Method.FORM),
        indicated_at=pending.created_at,
        received_at=pending.created_at,
        words=box.words,
        language=request.version.language,
        notice_version_id=pending.notice_version_id,
        level=Level.FORM,
        evidence=evidence,
        recipient_id=box.recipient_id,
        source_id=f"form:{pending.form_id}",
    )
    return [act]


def _reached(point: ContactPoint, box: Box) -> ContactPoint | None:
    """Where a box lets us reach the person; a box for calls without a number says nothing."""
    if box.channel == Channel.EMAIL:
        return point
    kind = ContactPoint.Kind.POST if box.channel == Channel.POST else ContactPoint.Kind.PHONE
    return point.person.contact_points.filter(kind=kind).order_by("-is_primary", "pk").first()


def _answered(act: Act, event_id: int, network: dict[str, str], now: datetime) -> Act:
    """The second step: whoever reads the address confirms it; of a number, it says yes without proving the number."""
    is_address = act.channel == Channel.EMAIL
    return Act(
        contact_point_id=act.contact_point_id,
        purpose_id=act.purpose_id,
        channel=act.channel,
        state=State.CONFIRMED if is_address else State.GIVEN,
        method=Method.LINK,
        indicated_at=now,
        words=act.words,
        language=act.language,
        notice_version_id=act.notice_version_id,
        level=Level.DOUBLE_OPT_IN if is_address else Level.FORM,
        evidence={"address": act.evidence["address"], "network": _text(network)},
        recipient_id=act.recipient_id,
        refers_to=event_id,
        source_id=act.source_id,
    )


def _text(network: dict[str, str]) -> str:
    return json.dumps(network, sort_keys=True, ensure_ascii=False) if network else ""


def _spend(pending: PendingRequest, outcome: str) -> None:
    """The token has served; so have those of earlier requests for the same form and address."""
    same = PendingRequest.objects.filter(form=pending.form_id, address_hash=pending.address_hash)
    hashes = list(same.exclude(pk=pending.pk).values_list("token_hash", flat=True))
    spent = [SpentToken(token_hash=pending.token_hash, outcome=outcome, form_id=pending.form_id)]
    spent += [SpentToken(token_hash=one, outcome="superseded", form_id=pending.form_id) for one in hashes]
    SpentToken.objects.bulk_create(spent)
    same.delete()
    count(pending.form_id, timezone.localdate(pending.created_at), **{outcome: 1})
