"""Reading who works here."""

from django.db.models import QuerySet

from accord.staff.models import User


def colleagues() -> QuerySet[User]:
    """Everybody who works here, active ones first, by name."""
    return User.objects.order_by("-is_active", "name", "email")
