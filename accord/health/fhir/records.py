"""Patients, references to documents and lines of the journal in FHIR R4."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from accord.health.codes import RECORD_ITEMS, IdentityStatus, SecurityLabel
from accord.health.fhir import events
from accord.health.fhir.events import Event
from accord.health.fhir.responses import FORM, Filled
from accord.health.fhir.shapes import (
    ITEM,
    LOINC,
    OURS,
    Resource,
    Unknown,
    code_of,
    coding,
    concept,
    day,
    instant,
    label,
    must_be,
    pointed,
    pruned,
    reference,
    short,
    text,
)
from accord.health.models import AuditEvent, DocumentReference, FormReading, Patient, ScanFile

RELIABILITY = "https://hl7.fr/ig/fhir/core/StructureDefinition/fr-core-identity-reliability"
TABLE_0203 = "http://terminology.hl7.org/CodeSystem/v2-0203"
TABLE_0445 = "https://hl7.fr/ig/fhir/core/CodeSystem/fr-core-cs-v2-0445"
# The table of HL7 France knows neither « retrieved » nor « qualified »: the first is no more than provisional there.
RELIABLE = {IdentityStatus.RETRIEVED: "PROV", IdentityStatus.QUALIFIED: "VALI"}
OUTCOMES = {"success": "0", "refused": "4", "failed": "8"}
ACTIONS = (("read", "R"), ("asked", "R"), ("listed", "R"), ("searched", "E"), ("printed", "R"))


def patient(row: Patient, number: str = "") -> Resource:
    """Who it is (fr-core-patient), with the number of the house where it has one. No INS: it only travels qualified,
    and not through here.
    """
    traits = row.traits
    status = IdentityStatus(row.identity_status)
    reliability = {
        "url": RELIABILITY,
        "extension": [
            {"url": "identityStatus", "valueCoding": coding(TABLE_0445, RELIABLE.get(status, status.value))}
        ],
    }
    return pruned(
        {
            "resourceType": "Patient",
            "id": str(row.pk),
            "extension": [reliability],
            "identifier": [{"system": OURS + "patient", "value": str(row.pk)}, *_house(number)],
            "name": [
                {"use": "official", "family": traits.birth_name, "given": traits.first_names.split()},
                *([{"use": "usual", "family": traits.used_name}] if traits.used_name else []),
            ],
            "gender": traits.sex,
            "birthDate": traits.born_on.isoformat() if traits.born_on else "",
            "deceasedDateTime": row.died_on.isoformat() if row.died_on else "",
        }
    )


def _house(number: str) -> list[Resource]:
    return [{"type": concept(TABLE_0203, "PI"), "value": number}] if number else []


@dataclass(frozen=True, slots=True)
class Reference:
    """A document as another system tells it."""

    patient: str
    item: str
    system: str
    external_id: str
    constituted_on: date | None = None
    labels: tuple[str, ...] = ()


def document(row: DocumentReference) -> Resource:
    """A reference to one document. Where it is kept does not travel."""
    return pruned(
        {
            "resourceType": "DocumentReference",
            "id": str(row.pk),
            "identifier": [{"system": row.system, "value": row.external_id}] if row.external_id else [],
            "status": "entered-in-error" if row.is_error else "current",
            "type": concept(ITEM, row.item, dict(RECORD_ITEMS)[row.item]),
            "subject": reference("Patient", row.patient_id),
            "author": [reference("Practitioner", row.author_id)] if row.author_id else [],
            "securityLabel": [label(code) for code in row.labels],
            "content": [
                pruned(
                    {
                        "attachment": {"creation": row.constituted_on.isoformat()}
                        if row.constituted_on
                        else {"title": "-"}
                    }
                )
            ],
        }
    )


PAPER = {"completed": "current", "in-progress": "current", "amended": "superseded"}


def paper(row: FormReading) -> Resource:
    """The paper a form was read from, which a choice in ink points to (IHE PCF): its scans by their SHA-256, or the
    sheet alone where it was typed in. Reads `issue.scans.file`.
    """
    files = {scan.file_id: scan.file for scan in row.issue.scans.all()}
    return pruned(
        {
            "resourceType": "DocumentReference",
            "id": str(row.pk),
            "masterIdentifier": {"system": FORM, "value": row.issue.form},
            "status": PAPER.get(row.status, "entered-in-error"),
            "type": concept(LOINC, "59284-0", "Consent Document"),
            "subject": reference("Patient", row.issue.patient_id),
            "date": instant(row.read_at),
            "content": [{"attachment": _scan(file)} for file in files.values()]
            or [{"attachment": {"title": row.issue.form}}],
        }
    )


def _scan(file: ScanFile) -> Resource:
    return {
        "extension": [{"url": OURS + "sha256", "valueString": file.sha256}],
        "size": file.size,
        "creation": instant(file.received_at),
    }


def read_document(resource: Resource) -> Reference:
    """The reference a DocumentReference says. Raises Unknown."""
    must_be(resource, "DocumentReference")
    if resource.get("status") != "current":
        raise Unknown("status")
    labels = resource.get("securityLabel", [])
    if not isinstance(labels, list):
        raise Unknown("securityLabel")
    attachment = resource.get("content")
    has_day = isinstance(attachment, list) and "creation" in str(attachment[:1])
    return Reference(
        patient=pointed(resource, "Patient", "subject"),
        item=code_of(resource, ITEM, dict(RECORD_ITEMS), "type", "coding", 0),
        system=short(resource, 120, "identifier", 0, "system"),
        external_id=short(resource, 120, "identifier", 0, "value"),
        constituted_on=day(resource, "content", 0, "attachment", "creation") if has_day else None,
        labels=tuple(_label(resource, rank) for rank in range(len(labels))),
    )


def _label(resource: Resource, rank: int) -> str:
    code = text(resource, "securityLabel", rank, "coding", 0, "code")
    if code not in SecurityLabel.values:
        raise Unknown(f"securityLabel.{rank}")
    return code_of(resource, label(code)["coding"][0]["system"], {code}, "securityLabel", rank, "coding", 0)


def filled(row: FormReading) -> Filled:
    """A form read back, as it travels. Reads `issue.questionnaire`."""
    issue = row.issue
    return Filled(
        id=str(row.pk),
        patient=str(issue.patient_id or ""),
        questionnaire=issue.questionnaire.policy_uri,
        status=row.status,
        answers={question: tuple(sorted(boxes)) for question, boxes in row.answers.items() if boxes},
        signed_on=row.signed_on,
        sheet=issue.form,
    )


def event(row: AuditEvent) -> Event:
    """A line of the journal, as it travels: an access made here, or one another system told."""
    if row.is_elsewhere:
        return _told(row)
    return Event(
        id=str(row.pk),
        type="rest",
        subtype=row.action,
        action=dict(ACTIONS).get(row.action.rsplit(".", 1)[-1], "U"),
        at=row.at,
        recorded=row.at,
        outcome=OUTCOMES[row.outcome],
        patients=tuple(map(str, row.patients)),
        who=row.actor_name,
        who_id=row.actor_id,
        observer="Accord",
        purpose=row.purpose,
        policy=row.policy,
        reason=row.facts.get("reason", ""),
    )


TOLD = ("type", "subtype", "action", "outcome", "who", "who_id", "through", "observer")


def facts(told: Event) -> dict[str, str]:
    """What the line of the journal keeps of an access made elsewhere, beside its own columns."""
    said = {name: getattr(told, name) for name in TOLD}
    return {**said, "at": instant(told.at), "recorded": instant(told.recorded)}


def _told(row: AuditEvent) -> Event:
    said = {name: row.facts[name] for name in TOLD}
    at, recorded = (datetime.fromisoformat(row.facts[name]) for name in ("at", "recorded"))
    whose = tuple(map(str, row.patients))
    return Event(
        id=row.entity_id,
        patients=whose,
        at=at,
        recorded=recorded,
        purpose=row.purpose,
        policy=row.policy,
        **said,
    )


def written_event(row: AuditEvent) -> Resource:
    """The same as a resource under our own number; `meta.source` says which number it had in which other system."""
    resource = events.written(replace(event(row), id=str(row.pk)))
    if row.is_elsewhere:
        resource["meta"] = {"source": f"urn:uuid:{row.actor_id}#{row.entity_id}"}
    return resource
