"""A form elsewhere: the codes to copy, and the small script that puts the page in a frame."""

import re
from pathlib import Path

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.views.decorators.cache import cache_control
from django.views.decorators.http import require_safe

from accord import ui
from accord.intake import publishing
from accord.intake.forms import SignUpForm
from accord.intake.models import Form
from accord.intake.views.building import around, found
from accord.lib.access import PUBLIC, access, may

SCRIPT = Path(ui.__file__).parent / "static" / "ui" / "embed.js"
HOUR = 3600
EMPTY_LINES = re.compile(r"\n\s*\n")


@access("intake.read")
def elsewhere(request: HttpRequest, pk: int) -> HttpResponse:
    """The link, the plain form, the frame, the script, the address for programs, the tablet."""
    form = found(pk)
    address = f"{settings.SITE_URL}{reverse('intake:form', args=[form.slug])}"
    script = f"{settings.SITE_URL}{reverse('intake:embed')}"
    language = (translation.get_language() or "fr")[:2]
    context = {
        **around(request, form),
        "address": address,
        "kiosk": f"{settings.SITE_URL}{reverse('intake:kiosk', args=[form.slug])}",
        "snippet": _snippet(form, address, language),
        "frame": f'<iframe src="{address}?lang={language}" title="{form}" width="100%" height="900"></iframe>',
        "script": f'<script src="{script}" data-form="{address}?lang={language}" data-title="{form}" defer></script>',
        "example": _example(form, address, language),
        "may_ask": may(request.user, "letters.ask"),
    }
    return render(request, "intake/elsewhere.html", context)


def _snippet(form: Form, address: str, language: str) -> str:
    """The code to copy, as text to be shown and not as HTML to be drawn, of the version published or else written."""
    last = publishing.last_versions(form).get(language)
    page = publishing.page_of(last, form) if last else publishing.draft_page(form, language)
    if page is None:
        return ""
    with translation.override(language):
        context = {"page": page, "form": SignUpForm(page=page), "address": address, "language": language}
        return EMPTY_LINES.sub("\n", render_to_string("intake/snippet.html", context).strip())


def _example(form: Form, address: str, language: str) -> str:
    last = publishing.last_versions(form).get(language)
    said = last.definition if last else {"fields": []}
    asked = [one["code"] for one in said["fields"] if one.get("is_required")] or ["address"]
    values = ", ".join(f'"{code}": "…"' for code in asked)
    body = f'{{"lang": "{language}", {values}, "purposes": [], "challenge": "…", "proof": "…"}}'
    asking = f"GET  {address}?lang={language}\nAccept: application/json"
    return f"{asking}\n\nPOST {address}\nContent-Type: application/json\n\n{body}"


@require_safe
@cache_control(public=True, max_age=HOUR)
@access(PUBLIC)
def script(request: HttpRequest) -> HttpResponse:
    """The script, at an address that never changes; it puts the page in a frame, and nothing else."""
    return HttpResponse(
        SCRIPT.read_bytes(),
        content_type="text/javascript; charset=utf-8",
        headers={"Cross-Origin-Resource-Policy": "cross-origin"},
    )
