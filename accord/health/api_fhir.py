"""Choices, documents, forms read and the journal of one patient, in FHIR R4, for the hospital's own systems."""

from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.db.models import Prefetch, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja import Body, Query, Router, Status

from accord.health import journal
from accord.health.actions import exchanging, systems, taking_in, wording
from accord.health.api_token import NO_ANSWER, Token
from accord.health.exchange import fhir as arrivals
from accord.health.exchange.arrivals import Unfit
from accord.health.fhir import consents, records, responses
from accord.health.fhir import events as fhir_events
from accord.health.fhir.shapes import Resource, Unknown
from accord.health.impossible import Impossible
from accord.health.models import (
    AuditEvent,
    ClientSystem,
    Consent,
    DocumentReference,
    FormReading,
    FormScan,
    Patient,
    Questionnaire,
)
from accord.health.queries.choices import lines_of
from accord.health.queries.forms import asked_by
from accord.health.queries.numbers import house_number
from accord.health.queries.patients import one_person
from accord.health.router import ALIAS
from accord.lib.actor import Actor
from accord.register.queries import first_controller
from accord.staff.api.problems import Refusal, wrong

router = Router()
READS: dict[str, Any] = {"auth": Token(systems.READ), "response": {200: dict, **NO_ANSWER}}
WRITES: dict[str, Any] = {"auth": Token(systems.WRITE), "response": {200: dict, 201: dict, **NO_ANSWER}}
MOST = 500  # of one page
SCANS = Prefetch(
    "issue__scans",
    FormScan.objects.select_related("file").defer("file__content_sealed").order_by("created_at"),
)


# Any resource: it is read by our own lists, not by a schema that accepts any text.
Given = Annotated[dict[str, Any], Body()]


def _actor(request: HttpRequest) -> Actor:
    system: ClientSystem = request.auth  # type: ignore[attr-defined]
    return system.actor


@contextmanager
def _reading(request: HttpRequest, patient: UUID, kind: str) -> Iterator[Patient]:
    """The patient asked about, in the transaction of the line that says so in the journal; in vain has a line too."""
    try:
        row = exchanging.known(str(patient))
    except Impossible as why:
        _refused(request, "patient")
        raise Refusal(404, str(why.sentence)) from None
    with transaction.atomic(using=ALIAS):
        journal.record(actor=_actor(request), action="fhir.read", patient=row, entity=kind, category="fhir")
        yield row


def _bundle(found: Iterable[Resource], total: int | None = None) -> Resource:
    """A searchset. total: of all its pages, where these are not all."""
    entries = [{"resource": one} for one in found]
    return {
        "resourceType": "Bundle",
        "type": "searchset",
        "total": len(entries) if total is None else total,
        "entry": entries,
    }


@dataclass(frozen=True, slots=True)
class Pages:
    """What is told `MOST` at a time. rows: of these records; written: one of them; is_newest_first: in falling order of
    their numbers.
    """

    kind: str
    rows: Callable[[list[UUID]], QuerySet[Any]]
    written: Callable[[Any], Resource]
    is_newest_first: bool = False

    def after(self, rows: QuerySet[Any], last: Any) -> list[Any]:
        """The rows that come after number `last`, the first ones for none; one more than a page, where there is."""
        if last:
            rows = rows.filter(**{"pk__lt" if self.is_newest_first else "pk__gt": last})
        return list(rows.order_by("-pk" if self.is_newest_first else "pk")[: MOST + 1])


def _paged(request: HttpRequest, patient: UUID, pages: Pages, after: Any) -> Resource:
    """One page of them, from `after` on, and the address of the next one."""
    with _reading(request, patient, pages.kind) as row:
        rows = pages.rows(one_person(row))
        found = pages.after(rows, after)
        bundle = _bundle(map(pages.written, found[:MOST]), rows.count())
    if len(found) > MOST:
        address = f"{pages.kind}?patient={patient}&after={found[MOST - 1].pk}"
        bundle["link"] = [{"relation": "next", "url": address}]
    return bundle


@router.get("/Patient/{patient}", **READS)
def patient(request: HttpRequest, patient: UUID) -> Resource:
    """Who it is (fr-core-patient), with the number of the house and no other."""
    with _reading(request, patient, "Patient") as row:
        return records.patient(row, house_number(row))


@router.get("/Consent", **READS)
def choices(request: HttpRequest, patient: UUID, shape: str = "fr-core") -> Resource:
    """Every choice, as FR Core tells it, or as IHE PCF does (`shape=pcf`)."""
    if shape not in ("fr-core", "pcf"):
        raise wrong("query.shape", "fr-core, pcf")
    with _reading(request, patient, "Consent") as row:
        return _bundle(consents.written(told(one), is_pcf=shape == "pcf") for one in lines_of(row))


DOCUMENTS = Pages(
    "DocumentReference", lambda ids: DocumentReference.objects.filter(patient__in=ids), records.document
)
READINGS = Pages(
    "QuestionnaireResponse",
    lambda ids: FormReading.objects.filter(issue__patient__in=ids).select_related("issue__questionnaire"),
    lambda row: responses.written(records.filled(row)),
)
EVENTS = Pages(
    "AuditEvent",
    lambda ids: AuditEvent.objects.filter(patients__overlap=ids),
    records.written_event,
    is_newest_first=True,
)


