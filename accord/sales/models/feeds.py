"""The secret address at which a colleague's calendar is read by another program."""

from django.db import models
from django.utils import timezone


class CalendarFeed(models.Model):
    """One per colleague at most; only the hash of its secret is kept, so that nobody can read the address again."""

    user = models.OneToOneField("staff.User", models.CASCADE, related_name="calendar_feed")
    token_hash = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(default=timezone.now, editable=False)
    read_at = models.DateTimeField(null=True, editable=False)

    def __str__(self) -> str:
        return str(self.user)
