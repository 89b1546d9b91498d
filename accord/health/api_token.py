"""Who asks the API of health: a system of the hospital, with a token of health."""

from django.conf import settings
from django.http import HttpRequest
from django.utils.translation import gettext as _
from ninja.security import HttpBearer

from accord.health.actions import systems
from accord.health.models import ClientSystem
from accord.staff.api.problems import Refusal


class Token(HttpBearer):
    """The token of a system of the hospital: "Authorization: Bearer health_…"."""

    def __init__(self, scope: str) -> None:
        super().__init__()
        self.scope = scope

    def authenticate(self, request: HttpRequest, token: str) -> ClientSystem | None:
        """The system; None (401) for a token that opens nothing, 403 for one without the scope."""
        if not settings.ACCORD_HEALTH:
            return None
        system = systems.read(token)
        if system is not None and self.scope not in system.scopes:
            raise Refusal(403, _("The token lacks the scope %(scope)s.") % {"scope": self.scope})
        return system
