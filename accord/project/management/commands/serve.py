"""`accord serve`: the web server alone (`accord run` starts it)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand
from granian import Granian
from granian.constants import Interfaces

from accord.project import addresses, environment


class Command(BaseCommand):
    """Granian in WSGI mode: few processes, few threads, as many database connections."""

    requires_system_checks: list[str] = []  # settings were looked at before; the rest is for developers
    help = "Run the web server until SIGTERM."

    def handle(self, *args: Any, **options: Any) -> None:
        """Serve. Each process is a copy of this one, in which every address is loaded."""
        addresses.load()
        server = Granian(
            "accord.project.wsgi:application",
            address=environment.bind(),
            port=settings.PORT,
            interface=Interfaces.WSGI,
            workers=settings.ACCORD_WORKERS,
            blocking_threads=settings.ACCORD_THREADS,
            respawn_failed_workers=True,
            workers_kill_timeout=10,
            websockets=False,
            log_enabled=False,
        )
        server.serve()
