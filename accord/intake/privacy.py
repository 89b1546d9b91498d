"""Personal data held by the door in: little, and not for long."""

from accord.lib.personal import Category, Declaration, NotPersonal, PersonalField

_WAITING = "signup.unconfirmed"
_ASKED = "to ask the owner of the address to confirm"


def _of_request(field: str, category: Category, purpose: str) -> PersonalField:
    return PersonalField("intake.PendingRequest", field, category, purpose, True, "delete row", _WAITING)


FORMS: list[Declaration] = [
    *(
        NotPersonal("intake.Form", field, "a public page of ours")
        for field in ("slug", "title_fr", "title_en", "intro_fr", "intro_en", "button_fr", "button_en")
    ),
    *(
        NotPersonal("intake.FormField", field, "a question of ours")
        for field in (
            *("code", "heading_fr", "heading_en", "label_fr", "label_en", "reason_fr", "reason_en"),
            *("help_fr", "help_en", "options"),
        )
    ),
    *(
        NotPersonal("intake.FormVersion", field, "a public page of ours")
        for field in ("language", "definition", "page", "sha256")
    ),
    PersonalField(
        "intake.FormVersion",
        "by_label",
        "account",
        "the colleague who published it",
        False,
        "keep",
        "journal",
    ),
    NotPersonal("intake.FunnelDay", "day", "a day of counters"),
    NotPersonal("intake.FieldDay", "day", "a day of counters"),
    NotPersonal("intake.FieldDay", "code", "a question of ours"),
]

_SENT = "as long as the person"

SUBMISSIONS: list[Declaration] = [
    PersonalField(
        "intake.Submission", "answers", "content", "what they asked for", True, "delete row", _SENT
    ),
    PersonalField(
        "intake.Submission", "boxes", "preference", "what they agreed to", True, "delete row", _SENT
    ),
    PersonalField(
        "intake.Submission", "origin", "behaviour", "which campaign brought them", True, "delete row", _SENT
    ),
]

REQUESTS: list[Declaration] = [
    _of_request("address", "contact", _ASKED),
    _of_request("address_hash", "contact", "to find earlier requests of the same address"),
    _of_request("first_name", "identity", "to greet the person in the letter"),
    _of_request("language", "preference", "to write in the language of the form"),
    _of_request("purpose_ids", "preference", "what was asked for"),
    _of_request("further_boxes", "preference", "what was asked for"),
    _of_request("answers", "content", "what was answered, until its author confirms"),
    _of_request("network", "network", "evidence of the first step"),
    _of_request("asked_by_id", "account", "the colleague who noted the request"),
    _of_request("asked_by_label", "account", "the colleague who noted the request"),
    _of_request("asked_words", "content", "how it was asked, when a colleague noted it"),
    NotPersonal("intake.PendingRequest", "offered_ids", "which boxes the form had"),
    NotPersonal("intake.PendingRequest", "token_hash", "SHA-256 of a random secret"),
    NotPersonal("intake.PendingRequest", "origin", "one of a few words"),
    NotPersonal("intake.SpentToken", "token_hash", "SHA-256 of a random secret"),
    NotPersonal("intake.SpentToken", "outcome", "one of a few words"),
    PersonalField(
        "intake.Quota",
        "key",
        "contact",
        "to limit letters to one address; keyed hash",
        False,
        "keep",
        "one week",
    ),
]


def _of_line(field: str, why: str, *, exported: bool = True) -> PersonalField:
    return PersonalField(
        "intake.ImportLine", field, "contact", why, exported, "delete row", "until the import is done"
    )


IMPORTS: list[Declaration] = [
    *(
        NotPersonal("intake.Import", field, "says something about a file")
        for field in (
            "name",
            "origin",
            "origin_detail",
            "layout",
            "sphere",
            "collected_on",
            "file_name",
            "file_sha256",
            "state",
            "totals",
        )
    ),
    PersonalField(
        "intake.Import",
        "file",
        "contact",
        "the file itself, until it has been run",
        False,
        "delete row",
        "until done",
    ),
    PersonalField(
        "intake.Import", "by_id", "account", "the colleague who brought it", False, "keep", "journal"
    ),
    PersonalField(
        "intake.Import", "by_label", "account", "the colleague who brought it", False, "keep", "journal"
    ),
    _of_line("data", "what the line says, until the import is done"),
    _of_line("detail", "the address of a refused line, to correct it"),
    *(
        NotPersonal("intake.ImportLine", field, "a place in a file, or a code")
        for field in ("file_name", "outcome", "reason")
    ),
]

_TRIED = "the rule of the offer, once the trial has ended"

TRIALS: list[Declaration] = [
    NotPersonal("intake.Offer", "name_fr", "words of the house"),
    NotPersonal("intake.Offer", "name_en", "words of the house"),
    PersonalField(
        "intake.Trial", "extension_reason", "content", "why the trial was longer", True, "delete row", _TRIED
    ),
    PersonalField("intake.Trial", "outcome", "content", "what came of the trial", True, "delete row", _TRIED),
    PersonalField(
        "intake.Trial", "outcome_reason", "content", "what came of the trial", True, "delete row", _TRIED
    ),
]

DECLARATIONS: list[Declaration] = [*FORMS, *SUBMISSIONS, *REQUESTS, *IMPORTS, *TRIALS]
