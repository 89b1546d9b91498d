"""Personal data held by contacts."""

from accord.lib.personal import Declaration, NotPersonal, PersonalField

_PERSON = "prospects.keep"
_WITH_PERSON = "as long as the person"
_FIRM = "says something about a firm"

DECLARATIONS: list[Declaration] = [
    # Organisations: a sole trader's name is a person's name
    PersonalField(
        "contacts.Organisation", "name", "professional", "whom people work for", True, "keep", _WITH_PERSON
    ),
    NotPersonal("contacts.Organisation", "siren", _FIRM),
    NotPersonal("contacts.Organisation", "siret", _FIRM),
    NotPersonal("contacts.Organisation", "activity_code", _FIRM),
    NotPersonal("contacts.Organisation", "website", _FIRM),
    NotPersonal("contacts.Organisation", "city", _FIRM),
    NotPersonal("contacts.Organisation", "sort_key", "the name again, folded"),
    # People
    PersonalField("contacts.Person", "first_name", "identity", "who it is", True, "blank", _PERSON),
    PersonalField("contacts.Person", "last_name", "identity", "who it is", True, "blank", _PERSON),
    PersonalField("contacts.Person", "job", "professional", "what they answer for", True, "blank", _PERSON),
    PersonalField(
        "contacts.Person", "organisation", "professional", "whom they work for", True, "blank", _PERSON
    ),
    PersonalField(
        "contacts.Person", "language", "preference", "in which language to write", True, "keep", _PERSON
    ),
    PersonalField(
        "contacts.Person", "time_zone", "preference", "when they may be called", True, "keep", _PERSON
    ),
    PersonalField(
        "contacts.Person", "born_on", "identity", "under 15, a parent agrees", True, "blank", _PERSON
    ),
    PersonalField(
        "contacts.Person", "customer_until", "behaviour", "the clock of customers", True, "blank", _PERSON
    ),
    PersonalField(
        "contacts.Person", "collected_at", "behaviour", "the clock of prospects", True, "keep", _PERSON
    ),
    PersonalField(
        "contacts.Person", "heard_from_at", "behaviour", "the clock of prospects", True, "keep", _PERSON
    ),
    PersonalField("contacts.Person", "sort_key", "identity", "sorts the list", False, "blank", _PERSON),
    PersonalField(
        "contacts.SearchWord", "word", "identity", "finds the person", False, "delete row", _PERSON
    ),
    # Addresses
    PersonalField(
        "contacts.ContactPoint", "value", "contact", "how to reach them", True, "delete row", _PERSON
    ),
    PersonalField(
        "contacts.ContactPoint",
        "unreachable_why",
        "contact",
        "why letters come back",
        True,
        "delete row",
        _PERSON,
    ),
    PersonalField(
        "contacts.ContactPoint",
        "address_hash",
        "contact",
        "matches the suppression list",
        False,
        "delete row",
        _PERSON,
    ),
    # Where the data came from
    PersonalField(
        "contacts.Acquisition", "detail", "evidence", "where the data came from", True, "blank", _PERSON
    ),
    PersonalField(
        "contacts.Acquisition", "acquired_at", "evidence", "when the data came", True, "keep", _PERSON
    ),
    PersonalField(
        "contacts.Acquisition", "informed_at", "evidence", "when they were told", True, "keep", _PERSON
    ),
    NotPersonal("contacts.Acquisition", "by_kind", "one of five words"),
    PersonalField(
        "contacts.Acquisition", "by_id", "account", "which colleague entered it", False, "keep", _PERSON
    ),
    PersonalField(
        "contacts.Acquisition", "by_label", "account", "which colleague entered it", False, "blank", _PERSON
    ),
    PersonalField(
        "contacts.Acquisition",
        "exception",
        "evidence",
        "why they were not told (art. 14(5))",
        True,
        "blank",
        _PERSON,
    ),
    NotPersonal("contacts.Acquisition", "exception_review_on", "a date of ours"),
    PersonalField(
        "contacts.Guardian", "guardian", "identity", "who answers for a child", True, "delete row", _PERSON
    ),
    PersonalField(
        "contacts.Guardian", "agreed_at", "evidence", "when they agreed", True, "delete row", _PERSON
    ),
    # Notes and views
    PersonalField(
        "contacts.Note", "text", "content", "what a colleague wrote", True, "delete row", _WITH_PERSON
    ),
    PersonalField(
        "contacts.Note", "by_id", "account", "which colleague wrote", False, "delete row", _WITH_PERSON
    ),
    PersonalField(
        "contacts.Note", "by_label", "account", "which colleague wrote", True, "delete row", _WITH_PERSON
    ),
    NotPersonal("contacts.SavedView", "name", "the name of a list, for us"),
    NotPersonal("contacts.SavedView", "page", "which list"),
    PersonalField(
        "contacts.SavedView",
        "query",
        "content",
        "may hold a name searched for",
        False,
        "keep",
        "until removed",
    ),
    PersonalField(
        "contacts.SavedView", "owner_id", "account", "whose view it is", False, "keep", "until removed"
    ),
]
