"""Telling a patient who chose it, by e-mail, that a document awaits: asked by a colleague, sent by the clock."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal
from uuid import UUID

from django.conf import settings
from django.db import transaction
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.health import journal
from accord.health.codes import Mode, Purpose, Requester
from accord.health.crypto import Unreadable
from accord.health.impossible import Impossible
from accord.health.models import AccessRequest, AuditEvent, AwaitingMail, Patient, RequestedItem
from accord.health.queries.patients import one_person
from accord.health.router import ALIAS
from accord.health.vault import Destroyed
from accord.lib.actor import SYSTEM, Actor

NO_SERVER = _("No mail server is set for health (HEALTH_MAIL): nobody can be told by e-mail.")
NOT_THEIRS = _("Only a patient who asked for their own documents is told by e-mail.")
NOT_CHOSEN = _("This patient did not choose to be told by e-mail.")
NOTHING = _("Nothing awaits yet: attach the copies, or refuse.")
NOT_FETCHED = _("These documents leave otherwise: nobody has to come for them.")
ON_ITS_WAY = _("An e-mail is already on its way.")
CAME_BACK = _("The last e-mail came back: correct the address of the patient first, or print the letter.")

MOST = 8  # tries, the wait doubling each time: some fifteen hours in all
FIRST_WAIT = timedelta(minutes=7)
State, Asked = AwaitingMail.State, AccessRequest.State
# What is being tried may come back before anybody could note that it left
HANDED_OVER = Q(state=State.SENT) | Q(state=State.QUEUED, tries__gt=0)

COPIES = RequestedItem.objects.filter(
    request=OuterRef("pk"),
    outcome=RequestedItem.Outcome.PENDING,
    file__isnull=False,
    file__destroyed_at=None,
)
AWAITS = Q(state=Asked.REFUSED) | Q(Exists(COPIES), state=Asked.OPEN)  # the refusal, or copies
FETCHED = Q(state=Asked.REFUSED) | Q(modes__overlap=[Mode.IN_HAND, Mode.ON_SITE])  # the patient comes for it
WRITABLE = AWAITS & FETCHED & Q(kind=Requester.PATIENT)  # a letter on paper may say so: to the patient alone


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a try: "sent", "later" (try again) or "refused"; said: the code the server answered."""

    fate: Literal["sent", "later", "refused"]
    said: str = ""


Send = Callable[[str, UUID], Outcome]


def obstacle(request: AccessRequest) -> "Promise | None":
    """Why this patient cannot be told by e-mail now, None when they can."""
    patient = request.patient.speaks
    looks: list[tuple[bool, Promise]] = [
        (not settings.HEALTH_MAIL, NO_SERVER),
        (request.kind != Requester.PATIENT, NOT_THEIRS),
        (not _chose(patient), NOT_CHOSEN),
        (not _is(request, AWAITS), NOTHING),
        (not _is(request, FETCHED), NOT_FETCHED),
        (request.mails.filter(state=State.QUEUED).exists(), ON_ITS_WAY),
        (came_back_to(patient), CAME_BACK),
    ]
    return next((why for stands, why in looks if stands), None)


def _chose(patient: Patient) -> bool:
    return patient.is_told_by_email and bool(patient.traits.email)


def _is(request: AccessRequest, rule: Q) -> bool:
    return AccessRequest.objects.filter(rule, pk=request.pk).exists()


def may_write(request: AccessRequest) -> bool:
    """True when a letter on paper may say that a document awaits (`WRITABLE`)."""
    return _is(request, WRITABLE)


def came_back_to(patient: Patient) -> bool:
    """True when the last mail to this person came back, and who they are was not corrected since."""
    ids = one_person(patient)
    last = AwaitingMail.objects.filter(request__patient__in=ids).exclude(state=State.QUEUED).last()
    if last is None or last.state != State.RETURNED or last.ended_at is None:
        return False
    corrected = AuditEvent.objects.filter(
        action="patient.corrected", patients__overlap=ids, at__gt=last.ended_at
    )
    return not corrected.exists()


