"""Addresses and numbers: adding, changing, confirming, and what is known of whether they answer."""

from datetime import datetime

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from accord.audit.actions import record
from accord.contacts.admission import NewPoint
from accord.contacts.admitting import new_point, normalise
from accord.contacts.indexing import reindex
from accord.contacts.models import ContactPoint, Person
from accord.lib.actor import Actor

REPLACED = "replaced"


@transaction.atomic
def add_point(*, actor: Actor, person: Person, point: NewPoint) -> ContactPoint:
    """A further way to reach somebody; the one they already have when it is the same address.

    Permissions belong to a point: the new one starts with none. Raises AddressError.
    """
    value = normalise(point.kind, point.value)
    known = person.contact_points.filter(kind=point.kind, value=value).first()
    if known:
        return known
    if point.is_primary:
        person.contact_points.filter(kind=point.kind).update(is_primary=False)
    added = new_point(person, point)
    added.value = value
    _finish_address(added)
    added.save()
    reindex([person.pk])
    record(
        actor=actor,
        verb="contacts.point.added",
        about=person,
        facts={"point": added.pk, "kind": added.kind},
        words={added.kind: ("", value)},
    )
    return added


def _finish_address(point: ContactPoint) -> None:
    fresh = new_point(point.person, NewPoint(point.kind, point.value, point.sphere))
    point.address_hash, point.is_generic = fresh.address_hash, fresh.is_generic


@transaction.atomic
def change_point(*, actor: Actor, point: ContactPoint, value: str) -> ContactPoint:
    """The address has changed: a new point takes over, unconfirmed and without any permission.

    The old one keeps its history, consents included, and is no longer written to. Raises AddressError.
    """
    if normalise(point.kind, value) == point.value:
        return point
    fresh = NewPoint(point.kind, value, point.sphere, is_primary=point.is_primary)
    added = add_point(actor=actor, person=point.person, point=fresh)
    mark_unreachable(actor=actor, point_id=point.pk, why=REPLACED)
    return added


@transaction.atomic
def confirm_point(*, actor: Actor, point: ContactPoint, at: datetime) -> None:
    """Its holder answered from this address: noted once, and whatever made it unreachable is over."""
    point.confirmed_at = point.confirmed_at or at
    point.unreachable_at, point.unreachable_why, point.soft_bounces = None, "", 0
    point.save(update_fields=["confirmed_at", "unreachable_at", "unreachable_why", "soft_bounces"])
    facts = {"point": point.pk, "kind": point.kind}
    record(actor=actor, verb="contacts.point.confirmed", about=point.person, facts=facts)


@transaction.atomic
def mark_unreachable(*, actor: Actor, point_id: int, why: str) -> None:
    """Nothing arrives there any more. `why`: the server's words, or REPLACED. Noted once."""
    marked = ContactPoint.objects.filter(pk=point_id, unreachable_at__isnull=True).update(
        unreachable_at=timezone.now(), unreachable_why=why[:200]
    )
    if marked:
        person = Person.objects.get(contact_points=point_id)
        words = {"why": ("", why[:200])}
        facts = {"point": point_id}
        record(actor=actor, verb="contacts.point.unreachable", about=person, facts=facts, words=words)


@transaction.atomic
def soft_bounce(*, actor: Actor, point_id: int) -> int:
    """One more letter refused for now. Returns how many since the address last answered."""
    point = ContactPoint.objects.select_for_update().get(pk=point_id)
    point.soft_bounces = F("soft_bounces") + 1
    point.save(update_fields=["soft_bounces"])
    point.refresh_from_db(fields=["soft_bounces"])
    facts = {"point": point_id, "times": point.soft_bounces}
    record(actor=actor, verb="contacts.point.bounced", about=point.person, facts=facts)
    return int(point.soft_bounces)


@transaction.atomic
def describe_point(*, actor: Actor, point: ContactPoint, sphere: str, is_published_for_trade: bool) -> None:
    """Correct what is known about a point without changing its address."""
    facts = {"point": point.pk, "sphere": sphere, "is_published_for_trade": is_published_for_trade}
    point.sphere, point.is_published_for_trade = sphere, is_published_for_trade
    point.save(update_fields=["sphere", "is_published_for_trade"])
    record(actor=actor, verb="contacts.point.described", about=point.person, facts=facts)
