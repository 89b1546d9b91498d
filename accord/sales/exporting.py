"""Taking deals out as a file: recorded, and without the name of anybody whose data are restricted."""

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.lib.sheets import harmless
from accord.sales.cards import described, main_name, next_step
from accord.sales.models import Deal

MOST = 50_000


class TooMany(ValueError):
    """More deals than one file carries."""


@transaction.atomic
def export_deals(*, actor: Actor, deals: QuerySet[Deal]) -> tuple[list[str], list[list[str]]]:
    """Headings and lines of the file. Raises TooMany above MOST."""
    rows = list(described(deals).select_related("reason").order_by("pk")[: MOST + 1])
    if len(rows) > MOST:
        raise TooMany
    record(actor=actor, verb="sales.deals.exported", facts={"deals": len(rows)})
    return _header(), [[harmless(cell) for cell in _line(deal)] for deal in rows]


def _header() -> list[str]:
    return [
        _("Deal"),
        _("Organisation"),
        _("Main contact"),
        _("Pipeline"),
        _("Stage"),
        _("State"),
        _("Amount"),
        _("Currency"),
        _("Probability (%)"),
        _("Expected on"),
        _("Followed by"),
        _("Competitor"),
        _("Next step"),
        _("Last news"),
        _("Opened on"),
        _("Closed on"),
        _("Why"),
    ]


def _line(deal: Deal) -> list[str]:
    closed = timezone.localdate(deal.closed_at).isoformat() if deal.closed_at else ""
    return [
        deal.name,
        str(deal.organisation or ""),
        main_name(deal),
        str(deal.pipeline),
        str(deal.stage),
        str(deal.get_state_display()),
        f"{deal.amount / 100:.2f}",
        deal.currency,
        str(deal.stage.probability),
        deal.close_on.isoformat() if deal.close_on else "",
        str(deal.owner or ""),
        deal.competitor,
        next_step(deal)[1] if deal.state == Deal.State.OPEN else "",
        timezone.localdate(deal.news_at).isoformat(),
        timezone.localdate(deal.created_at).isoformat(),
        closed,
        " · ".join(filter(None, (str(deal.reason or ""), deal.reason_detail))),
    ]
