"""Addresses never to be written to again, known by keyed hash only: nothing heals them but a bounce's own term."""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.db.models import Q
from django.utils import timezone

from accord.audit.actions import record
from accord.consent.models import Suppression
from accord.lib.actor import Actor
from accord.lib.fingerprints import address_hash as hash_of

WHY = Suppression.Reason
# After these not even a confirmation letter leaves: a complaint, an erasure, « it was not me ».
FINAL = (Suppression.Reason.COMPLAINT, Suppression.Reason.ERASURE, Suppression.Reason.REFUSED_REQUEST)


@transaction.atomic
def suppress(  # noqa: PLR0913 -- an address, in either form, and why
    *,
    actor: Actor,
    reason: str,
    kind: str = "email",
    value: str = "",
    address_hash: bytes | None = None,
    channel: str = "email",
    source_id: str = "",
) -> None:
    """Never again write to this address on `channel`, for `reason` (Suppression.Reason).

    Saying it twice changes nothing. Give the normalised address (`kind`, `value`) or its hash.
    """
    found, created = Suppression.objects.get_or_create(
        address_hash=address_hash or hash_of(kind, value),
        channel=channel,
        reason=reason,
        defaults={"source_id": source_id},
    )
    if created:
        facts = {"reason": str(reason), "channel": channel}
        record(actor=actor, verb="consent.address.suppressed", about=found, facts=facts)


def suppress_many(
    *, actor: Actor, hashes: Iterable[bytes], reason: str, channel: str = "email", source_id: str = ""
) -> int:
    """`suppress` for many hashes at once, with one line in the journal; how many were asked for."""
    rows = [
        Suppression(address_hash=one, channel=channel, reason=reason, source_id=source_id)
        for one in sorted(set(hashes))
    ]
    Suppression.objects.bulk_create(rows, ignore_conflicts=True, batch_size=5_000)
    record(
        actor=actor,
        verb="consent.addresses.suppressed",
        facts={"reason": str(reason), "addresses": len(rows)},
    )
    return len(rows)


def is_suppressed(address_hash: bytes, channel: str = "email", *, now: datetime | None = None) -> bool:
    """True when the address may not be written to on `channel`."""
    return reason_of(address_hash, channel, now=now) != ""


def reason_of(address_hash: bytes, channel: str = "email", *, now: datetime | None = None) -> str:
    """Why the address may not be written to (Suppression.Reason), "" when it may."""
    standing = Q(expires_at__isnull=True) | Q(expires_at__gt=now or timezone.now())
    rows = Suppression.objects.filter(standing, address_hash=address_hash, channel=channel)
    return rows.values_list("reason", flat=True).order_by("at").first() or ""


def suppressed_among(hashes: Iterable[bytes], channel: str = "email") -> set[bytes]:
    """Those of `hashes` that may not be written to on `channel`; one query."""
    standing = Q(expires_at__isnull=True) | Q(expires_at__gt=timezone.now())
    rows = Suppression.objects.filter(standing, address_hash__in=list(hashes), channel=channel)
    return {bytes(one) for one in rows.values_list("address_hash", flat=True)}


@transaction.atomic
def lift(*, actor: Actor, address_hash: bytes, channel: str = "email") -> None:
    """The person came back by confirming a new request: what was not final no longer stands in their way."""
    rows = Suppression.objects.filter(address_hash=address_hash, channel=channel).exclude(reason__in=FINAL)
    reasons = sorted(rows.values_list("reason", flat=True))
    if reasons:
        rows.delete()
        record(actor=actor, verb="consent.address.came_back", facts={"reasons": reasons, "channel": channel})
