"""`accord work`: the worker alone (`accord run` starts it)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from procrastinate.contrib.django import app

GRACE = 10  # seconds a job gets to finish when the worker is asked to stop


class Command(BaseCommand):
    """Takes jobs from the queue, and defers those of the clock."""

    requires_system_checks: list[str] = []  # settings were looked at before; the rest is for developers
    help = "Run the jobs of the queue, and those of the clock, until SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        """Work."""
        with app.replace_connector(app.connector.get_worker_connector()):  # type: ignore[attr-defined]
            app.run_worker(
                name="accord", concurrency=settings.ACCORD_THREADS, shutdown_graceful_timeout=GRACE
            )
