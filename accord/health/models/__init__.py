"""The tables of health, in FHIR's names. Every identifier is random: it may stand in an address."""

from accord.health.models.journal import AuditEvent, JournalLane
from accord.health.models.keys import DataKey
from accord.health.models.nir import NirDeclaration
from accord.health.models.patients import Patient, PatientIdentifier, PatientMerge
from accord.health.models.people import CareTeam, CareTeamMember, Practitioner, RelatedPerson
from accord.health.models.stays import Encounter, Service

__all__ = [
    "AuditEvent",
    "CareTeam",
    "CareTeamMember",
    "DataKey",
    "Encounter",
    "JournalLane",
    "NirDeclaration",
    "Patient",
    "PatientIdentifier",
    "PatientMerge",
    "Practitioner",
    "RelatedPerson",
    "Service",
]
