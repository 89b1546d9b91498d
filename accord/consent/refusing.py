"""Saying no: always accepted, at once, whatever the state of the person."""

from collections.abc import Iterable
from datetime import datetime
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from accord.consent.models import Evidence, Permission
from accord.consent.suppression import suppress
from accord.consent.terms import Level, Method, State
from accord.consent.writing import Act, write
from accord.contacts.models import ContactPoint
from accord.lib.actor import Actor
from accord.register.models import LegalBasis, Purpose


class How(TypedDict, total=False):
    """at: when it was said (now by default); source_id: what led to it ("letter:…"); note: the words noted."""

    at: datetime | None
    source_id: str
    note: str


def withdraw(
    *,
    actor: Actor,
    contact_point_id: int,
    purpose_id: int,
    channel: str,
    method: Method,
    **how: Unpack[How],
) -> list[int]:
    """Take back an agreement (art. 7(3)) for one purpose and channel, for every partner it named; the event ids."""
    recipients = Permission.objects.filter(
        contact_point_id=contact_point_id, purpose_id=purpose_id, channel=channel
    ).values_list("recipient_id", flat=True)
    pairs = [(purpose_id, recipient) for recipient in {0, *recipients}]
    return _say(State.WITHDRAWN, actor, contact_point_id, channel, method, pairs, how)


def withdraw_all(
    *,
    actor: Actor,
    contact_point_id: int,
    channel: str,
    method: Method,
    **how: Unpack[How],
) -> list[int]:
    """Take back every agreement of a contact point on one channel; the event ids."""
    given = Permission.objects.filter(contact_point_id=contact_point_id, channel=channel)
    pairs = list(given.values_list("purpose_id", "recipient_id"))
    return _say(State.WITHDRAWN, actor, contact_point_id, channel, method, pairs, how)


@transaction.atomic
def object_to(
    *,
    actor: Actor,
    contact_point_id: int,
    purpose_id: int | None,
    channel: str,
    method: Method,
    **how: Unpack[How],
) -> list[int]:
    """Object (art. 21) to one purpose, or with `purpose_id` None to all prospecting on this channel; the event ids.

    Objecting to everything withdraws what rested on consent, for every partner it named, and suppresses the address for
    good.
    """
    purposes = Purpose.objects.filter(channels__contains=[channel])
    if purpose_id is not None:
        objected, withdrawn = [(purpose_id, 0)], []
    else:
        prospecting = purposes.filter(is_prospecting=True)
        objected = _keys(prospecting.exclude(legal_basis=LegalBasis.CONSENT))
        withdrawn = _keys(prospecting.filter(legal_basis=LegalBasis.CONSENT))
        withdrawn += _partners(contact_point_id, channel, [purpose for purpose, _all in withdrawn])
    said = (actor, contact_point_id, channel, method)
    events = _say(State.OBJECTED, *said, objected, how)
    events += _say(State.WITHDRAWN, *said, withdrawn, how)
    if purpose_id is None:
        point = ContactPoint.objects.get(pk=contact_point_id)
        suppress(actor=actor, kind=point.kind, value=point.value, reason="objection", channel=channel)
    return events


def _keys(purposes: Iterable[Purpose]) -> list[tuple[int, int]]:
    return [(purpose.pk, 0) for purpose in purposes]


def _partners(contact_point_id: int, channel: str, purposes: list[int]) -> list[tuple[int, int]]:
    named = Permission.objects.filter(
        contact_point_id=contact_point_id, channel=channel, purpose__in=purposes, recipient_id__gt=0
    )
    return list(named.values_list("purpose_id", "recipient_id"))


def _say(  # noqa: PLR0913 -- the six parts of one sentence
    state: State,
    actor: Actor,
    contact_point_id: int,
    channel: str,
    method: Method,
    pairs: Iterable[tuple[int, int]],
    how: How,
) -> list[int]:
    acts = [
        Act(
            contact_point_id=contact_point_id,
            purpose_id=purpose,
            channel=channel,
            state=state,
            method=method,
            indicated_at=how.get("at") or timezone.now(),
            level=Level.FORM,
            evidence={Evidence.Part.TYPED: note} if (note := how.get("note")) else {},
            recipient_id=recipient,
            source_id=how.get("source_id", ""),
        )
        for purpose, recipient in pairs
    ]
    return write(actor=actor, acts=acts) if acts else []
