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
    # what people said
    "consent.event.informed": ("info", _("was informed")),
    "consent.event.requested": ("edit", _("asked for something")),
    "consent.event.given": ("check", _("agreed")),
    "consent.event.confirmed": ("check", _("confirmed their address and agreement")),
    "consent.event.refused": ("no", _("said no")),
    "consent.event.withdrawn": ("no", _("withdrew their agreement")),
    "consent.event.objected": ("no", _("objected to prospecting")),
    "consent.events.imported": ("upload", _("Declared agreements and refusals imported")),
    "consent.declared.decided": ("shield", _("Use of declared agreements decided")),
    "consent.address.suppressed": ("no", _("Address never to be written to again")),
    "consent.addresses.suppressed": ("no", _("Addresses never to be written to again")),
    "consent.evidence.erased": ("trash", _("Evidence erased at its date")),
    "consent.pause.asked": ("pause", _("Pause or slower rhythm asked for")),
    "consent.permissions.drifted": ("alert", _("Permissions corrected from the ledger")),
    "consent.subjects.repointed": ("merge", _("History joined to another address")),
    # how they enter
    "intake.form.created": ("inbox", _("Form created")),
    "intake.form.changed": ("inbox", _("Form changed")),
    "intake.form.opened": ("inbox", _("Form opened")),
    "intake.form.closed": ("inbox", _("Form closed")),
    "intake.form.reordered": ("inbox", _("Boxes of a form put in order")),
    "intake.request.noted": ("edit", _("Sign-up noted for somebody")),
    "intake.request.confirmed": ("check", _("Sign-up confirmed")),
    "intake.request.refused": ("no", _("Sign-up refused by the holder of the address")),
    "intake.requests.expired": ("clock", _("Unconfirmed sign-ups erased")),
    # letters
    "outbox.letter.considered_sent": ("check", _("Letter of unknown fate considered sent")),
    "outbox.letter.sent_again": ("send", _("Letter sent again")),
    "outbox.letter.hard": ("reply", _("Letter came back")),
    "outbox.letter.soft": ("reply", _("Letter refused for now")),
    "outbox.letter.complaint": ("no", _("Letter reported as unwanted")),
    "outbox.mailing.created": ("mail", _("Mailing prepared")),
    "outbox.mailing.started": ("send", _("Mailing started")),
    "outbox.mailing.paused": ("pause", _("Mailing paused")),
    "outbox.mailing.resumed": ("play", _("Mailing resumed")),
    "outbox.mailing.cancelled": ("no", _("Mailing cancelled")),
    "outbox.mailing.finished": ("check", _("Mailing finished")),
    "preferences.link.asked": ("settings", _("Link to the preferences page asked for")),
    "preferences.link.sent": ("settings", _("Link to the preferences page sent")),
    # campaigns
    "campaigns.campaign.begun": ("mail", _("E-mail begun")),
    "campaigns.campaign.discarded": ("trash", _("E-mail discarded")),
    "campaigns.campaign.tested": ("mail", _("Test e-mail sent")),
    "campaigns.campaign.launched": ("send", _("E-mail launched")),
    "campaigns.image.added": ("image", _("Image added")),
    "campaigns.image.described": ("image", _("Image described")),
    "campaigns.image.removed": ("image", _("Image removed")),
    "campaigns.letters.exported": ("download", _("Letters of a campaign exported")),
    "campaigns.people.exported": ("download", _("Audience of a campaign exported")),
    # the register
    "register.notice.drafted": ("document", _("Notice drafted")),
    "register.notice.written": ("document", _("Notice written")),
    "register.notice.published": ("document", _("Notice published")),
    "register.purpose.opened": ("shield", _("Purpose in use")),
    "register.purpose.closed": ("shield", _("Purpose closed")),
    "register.purpose.deleted": ("shield", _("Purpose deleted")),
    # colleagues
    "staff.user.welcomed": ("user", _("Colleague welcomed")),
    "staff.user.changed": ("user", _("Colleague’s roles or name changed")),
    "staff.user.language_chosen": ("globe", _("Language chosen")),
    # the desk itself
    "desk.people.exported": ("download", _("People exported")),
    "desk.information.sent": ("info", _("Information notice sent")),
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
