"""What the public pages have in common: language, identity of the controller, who may frame them."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accord.lib.blanks import Sheet
from accord.lib.network import client_address
from accord.register.models import Controller

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
    agent = request.headers.get("User-Agent", "")[:300]
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
    return answered(render_to_string(template, _known(context, controller), request), status)


def sheet(template: str, context: Mapping[str, Any], *, controller: Controller) -> Sheet:
    """A public page with blanks in it, the same for every visitor who reads this language."""
    return Sheet(render_to_string(template, _known(context, controller)))


def answered(page: str, status: int = 200) -> HttpResponse:
    """The answer that carries a public page."""
    answer = HttpResponse(page, status=status)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer


def _known(context: Mapping[str, Any], controller: Controller | None) -> dict[str, Any]:
    language = translation.get_language()
    return {
        **context,
        **_identity(controller, is_kiosk=bool(context.get("is_kiosk"))),
        "csrf_token": "",
        "other_language": "en" if language == "fr" else "fr",
        "language": language,
    }


def _identity(controller: Controller | None, *, is_kiosk: bool) -> dict[str, Any]:
    """Who asks, at the foot of the page; a screen that many people use leads nowhere else."""
    if controller is None:
        return {}
    name = f"{controller.name} {controller.legal_form}".strip()
    place = ", ".join(controller.address.splitlines())
    contact = " · ".join(part for part in (name, place, controller.dpo_email or controller.email) if part)
    known = {"organisation": controller.name, "controller": controller, "contact": contact}
    return known if is_kiosk else known | {"preferences_url": reverse("preferences:ask")}
