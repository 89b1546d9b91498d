"""Who asks the API of health: a system of the hospital, with a token of health."""

from typing import Any

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from accord.health import journal
from accord.health.actions import systems
from accord.health.models import ClientSystem
from accord.health.router import ALIAS
from accord.health.silence import patiently
from accord.staff.api.problems import REFUSALS, Problem, Refusal

NO_ANSWER: dict[Any, Any] = {**REFUSALS, 503: Problem}  # health may not answer


class Token(HttpBearer):
    """The token of a system of the hospital: "Authorization: Bearer health_…"."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ClientSystem | None:
        """The system; None (401) for a token that opens nothing, 403 for one without the scope. Raises Silent."""
        if not settings.ACCORD_HEALTH:
            return None
        with patiently():
            system = systems.read(token)
        if system is not None and self.scope not in system.scopes:
            _refused(system, self.scope)
            raise Refusal(403, _("The token lacks the scope %(scope)s.") % {"scope": self.scope})
        return system


def _refused(system: ClientSystem, scope: str) -> None:
    with transaction.atomic(using=ALIAS):
        facts = {"scope": scope}
        journal.record(actor=system.actor, action="system.refused", outcome=journal.REFUSED, facts=facts)
