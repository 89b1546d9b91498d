"""Personal data held by the outbox."""

from accord.lib.personal import Declaration, NotPersonal, PersonalField

_LETTERS = "3 years after the letter, to answer for it"
_LEAVING = "until the letter has left"

DECLARATIONS: list[Declaration] = [
    NotPersonal("outbox.Mailing", "channel", "a channel of the register"),
    NotPersonal("outbox.Mailing", "name", "the name of a mailing, for us"),
    NotPersonal("outbox.Mailing", "language", "one of two languages"),
    PersonalField(
        "outbox.Mailing", "sender_name", "account", "which colleague writes", False, "keep", _LETTERS
    ),
    NotPersonal("outbox.Mailing", "sender_email", "the controller's address"),
    PersonalField("outbox.Mailing", "reply_to", "account", "which colleague writes", False, "keep", _LETTERS),
    PersonalField(
        "outbox.Mailing",
        "subject",
        "content",
        "what a colleague writes to one person",
        False,
        "blank",
        _LEAVING,
    ),
    PersonalField(
        "outbox.Mailing", "html", "content", "what a colleague writes to one person", False, "blank", _LEAVING
    ),
    PersonalField(
        "outbox.Mailing", "text", "content", "what a colleague writes to one person", False, "blank", _LEAVING
    ),
    NotPersonal("outbox.Mailing", "state", "one of a few words"),
    NotPersonal("outbox.Mailing", "source_id", "a kind and a number"),
    NotPersonal("outbox.Letter", "service", "one of a few words"),
    PersonalField("outbox.Letter", "person_id", "behaviour", "who was written to", True, "blank", _LETTERS),
    PersonalField(
        "outbox.Letter", "contact_point_id", "behaviour", "at which address", True, "blank", _LETTERS
    ),
    PersonalField("outbox.Letter", "to", "contact", "where a service letter goes", False, "blank", _LEAVING),
    PersonalField(
        "outbox.Letter", "content", "content", "what a service letter says", False, "blank", _LEAVING
    ),
    PersonalField("outbox.Letter", "merge", "content", "values for the marks", False, "blank", _LEAVING),
    NotPersonal("outbox.Letter", "state", "one of a few words"),
    NotPersonal("outbox.Letter", "reason", "a code of the gate"),
    PersonalField(
        "outbox.Letter",
        "error",
        "contact",
        "the server's answer, may quote the address",
        True,
        "blank",
        _LETTERS,
    ),
    NotPersonal("outbox.Letter", "claimed_by", "a machine and a process"),
    PersonalField(
        "outbox.Bounce", "letter_id", "behaviour", "which letter came back", True, "delete row", _LETTERS
    ),
    PersonalField(
        "outbox.Bounce", "contact_point_id", "behaviour", "from which address", True, "delete row", _LETTERS
    ),
    NotPersonal("outbox.Bounce", "kind", "one of three words"),
    PersonalField(
        "outbox.Bounce", "detail", "contact", "may quote the address", True, "delete row", _LETTERS
    ),
    PersonalField(
        "outbox.DemoMessage", "to", "contact", "the demo mailbox", False, "delete row", "30 days, demo only"
    ),
    PersonalField(
        "outbox.DemoMessage",
        "subject",
        "content",
        "the demo mailbox",
        False,
        "delete row",
        "30 days, demo only",
    ),
    PersonalField(
        "outbox.DemoMessage", "raw", "content", "the demo mailbox", False, "delete row", "30 days, demo only"
    ),
    NotPersonal("outbox.Endpoint", "name", "a program"),
    NotPersonal("outbox.Endpoint", "url", "the address of a program"),
    NotPersonal("outbox.Endpoint", "events", "codes of events"),
    NotPersonal("outbox.Endpoint", "sealed_secret", "a secret shared with a program"),
    NotPersonal("outbox.Delivery", "event", "the code of an event"),
    PersonalField(
        "outbox.Delivery",
        "data",
        "identity",
        "says whom an event is about, by number",
        False,
        "keep",
        "30 days",
    ),
    NotPersonal("outbox.Attempt", "error", "what the network said"),
    NotPersonal("outbox.JournalMark", "writers", "numbers of database transactions"),
]
