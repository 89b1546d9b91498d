"""The verbs of the journal in words."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, tuple[str, Promise]] = {
    # contacts
    "contacts.person.admitted": ("plus", _("Entered in the contact base")),
    "contacts.person.edited": ("edit", _("Details corrected")),
    "contacts.person.informed": ("info", _("Told where the data come from")),
    "contacts.person.state_set": ("user", _("State changed")),
    "contacts.exception.declared": ("shield", _("Exception to the information declared (art. 14(5))")),
    "contacts.point.added": ("plus", _("Address added")),
    "contacts.point.bounced": ("reply", _("Letter refused for now")),
    "contacts.point.confirmed": ("check", _("Address confirmed")),
    "contacts.point.described": ("edit", _("Address described")),
    "contacts.point.unreachable": ("no", _("Address no longer answers")),
    "contacts.note.added": ("note", _("Note written")),
    "contacts.organisation.created": ("building", _("Organisation entered")),
    "contacts.organisation.edited": ("building", _("Organisation corrected")),
    "contacts.view.saved": ("bookmark", _("View saved")),
    "contacts.view.removed": ("bookmark", _("View removed")),
    # the desk itself
    "desk.people.exported": ("download", _("People exported")),
}
FAMILIES: tuple[tuple[str, Promise], ...] = (
    ("contacts", _("people and organisations")),
    ("consent", _("agreements and refusals")),
    ("intake", _("sign-ups and imports")),
    ("outbox", _("letters")),
    ("campaigns", _("campaigns")),
    ("preferences", _("preferences")),
    ("register", _("the register")),
    ("staff", _("colleagues")),
    ("desk", _("exports")),
)


def in_words(verb: str) -> tuple[str, str]:
    """Icon and words of a verb; a verb nobody has put into words is shown as it is."""
    icon, words = VERBS.get(verb, ("settings", verb))
    return icon, str(words)
