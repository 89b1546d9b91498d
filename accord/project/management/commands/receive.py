"""`accord receive`: the small SMTP server behind yours (`accord run` starts it where MAIL_RECEIVE is set)."""

from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from accord.outbox import incoming
from accord.outbox.receiving import Box, serve
from accord.project import health_mail
from accord.sales.mail import copies


class Command(BaseCommand):
    """Takes what comes back about letters and mails of health, and the copies colleagues send to their addresses."""

    help = "Receive bounces and blind copies over SMTP at MAIL_RECEIVE, until SIGTERM."
    requires_system_checks: list[str] = []  # accord run has made them

    def handle(self, *_args: Any, **_options: Any) -> None:
        """Receive."""
        if not settings.MAIL_RECEIVE:
            raise CommandError("MAIL_RECEIVE is empty: say where to listen, such as 127.0.0.1:2525.")
        host, port = settings.MAIL_RECEIVE
        serve(boxes(), host, port)


def boxes() -> list[Box]:
    """Every address of ours at which letters are received."""
    returned = Box(incoming.is_ours, lambda _address, raw: incoming.take_in(raw))
    return [
        Box(copies.is_known, copies.take_in),
        returned,
        Box(health_mail.is_ours, health_mail.take_back),
    ]
