"""What happens to deals, in words: for the journal and for the page of a deal."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

VERBS: dict[str, tuple[str, Promise]] = {
    "sales.deal.opened": ("plus", _("Deal opened")),
    "sales.deal.edited": ("edit", _("Deal corrected")),
    "sales.deal.accepted": ("check", _("Deal accepted")),
    "sales.deal.sent_back": ("reply", _("Deal sent back to inside sales")),
    "sales.deal.moved": ("right", _("Deal moved to another stage")),
    "sales.deal.placed": ("list", _("Deal moved within its stage")),
    "sales.deal.won": ("check", _("Deal won")),
    "sales.deal.lost": ("no", _("Deal lost")),
    "sales.deal.reopened": ("refresh", _("Deal reopened")),
    "sales.deal.person_added": ("user", _("Person added to a deal")),
    "sales.deal.person_removed": ("user", _("Person taken out of a deal")),
    "sales.work.handed_on": ("user", _("Work of somebody who leaves handed on")),
    "sales.deals.exported": ("download", _("Deals exported")),
    "sales.booking.page_saved": ("settings", _("Booking page saved")),
    "sales.booking.asked": ("calendar", _("Meeting asked for by the person")),
    "sales.booking.cancelled": ("no", _("Meeting cancelled by the person")),
    "sales.text.created": ("plus", _("Reusable text written")),
    "sales.text.changed": ("edit", _("Reusable text corrected")),
    "sales.text.archived": ("lock", _("Reusable text put away")),
    "sales.text.restored": ("refresh", _("Reusable text taken up again")),
    "sales.pipeline.created": ("settings", _("Pipeline created")),
    "sales.pipeline.changed": ("settings", _("Pipeline changed")),
    "sales.pipeline.closed": ("settings", _("Pipeline closed")),
    "sales.pipeline.opened": ("settings", _("Pipeline opened again")),
    "sales.stage.created": ("settings", _("Stage created")),
    "sales.stage.changed": ("settings", _("Stage changed")),
    "sales.stage.ordered": ("settings", _("Stages put in order")),
    "sales.stage.emptied": ("settings", _("Deals of a stage moved to another")),
    "sales.stage.deleted": ("settings", _("Stage deleted")),
    "sales.reason.created": ("settings", _("Reason to win or lose created")),
    "sales.reason.changed": ("settings", _("Reason to win or lose changed")),
}
