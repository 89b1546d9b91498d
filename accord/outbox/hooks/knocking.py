"""One try of one delivery: claimed, sent, settled; tried again later and later, until the endpoint is stopped."""

from datetime import timedelta

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accord.audit.actions import record
from accord.lib.actor import SYSTEM
from accord.lib.sealing import Unreadable
from accord.outbox.hooks import door, payload
from accord.outbox.hooks.door import Answer
from accord.outbox.hooks.models import Attempt, Delivery, Endpoint

SECOND, MINUTE, HOUR, DAY = timedelta(seconds=1), timedelta(minutes=1), timedelta(hours=1), timedelta(days=1)
LATER = (5 * SECOND, 5 * MINUTE, 30 * MINUTE, 2 * HOUR, 5 * HOUR, 10 * HOUR, 14 * HOUR)  # after each failure
LEASE = MINUTE  # a try that lasts longer than this was lost with its worker
GONE = 410
MOST_DUE = 500


def due() -> QuerySet[Delivery]:
    """The deliveries to try now, the oldest event first."""
    waiting = Delivery.objects.filter(state=Delivery.State.WAITING, endpoint__is_active=True)
    return waiting.filter(next_at__lte=timezone.now()).order_by("pk")[:MOST_DUE]


def knock(delivery_id: int) -> Answer | None:
    """Try a delivery; None when it is not due (any more). No transaction is open while the network is waited for."""
    delivery = _claim(delivery_id)
    if delivery is None:
        return None
    answer = _send(delivery)
    _settle(delivery, answer)
    return answer


@transaction.atomic
def _claim(delivery_id: int) -> Delivery | None:
    now = timezone.now()
    rows = Delivery.objects.select_for_update(of=("self",), skip_locked=True).select_related("endpoint")
    found = rows.filter(state=Delivery.State.WAITING, endpoint__is_active=True, next_at__lte=now)
    delivery = found.filter(pk=delivery_id).first()
    if delivery:
        delivery.tries += 1
        delivery.next_at = now + LEASE
        delivery.save(update_fields=["tries", "next_at"])
    return delivery


def _send(delivery: Delivery) -> Answer:
    said = payload.body(delivery)
    try:
        headers = payload.headers(delivery, said)
    except Unreadable as error:
        return Answer(None, str(error), 0)
    return door.post(delivery.endpoint.url, said, headers)


@transaction.atomic
def _settle(delivery: Delivery, answer: Answer) -> None:
    """Write down what came of it, and when to try again."""
    endpoint = Endpoint.objects.select_for_update().filter(pk=delivery.endpoint_id).first()
    current = Delivery.objects.select_for_update().filter(pk=delivery.pk).first()
    if endpoint is None or current is None:
        return  # removed meanwhile
    Attempt.objects.create(
        delivery=current, status=answer.status, error=answer.error, milliseconds=answer.milliseconds
    )
    if answer.is_good:
        current.state, endpoint.failing_since = Delivery.State.DELIVERED, None
    else:
        endpoint.failing_since = endpoint.failing_since or timezone.now()
        _put_off(current, endpoint, answer)
    current.save(update_fields=["state", "next_at"])
    endpoint.save(update_fields=["failing_since", "is_active", "stopped_at", "stopped_why"])


def _put_off(delivery: Delivery, endpoint: Endpoint, answer: Answer) -> None:
    """Later, or never: with a delivery given up, an endpoint that has taken nothing for a day is stopped."""
    if delivery.tries <= len(LATER) and answer.status != GONE:
        delivery.next_at = timezone.now() + LATER[delivery.tries - 1]
        return
    delivery.state = Delivery.State.FAILED
    is_dead = endpoint.failing_since is not None and endpoint.failing_since <= timezone.now() - DAY
    if answer.status == GONE or is_dead:
        _stop(endpoint, Endpoint.Stopped.GONE if answer.status == GONE else Endpoint.Stopped.FAILED)


def _stop(endpoint: Endpoint, why: Endpoint.Stopped) -> None:
    endpoint.is_active, endpoint.stopped_at, endpoint.stopped_why = False, timezone.now(), why
    record(actor=SYSTEM, verb="outbox.endpoint.stopped", about=endpoint, facts={"why": str(why)})
