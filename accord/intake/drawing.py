"""Drawing the public pages: whose they are, in which language, and each version of a form as it was shown."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.safestring import mark_safe

from accord import ui
from accord.intake.forms import SignUpForm
from accord.intake.showing import SignUpPage
from accord.lib import pow as work
from accord.lib.blanks import Sheet
from accord.register.models import Controller

STYLE = Path(ui.__file__).parent / "static" / "ui" / "public.css"
SCRIPTS = re.compile(r"<script\b[^>]*></script>")


def template_of(page: SignUpPage) -> str:
    """The template that draws a form: a sign-up has its notice beside it, a request has it below."""
    return "intake/request.html" if page.is_lead else "intake/sign_up.html"


def said(
    page: SignUpPage, filled: SignUpForm, *, is_kiosk: bool, challenge: str, **more: Any
) -> dict[str, Any]:
    """What the template of a form is given."""
    return {
        "page": page,
        "boxes": page.ticked(filled.ticked),
        "form": filled,
        "bits": work.BITS,
        "challenge": challenge,
        "is_kiosk": is_kiosk,
        "wide": not page.is_lead,
        **more,
    }


def archived(page: SignUpPage, language: str) -> str:
    """The page as people see it, on its own: its style sheet within, no script, no challenge. Shown years later."""
    return _drawn(page, language, own_style=mark_safe(STYLE.read_text()))  # noqa: S308 - our own sheet


def still(page: SignUpPage, language: str) -> str:
    """The page without its scripts and its challenge: to be looked at, not to be sent."""
    return SCRIPTS.sub("", _drawn(page, language))


def _drawn(page: SignUpPage, language: str, **more: Any) -> str:
    with translation.override(language):
        context = said(page, SignUpForm(page=page), is_kiosk=False, challenge="", **more)
        return render_to_string(template_of(page), around(context, page.controller))


def sheet(template: str, context: Mapping[str, Any], *, controller: Controller) -> Sheet:
    """A public page with blanks in it, the same for every visitor who reads this language."""
    return Sheet(render_to_string(template, around(context, controller)))


def around(context: Mapping[str, Any], controller: Controller | None) -> dict[str, Any]:
    """`context` with what every public page says of the organisation and of its language."""
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
    known = {"organisation": controller.name, "controller": controller, "contact": controller.imprint}
    return known if is_kiosk else known | {"preferences_url": reverse("preferences:ask")}
