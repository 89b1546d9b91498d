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
    NotPersonal("staff.User", "password", "a salted hash, never shown nor exported"),
]
