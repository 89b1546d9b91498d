"""Folding again: after a merge, and to check that what is stored is what the events say."""

from collections.abc import Iterator
from dataclasses import asdict

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.consent import pauses
from accord.consent.fold import NOTHING
from accord.consent.models import Permission, Subject
from accord.consent.writing import Key, fold_again, standing_of
from accord.lib.actor import Actor

BATCH = 2_000


@transaction.atomic
def repoint(*, actor: Actor, from_point_id: int, to_point_id: int) -> None:
    """Merge the history of one contact point into another: the more restrictive answer counts (art. 5(1)(d)), until the
    person gives another.
    """
    moved = list(Subject.objects.filter(contact_point_id=from_point_id).values_list("pk", flat=True))
    old = Permission.objects.filter(contact_point_id=from_point_id)
    keys = [Key(to_point_id, one.purpose_id, one.channel, one.recipient_id) for one in old]
    own = Permission.objects.filter(contact_point_id=to_point_id)
    keys += [Key(to_point_id, one.purpose_id, one.channel, one.recipient_id) for one in own]
    pauses.join(from_point_id=from_point_id, to_point_id=to_point_id)
    Subject.objects.filter(pk__in=moved).update(contact_point_id=to_point_id, joined_at=timezone.now())
    old.delete()
    fold_again(sorted(set(keys)))
    record(
        actor=actor,
        verb="consent.subjects.repointed",
        facts={"from": from_point_id, "to": to_point_id, "subjects": len(moved)},
    )


def drifted() -> Iterator[Key]:
    """The keys whose stored permission is not what their events say; none when all is well (nightly check)."""
    last = 0
    while batch := list(Permission.objects.filter(pk__gt=last).order_by("pk")[:BATCH]):
        keys = {
            Key(one.contact_point_id, one.purpose_id, one.channel, one.recipient_id): one for one in batch
        }
        standings = standing_of(list(keys))
        for key, stored in keys.items():
            wanted = asdict(standings.get(key, NOTHING))
            if any(getattr(stored, name) != value for name, value in wanted.items()):
                yield key
        last = batch[-1].pk
