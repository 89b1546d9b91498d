"""Cutting the ledger from somebody: evidence and link go, events stay, verify, and say nothing about anyone."""

from collections.abc import Iterable

from django.db import transaction

from accord.consent.models import Evidence, Permission, Subject
from accord.consent.rules import KINDS
from accord.consent.suppression import WHY, suppress
from accord.consent.terms import NO_STATES
from accord.contacts.models import ContactPoint
from accord.lib.actor import Actor


@transaction.atomic
def forget(*, actor: Actor, points: Iterable[ContactPoint], is_asked: bool) -> int:
    """Forget who stands behind `points`; how many histories that was.

    is_asked: they asked for it, so nothing is ever sent there again, a confirmation letter neither. Otherwise only what
    they had refused stays refused, as a hash, until they come back and confirm.
    """
    known = list(points)
    for point in known:
        for channel in _closed(point, is_asked):
            suppress(
                actor=actor,
                reason=WHY.ERASURE if is_asked else WHY.OBJECTION,
                address_hash=bytes(point.address_hash),
                channel=channel,
            )
    numbers = [point.pk for point in known]
    subjects = list(Subject.objects.filter(contact_point_id__in=numbers).values_list("pk", flat=True))
    Evidence.objects.filter(subject_id__in=subjects).delete()
    Permission.objects.filter(contact_point_id__in=numbers).delete()
    Subject.objects.filter(pk__in=subjects).delete()
    return len(subjects)


def _closed(point: ContactPoint, is_asked: bool) -> list[str]:
    if is_asked:
        return [str(channel) for channel, kind in KINDS.items() if kind == point.kind]
    noes = Permission.objects.filter(contact_point=point, state__in=NO_STATES)
    return sorted(set(noes.values_list("channel", flat=True)))


def agrees(points: Iterable[ContactPoint]) -> bool:
    """True when somebody reached at one of `points` still wants something: an agreement in force keeps their data."""
    return Permission.objects.filter(contact_point__in=list(points), state="confirmed").exists()
