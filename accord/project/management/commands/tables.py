"""What `accord migrate` does, once every app is loaded."""

from typing import Any

from django.core.management.base import BaseCommand

from accord.project import tables


class Command(BaseCommand):
    """As the owner of the tables."""

    requires_system_checks: list[str] = []  # as Django's own migrate
    stealth_options = ("arguments",)
    help = "Bring both databases up to date (accord migrate does it)."

    def handle(self, *args: Any, arguments: list[str], **options: Any) -> None:
        """Migrate. arguments: those of Django's `migrate`."""
        tables.bring_up(arguments)
