"""What the public pages of a site have in common: their language, who they speak for, who may frame them."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation

from accord.cookies.serving import Served

OURS = dict(settings.LANGUAGES)

OPENED = "unsafe-none"  # these pages tell the page that opened them what was chosen


def language_of(request: HttpRequest, served: Served) -> str:
    """The language asked for, else the browser's, else the site's own: always one the banner speaks."""
    spoken = served.site["languages"]
    wanted = request.POST.get("lang") or request.GET.get("lang") or translation.get_language() or ""
    return wanted if wanted in spoken else spoken[0]


def speaking(language: str) -> Any:
    """Our own sentences in `language` for the length of a block; in English where we have none in it."""
    return translation.override(language if language in OURS else "en")


def drawn(
    request: HttpRequest, served: Served, template: str, language: str, context: Mapping[str, Any]
) -> str:
    """A public page of the site, in `language`."""
    who = served.said["controller"]
    others = [one for one in served.site["languages"] if one != language and one in OURS]
    around = {
        "organisation": who["name"],
        "contact": " · ".join(filter(None, (who["legal_name"], who["address"], who["email"]))),
        "preferences_url": reverse("preferences:ask"),
        "other_language": next(iter(others), ""),
        "language": language,
        "code": served.site["code"],
        "csrf_token": "",
        "wide": True,
    }
    with speaking(language):
        return render_to_string(template, {**around, **context}, request)


def answered(served: Served, page: str, status: int = 200) -> HttpResponse:
    """The answer that carries a page: no cookie, framed by the site's own pages alone."""
    answer = HttpResponse(page, status=status)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    answer.headers["Cross-Origin-Opener-Policy"] = OPENED
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    framing = {"frame-ancestors": ["'self'", *served.site["hosts"]]}
    vars(answer).update({"xframe_options_exempt": True, "_csp_replace": framing})  # as their decorators do
    return answer


def is_on_site(request: HttpRequest, served: Served) -> bool:
    """True when the site routes this path to us: we then write and clear its own cookies."""
    return served.is_host(request.get_host())
