"""How long the answer to a write of the API is kept, for a second one with the same key (`staff.api.repeats`)."""

from datetime import timedelta

from django.utils import timezone

from accord.staff.models import ApiAnswer

KEPT = timedelta(hours=24)


def forget() -> int:
    """Delete the answers kept long enough; how many."""
    return ApiAnswer.objects.filter(created_at__lt=timezone.now() - KEPT).delete()[0]
