"""Personal data of forms, scans and readings: another part of `personal.py`."""

from accord.lib.personal import Category, Declaration, NotPersonal, PersonalField

_RECORD = "R.1112-7 CSP, as the record of the patient"
_KEY = "sealed with the key of the patient, whose destruction is its end"


def _of_patient(model: str, field: str, category: Category, purpose: str) -> PersonalField:
    return PersonalField(f"health.{model}", field, category, purpose, True, "delete with owner", _RECORD)


def _house(model: str, why: str, *fields: str) -> list[Declaration]:
    return [NotPersonal(f"health.{model}", field, why) for field in fields]


_COLLEAGUE, _CODE, _HASH = "the colleague, at that time", "a code of a closed list", "a hash"

DECLARATIONS: list[Declaration] = [
    *_house("Questionnaire", "words of the form, the same for everybody", "content"),
    *_house("Questionnaire", _HASH, "sha256"),
    *_house("Questionnaire", _COLLEAGUE, "created_by", "published_by"),
    *_house("FormLayout", _HASH, "sha256"),
    *_house("FormLayout", "where boxes stand on the sheet", "layout"),
    *_house("FormIssue", "an opaque random number", "form"),
    *_house("FormIssue", "the institution, as printed", "organisation", "address"),
    _of_patient("FormIssue", "known_sealed", "identity", f"what was printed of the patient; {_KEY}"),
    *_house("FormIssue", "the name of a key", "code_key"),
    *_house("FormIssue", _HASH, "pdf_sha256"),
    *_house("FormIssue", _COLLEAGUE, "issued_by_id", "issued_by", "handed_by", "returned_by"),
    _of_patient(
        "ScanFile", "content_sealed", "evidence", "the paper as it came back; sealed under a key of its own"
    ),
    *_house("ScanFile", _HASH, "sha256"),
    *_house("ScanFile", _COLLEAGUE, "operator_id", "operator"),
    *_house("FormScan", "how millimetres become pixels", "sheet"),
    _of_patient("FormScan", "seen", "preference", "which boxes are ticked, by code"),
    *_house("FormScan", _CODE, "refusal"),
    *_house("FormScan", "figures of a refusal", "figures"),
    _of_patient("FormReading", "answers", "preference", "which boxes are ticked, by code"),
    *_house("FormReading", _CODE, "doubts"),
    _of_patient(
        "FormReading", "words_sealed", "preference", f"what is handwritten, as a colleague read it; {_KEY}"
    ),
    _of_patient("FormReading", "signed_on", "preference", "when the patient expressed it"),
    *_house("FormReading", _COLLEAGUE, "operator_id", "operator"),
    *_house("QualityControl", _CODE, "corrected"),
    *_house("QualityControl", _COLLEAGUE, "inspector_id", "inspector"),
    *_house("PaperSettings", "the institution, as printed", "organisation", "address"),
]
