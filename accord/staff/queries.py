"""Reading who works here."""

from django.db.models import QuerySet

from accord.staff.models import User
from accord.staff.roles import CAPABILITIES


def colleagues() -> QuerySet[User]:
    """Everybody who works here, active ones first, by name."""
    return User.objects.order_by("-is_active", "name", "email")


def holding(capability: str) -> QuerySet[User]:
    """The active colleagues one of whose roles holds `capability`, by name."""
    roles = [role.value for role, held in CAPABILITIES.items() if capability in held]
    return User.objects.filter(is_active=True, roles__overlap=roles).order_by("name", "email")
