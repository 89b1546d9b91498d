"""The systems of the hospital that may ask Accord: tokens of health alone, and the settings of the institution."""

from collections.abc import Iterable
from typing import Any

from django.db import transaction
from django.utils import timezone

from accord.health import journal
from accord.health.models import ClientSystem, House
from accord.health.router import ALIAS
from accord.lib.actor import Actor
from accord.lib.tokens import hash_token, new_token

PREFIX = "health_"
DECIDE, READ, WRITE = "health.decide", "health.fhir.read", "health.fhir.write"
SCOPES = (DECIDE, READ, WRITE)


@transaction.atomic(using=ALIAS)
def admit(*, actor: Actor, name: str, scopes: Iterable[str]) -> tuple[ClientSystem, str]:
    """A system that may ask, and its token to show once. Raises ValueError for a scope that is not of health."""
    wanted = list(dict.fromkeys(scopes))
    if not wanted or not set(wanted) <= set(SCOPES):
        raise ValueError("A system of the hospital holds scopes of health, at least one.")
    token, _hash = new_token()
    text = PREFIX + token
    system = ClientSystem.objects.create(
        name=name, token_hash=hash_token(text), scopes=wanted, created_by=actor.label
    )
    journal.record(actor=actor, action="system.admitted", entity="Device", entity_id=system.pk)
    return system, text


@transaction.atomic(using=ALIAS)
def revoke(*, actor: Actor, system: ClientSystem) -> None:
    """From the next question on, this system gets no answer."""
    system.revoked_at = timezone.now()
    system.save(update_fields=["revoked_at"])
    journal.record(actor=actor, action="system.revoked", entity="Device", entity_id=system.pk)


def read(text: str) -> ClientSystem | None:
    """The system whose token this is; None for a token that opens nothing (any more). One query."""
    if not text.startswith(PREFIX):
        return None
    return ClientSystem.objects.filter(token_hash=hash_token(text), revoked_at__isnull=True).first()


@transaction.atomic(using=ALIAS)
def settle(*, actor: Actor, **values: Any) -> House:
    """Decide what kind of institution this is (fields of House)."""
    house, _created = House.objects.update_or_create(pk=1, defaults=values)
    journal.record(actor=actor, action="house.settled", facts={"fields": sorted(values)})
    return house
