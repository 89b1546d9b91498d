"""Personal data held by the journal."""

from accord.lib.personal import Declaration, NotPersonal, PersonalField

DECLARATIONS: list[Declaration] = [
    NotPersonal("audit.Entry", "verb", "a name from the code"),
    NotPersonal("audit.Entry", "actor_kind", "one of five words"),
    PersonalField(
        "audit.Entry",
        "actor_id",
        "account",
        "says which colleague acted, by number",
        False,
        "keep",
        "journal",
    ),
    NotPersonal("audit.Entry", "about_type", "a name from the code"),
    PersonalField(
        "audit.Entry", "about_id", "identity", "says what was acted on, by number", False, "keep", "journal"
    ),
    NotPersonal("audit.Entry", "facts", "figures and codes only"),
    NotPersonal("audit.Detail", "about_type", "a name from the code"),
    PersonalField(
        "audit.Detail", "about_id", "identity", "finds the words to erase", False, "delete row", "journal"
    ),
    NotPersonal("audit.Detail", "key", "the name of a field"),
    PersonalField(
        "audit.Detail", "before", "content", "value before a change", True, "delete row", "journal"
    ),
    PersonalField("audit.Detail", "after", "content", "value after a change", True, "delete row", "journal"),
]
