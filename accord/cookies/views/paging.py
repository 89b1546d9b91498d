"""What the public pages of a site have in common: their language, who they speak for, who may frame them."""

from collections.abc import Mapping
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import translation
from django.utils.translation.trans_real import parse_accept_lang_header

from accord.cookies.serving import Served

OURS = dict(settings.LANGUAGES)

OPENED = "unsafe-none"  # these pages tell the page that opened them what was chosen


def language_of(request: HttpRequest, served: Served) -> str:
    """The language asked for, else the browser's, else the site's own: always one the banner speaks."""
    spoken: list[str] = served.site["languages"]
    accepted = parse_accept_lang_header(request.headers.get("Accept-Language", ""))
    wanted = (request.POST.get("lang"), request.GET.get("lang"), *(one.split("-")[0] for one, _ in accepted))
    return next((one for one in wanted if one in spoken), spoken[0])


def speaking(language: str, *, everywhere: bool = False) -> Any:
    """Our own sentences in `language` for the length of a block; in English where we have none in it.

    everywhere: for the page of third parties, which is said in every language banners speak (accord/locale).
    """
    return translation.override(language if everywhere or language in OURS else "en")


def drawn(
    request: HttpRequest,
    served: Served,
    template: str,
    language: str,
    context: Mapping[str, Any],
    *,
    everywhere: bool = False,
) -> str:
    """A public page of the site, in `language`; everywhere: as for `speaking`."""
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
    with speaking(language, everywhere=everywhere):
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
