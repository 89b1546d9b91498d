"""Every change to endpoints, and what a colleague does about deliveries."""

import base64
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import TypedDict, Unpack

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.lib.sealing import seal
from accord.outbox.hooks.events import TRIED
from accord.outbox.hooks.models import Delivery, Endpoint
from accord.outbox.hooks.payload import SECRET

PREFIX, SECRET_BYTES = "whsec_", 32
KEPT = timedelta(days=30)


class Details(TypedDict, total=False):
    """What can be said of an endpoint."""

    name: str
    url: str
    events: Sequence[str]
    recipient_id: int | None
    is_active: bool


@transaction.atomic
def create_endpoint(*, actor: Actor, **details: Unpack[Details]) -> tuple[Endpoint, str]:
    """A new endpoint, told what happens from now on, and the secret to show once."""
    secret, sealed = _new_secret()
    endpoint = Endpoint.objects.create(sealed_secret=sealed, **details)
    record(actor=actor, verb="outbox.endpoint.created", about=endpoint, facts=_facts(endpoint))
    return endpoint, secret


@transaction.atomic
def change_endpoint(*, actor: Actor, endpoint: Endpoint, **details: Unpack[Details]) -> Endpoint:
    """Change an endpoint; one that was stopped and is told again starts afresh."""
    for field, value in details.items():
        setattr(endpoint, field, value)
    if endpoint.is_active:
        endpoint.failing_since, endpoint.stopped_at, endpoint.stopped_why = None, None, ""
    endpoint.save()
    record(actor=actor, verb="outbox.endpoint.changed", about=endpoint, facts=_facts(endpoint))
    return endpoint


@transaction.atomic
def renew_secret(*, actor: Actor, endpoint: Endpoint) -> str:
    """Another secret, which signs from this moment on; the text to show once."""
    secret, endpoint.sealed_secret = _new_secret()
    endpoint.save(update_fields=["sealed_secret"])
    record(actor=actor, verb="outbox.endpoint.secret_renewed", about=endpoint)
    return secret


@transaction.atomic
def remove_endpoint(*, actor: Actor, endpoint: Endpoint) -> None:
    """Tell it nothing any more, and forget what it was told."""
    record(actor=actor, verb="outbox.endpoint.removed", about=endpoint)
    endpoint.delete()


@transaction.atomic
def try_endpoint(*, actor: Actor, endpoint: Endpoint) -> Delivery:
    """Have a message about nobody delivered, to see that the program takes it."""
    delivery = Delivery.objects.create(endpoint=endpoint, event=TRIED, happened_at=timezone.now())
    record(actor=actor, verb="outbox.endpoint.tried", about=endpoint)
    return delivery


@transaction.atomic
def replay(*, actor: Actor, delivery: Delivery) -> None:
    """Deliver once more, under the same number, whatever came of it before."""
    locked = Delivery.objects.select_for_update().get(pk=delivery.pk)
    locked.state, locked.tries, locked.next_at = Delivery.State.WAITING, 0, timezone.now()
    locked.save(update_fields=["state", "tries", "next_at"])
    record(actor=actor, verb="outbox.delivery.replayed", about=locked, facts={"event": locked.event})


def tidy_deliveries() -> int:
    """Forget what was delivered or given up long enough ago; how many rows."""
    old = Delivery.objects.filter(created_at__lt=timezone.now() - KEPT)
    return old.exclude(state=Delivery.State.WAITING, endpoint__is_active=True).delete()[0]


def _new_secret() -> tuple[str, bytes]:
    secret = PREFIX + base64.b64encode(secrets.token_bytes(SECRET_BYTES)).decode()
    return secret, seal(secret, purpose=SECRET)


def _facts(endpoint: Endpoint) -> dict[str, object]:
    return {
        "events": sorted(endpoint.events),
        "recipient": endpoint.recipient_id,
        "active": endpoint.is_active,
    }
