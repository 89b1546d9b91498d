"""Personal data of choices, documents, requests and emergency accesses: the second half of `personal.py`."""

from accord.lib.personal import Category, Declaration, NotPersonal, PersonalField

_RECORD = "R.1112-7 CSP, as the record of the patient"
_KEY = "sealed with the key of the patient, whose destruction is its end"


def _of_patient(model: str, field: str, category: Category, purpose: str) -> PersonalField:
    return PersonalField(f"health.{model}", field, category, purpose, True, "delete with owner", _RECORD)


def _codes(model: str, *fields: str) -> list[Declaration]:
    return [NotPersonal(f"health.{model}", field, "a code of a closed list") for field in fields]


def _colleague(model: str, *fields: str) -> list[Declaration]:
    return [NotPersonal(f"health.{model}", field, "the colleague, at that time") for field in fields]


DECLARATIONS: list[Declaration] = [
    *_codes("Consent", "source"),
    NotPersonal("health.Consent", "policy_uri", "the version of a text"),
    _of_patient("Consent", "words_sealed", "preference", f"who is named, a reason; {_KEY}"),
    *_colleague("Consent", "checked_by", "by_id", "by_name"),
    *_codes("ConsentProvision", "kind", "purpose", "items"),
    _of_patient(
        "ConsentProvision", "actor", "preference", "the professional or body a choice names, by identifier"
    ),
    _of_patient("DocumentReference", "constituted_on", "content", "the clock of L.1111-7 runs from it"),
    NotPersonal("health.DocumentReference", "system", "a system of the hospital"),
    _of_patient("DocumentReference", "external_id", "content", "the number of the document in that system"),
    _of_patient("DocumentReference", "kept_sealed", "content", f"where the document is kept; {_KEY}"),
    *_codes("DocumentReference", "labels"),
    *_colleague("DocumentReference", "reviewed_by"),
    _of_patient("AccessRequest", "who_sealed", "identity", f"who asks for the record; {_KEY}"),
    *_codes("AccessRequest", "proofs", "refusal"),
    *_colleague("AccessRequest", "identity_checked_by", "owner_id", "owner_name"),
    NotPersonal("health.RequestedItem", "due_on", "a deadline"),
    *_codes("AttachedFile", "extension"),
    NotPersonal("health.AttachedFile", "sha256", "a hash"),
    _of_patient("AttachedFile", "content_sealed", "content", f"a copy kept until it was handed over; {_KEY}"),
    *_colleague("AttachedFile", "attached_by"),
    NotPersonal("health.DisclosureBundle", "manifest", "ids, codes and hashes of what left"),
    NotPersonal("health.DisclosureBundle", "sha256", "a hash"),
    _of_patient("DisclosureBundle", "proof_sealed", "evidence", f"how its receipt was proved; {_KEY}"),
    *_colleague("DisclosureBundle", "by_id", "by_name"),
    _of_patient(
        "BreakGlassGrant", "reason_sealed", "evidence", f"why the record was opened in an emergency; {_KEY}"
    ),
    *_colleague("BreakGlassGrant", "by_id", "by_name"),
    *_colleague("BreakGlassReview", "author_id", "by_id", "by_name"),
    _of_patient("BreakGlassReview", "words_sealed", "evidence", f"why an access was right or not; {_KEY}"),
    *_colleague("BreakGlassFollowUp", "author_id", "by_id", "by_name"),
    _of_patient("BreakGlassFollowUp", "words_sealed", "evidence", f"what was done about an access; {_KEY}"),
    NotPersonal("health.Hold", "opened_on", "a date of the procedure"),
    NotPersonal("health.Hold", "closed_on", "a date of the procedure"),
    *_colleague("Hold", "by_name"),
    *_colleague("DisposalStep", "by_id", "by_name", "signatory"),
    NotPersonal("health.House", "contact", "a service of the house"),
    NotPersonal("health.ClientSystem", "name", "a system of the hospital"),
    NotPersonal("health.ClientSystem", "token_hash", "a hash"),
    *_codes("ClientSystem", "scopes"),
    NotPersonal("health.LogPass", "number", "a random number, printed on a letter"),
    NotPersonal("health.LogPass", "code_hash", "a hash"),
    NotPersonal("health.LogPass", "visit_hash", "a hash"),
    *_colleague("LogPass", "made_by"),
    *_codes("JobRight", "job", "items"),
    *_colleague("ClientSystem", "created_by"),
]
