"""What a webhook says: ids, and who it is about only where the register names the program's owner as a recipient."""

import json
from typing import Any

from django.utils import timezone
from standardwebhooks import Webhook

from accord.contacts.models import ContactPoint, Person
from accord.contacts.queries import primary_email
from accord.lib.sealing import unseal
from accord.outbox.hooks.models import Delivery, Endpoint

SECRET = "outbox.Endpoint"  # noqa: S105 - the name of a use


def body(delivery: Delivery) -> bytes:
    """The message as it leaves now. Words about a person are read at this moment, and kept nowhere."""
    data = dict(delivery.data)
    if delivery.endpoint.recipient_id and (person := _person(data)):
        data["person"] = person
    said = {"type": delivery.event, "timestamp": delivery.happened_at.isoformat(), "data": data}
    return json.dumps(said, ensure_ascii=False).encode()


def headers(delivery: Delivery, said: bytes) -> dict[str, str]:
    """The signature (standardwebhooks.com) of what leaves now. Raises Unreadable when the secret cannot be read."""
    now = timezone.now()
    signature = Webhook(secret_of(delivery.endpoint)).sign(delivery.number, now, said.decode())
    return {
        "Content-Type": "application/json",
        "User-Agent": "Accord-Webhooks/1",
        "webhook-id": delivery.number,
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": signature,
    }


def secret_of(endpoint: Endpoint) -> str:
    """The secret shared with the program. Raises Unreadable."""
    return unseal(bytes(endpoint.sealed_secret), purpose=SECRET)


def _person(data: dict[str, Any]) -> dict[str, str]:
    """Who it is; nothing of somebody whose data are restricted, archived or erased."""
    found = Person.objects.filter(pk=data.get("person_id") or 0, state=Person.State.ACTIVE)
    person = found.select_related("organisation").first()
    if person is None:
        return {}
    return {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "job": person.job,
        "organisation": person.organisation.name if person.organisation else "",
        "email": _email(primary_email(person)),
    }


def _email(point: ContactPoint | None) -> str:
    return point.value if point else ""
