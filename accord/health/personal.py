"""Personal data held by health. Not called `privacy.py`: what exports and erases in the rest of the house reads that
name, and must not know that a patient exists. Rights of patients are answered by health itself (L.1111-7 CSP).
"""

from accord.health import personal_choices, personal_paper
from accord.lib.personal import Category, Declaration, NotPersonal, PersonalField

_RECORD = "R.1112-7 CSP, as the record of the patient"
_KEY = "sealed with the key of the patient, whose destruction is its end"
_CODE = "a code of a closed list"


def _sealed(model: str, field: str, category: Category, purpose: str) -> PersonalField:
    return PersonalField(f"health.{model}", field, category, purpose, True, "delete with owner", _RECORD)


def _journal(field: str, purpose: str) -> PersonalField:
    kept = "3 years at least (regulation (EU) 2025/327, art. 9)"
    return PersonalField("health.AuditEvent", field, "behaviour", purpose, True, "keep", kept)


DECLARATIONS: list[Declaration] = [
    NotPersonal("health.DataKey", "wrapped", "a key"),
    NotPersonal("health.DataKey", "kek_id", "the name of a key"),
    # Patients
    _sealed("Patient", "traits_sealed", "identity", f"who it is; {_KEY}"),
    _sealed("Patient", "name_index", "identity", "finds the patient; keyed hashes"),
    NotPersonal("health.Patient", "index_key_id", "the name of a key"),
    _sealed("Patient", "born_on_index", "identity", "finds the patient; a keyed hash"),
    NotPersonal("health.Patient", "identity_status", _CODE),
    _sealed("Patient", "died_on", "identity", "the clock of R.1112-7 and the rights of heirs"),
    NotPersonal("health.PatientIdentifier", "system", _CODE),
    _sealed("PatientIdentifier", "value_sealed", "identity", f"the number; {_KEY}"),
    _sealed("PatientIdentifier", "index", "identity", "finds the number; a keyed hash"),
    NotPersonal("health.PatientIdentifier", "index_key_id", "the name of a key"),
    NotPersonal("health.PatientMerge", "why", _CODE),
    NotPersonal("health.PatientMerge", "by_id", "the colleague"),
    NotPersonal("health.PatientMerge", "by_name", "the colleague, at that time"),
    # Stays
    NotPersonal("health.Service", "code", "a department"),
    NotPersonal("health.Service", "name", "a department"),
    _sealed("Encounter", "number", "identity", "the house's number of the stay"),
    # People around the patient
    PersonalField(
        "health.Practitioner",
        "rpps",
        "professional",
        "national number",
        True,
        "keep",
        "as long as they work here",
    ),
    PersonalField(
        "health.Practitioner",
        "name",
        "professional",
        "who cares",
        True,
        "keep",
        "as long as the record they cared in",
    ),
    PersonalField(
        "health.Practitioner",
        "job",
        "professional",
        "their profession",
        True,
        "keep",
        "as long as they work here",
    ),
    NotPersonal("health.RelatedPerson", "kind", _CODE),
    _sealed("RelatedPerson", "who_sealed", "identity", f"who stands for the patient; {_KEY}"),
    NotPersonal("health.RelatedPerson", "proof", _CODE),
    NotPersonal("health.RelatedPerson", "proof_seen_by", "the colleague who saw the proof"),
    _sealed("RelatedPerson", "starts_on", "identity", "since when they stand for the patient"),
    _sealed("RelatedPerson", "ends_on", "identity", "until when they stand for the patient"),
    # Messages of other systems
    NotPersonal("health.ReceivedMessage", "sender", "a system of the hospital"),
    NotPersonal(
        "health.ReceivedMessage", "control_id", "the number of a message, given by the system that sent it"
    ),
    NotPersonal("health.ReceivedMessage", "mark", "a keyed hash that only says: the very same message"),
    # The right to hold the NIR
    NotPersonal("health.NirDeclaration", "controller", _CODE),
    NotPersonal("health.NirDeclaration", "purpose", _CODE),
    NotPersonal("health.NirDeclaration", "declared_on", "a date of the house"),
    NotPersonal("health.NirDeclaration", "by_id", "the colleague"),
    NotPersonal("health.NirDeclaration", "by_name", "the colleague, at that time"),
    # Journal
    NotPersonal("health.JournalLane", "head", "a hash"),
    NotPersonal("health.AuditEvent", "actor_kind", _CODE),
    _journal("actor_id", "which colleague looked"),
    _journal("actor_name", "their name at that time, which the patient may ask"),
    _journal("actor_role", "their role at that time"),
    _journal("service", "their department at that time"),
    NotPersonal("health.AuditEvent", "action", _CODE),
    NotPersonal("health.AuditEvent", "outcome", _CODE),
    NotPersonal("health.AuditEvent", "purpose", _CODE),
    _journal("patients", "whose data, by opaque id"),
    NotPersonal("health.AuditEvent", "entity", _CODE),
    NotPersonal("health.AuditEvent", "entity_id", "an opaque id"),
    NotPersonal("health.AuditEvent", "category", _CODE),
    NotPersonal("health.AuditEvent", "policy", "the choice or the rule, by its id and version"),
    _journal(
        "facts", "figures and codes; of an access made elsewhere, the professional another system names"
    ),
    NotPersonal("health.AuditEvent", "key_id", "the name of a key"),
    NotPersonal("health.AuditEvent", "leaf", "a hash"),
    NotPersonal("health.AuditEvent", "hash", "a hash"),
    *[
        NotPersonal(f"health.{model}", field, "the colleague, at that time")
        for model in ("JournalCut", "JournalCutConfirmation")
        for field in ("by_id", "by_name")
    ],
    NotPersonal("health.JournalCutConfirmation", "author_id", "the colleague, at that time"),
    NotPersonal("health.JournalCut", "before", "a day of the procedure"),
    *[NotPersonal("health.JournalGap", field, "a hash") for field in ("leaves", "seal")],
    NotPersonal("health.JournalGap", "key_id", "the name of a key"),
    NotPersonal("health.JournalAnchor", "head", "a hash"),
    NotPersonal("health.JournalAnchor", "key_id", "the name of a key"),
    NotPersonal("health.JournalAnchor", "seal", "a hash"),
    # Being told by e-mail
    _sealed("AwaitingMail", "address_sealed", "contact", f"where the mail goes, until it left; {_KEY}"),
    NotPersonal("health.AwaitingMail", "said", _CODE),
    NotPersonal("health.AwaitingMail", "asked_by_id", "the colleague"),
    NotPersonal("health.AwaitingMail", "asked_by", "the colleague, at that time"),
    # Choices, documents, requests, emergency accesses
    *personal_choices.DECLARATIONS,
    # Forms, scans, readings
    *personal_paper.DECLARATIONS,
]
