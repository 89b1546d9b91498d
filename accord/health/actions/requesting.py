"""Requests for a record: receiving them, checking who asks, finding the documents, refusing."""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal
from accord.health.codes import IdentityCheck, Item, Mode, Proof, Purpose, Requester
from accord.health.delays import Delay, delay
from accord.health.impossible import Impossible
from accord.health.models import AccessRequest, DocumentReference, Patient, RequestedItem
from accord.health.queries.patients import one_person
from accord.health.refusing import Ground
from accord.health.router import ALIAS
from accord.lib.actor import Actor

CLOSED = _("This request is closed.")
NOT_THE_RIGHT_KIND = _(
    "Insurers, police and courts have their own route: their request is not recorded here."
)
TO_COME = _("A request cannot be received after today: correct its date.")
NOT_THIS = _("This document is not of this kind, or is not of this patient.")
NO_WAY = _("Say how the documents are to be received: read on the spot, handed over, or sent.")
LAST_WAY = _("One way of receiving the documents must remain: record another, or give the request up.")
Outcome, State = RequestedItem.Outcome, AccessRequest.State


@dataclass(frozen=True, slots=True)
class Received:
    """A request as it came in. items: codes asked for, empty for the whole record; who: "name", "contact", "doctor"."""

    kind: str
    received_at: datetime
    modes: tuple[str, ...] = (Mode.IN_HAND,)
    items: tuple[str, ...] = ()
    motive: str = ""
    who: dict[str, str] = field(default_factory=dict)
    is_commission_seized: bool = False
    has_objected: bool = False
    form_issue_id: UUID | None = None


@transaction.atomic(using=ALIAS)
def receive(*, actor: Actor, patient: Patient, received: Received) -> AccessRequest:
    """Open a request; the clock of each document runs from `received_at`.

    A part that does not exist yet among the references stays a line without a document. A form makes one request:
    read again, it only adds what was not asked for yet. Raises Impossible for whoever has another route, and for a day
    to come.
    """
    if not set(received.modes) & set(Mode.values):
        raise Impossible(NO_WAY)
    if received.kind not in Requester.values or not set(received.items) <= set(Item.values):
        raise Impossible(NOT_THE_RIGHT_KIND)
    if received.received_at > timezone.now():
        raise Impossible(TO_COME)
    if known := _of_form(received):
        return _added_to(known, received.items)
    request = AccessRequest(
        patient=patient,
        kind=received.kind,
        motive=received.motive,
        modes=[mode for mode in Mode.values if mode in received.modes],
        received_at=received.received_at,
        form_issue_id=received.form_issue_id,
        is_commission_seized=received.is_commission_seized,
        has_objected=received.has_objected,
        is_whole=not received.items,
        owner_id=actor.id,
        owner_name=actor.label,
    )
    request.put_who(received.who)
    request.save(force_insert=True)
    _list_documents(request, received.items)
    _tell(actor, "request.received", request, kind=received.kind, form=str(received.form_issue_id or ""))
    return request


def _of_form(received: Received) -> AccessRequest | None:
    forms = AccessRequest.objects.select_for_update(of=("self",)).select_related("patient__key")
    return forms.filter(form_issue_id=received.form_issue_id).first() if received.form_issue_id else None


def _added_to(request: AccessRequest, items: tuple[str, ...]) -> AccessRequest:
    if request.state == State.OPEN:
        request.is_whole = request.is_whole or not items
        request.save(update_fields=["is_whole"])
        _list_documents(request, items)
    return request


def _list_documents(request: AccessRequest, items: tuple[str, ...]) -> None:
    there = set(request.lines.values_list("item", flat=True))
    wanted = [item for item in items or Item.values if item not in there]
    documents = DocumentReference.objects.filter(
        patient__in=one_person(request.patient), item__in=wanted, is_error=False
    )
    lines = [_line(request, one.item, one) for one in documents]
    found = there | {line.item for line in lines}
    lines += [_line(request, item, None) for item in items if item not in found]
    RequestedItem.objects.bulk_create(lines)


def enlist(*, actor: Actor, document: DocumentReference) -> None:
    """A document that has just been noted joins the open requests that ask for it, or for the whole record."""
    requests = AccessRequest.objects.select_for_update(of=("self",)).select_related("patient__key")
    for request in requests.filter(patient__in=one_person(document.patient), state=State.OPEN):
        same = request.lines.filter(item=document.item)
        empty = same.filter(document=None, outcome=Outcome.PENDING).first()
        if empty:
            find(actor=actor, line=empty, document=document)
        elif request.is_whole or same.exists():
            _line(request, document.item, document).save(force_insert=True)


def _line(request: AccessRequest, item: str, document: DocumentReference | None) -> RequestedItem:
    clock = _clock(request, item, document)
    return RequestedItem(
        request=request,
        item=item,
        document=document,
        rule=clock.rule,
        opens_at=clock.opens_at,
        due_on=clock.due_on,
    )


