"""What became of the sign-ups of the week."""

from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Sum
from django.utils import timezone

from accord.intake.models import FunnelDay, PendingRequest

DAYS = 7
CAP = 10_000
PARTS = ("asked", "confirmed", "refused", "expired")


@dataclass(frozen=True, slots=True)
class Week:
    """Sign-ups of the last seven days, all forms together; waiting: those still to confirm now."""

    asked: int
    confirmed: int
    refused: int
    expired: int
    waiting: int


def week() -> Week:
    """The last seven days, today included."""
    since = timezone.localdate() - timedelta(days=DAYS - 1)
    sums = FunnelDay.objects.filter(day__gte=since).aggregate(
        **{part: Sum(part, default=0) for part in PARTS}
    )
    waiting = PendingRequest.objects.filter(superseded_at__isnull=True, expires_at__gt=timezone.now())
    return Week(**sums, waiting=waiting.order_by()[:CAP].count())
