"""Accesses in FHIR R4 (AuditEvent; ANS TDEAuditEvent: period, one subtype, two agents at most)."""

import re
from dataclasses import dataclass, field
from datetime import datetime

from accord.health import words
from accord.health.codes import ACT_REASON, Purpose
from accord.health.deciding import Reason
from accord.health.fhir.shapes import (
    OURS,
    Resource,
    Unknown,
    code_in,
    coding,
    concept,
    instant,
    many,
    moment,
    must_be,
    only,
    pointed,
    pruned,
    reference,
    short,
    text,
)

EVENT_TYPE, DICOM = (
    "http://terminology.hl7.org/CodeSystem/audit-event-type",
    "http://dicom.nema.org/resources/ontology/DCM",
)
TYPES = {
    "rest": (EVENT_TYPE, "RESTful Operation"),
    "110110": (DICOM, "Patient Record"),
    "110112": (DICOM, "Query"),
    "110106": (DICOM, "Export"),
    "110107": (DICOM, "Import"),
    "110103": (DICOM, "DICOM Instances Accessed"),
}
ACTION, RESTFUL = OURS + "action", "http://hl7.org/fhir/restful-interaction"
INTERACTIONS = (
    "read", "vread", "search", "search-type", "history", "history-instance", "create", "update", "patch", "delete",
    "operation",
)  # fmt: skip
VERBS = {"C": "created", "R": "read", "U": "updated", "D": "deleted", "E": "executed"}
OUTCOMES = {"0": "success", "4": "refused", "8": "failed", "12": "failed"}
ID = re.compile(r"[A-Za-z0-9\-.]{1,64}")
ACTION_NAME = re.compile(r"(?=.{1,60}$)[a-z_]+(\.[a-z_]+)*")  # as ours are: no room for words about a patient
MOST_PATIENTS = 50
ELEMENTS = {
    "resourceType", "id", "meta", "text", "language", "extension", "type", "subtype", "action", "period", "recorded",
    "outcome", "outcomeDesc", "purposeOfEvent", "agent", "source", "entity",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Event:
    """One access. at: when; recorded: when its journal wrote it; who, who_id: whoever looked, by name and identifier;
    through: what they looked through; observer: whose journal; patients: our ids; policy: id of the choice it rests on.
    """

    id: str
    type: str
    subtype: str
    action: str
    at: datetime
    recorded: datetime
    outcome: str
    patients: tuple[str, ...]
    who: str = ""
    who_id: str = ""
    through: str = ""
    observer: str = ""
    purpose: str = ""
    policy: str = ""
    reason: str = field(default="", compare=False)  # in words only: it does not come back


def written(event: Event) -> Resource:
    """The access as an AuditEvent."""
    system, display = TYPES[event.type]
    kind = RESTFUL if event.subtype in INTERACTIONS else ACTION
    return pruned(
        {
            "resourceType": "AuditEvent",
            "id": event.id,
            "type": coding(system, event.type, display),
            "subtype": [coding(kind, event.subtype)],
            "action": event.action,
            "period": {"start": instant(event.at)},
            "recorded": instant(event.recorded),
            "outcome": event.outcome,
            "outcomeDesc": str(Reason(event.reason).label) if event.reason in Reason.values else "",
            "purposeOfEvent": [concept(ACT_REASON, event.purpose)] if event.purpose else [],
            "agent": _agents(event),
            "source": {"observer": {"display": event.observer}} if event.observer else {},
            "entity": [{"what": reference("Patient", pk)} for pk in event.patients],
        }
    )


def _agents(event: Event) -> list[Resource]:
    identifier = {"value": event.who_id} if event.who_id else {}
    who = pruned({"identifier": identifier, "display": event.who})
    policy = [f"Consent/{event.policy}"] if event.policy else []
    agent = pruned({"who": who, "requestor": True, "policy": policy})
    through = {"who": {"display": event.through}, "requestor": False}
    return [agent, through] if event.through else [agent]


def read(resource: Resource) -> Event:
    """The access an AuditEvent tells. Raises Unknown at the first thing that is not of our lists."""
    must_be(resource, "AuditEvent")
    only(resource, ELEMENTS)
    if not ID.fullmatch(text(resource, "id")):
        raise Unknown("id")
    who, through = _who(resource)
    return Event(
        id=text(resource, "id"),
        type=_type(resource),
        subtype=_subtype(resource),
        action=code_in(resource, VERBS, "action"),
        at=moment(resource, "period", "start"),
        recorded=moment(resource, "recorded"),
        outcome=code_in(resource, OUTCOMES, "outcome"),
        patients=_patients(resource),
        through=through,
        observer=short(resource, 80, "source", "observer", "display"),
        purpose=_purpose(resource),
        **who,
    )


def _type(resource: Resource) -> str:
    code = code_in(resource, TYPES, "type", "code")
    code_in(resource, TYPES[code][:1], "type", "system")
    return code


def _subtype(resource: Resource) -> str:
    if many(resource, "subtype") != 1:
        raise Unknown("subtype")
    code = text(resource, "subtype", 0, "code")
    system = code_in(resource, (ACTION, RESTFUL), "subtype", 0, "system")
    is_ours = ACTION_NAME.fullmatch(code) and words.is_known(code)
    if not (code in INTERACTIONS if system == RESTFUL else is_ours):
        raise Unknown("subtype.0")
    return code


def _purpose(resource: Resource) -> str:
    number = many(resource, "purposeOfEvent")
    if number > 1 or (number and many(resource, "purposeOfEvent", 0, "coding") != 1):
        raise Unknown("purposeOfEvent")
    if not number:
        return ""
    code_in(resource, (ACT_REASON,), "purposeOfEvent", 0, "coding", 0, "system")
    return code_in(resource, Purpose.values, "purposeOfEvent", 0, "coding", 0, "code")


def _who(resource: Resource) -> tuple[dict[str, str], str]:
    """Whoever looked (who, who_id, policy), and what they looked through, where it is said."""
    agents = [resource["agent"][rank] for rank in range(many(resource, "agent"))]
    asked = [
        rank for rank, one in enumerate(agents) if isinstance(one, dict) and one.get("requestor") is True
    ]
    if not 1 <= len(agents) <= 2 or len(asked) != 1:
        raise Unknown("agent")
    for rank in range(len(agents)):
        only(resource, {"who", "requestor", "policy", "type", "role"}, "agent", rank)
    said = _named(resource, asked[0])
    others = [rank for rank in range(len(agents)) if rank != asked[0]]
    return said, short(resource, 150, "agent", others[0], "who", "display") if others else ""


def _named(resource: Resource, rank: int) -> dict[str, str]:
    path = ("agent", rank, "who")
    who = short(resource, 150, *path, "display", is_needed=False)
    who_id = short(resource, 64, *path, "identifier", "value", is_needed=False)
    if not who and not who_id:
        raise Unknown(f"agent.{rank}.who")
    policies = many(resource, "agent", rank, "policy")
    if policies > 1:
        raise Unknown(f"agent.{rank}.policy")
    return {"who": who, "who_id": who_id, "policy": _policy(resource, rank) if policies else ""}


def _policy(resource: Resource, rank: int) -> str:
    found = short(resource, 120, "agent", rank, "policy", 0)
    consent = found.removeprefix("Consent/")
    if consent == found or not ID.fullmatch(consent):
        raise Unknown(f"agent.{rank}.policy.0")
    return consent


def _patients(resource: Resource) -> tuple[str, ...]:
    number = many(resource, "entity")
    if not 1 <= number <= MOST_PATIENTS:
        raise Unknown("entity")
    return tuple(pointed(resource, "Patient", "entity", rank, "what") for rank in range(number))
