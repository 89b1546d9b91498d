"""What letters caused: the refusals that name the letter from which they came."""

from collections.abc import Iterable
from datetime import datetime

from accord.consent.models import ConsentEvent, Permission
from accord.consent.terms import NO_STATES


def refusals_from_letters(purpose_id: int, channel: str, since: datetime) -> Iterable[str]:
    """The sources ("letter:<hex>") of the refusals in force for one purpose and channel since then."""
    refusals = Permission.objects.filter(
        purpose=purpose_id, channel=channel, state__in=NO_STATES, since__gte=since, event_id__isnull=False
    )
    events = ConsentEvent.objects.filter(pk__in=refusals.values("event_id"), source_id__startswith="letter:")
    return events.values_list("source_id", flat=True)
