"""Personal data of colleagues."""

from accord.lib.personal import Declaration, NotPersonal, PersonalField

DECLARATIONS: list[Declaration] = [
    PersonalField("staff.User", "email", "account", "signing in", True, "keep", "while employed"),
    PersonalField("staff.User", "name", "account", "shown beside their work", True, "keep", "while employed"),
    PersonalField(
        "staff.User", "roles", "account", "what a colleague may see and do", True, "keep", "while employed"
    ),
    PersonalField(
        "staff.User", "language", "account", "language of the pages", True, "keep", "while employed"
    ),
    PersonalField(
        "staff.User", "has_shortcuts", "account", "whether keys act", True, "keep", "while employed"
    ),
    PersonalField(
        "staff.User", "team", "account", "whose work a colleague sees", True, "keep", "while employed"
    ),
    PersonalField(
        "staff.User", "reach", "account", "whose work a colleague sees", True, "keep", "while employed"
    ),
    NotPersonal("staff.Team", "name", "words of the house"),
    NotPersonal("staff.User", "password", "a salted hash, never shown nor exported"),
    NotPersonal("staff.ApiRate", "caller", "the number of a token or of a colleague"),
    NotPersonal("staff.ApiAnswer", "caller", "the number of a token or of a colleague"),
    NotPersonal("staff.ApiAnswer", "key", "chosen by a program for one request"),
    NotPersonal(
        "staff.ApiAnswer", "request_hash", "a hash that only tells whether two requests are the same"
    ),
    PersonalField(
        "staff.ApiAnswer", "body", "content", "answers a repeated write", False, "delete row", "24 hours"
    ),
]
