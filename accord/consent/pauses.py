"""Less than a no: pausing a purpose until a date, or asking for it less often. Neither ever raises a permission."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.consent.models import Pause
from accord.lib.actor import Actor


@dataclass(frozen=True, slots=True)
class Rhythm:
    """What a person asked for about one purpose. until: nothing before; every_days: no more than one letter in them."""

    until: datetime | None = None
    every_days: int | None = None

    @property
    def is_paused(self) -> bool:
        """True while nothing may be sent."""
        return self.until is not None and self.until > timezone.now()


@transaction.atomic
def ask(*, actor: Actor, contact_point_id: int, purpose_id: int, channel: str, rhythm: Rhythm) -> None:
    """Note a rhythm in place of the earlier one; an empty one goes back to the ordinary rhythm."""
    pause, _created = Pause.objects.update_or_create(
        contact_point_id=contact_point_id,
        purpose_id=purpose_id,
        channel=channel,
        defaults={"until": rhythm.until, "every_days": rhythm.every_days, "since": timezone.now()},
    )
    until = rhythm.until.date().isoformat() if rhythm.until else ""
    facts = {"purpose": purpose_id, "channel": channel, "until": until, "every_days": rhythm.every_days}
    record(actor=actor, verb="consent.pause.asked", about=pause, facts=facts)


def join(*, from_point_id: int, to_point_id: int) -> None:
    """Move the rhythms of one contact point to another; where both asked, the later date, the rarer letters."""
    own = {
        (one.purpose_id, one.channel): one
        for one in Pause.objects.select_for_update().filter(contact_point_id=to_point_id)
    }
    for moved in Pause.objects.select_for_update().filter(contact_point_id=from_point_id):
        other = own.get((moved.purpose_id, moved.channel))
        if other is None:
            moved.contact_point_id = to_point_id
            moved.save(update_fields=["contact_point"])
            continue
        other.until = max(filter(None, (other.until, moved.until)), default=None)
        other.every_days = max(filter(None, (other.every_days, moved.every_days)), default=None)
        other.since = max(other.since, moved.since)
        other.save(update_fields=["until", "every_days", "since"])
        moved.delete()


def rhythms(purpose_id: int, channel: str, contact_point_ids: Sequence[int]) -> dict[int, Rhythm]:
    """The rhythm asked for by those of the contact points that asked for one, in one query."""
    rows = Pause.objects.filter(
        purpose_id=purpose_id, channel=channel, contact_point_id__in=list(contact_point_ids)
    ).exclude(until=None, every_days=None)
    found = rows.values_list("contact_point_id", "until", "every_days")
    return {point: Rhythm(until, every_days) for point, until, every_days in found}
