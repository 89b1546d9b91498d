"""Printing forms, handing them over, taking them back: who, to whom, how they were recognised, when."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal
from accord.health.actions import wording
from accord.health.codes import IdentityCheck, Purpose, Requester
from accord.health.impossible import Impossible
from accord.health.models import Encounter, FormIssue, FormLayout, FormReading, Patient, Questionnaire
from accord.health.paper.codes import new_id
from accord.health.paper.layout import press
from accord.health.paper.sheet import NOTHING_KNOWN, Known
from accord.health.press import known_of, newest_code_key, order, sender
from accord.health.router import ALIAS
from accord.lib.actor import Actor

State, Way = FormIssue.State, FormIssue.Way
MOST_PADS = 50
OUT = (State.HANDED, State.UNABLE)
NOT_TO_HAND = _("This sheet was already handed over, refused or given up.")
NOT_OUT = _("This sheet is not with anybody: it was refused, given up, or is back already.")
NO_CHECK = _("Say how the identity was checked: nothing is handed over before.")
NOT_A_PAD = _("This sheet already belongs to a patient.")
TOO_MANY = _("Fifty blank sheets at most at a time.")
TO_COME = _("A sheet cannot come back after today: correct the date.")
BEFORE = _("A sheet cannot come back before it was printed: correct the date.")


@transaction.atomic(using=ALIAS)
def issue(
    *, actor: Actor, patient: Patient, encounter: Encounter | None = None, is_large: bool = False
) -> FormIssue:
    """Print the form for a patient, with what is known of them; their stay where one is given."""
    known = known_of(patient)
    if encounter:
        days = (timezone.localdate(at) if at else None for at in (encounter.starts_at, encounter.ends_at))
        stay_from, stay_to = days
        known = replace(known, service=encounter.service.name, stay_from=stay_from, stay_to=stay_to)
    return _printed(actor, patient, encounter, known, is_large)


@transaction.atomic(using=ALIAS)
def pads(*, actor: Actor, number: int, is_large: bool = False) -> list[FormIssue]:
    """Blank sheets, each with its own code, matched to a patient when they come back. Raises Impossible."""
    if not 1 <= number <= MOST_PADS:
        raise Impossible(TOO_MANY)
    return [_printed(actor, None, None, NOTHING_KNOWN, is_large) for _number in range(number)]


@transaction.atomic(using=ALIAS)
def batch(*, actor: Actor, day: date, is_again: bool = False) -> list[FormIssue]:
    """The forms of everybody expected on that day, in the order they come: printed for those who have none for that
    stay yet; with `is_again`, those already printed come out once more among them.
    """
    found = []
    for stay in expected(day):
        printed = stay.forms.exclude(state=State.VOID).order_by("issued_at").last()
        if printed is None:
            found.append(issue(actor=actor, patient=stay.patient, encounter=stay))
        elif is_again:
            found.append(printed)
            printed_again(actor=actor, issues=[printed])
    return found


def expected(day: date) -> QuerySet[Encounter]:
    """The stays planned for that day, in the order they come."""
    start = timezone.make_aware(datetime.combine(day, time.min))
    planned = Encounter.objects.select_related("patient__key", "service").filter(
        status=Encounter.Status.PLANNED, starts_at__gte=start, starts_at__lt=start + timedelta(days=1)
    )
    return planned.filter(patient__key__destroyed_at=None).order_by("starts_at")


@transaction.atomic(using=ALIAS)
def stand_in(*, actor: Actor, patient: Patient, questionnaire: Questionnaire) -> FormIssue:
    """The sheet of a form that was filled in elsewhere, on no paper of ours: nobody printed it, and it is back."""
    row = _drawn(actor, questionnaire, known_of(patient), patient=patient)
    row.state, row.returned_at, row.returned_by = State.RETURNED, row.issued_at, actor.label
    row.save(force_insert=True)
    return row


def _printed(
    actor: Actor, patient: Patient | None, encounter: Encounter | None, known: Known, is_large: bool
) -> FormIssue:
    row = _drawn(actor, wording.in_use(), known, patient=patient, encounter=encounter, is_large=is_large)
    row.save(force_insert=True)
    _tell(actor, "form.printed", row, version=row.questionnaire.version, large=is_large)
    return row


def _drawn(actor: Actor, questionnaire: Questionnaire, known: Known, **whose: Any) -> FormIssue:
    """The row of a sheet and what it looks like; it is not saved. whose: patient, encounter, is_large."""
    organisation, address = sender()
    row = FormIssue(
        form=new_id(),
        questionnaire=questionnaire,
        organisation=organisation,
        address=address,
        code_key=newest_code_key(),
        issued_at=timezone.now().replace(microsecond=0),
        issued_by_id=actor.id,
        issued_by=actor.label,
        **whose,
    )
    row.put_known(known)
    printed = press(order(row))
    row.layout, row.pdf_sha256 = FormLayout.of(printed.layout), printed.sha256
    return row


@transaction.atomic(using=ALIAS)
def hand_over(
    *, actor: Actor, issue: FormIssue, outcome: str, handed_to: str, identity_check: str
) -> FormIssue:
    """The receipt of the hand-over: given in person, offered and refused, or given to somebody who cannot sign.

    outcome: handed, refused or unable; identity is checked first, whatever the outcome. Raises Impossible.
    """
    row = _locked(issue)
    if row.state != State.PRINTED:
        raise Impossible(NOT_TO_HAND)
    if identity_check not in IdentityCheck.values or handed_to not in Requester.values:
        raise Impossible(NO_CHECK)
    row.state = State(outcome) if outcome in (*OUT, State.REFUSED) else State.HANDED
    row.handed_to, row.identity_check = handed_to, identity_check
    row.handed_at, row.handed_by = timezone.now(), actor.label
    row.save()
    _tell(actor, "form.handed", row, outcome=row.state, check=identity_check)
    return row


@transaction.atomic(using=ALIAS)
def take_back(*, actor: Actor, issue: FormIssue, way: str, on: date) -> FormIssue:
    """The sheet is back, in person or by post, received that day: from then on the clocks run. Raises Impossible."""
    row = _locked(issue)
    if row.state not in (*OUT, State.PRINTED):
        raise Impossible(NOT_OUT)
    at = _instant(on)
    if timezone.localdate(row.issued_at) > on:
        raise Impossible(BEFORE)
    row.state, row.returned_way = State.RETURNED, Way(way)
    row.returned_at, row.returned_by = max(at, row.issued_at), actor.label
    row.save()
    _tell(actor, "form.returned", row, way=way)
    return row


def _instant(on: date) -> datetime:
    """Today: now. Another day: noon, since the paper says no more."""
    today = timezone.localdate()
    if on > today:
        raise Impossible(TO_COME)
    return timezone.now() if on == today else timezone.make_aware(datetime.combine(on, time(12)))


@transaction.atomic(using=ALIAS)
def match(*, actor: Actor, issue: FormIssue, patient: Patient) -> FormIssue:
    """A blank sheet came back: it is this patient's. Raises Impossible when it is somebody's already."""
    row = _locked(issue)
    if row.patient_id:
        raise Impossible(NOT_A_PAD)
    row.patient = patient.speaks
    row.save(update_fields=["patient"])
    _tell(actor, "form.matched", row)
    return row


@transaction.atomic(using=ALIAS)
def give_up(*, actor: Actor, issue: FormIssue) -> FormIssue:
    """A sheet torn, lost or printed by mistake: nothing is read from it any more. Raises Impossible once it is back."""
    row = _locked(issue)
    if row.state in (State.RETURNED, State.VOID):
        raise Impossible(NOT_OUT)
    row.state = State.VOID
    row.save(update_fields=["state"])
    FormReading.objects.filter(issue=row, status=FormReading.Status.IN_PROGRESS).update(
        status=FormReading.Status.ERROR
    )
    _tell(actor, "form.given_up", row)
    return row


def printed_again(*, actor: Actor, issues: Sequence[FormIssue]) -> None:
    """Write down that these sheets were printed again."""
    for row in issues:
        _tell(actor, "form.printed_again", row)


def _locked(issue: FormIssue) -> FormIssue:
    return FormIssue.objects.select_for_update(of=("self",)).get(pk=issue.pk)


def _tell(actor: Actor, action: str, row: FormIssue, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        patient=row.patient_id,
        purpose=Purpose.ADMINISTRATION,
        entity="FormIssue",
        entity_id=row.pk,
        category="form",
        facts=facts,
    )
