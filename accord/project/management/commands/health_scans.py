"""`accord health_scans`: the scanner's folder (`accord run` looks every minute)."""

from typing import Any

from django.core.management.base import BaseCommand

from accord.health.actions import folder


class Command(BaseCommand):
    """Apart from the job that calls it: what reads pictures is big, and most processes never need it."""

    help = "Take in what lies in the scanner's folder (HEALTH_SCANS), once."
    requires_system_checks: list[str] = []  # accord run has made them

    def handle(self, *args: Any, **options: Any) -> None:
        """Look once."""
        folder.look()
