"""Settings that contradict each other are refused at start, in plain words."""

from collections.abc import Sequence
from typing import Any

from django.apps.config import AppConfig
from django.conf import settings
from django.core import checks

GUARD = "accord.outbox.backend.GuardedBackend"


def register() -> None:
    """Make Django run these at every start."""
    for check in (one_door_out, a_closed_house):
        checks.register(check)


def one_door_out(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """Only the outbox may send: another EMAIL_BACKEND would be a second door."""
    if settings.EMAIL_BACKEND == GUARD:
        return []
    return [
        checks.Critical(
            f"EMAIL_BACKEND is {settings.EMAIL_BACKEND}: only {GUARD} may send.", id="accord.C001"
        )
    ]


def a_closed_house(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> list[checks.CheckMessage]:
    """What helps a developer at http://localhost gives the house away elsewhere."""
    found: list[checks.CheckMessage] = []
    if settings.DEBUG and settings.SITE.hostname != "localhost":
        found.append(checks.Critical("ACCORD_DEBUG is only for http://localhost.", id="accord.C002"))
    if (
        settings.ACCORD_DEMO
        and settings.SITE.hostname != "localhost"
        and settings.MAIL_TRANSPORT != "mailbox"
    ):
        found.append(
            checks.Critical(
                "ACCORD_DEMO fills the base with people who do not exist: it cannot "
                "go with a real MAIL_TRANSPORT.",
                id="accord.C003",
            )
        )
    return found