@router.get("/DocumentReference", **READS)
def references(request: HttpRequest, patient: UUID, after: UUID | None = None) -> Resource:
    """References to the documents of the record."""
    return _paged(request, patient, DOCUMENTS, after)


@router.get("/DocumentReference/{document}", **READS)
def one_reference(request: HttpRequest, document: UUID) -> Resource:
    """One reference: to a document of the record, or to the paper a choice in ink points to."""
    row = DocumentReference.objects.filter(pk=document).first()
    if row is not None:
        with _reading(request, row.patient_id, "DocumentReference"):
            return records.document(row)
    readings = FormReading.objects.select_related("issue").prefetch_related(SCANS)
    read = readings.filter(pk=document).first()
    if read is None or read.issue.patient_id is None:
        _refused(request, "document")
        raise Refusal(404, _("There is nothing under this address."))
    with _reading(request, read.issue.patient_id, "DocumentReference"):
        return records.paper(read)


@router.get("/Questionnaire", **READS)
def versions(request: HttpRequest) -> Resource:
    """Every published version of the form: its address, its questions and boxes. Nothing about a patient."""
    wording.in_use()
    rows = Questionnaire.objects.exclude(status=Questionnaire.Status.DRAFT)
    return _bundle(map(_version, rows))


def _version(row: Questionnaire) -> Resource:
    asked = [responses.Asked(*one) for one in asked_by(row.said)]
    return responses.questionnaire(row.policy_uri, row.version, row.status, asked)


@router.get("/QuestionnaireResponse", **READS)
def readings(request: HttpRequest, patient: UUID, after: UUID | None = None) -> Resource:
    """Forms read back."""
    return _paged(request, patient, READINGS, after)


@router.get("/AuditEvent", **READS)
def events(request: HttpRequest, patient: UUID, after: Annotated[int, Query(ge=0, lt=2**63)] = 0) -> Resource:
    """The journal of this patient, the newest first."""
    return _paged(request, patient, EVENTS, after)


@router.post("/Patient", **WRITES)
def take_patient(request: HttpRequest, given: Given) -> Status[Resource]:
    """Take in who a patient is, known by the number of the house (type PI); an unknown code is refused."""
    try:
        arrival = arrivals.alone(given)
        row = taking_in.take(actor=_actor(request), arrival=arrival)
    except Unfit as why:
        _refused(request)
        raise Refusal(422, str(why)) from None
    return Status(201, records.patient(exchanging.known(str(row.pk)), arrival.number))


@router.post("/Consent", **WRITES)
def take_choice(request: HttpRequest, given: Given) -> Status[Resource]:
    """Take a choice in; whatever is not of our lists is refused, and nothing is written."""
    line = _taken(request, given, consents.read, exchanging.take_in_choice)
    return Status(201, consents.written(told(line)))


@router.post("/DocumentReference", **WRITES)
def take_reference(request: HttpRequest, given: Given) -> Status[Resource]:
    """Take a reference in; nobody has reviewed it yet."""
    row = _taken(request, given, records.read_document, exchanging.take_in_document)
    return Status(201, records.document(row))


@router.post("/QuestionnaireResponse", **WRITES)
def take_form(request: HttpRequest, given: Given) -> Status[Resource]:
    """Take in a form filled in elsewhere; it waits for the second look. What is not of its version is refused; told
    before: 200, and nothing is written.
    """
    row, is_new = _taken(request, given, responses.read, exchanging.take_in_form)
    return Status(201 if is_new else 200, responses.written(records.filled(row)))


@router.post("/AuditEvent", **WRITES)
def take_event(request: HttpRequest, given: Given) -> Status[Resource]:
    """Take in an access made elsewhere, which the patient then sees; told before: 200, and nothing is written."""
    row, is_new = _taken(request, given, fhir_events.read, exchanging.take_in_event)
    return Status(201 if is_new else 200, records.written_event(row))


def _taken(
    request: HttpRequest, given: Resource, read: Callable[[Resource], Any], take_in: Callable[..., Any]
) -> Any:
    """What `take_in` makes of what is `read`; a refusal has a line in the journal, then a sentence for the caller."""
    try:
        return take_in(actor=_actor(request), told=read(given))
    except Unknown as why:
        _refused(request, why.path)
        raise wrong(f"body.{why.path}", str(why.sentence), reason="unknown") from None
    except Impossible as why:
        _refused(request)
        raise Refusal(422, str(why.sentence)) from None


def _refused(request: HttpRequest, where: str = "") -> None:
    actor, facts = _actor(request), {"where": where} if where else {}
    with transaction.atomic(using=ALIAS):
        journal.record(
            actor=actor, action="fhir.refused", outcome=journal.REFUSED, category="fhir", facts=facts
        )


def told(line: Consent) -> consents.Told:
    """One of our lines, as it travels."""
    provision, controller = line.provision, first_controller()
    is_reading = line.source == "FormReading" and line.source_id is not None
    return consents.Told(
        id=str(line.pk),
        patient=str(line.patient_id),
        use=line.use,
        regime=line.regime,
        state=line.state,
        decided_at=line.decided_at,
        actor=provision.actor,
        items=tuple(provision.items),
        ends_at=provision.ends_at,
        policy_uri=line.policy_uri,
        source=str(line.source_id) if is_reading else "",
        scan=str(line.source_id) if is_reading else "",
        is_checked=line.is_checked,
        organisation=controller.name if controller else "",
    )