def _clock(request: AccessRequest, item: str, document: DocumentReference | None) -> Delay:
    return delay(
        received_at=request.received_at,
        item=item,
        constituted_on=document.constituted_on if document else None,
        is_commission_seized=request.is_commission_seized,
    )


@transaction.atomic(using=ALIAS)
def find(*, actor: Actor, line: RequestedItem, document: DocumentReference) -> None:
    """Say which document a line is about: its clock follows the date of the document. Raises Impossible."""
    _must_be_open(line.request)
    is_ours = document.patient_id in one_person(line.request.patient)
    if document.item != line.item or document.is_error or not is_ours:
        raise Impossible(NOT_THIS)
    clock = _clock(line.request, line.item, document)
    line.document, line.rule, line.opens_at, line.due_on = document, clock.rule, clock.opens_at, clock.due_on
    line.save(update_fields=["document", "rule", "opens_at", "due_on"])
    _tell(actor, "request.document_found", line.request, item=line.item)


@transaction.atomic(using=ALIAS)
def check_identity(*, actor: Actor, request: AccessRequest, how: str, proofs: frozenset[str]) -> None:
    """Somebody saw who asks, and these proofs. Raises Impossible once the request is closed."""
    _must_be_open(request)
    request.identity_check = IdentityCheck(how)
    request.identity_checked_at, request.identity_checked_by = timezone.now(), actor.label
    request.proofs = sorted({Proof.IDENTITY.value, *(proofs & set(Proof.values))})
    request.save()
    _tell(actor, "request.identity_checked", request, how=how)


@transaction.atomic(using=ALIAS)
def settle(*, actor: Actor, line: RequestedItem, outcome: str) -> None:
    """A line that gets no copy: it does not exist, or is not communicable. Closes the request after the last one."""
    _must_be_open(line.request)
    line.outcome = Outcome(outcome) if outcome in (Outcome.NOT_FOUND, Outcome.WITHHELD) else line.outcome
    line.outcome_at = timezone.now()
    line.save(update_fields=["outcome", "outcome_at"])
    _tell(actor, "request.line_settled", line.request, item=line.item, outcome=outcome)
    close_if_done(line.request)


def close_if_done(request: AccessRequest) -> None:
    """Answered once nothing is left to answer, and what was handed over has left by each way asked for."""
    left = request.lines.filter(outcome=Outcome.PENDING)
    is_given = request.lines.filter(outcome=Outcome.GIVEN).exists()
    if not left.exists() and (not is_given or all(is_done for _mode, _words, is_done in request.ways())):
        request.state, request.closed_at = State.ANSWERED, timezone.now()
        request.save(update_fields=["state", "closed_at"])


@transaction.atomic(using=ALIAS)
def drop_way(*, actor: Actor, request: AccessRequest, mode: str) -> None:
    """Whoever asked no longer wants the documents this way. Raises Impossible for the last one."""
    _must_be_open(request)
    request.refresh_from_db(fields=["modes"])
    if mode not in request.modes:
        return
    if len(request.modes) == 1:
        raise Impossible(LAST_WAY)
    request.modes.remove(mode)
    request.save(update_fields=["modes"])
    _tell(actor, "request.way_dropped", request, mode=mode)
    close_if_done(request)


@transaction.atomic(using=ALIAS)
def refuse(*, actor: Actor, request: AccessRequest, ground: str, words: str = "") -> None:
    """Refuse the whole request, for a reason of the list and in words: the letter can be printed. Raises Impossible."""
    _must_be_open(request)
    request.put_who({**request.who, "words": words})
    request.refusal, request.state, request.closed_at = Ground(ground), State.REFUSED, timezone.now()
    request.save()
    request.lines.filter(outcome=Outcome.PENDING).update(
        outcome=Outcome.REFUSED, outcome_at=request.closed_at
    )
    _tell(actor, "request.refused", request, ground=ground)


@transaction.atomic(using=ALIAS)
def give_up(*, actor: Actor, request: AccessRequest) -> None:
    """Whoever asked no longer does."""
    _must_be_open(request)
    request.state, request.closed_at = State.WITHDRAWN, timezone.now()
    request.save(update_fields=["state", "closed_at"])
    _tell(actor, "request.given_up", request)


def _must_be_open(request: AccessRequest) -> None:
    AccessRequest.objects.select_for_update().get(pk=request.pk)
    request.refresh_from_db(fields=["state"])
    if request.state != State.OPEN:
        raise Impossible(CLOSED)


def _tell(actor: Actor, action: str, request: AccessRequest, **facts: str) -> None:
    is_own = request.kind == Requester.PATIENT
    journal.record(
        actor=actor,
        action=action,
        patient=request.patient_id,
        purpose=Purpose.PATIENT_REQUEST if is_own else Purpose.FAMILY_REQUEST,
        entity="Task",
        entity_id=request.pk,
        facts={name: str(value) for name, value in facts.items()},
    )
