"""Requests end: erased at their expiry, with only a number left behind."""

from collections import Counter
from datetime import timedelta

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.intake.counting import count
from accord.intake.models import PendingRequest, Quota, SpentToken
from accord.lib.actor import SYSTEM

BATCH = 1000
TRACES = timedelta(days=90)  # how long a used link can still say that it was used


@transaction.atomic
def forget_requests() -> int:
    """Erase up to 1,000 requests whose time has passed, and count them; how many there were."""
    now = timezone.now()
    due = PendingRequest.objects.select_for_update(skip_locked=True).filter(expires_at__lte=now)
    gone = list(due.only("form_id", "token_hash", "created_at", "superseded_at")[:BATCH])
    if not gone:
        return 0
    SpentToken.objects.bulk_create(
        [SpentToken(token_hash=one.token_hash, outcome="expired", form_id=one.form_id) for one in gone]
    )
    days = Counter((one.form_id, timezone.localdate(one.created_at)) for one in gone if not one.superseded_at)
    for (form_id, day), number in sorted(days.items()):
        count(form_id, day, expired=number)
    PendingRequest.objects.filter(pk__in=[one.pk for one in gone]).delete()
    record(actor=SYSTEM, verb="intake.requests.expired", facts={"requests": len(gone)})
    return len(gone)


@transaction.atomic
def forget_traces() -> None:
    """Forget which links have served, after 90 days, and counters of limits whose window is over."""
    now = timezone.now()
    SpentToken.objects.filter(at__lt=now - TRACES).delete()
    Quota.objects.filter(resets_at__lte=now).delete()
