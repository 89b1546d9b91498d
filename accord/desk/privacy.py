"""Personal data held by the desk: what colleagues keep an eye on."""

from accord.lib.personal import Declaration, PersonalField

_KEPT = "as long as the record"

DECLARATIONS: list[Declaration] = [
    *(
        PersonalField(f"desk.{model}", field, "account", why, field == "user", "delete row", kept)
        for model, why, kept in (
            ("Follow", "which records a colleague follows", _KEPT),
            ("Visit", "which records a colleague opened last", "the last twenty"),
            ("Mention", "in which notes a colleague is named", _KEPT),
        )
        for field in ("user", "person", "organisation", "lead", "deal")
    ),
    PersonalField(
        "desk.DailyLetter",
        "user",
        "account",
        "who wants news by letter",
        True,
        "delete row",
        "until refused",
    ),
    PersonalField(
        "desk.DailyLetter", "looked_on", "account", "one letter a day", False, "delete row", "until refused"
    ),
    PersonalField("desk.Mention", "by_id", "account", "which colleague wrote", False, "delete row", _KEPT),
    PersonalField("desk.Mention", "by_label", "account", "which colleague wrote", False, "delete row", _KEPT),
]
