"""What stands around every page: whose Accord this is, and what waits for the colleague who looks."""

from collections.abc import Callable
from functools import cache, partial
from typing import Any

from django.conf import settings
from django.core.cache import cache as memory
from django.http import HttpRequest

from accord.desk.following_views import here
from accord.desk.waiting import counters
from accord.health import silence
from accord.health.queries import emergencies
from accord.register.queries import first_controller
from accord.staff.models import User

FRESH = 20  # seconds a counter of the menu may be old


def house(request: HttpRequest) -> dict[str, Callable[[], Any]]:
    """Context processor: `house`, the name of the organisation; `counters`; `follow`, for the button that follows a
    record; `sign_in_service`, the name of the one professionals sign in with; `trouble`, what a referent is told while
    health does not answer. Each is asked only where it is shown.
    """

    @cache
    def name() -> str:
        controller = first_controller()
        return controller.name if controller else ""

    @cache
    def waiting() -> dict[str, tuple[int, str]]:
        user = request.user
        if not isinstance(user, User):
            return {}
        found = memory.get_or_set(f"counters:{user.pk}", lambda: counters(user), FRESH) or {}
        return {**found, **emergencies.counters(user)}  # never kept: an emergency is seen at once

    def sign_in_service() -> str:
        return settings.HEALTH_OIDC_NAME if settings.ACCORD_HEALTH and settings.HEALTH_OIDC_SERVER else ""

    def trouble() -> str:
        user = request.user
        concerns = settings.ACCORD_HEALTH and isinstance(user, User) and user.may("health.review")
        return str(silence.sentence()) if concerns else ""

    return {
        "house": name,
        "trouble": trouble,
        "counters": waiting,
        "follow": partial(here, request),
        "sign_in_service": sign_in_service,
    }
