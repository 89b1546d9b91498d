"""Personal data held by sales."""

from accord.lib.personal import Declaration, NotPersonal, PersonalField

_LEAD = "as long as the person"
_MAIL = "until the mailbox is disconnected"
_OURS = "words of the house"

DECLARATIONS: list[Declaration] = [
    # Leads
    PersonalField(
        "sales.Lead", "organisation_name", "professional", "whom they work for", True, "delete row", _LEAD
    ),
    PersonalField(
        "sales.Lead", "source_detail", "evidence", "where the lead came from", True, "delete row", _LEAD
    ),
    PersonalField("sales.Lead", "subject", "content", "what they asked for", True, "delete row", _LEAD),
    PersonalField("sales.Lead", "answers", "content", "what they answered", True, "delete row", _LEAD),
    PersonalField("sales.Lead", "message", "content", "what they wrote", True, "delete row", _LEAD),
    PersonalField("sales.Lead", "outcome_reason", "content", "what came of it", True, "delete row", _LEAD),
    PersonalField(
        "sales.Lead", "score_reasons", "behaviour", "who is answered first", True, "delete row", _LEAD
    ),
    PersonalField(
        "sales.Lead", "qualification", "content", "what they need and when", True, "delete row", _LEAD
    ),
    PersonalField(
        "sales.Lead", "handover_note", "content", "what sales must know", True, "delete row", _LEAD
    ),
    PersonalField(
        "sales.Lead", "sent_back_reason", "content", "why sales sent it back", True, "delete row", _LEAD
    ),
    PersonalField("sales.Lead", "owner", "account", "which colleague answers", False, "delete row", _LEAD),
    NotPersonal("sales.Lead", "take_up_on", "a date of ours"),
    PersonalField("sales.Lead", "postcode", "contact", "whose territory it is", True, "delete row", _LEAD),
    PersonalField("sales.Lead", "country", "contact", "whose territory it is", True, "delete row", _LEAD),
    NotPersonal("sales.Lead", "assigned_by_rule", _OURS),
    # Deals
    PersonalField("sales.Deal", "name", "content", "what may be sold", True, "keep", "contracts.archive"),
    PersonalField(
        "sales.Deal", "search_key", "content", "the name again, folded", False, "keep", "contracts.archive"
    ),
    NotPersonal("sales.Deal", "close_on", "a date of ours"),
    PersonalField(
        "sales.Deal",
        "contract_until",
        "behaviour",
        "the clock of customers",
        True,
        "keep",
        "contracts.archive",
    ),
    NotPersonal("sales.Deal", "currency", "three letters"),
    NotPersonal("sales.Deal", "competitor", "a firm"),
    PersonalField(
        "sales.Deal", "reason_detail", "content", "why it was won or lost", True, "keep", "contracts.archive"
    ),
    PersonalField(
        "sales.Deal", "owner", "account", "which colleague sells", False, "keep", "contracts.archive"
    ),
    PersonalField(
        "sales.DealPerson", "person", "professional", "who has a say", True, "delete row", "contracts.archive"
    ),
    # Activities
    PersonalField("sales.Activity", "subject", "content", "what was done", True, "delete row", _LEAD),
    PersonalField("sales.Activity", "text", "content", "what was said or written", True, "delete row", _LEAD),
    PersonalField("sales.Activity", "place", "content", "where people meet", True, "delete row", _LEAD),
    PersonalField("sales.Activity", "outcome", "content", "what came of it", True, "delete row", _LEAD),
    PersonalField(
        "sales.Activity", "message_id", "content", "which e-mail it is", False, "delete row", _LEAD
    ),
    PersonalField(
        "sales.Activity", "owner", "account", "which colleague does it", False, "delete row", _LEAD
    ),
    PersonalField("sales.Activity", "by_id", "account", "which colleague wrote", False, "delete row", _LEAD),
    PersonalField(
        "sales.Activity", "by_label", "account", "which colleague wrote", True, "delete row", _LEAD
    ),
    # Calendars
    NotPersonal("sales.CalendarFeed", "token_hash", "the fingerprint of a secret"),
    # E-mails
    NotPersonal("sales.CopyAddress", "token_hash", "the fingerprint of a secret"),
    NotPersonal("sales.CopyAddress", "sealed_token", "a secret, encrypted"),
    PersonalField(
        "sales.Mailbox", "address", "account", "which e-mails are a colleague's", False, "delete row", _MAIL
    ),
    NotPersonal("sales.Mailbox", "host", "a server"),
    PersonalField("sales.Mailbox", "username", "account", "opens the mailbox", False, "delete row", _MAIL),
    PersonalField(
        "sales.Mailbox", "sealed_password", "account", "opens the mailbox", False, "delete row", _MAIL
    ),
    PersonalField(
        "sales.MailboxFolder", "name", "account", "what a colleague lets be read", False, "delete row", _MAIL
    ),
    # Meetings people book
    *(
        NotPersonal("sales.BookingPage", field, _OURS)
        for field in ("code", "form_id", "hours", "time_zone", "place")
    ),
    PersonalField("sales.BookingPage", "user", "account", "whom people meet", False, "delete row", _LEAD),
    PersonalField("sales.Booking", "person", "behaviour", "who asked to meet us", True, "delete row", _LEAD),
    PersonalField(
        "sales.Booking", "time_zone", "behaviour", "at which hour it is for them", True, "delete row", _LEAD
    ),
    NotPersonal("sales.Booking", "language", "one of two languages"),
    # Reusable texts
    *(
        NotPersonal("sales.ReusableText", field, _OURS)
        for field in ("title", "subject_fr", "body_fr", "subject_en", "body_en", "search_key")
    ),
    PersonalField(
        "sales.ReusableText",
        "owner",
        "account",
        "which colleague wrote it",
        False,
        "keep",
        "as long as it serves",
    ),
    # Settings
    *(
        NotPersonal(f"sales.{model}", field, _OURS)
        for model in ("Question", "Pipeline", "Stage", "Reason", "ScoreRule")
        for field in ("label_fr", "label_en")
    ),
    NotPersonal("sales.Question", "code", _OURS),
    NotPersonal("sales.Question", "choices", _OURS),
    NotPersonal("sales.Question", "choices_en", _OURS),
    NotPersonal("sales.ScoreRule", "code", "the name of a field"),
    NotPersonal("sales.ScoreRule", "words", _OURS),
    NotPersonal("sales.AssignmentRule", "name", _OURS),
    NotPersonal("sales.AssignmentRule", "territory", "departments and countries"),
    NotPersonal("sales.AssignmentRule", "headcounts", "bands"),
    NotPersonal("sales.AssignmentRule", "form_ids", "which forms"),
]
