"""What the public pages have in common: language, identity of the controller, who may frame them."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.utils import translation

from accord.intake.drawing import around, sheet
from accord.lib.network import client_address
from accord.register.models import Controller

__all__ = ["GONE", "TOO_MANY", "UNPROCESSABLE", "answered", "network", "sheet", "show", "speak"]

UNPROCESSABLE, TOO_MANY, GONE = 422, 429, 410


def speak(request: HttpRequest, otherwise: str = "") -> str:
    """Answer in the language the address or the form names, else in `otherwise`, else in the browser's."""
    wanted = request.POST.get("lang") or request.GET.get("lang") or otherwise
    if wanted in dict(settings.LANGUAGES):
        translation.activate(wanted)
        request.LANGUAGE_CODE = wanted
    return (translation.get_language() or settings.LANGUAGE_CODE)[:2]


def network(request: HttpRequest) -> dict[str, str]:
    """What is kept of a connection as evidence of a step."""
    agent = request.META.get("HTTP_USER_AGENT", "")[:300]
    known = {"ip": client_address(request), "user_agent": agent}
    return {part: value for part, value in known.items() if value}


def show(
    request: HttpRequest,
    template: str,
    context: Mapping[str, Any],
    *,
    controller: Controller | None = None,
    status: int = 200,
) -> HttpResponse:
    """A public page: no cookie is set, nothing of its address is told to anybody."""
    return answered(render_to_string(template, around(context, controller), request), status)


def answered(page: str, status: int = 200) -> HttpResponse:
    """The answer that carries a public page."""
    answer = HttpResponse(page, status=status)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
