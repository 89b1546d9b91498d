"""The second look: somebody else compares the reading with the paper. Only then do the answers count."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal
from accord.health.actions import asking, choosing
from accord.health.actions.choosing import Chosen, Source
from accord.health.codes import NAMED, Answer, Purpose, Requester
from accord.health.impossible import Impossible
from accord.health.models import (
    FormIssue,
    FormReading,
    PaperSettings,
    Patient,
    QualityControl,
)
from accord.health.models.choices import Method
from accord.health.naming import mark_of
from accord.health.paper.content import Row
from accord.health.paper.judging import Doubt, answers_of, judged, lines_of
from accord.health.paper.reading import Seen
from accord.health.paper.reading import State as SeenAs
from accord.health.paper.sheet import REQUESTER, SIGNATURE
from accord.health.router import ALIAS
from accord.lib.actor import Actor

Status, Kind = FormReading.Status, QualityControl.Kind
NOT_UNDER_WAY = _("This reading was already checked, or replaced by a later one.")
NO_PATIENT = _("This sheet was blank: say first which patient it is of.")
OTHER_PERSON = _("Whoever scanned or typed a form does not check it: ask a colleague.")
NOT_BACK = _("This sheet was given up: nothing is read from it.")
UNSIGNED = _("Without a signature the answers do not count: say that it is not valid.")
WHO = _("Say who fills in the form: one box, and one only.")
UNNAMED = _("An agreement names whom it is for: type the name that is written, or untick the box.")
NOT_COSIGNED = _(
    "The person designated signs too (L.1111-6 CSP): say that their signature is on the sheet, or untick the box."
)
TO_COME = _("A paper cannot have been signed after today: correct the date.")


@dataclass(frozen=True)
class Answers:
    """What the paper says, as a person sees it. ticked: boxes by question; words: what is handwritten, by zone;
    signed_on: the day beside the signature (None: not written); is_signed: a signature is there; cosigned: the
    questions beside which the person designated has signed too.
    """

    ticked: Mapping[str, Sequence[str]]
    words: Mapping[str, str]
    is_signed: bool
    signed_on: date | None = None
    cosigned: frozenset[str] = frozenset()


@transaction.atomic(using=ALIAS)
def enter(
    *, actor: Actor, issue: FormIssue, answers: Answers, source: str = FormReading.Source.PAPER
) -> FormReading:
    """Type in a form from its paper, or take in what another system read of it; it waits for the second look as a scan
    does. Raises Impossible.
    """
    row = FormIssue.objects.select_for_update(of=("self",)).get(pk=issue.pk)
    if row.patient_id is None:
        raise Impossible(NO_PATIENT)
    if row.state == FormIssue.State.VOID:
        raise Impossible(NOT_BACK)
    FormReading.objects.filter(issue=row, status=Status.IN_PROGRESS).update(status=Status.AMENDED)
    reading = FormReading(issue=issue, source=source, operator_id=actor.id, operator=actor.label)
    _put(reading, answers)
    is_typed = source == FormReading.Source.PAPER
    if not is_typed:
        reading.doubts = _doubts(reading)
    reading.save(force_insert=True)
    _tell(actor, "form.typed_in" if is_typed else "form.received", reading)
    return reading


def _doubts(row: FormReading) -> dict[str, list[str]]:
    """Why a person must look at answers nobody here has seen on paper: what a scan would show, no line written."""
    layout = row.issue.layout.places
    seen = [Seen(box, SeenAs.TICKED, 1) for ticked in row.answers.values() for box in ticked]
    questions = judged(row.issue.questionnaire.said, layout, seen, range(1, layout.pages + 1))
    return {one.id: [doubt.value for doubt in one.doubts] for one in questions if one.doubts}


@transaction.atomic(using=ALIAS)
def accept(*, actor: Actor, reading: FormReading, answers: Answers) -> QualityControl:
    """The reading is right, or right once corrected: its answers become choices, and a request where one was made.

    Raises Impossible: the same person, no patient, no signature, a name that is missing. Nothing is then kept.
    """
    row = _under_way(actor, reading)
    if not answers.is_signed:
        raise Impossible(UNSIGNED)
    corrected = _corrected(row, answers)
    _put(row, answers)
    row.status = Status.COMPLETED
    requester = _requester(row)
    chosen = _chosen(row, answers.cosigned) if requester in MAY_CHOOSE else []
    FormReading.objects.filter(issue=row.issue, status=Status.COMPLETED).update(status=Status.AMENDED)
    row.save()
    asking.came_back(row)
    control = _control(actor, row, Kind.MINOR_FAULTS if corrected else Kind.NO_FAULTS, corrected)
    asking.open_request(actor=actor, reading=row, kind=requester)
    choosing.record(actor=actor, patient=_patient(row), chosen=chosen, source=_source(actor, row))
    return control


@transaction.atomic(using=ALIAS)
def reject(*, actor: Actor, reading: FormReading, kind: str) -> QualityControl:
    """The reading cannot be used, or the paper is not valid: nothing of it counts. Raises Impossible."""
    row = _under_way(actor, reading)
    row.status = Status.ERROR
    row.save(update_fields=["status"])
    return _control(actor, row, Kind.INVALIDATED if kind == Kind.INVALIDATED else Kind.MAJOR_FAULTS, [])


def _under_way(actor: Actor, reading: FormReading) -> FormReading:
    rows = FormReading.objects.select_for_update(of=("self",)).select_related(
        "issue__patient__key", "issue__questionnaire", "issue__layout"
    )
    row = rows.get(pk=reading.pk)
    if row.status != Status.IN_PROGRESS:
        raise Impossible(NOT_UNDER_WAY)
    if row.issue.patient is None:
        raise Impossible(NO_PATIENT)
    if row.operator_id == actor.id and not PaperSettings.now().one_person_may:
        raise Impossible(OTHER_PERSON)
    return row


def _put(row: FormReading, answers: Answers) -> None:
    """Only boxes the form has: anything else is dropped."""
    boxes = {box.id for box in row.issue.layout.places.boxes}
    if answers.signed_on and answers.signed_on > timezone.localdate():
        raise Impossible(TO_COME)
    row.answers = {key: [one for one in ticked if one in boxes] for key, ticked in answers.ticked.items()}
    row.signed_on = answers.signed_on
    row.doubts = _told_doubts(row, answers)
    row.put_words(dict(answers.words))


def _told_doubts(row: FormReading, answers: Answers) -> dict[str, list[str]]:
    """What a person who looked at the paper did not find on it: a signature, that of the person designated."""
    alone = [
        question
        for line in row.issue.questionnaire.said.rows
        for question in line.questions
        if _is_designation(line, answers_of(row.answers.get(question, ())))
        and question not in answers.cosigned
    ]
    unsigned = {} if answers.is_signed else {SIGNATURE: [Doubt.UNSIGNED.value]}
    return {**{question: [Doubt.UNNAMED.value] for question in alone}, **unsigned}


def _is_designation(line: Row, answers: frozenset[str]) -> bool:
    """True when somebody is designated who has to sign too."""
    return line.signed_line is not None and Answer.DESIGNATE in answers


def _corrected(row: FormReading, answers: Answers) -> list[str]:
    """The questions whose boxes the inspector changed."""
    keys = {*row.answers, *answers.ticked}
    return sorted(key for key in keys if set(row.answers.get(key, ())) != set(answers.ticked.get(key, ())))


def _control(actor: Actor, row: FormReading, kind: str, corrected: list[str]) -> QualityControl:
    control = QualityControl.objects.create(
        reading=row, kind=kind, corrected=corrected, inspector_id=actor.id, inspector=actor.label
    )
    _tell(actor, "form.checked", row, kind=str(kind), corrected=corrected)
    return control


# What the answers become

# Whoever may choose for the patient: an heir, a doctor, the holder of a mandate only ask for documents.
MAY_CHOOSE = frozenset({Requester.PATIENT, Requester.PARENT, Requester.GUARDIAN})


def _requester(row: FormReading) -> str:
    ticked = row.answers.get("requester", [])
    if len(ticked) != 1:
        raise Impossible(WHO)
    return str(ticked[0].removeprefix(REQUESTER))


def _chosen(row: FormReading, cosigned: frozenset[str]) -> list[Chosen]:
    content = row.issue.questionnaire.said
    return [
        one
        for line in content.rows
        for question in line.questions
        if (one := _choice(row, line, question, question in cosigned))
    ]


def _choice(row: FormReading, line: Row, question: str, is_cosigned: bool) -> Chosen | None:
    """One row as answered. A blank place for a recipient is nobody; a name without an answer is no answer."""
    answers = answers_of(row.answers.get(question, ()))
    words = _words(row, line, question)
    if line.use in NAMED and not answers:
        return None
    if line.use in NAMED and not words.get("who") and answers & {Answer.ACCEPT, Answer.DESIGNATE}:
        raise Impossible(UNNAMED)
    if _is_designation(line, answers):
        if not is_cosigned:
            raise Impossible(NOT_COSIGNED)
        words["cosigned"] = "yes"
    actor = mark_of(_patient(row), words.get("who", ""))
    return Chosen(line.use, line.regime, frozenset(answers), actor=actor, words=words)


def _words(row: FormReading, line: Row, question: str) -> dict[str, str]:
    zones = [zone for zone in lines_of(row.issue.layout.places, question) if zone.startswith("l.")]
    text = " ".join(row.words.get(zone, "") for zone in zones).strip()
    return {"who" if line.use in NAMED else "reason": text} if text else {}


METHODS: dict[str, Method] = {
    FormReading.Source.SCAN: Method.FORM,
    FormReading.Source.PAPER: Method.PAPER,
    FormReading.Source.IMPORT: Method.IMPORT,
}


def _source(actor: Actor, row: FormReading) -> Source:
    return Source(
        method=METHODS[row.source],
        decided_at=_decided_at(row),
        kind="FormReading",
        id=row.pk,
        policy_uri=row.issue.questionnaire.policy_uri,
        checked_by=actor.label,
    )


def _decided_at(row: FormReading) -> datetime:
    """The first instant of the day beside the signature; without one, when the sheet came back or was read."""
    if row.signed_on:
        return timezone.make_aware(datetime.combine(row.signed_on, time.min))
    return min(row.issue.returned_at or row.read_at, timezone.now())


def _patient(row: FormReading) -> Patient:
    assert row.issue.patient is not None  # `_under_way` saw to it
    return row.issue.patient


def _tell(actor: Actor, action: str, row: FormReading, **facts: object) -> None:
    journal.record(
        actor=actor,
        action=action,
        patient=row.issue.patient_id,
        purpose=Purpose.ADMINISTRATION,
        entity="FormReading",
        entity_id=row.pk,
        category="form",
        facts=facts,
    )
