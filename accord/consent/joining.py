"""Two records of one person become one: what was refused at one address is refused at all, and calls stay counted."""

from collections.abc import Collection

from django.db import transaction
from django.db.models import Count
from django.utils import timezone

from accord.consent.models import Attempt, Permission
from accord.consent.terms import NO_STATES, YES_STATES, Level, Method, State
from accord.consent.writing import Act, write
from accord.contacts.models import ContactPoint
from accord.lib.actor import Actor


@transaction.atomic
def refuse_everywhere(*, actor: Actor, points: Collection[ContactPoint], source_id: str) -> int:
    """For each purpose, channel and partner, the more restrictive answer among the addresses of one person counts for
    all those of its kind, until the person gives another (art. 5(1)(d)). How many answers were written.

    An objection (art. 21) is the person's, whatever the address: it reaches those where nothing was said yet.
    """
    standing = {
        (one.contact_point_id, one.purpose_id, one.channel, one.recipient_id): one
        for one in Permission.objects.filter(contact_point__in=points)
    }
    kinds = {point.pk: point.kind for point in points}
    acts: dict[tuple[int, int, str, int], Act] = {}
    for (at, *_what), no in standing.items():
        if no.state not in NO_STATES:
            continue
        for other, kind in kinds.items():
            key = (other, no.purpose_id, no.channel, no.recipient_id)
            state = standing[key].state if key in standing else ""
            if other != at and kind == kinds[at] and _gives_way(state, no.state):
                acts.setdefault(key, _repeated(no, other, source_id))
    return len(write(actor=actor, acts=list(acts.values()))) if acts else 0


def _gives_way(standing: str, no: str) -> bool:
    return standing in YES_STATES or (no == State.OBJECTED and standing not in NO_STATES)


def _repeated(no: Permission, contact_point_id: int, source_id: str) -> Act:
    return Act(
        contact_point_id=contact_point_id,
        purpose_id=no.purpose_id,
        channel=no.channel,
        state=State(no.state),
        method=Method(no.method) if no.method in Method.values else Method.COUNTER,
        indicated_at=timezone.now(),
        level=Level.NONE,
        recipient_id=no.recipient_id,
        source_id=source_id,
    )


def most_called(contact_point_ids: Collection[int]) -> int | None:
    """The one of these points at which most calls were tried: it stays, since the rules count them."""
    tried = Attempt.objects.filter(contact_point_id__in=contact_point_ids).values("contact_point_id")
    first = tried.annotate(times=Count("pk")).order_by("-times", "contact_point_id").first()
    return first["contact_point_id"] if first else None
