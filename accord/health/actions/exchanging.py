"""What other systems send (FHIR) about choices, documents, forms: taken in as it is, and never over a recorded no."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal
from accord.health.actions import checking, choosing, documents, issuing, wording
from accord.health.actions.checking import Answers
from accord.health.actions.choosing import Chosen, Source
from accord.health.codes import State
from accord.health.fhir import records
from accord.health.fhir.consents import Told
from accord.health.fhir.events import OUTCOMES, VERBS, Event
from accord.health.fhir.records import Reference
from accord.health.fhir.responses import Filled, hold_to
from accord.health.fhir.shapes import Unknown
from accord.health.impossible import Impossible
from accord.health.models import (
    AuditEvent,
    Consent,
    DocumentReference,
    FormIssue,
    FormReading,
    Patient,
    Questionnaire,
)
from accord.health.models.choices import Method
from accord.health.models.journal import ELSEWHERE
from accord.health.queries.forms import asked_by
from accord.health.queries.patients import one_person
from accord.health.router import ALIAS
from accord.lib import nir
from accord.lib.actor import Actor

NO_PATIENT = _("This patient is not known here.")
NO_VERSION = _("No published version of our form has this address: nothing was taken in.")
NO_SHEET = _(
    "No sheet of this number was printed here for this patient: leave the number out, or correct it."
)
OTHER_VERSION = _("The sheet of this number is of another version of the form: nothing was taken in.")
NOT_COMPLETED = _("Only a form that is completed comes in.")
TO_COME = _("This access would have been made after now: nothing was taken in.")
OTHER_EVENT = _(
    "This system already told an access under this number, and it was another one: a line of the journal never changes."
)
NIR_ASIDE = _("A social security number stands where none may: it does not enter by this way.")
CLOCKS_APART = timedelta(minutes=5)  # how far the clock of another system may be ahead
Status = FormReading.Status


def known(pk: str) -> Patient:
    """The patient of that id whose record still opens. Raises Impossible."""
    try:
        found = Patient.objects.select_related("key").filter(pk=UUID(pk), key__destroyed_at=None).first()
    except ValueError:
        found = None
    if found is None:
        raise Impossible(NO_PATIENT)
    return found


@transaction.atomic(using=ALIAS)
def take_in_choice(*, actor: Actor, told: Told) -> Consent:
    """Record a choice another system tells. A yes waits for a colleague's look, whatever the other system says; a no
    counts at once. Raises Impossible.
    """
    patient = known(told.patient)
    _refuse_numbers(told.actor, told.policy_uri)
    chosen = Chosen(told.use, told.regime, frozenset(), told.actor, items=told.items, ends_at=told.ends_at)
    source = Source(Method.IMPORT, told.decided_at, policy_uri=told.policy_uri)
    return choosing.record_state(
        actor=actor, patient=patient, chosen=chosen, state=State(told.state), source=source
    )


@transaction.atomic(using=ALIAS)
def take_in_document(*, actor: Actor, told: Reference) -> DocumentReference:
    """Note a document another system tells; nobody has reviewed it yet. Raises Impossible."""
    _refuse_numbers(told.external_id, told.system)
    noted = documents.Noted(
        told.item, told.constituted_on, labels=told.labels, system=told.system, external_id=told.external_id
    )
    return documents.note(actor=actor, patient=known(told.patient), noted=noted)


@transaction.atomic(using=ALIAS)
def take_in_form(*, actor: Actor, told: Filled) -> tuple[FormReading, bool]:
    """Take in a form filled in elsewhere, as if it were typed in: it waits for the second look, and counts for nothing
    before. Returns the reading, and whether it is new: the same form sent again is the one already here.

    Raises Impossible, Unknown.
    """
    patient, version = known(told.patient), _version(told.questionnaire)
    choosing.hold(patient)  # sent twice at once, it is one all the same
    if already := _already(patient, told):
        return already, False
    if told.status != Status.COMPLETED:
        raise Impossible(NOT_COMPLETED)
    boxes = {question: tuple(dict(asked)) for question, _words, asked in asked_by(version.said)}
    hold_to(told, boxes)
    issue = _sheet(actor, patient, version, told.sheet)
    ticked = {question: told.answers.get(question, ()) for question in boxes}
    answers = Answers(ticked, words={}, is_signed=False, signed_on=told.signed_on)
    row = checking.enter(actor=actor, issue=issue, answers=answers, source=FormReading.Source.IMPORT)
    return row, True


def _version(uri: str) -> Questionnaire:
    wording.in_use()  # the form as delivered is ours from the first day
    published = Questionnaire.objects.exclude(status=Questionnaire.Status.DRAFT).defer("content")
    found = next((one for one in published if one.policy_uri == uri), None)
    if found is None:
        raise Unknown("questionnaire", NO_VERSION)
    return found


def _already(patient: Patient, told: Filled) -> FormReading | None:
    """The very reading that comes back to us, or one that waits or counts and says the same."""
    rows = FormReading.objects.filter(issue__patient__in=one_person(patient))
    for row in rows.select_related("issue__questionnaire"):
        ours = records.filled(row)
        if ours == told or (_stands(row, told) and ours.said == told.said):
            return row
    return None


def _stands(row: FormReading, told: Filled) -> bool:
    is_here = row.status in (Status.IN_PROGRESS, Status.COMPLETED) and told.status == Status.COMPLETED
    return is_here and told.sheet in ("", row.issue.form)


def _sheet(actor: Actor, patient: Patient, version: Questionnaire, number: str) -> FormIssue:
    """The sheet that was filled in: the one printed here under that number, or one that stands in for it."""
    if not number:
        return issuing.stand_in(actor=actor, patient=patient.speaks, questionnaire=version)
    rows = FormIssue.objects.select_related("questionnaire", "layout", "patient__key").filter(form=number)
    issue = rows.filter(patient__in=one_person(patient)).first()
    if issue is None:
        raise Unknown("identifier", NO_SHEET)
    if issue.questionnaire_id != version.pk:
        raise Unknown("questionnaire", OTHER_VERSION)
    return issue


@transaction.atomic(using=ALIAS)
def take_in_event(*, actor: Actor, told: Event) -> tuple[AuditEvent, bool]:
    """Note an access made elsewhere: one line of our journal, written by the system that tells it, for ever. Returns
    the line, and whether it is new: the same number of the same system is one, as is a line of ours told back.

    Raises Impossible: a patient unknown here, an instant to come, a number already taken by something else.
    """
    patients = [known(pk) for pk in told.patients]
    told = replace(told, patients=tuple(dict.fromkeys(str(one.pk) for one in patients)))  # as we write them
    _refuse_numbers(told.id, told.who, told.who_id, told.through, told.observer, told.policy)
    if max(told.at, told.recorded) > timezone.now() + CLOCKS_APART:
        raise Impossible(TO_COME)
    if (row := _own(told) or _noted(actor, told)) is not None:
        return row, False
    try:
        with transaction.atomic(using=ALIAS):
            return _note(actor, told, patients), True
    except IntegrityError:  # told twice at once
        row = _noted(actor, told)
        assert row is not None
        return row, False


def _note(actor: Actor, told: Event, patients: list[Patient]) -> AuditEvent:
    number = journal.record(
        actor=actor,
        action=f"elsewhere.{VERBS[told.action]}",
        outcome=OUTCOMES[told.outcome],
        purpose=told.purpose,
        patients=patients,
        entity=ELSEWHERE,
        entity_id=told.id,
        category="elsewhere",
        policy=told.policy,
        facts=dict(records.facts(told)),
    )
    return AuditEvent.objects.get(pk=number)


def _own(told: Event) -> AuditEvent | None:
    """The line of ours that comes back to us."""
    if not (told.id.isascii() and told.id.isdigit() and len(told.id) < 19):
        return None
    row = AuditEvent.objects.filter(pk=int(told.id)).first()
    return row if row is not None and _says(row, told) else None


def _noted(actor: Actor, told: Event) -> AuditEvent | None:
    """What this system already told under that number. Raises Impossible when it told something else."""
    row = AuditEvent.objects.filter(entity=ELSEWHERE, actor_id=actor.id, entity_id=told.id).first()
    if row is not None and not _says(row, told):
        raise Impossible(OTHER_EVENT)
    return row


def _says(row: AuditEvent, told: Event) -> bool:
    return replace(records.event(row), id=told.id) == told


def _refuse_numbers(*texts: str) -> None:
    """Raises Impossible when a social security number stands in one of them."""
    if any(map(nir.find, texts)):
        raise Impossible(NIR_ASIDE)
