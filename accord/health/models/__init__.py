"""The tables of health, in FHIR's names. Every identifier is random: it may stand in an address."""

from accord.health.models.choices import Consent, ConsentProvision
from accord.health.models.cuts import JournalAnchor, JournalCut, JournalCutConfirmation, JournalGap
from accord.health.models.disposal import DisposalStep, Hold
from accord.health.models.documents import DocumentReference
from accord.health.models.emergency import BreakGlassFollowUp, BreakGlassGrant, BreakGlassReview
from accord.health.models.house import ClientSystem, House
from accord.health.models.journal import AuditEvent, JournalLane
from accord.health.models.keys import DataKey
from accord.health.models.mails import AwaitingMail
from accord.health.models.messages import ReceivedMessage
from accord.health.models.nir import NirDeclaration
from accord.health.models.paper import FormIssue, FormLayout, PaperSettings, Questionnaire
from accord.health.models.passes import LogPass
from accord.health.models.patients import Patient, PatientIdentifier, PatientMerge
from accord.health.models.people import CareTeam, CareTeamMember, Practitioner, RelatedPerson
from accord.health.models.requests import AccessRequest, AttachedFile, DisclosureBundle, RequestedItem
from accord.health.models.rights import JobRight
from accord.health.models.scans import FormReading, FormScan, QualityControl, ScanFile
from accord.health.models.stays import Encounter, Service

__all__ = [
    "AccessRequest",
    "AttachedFile",
    "AuditEvent",
    "AwaitingMail",
    "BreakGlassFollowUp",
    "BreakGlassGrant",
    "BreakGlassReview",
    "CareTeam",
    "CareTeamMember",
    "ClientSystem",
    "Consent",
    "ConsentProvision",
    "DataKey",
    "DisclosureBundle",
    "DisposalStep",
    "DocumentReference",
    "Encounter",
    "FormIssue",
    "FormLayout",
    "FormReading",
    "FormScan",
    "Hold",
    "House",
    "JobRight",
    "JournalAnchor",
    "JournalCut",
    "JournalCutConfirmation",
    "JournalGap",
    "JournalLane",
    "LogPass",
    "NirDeclaration",
    "PaperSettings",
    "Patient",
    "PatientIdentifier",
    "PatientMerge",
    "Practitioner",
    "QualityControl",
    "Questionnaire",
    "ReceivedMessage",
    "RelatedPerson",
    "RequestedItem",
    "ScanFile",
    "Service",
]