@transaction.atomic(using=ALIAS)
def came_back(*, mail: UUID) -> bool:
    """A mail that left did not reach the patient: the desk is told on the page of the request. False when we know of no
    such mail that left.
    """
    row = AwaitingMail.objects.select_for_update(of=("self",)).filter(HANDED_OVER, pk=mail).first()
    if row is None:
        return False
    row.state, row.address_sealed, row.ended_at = State.RETURNED, b"", timezone.now()
    row.save(update_fields=["state", "address_sealed", "ended_at"])
    _note(SYSTEM, "mail.returned", row)
    return True


@transaction.atomic(using=ALIAS)
def tell(*, actor: Actor, request: AccessRequest) -> AwaitingMail:
    """Put the mail into the queue. Raises Impossible: not chosen, nothing awaits, one is on its way, no server."""
    locked = (
        AccessRequest.objects.select_for_update(of=("self",))
        .select_related("patient__key")
        .get(pk=request.pk)
    )
    if why := obstacle(locked):
        raise Impossible(why)
    row = AwaitingMail(request=locked, asked_by_id=actor.id, asked_by=actor.label)
    row.put_address(locked.patient.speaks.traits.email)
    row.save(force_insert=True)
    _note(actor, "mail.asked", row)
    return row


def send_waiting(send: Send) -> int:
    """Try each mail whose turn has come, by `send(address, its own number)`; returns how many left.

    Each is claimed in its own transaction, sent outside any, then settled: a crash in between leaves it in the queue
    for its next turn. Its words say nothing, so that one too many harms nobody.
    """
    left, seen = 0, set[UUID]()
    while (row := _claimed(seen)) is not None:
        seen.add(row.pk)
        left += _settle(row, _tried(row, send))
    return left


def _claimed(seen: set[UUID]) -> AwaitingMail | None:
    with transaction.atomic(using=ALIAS):
        rows = AwaitingMail.objects.select_for_update(of=("self",), skip_locked=True)
        due = rows.filter(state=State.QUEUED, next_at__lte=timezone.now()).exclude(pk__in=seen)
        row = due.select_related("request__patient__key").order_by("next_at").first()
        if row is not None:
            row.tries += 1
            row.next_at = timezone.now() + FIRST_WAIT * 2 ** (row.tries - 1)
            row.save(update_fields=["tries", "next_at"])
    return row


def _tried(row: AwaitingMail, send: Send) -> Outcome:
    try:
        address = row.address
    except (Unreadable, Destroyed):
        return Outcome("refused", "unreadable")
    return send(address, row.pk)


def _settle(row: AwaitingMail, outcome: Outcome) -> bool:
    is_over = outcome.fate != "later" or row.tries >= MOST
    row.said = outcome.said[:20]
    if is_over:
        row.state = State.SENT if outcome.fate == "sent" else State.FAILED
        row.address_sealed, row.ended_at = b"", timezone.now()
    with transaction.atomic(using=ALIAS):
        if AwaitingMail.objects.select_for_update().get(pk=row.pk).state == State.RETURNED:
            return outcome.fate == "sent"
        row.save(update_fields=["said", "state", "address_sealed", "ended_at"])
        if is_over:
            _note(SYSTEM, "mail.sent" if row.state == State.SENT else "mail.failed", row, said=row.said)
    return row.state == State.SENT


def _note(actor: Actor, action: str, row: AwaitingMail, **facts: str) -> None:
    journal.record(
        actor=actor,
        action=action,
        patient=row.request.patient_id,
        purpose=Purpose.PATIENT_REQUEST,
        entity="Communication",
        entity_id=row.pk,
        outcome=journal.FAILED if action in ("mail.failed", "mail.returned") else journal.SUCCESS,
        facts=facts,
    )
