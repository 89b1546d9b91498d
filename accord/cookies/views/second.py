"""The second page: every third party and what for, a choice by purpose and by third party. No script needed."""

import hashlib
from collections.abc import Mapping
from typing import Any
from uuid import UUID, uuid4

from django.http import HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.urls import reverse
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from accord.cookies import accounts, choice_cookie, choosing, configuration, queries, recording, serving
from accord.cookies.answers import Unreadable
from accord.cookies.models import Choice
from accord.cookies.models.choices import Device, Layer
from accord.cookies.serving import Served
from accord.cookies.showing import boxes, shown, standing
from accord.cookies.views import paging, sharing
from accord.cookies.views.script import FOR_EVER
from accord.cookies.views.sharing import FORBIDDEN, NOT_FOUND, TOO_MANY, UNPROCESSABLE, problem
from accord.lib.access import PUBLIC, access

SHORT = "public, max-age=300, stale-while-revalidate=86400"
PERSONAL = "private, no-store"
OBJECTING = {"no": True, "yes": False}  # to being counted
_PLAIN: dict[tuple[str, str, str], str] = {}  # pages without a visitor, by version, language and host
MOST_KEPT = 200


# No CSRF token: it carries no session; a form of another site is told by Sec-Fetch-Site.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def page(request: HttpRequest, code: str) -> HttpResponse:
    """The page of a site's third parties; sent, it records the choice."""
    served = serving.newest(code)
    if served is None:
        return problem(_("No site asks under this address."), NOT_FOUND)
    try:
        return _sent(request, served) if request.method == "POST" else _asked(request, served)
    except Unreadable as error:
        return problem(str(error), UNPROCESSABLE)


@require_safe
@access(PUBLIC)
def of_version(request: HttpRequest, code: str, mark: str) -> HttpResponse:
    """The page as one version said it: it never changes."""
    served = serving.marked(code, mark)
    if served is None:
        return problem(_("No site asks under this address."), NOT_FOUND)
    answer = _plain(request, served, is_old=True)
    answer.headers["Cache-Control"] = FOR_EVER
    return answer


def _asked(request: HttpRequest, served: Served) -> HttpResponse:
    visitor = choosing.visitor_of(request.GET) or _known_visitor(request, served)
    origin = _origin(request, served)
    if visitor is None and not origin:
        return _plain(request, served)
    choice = queries.current(served.site_id, visitor) if visitor else None
    language = paging.language_of(request, served)
    more = {
        "visitor": visitor or "",
        "origin": origin,
        "nonce": uuid4(),
        "is_saved": "done" in request.GET,
        "choice": choice,
        "told": _news(request, served, choice) if origin else None,
        "may_object": bool(origin) or paging.is_on_site(request, served),
        "objects": request.GET.get("measure", ""),
        "other_query": f"&{_query(visitor, origin)}",
    }
    drawn = _drawn(request, served, language, {**_context(served, language, choice), **more})
    answer = paging.answered(served, drawn)
    answer.headers["Cache-Control"] = PERSONAL
    return answer


def _plain(request: HttpRequest, served: Served, *, is_old: bool = False) -> HttpResponse:
    """The page as everybody reads it who has not been here: drawn once, with its validator."""
    language = paging.language_of(request, served)
    key = (served.version.sha256, language, f"{request.get_host()} {is_old}")
    if key not in _PLAIN:
        if len(_PLAIN) >= MOST_KEPT:
            _PLAIN.clear()
        context = {**_context(served, language, None), "is_old": is_old}
        _PLAIN[key] = _drawn(request, served, language, context)
    etag = quote_etag(hashlib.sha256(_PLAIN[key].encode()).hexdigest()[:20])
    is_known = etag in parse_etags(request.headers.get("If-None-Match", ""))
    answer = paging.answered(served, "" if is_known else _PLAIN[key], 304 if is_known else 200)
    for name, value in (("ETag", etag), ("Cache-Control", SHORT), ("Vary", "Accept-Language, Cookie")):
        answer.headers[name] = value
    return answer


def _drawn(request: HttpRequest, served: Served, language: str, context: Mapping[str, Any]) -> str:
    return paging.drawn(request, served, "cookies/second.html", language, context, everywhere=True)


def _context(served: Served, language: str, choice: Choice | None) -> dict[str, Any]:
    is_answered = choice is not None and queries.answers(served.version, choice)
    granted = (choice.granted_purposes, choice.granted_parties) if choice and is_answered else ([], [])
    with paging.speaking(language, everywhere=True):
        said = shown(served.version.snapshot, language)
        kind, word = standing(choice, is_answered=is_answered)
        purposes = [(one, boxes(one, *granted)) for one in said.purposes]
    objection = f"https://{said.site['hosts'][0]}/#{choice_cookie.OBJECTION.replace('_', '-')}-no"
    more = {"kind": kind, "word": word, "objection": objection}
    return {"shown": said, "version": served.version, "purposes": purposes, **more}


def _known_visitor(request: HttpRequest, served: Served) -> UUID | None:
    """Where the site routes this path to us, its own cookie says who."""
    if not paging.is_on_site(request, served):
        return None
    kept = choice_cookie.parse(request.COOKIES.get(choice_cookie.NAME, ""))
    return kept.visitor if kept else None


def _origin(request: HttpRequest, served: Served) -> str:
    """The page of the site that opened this one and is told what is chosen; "" for any other."""
    origin = (request.POST or request.GET).get("origin", "")
    return origin if served.is_host(origin.partition("://")[2]) else ""


def _query(visitor: UUID | None, origin: str) -> str:
    said = QueryDict(mutable=True)
    said.update({name: str(value) for name, value in (("visitor", visitor), ("origin", origin)) if value})
    return said.urlencode()


def _news(request: HttpRequest, served: Served, choice: Choice | None) -> Mapping[str, Any] | None:
    """What has just happened here and the page of the site does not know yet."""
    if (wish := request.GET.get("measure")) in OBJECTING:
        return {"accord": "measure", "objects": OBJECTING[wish]}
    return _told(served, choice) if choice and "done" in request.GET else None


def _told(served: Served, choice: Choice) -> Mapping[str, Any]:
    """What the script of the site is told, to write its cookie and to apply it: it is recorded already."""
    return {
        "accord": "choice",
        "site": served.site["code"],
        "act": choice.act,
        "visitor": str(choice.visitor),
        "purposes": choice.granted_purposes,
        "thirdParties": choice.granted_parties,
        "at": int(choice.recorded_at.timestamp()),
        "ask": served.version.ask,
    }


def _sent(request: HttpRequest, served: Served) -> HttpResponse:
    if request.headers.get("Sec-Fetch-Site") == "cross-site":
        return problem(_("This site may not speak for %(name)s.") % served.site, FORBIDDEN)
    if sharing.is_too_often(request):
        return problem(_("Too many choices come from this network; try again in a minute."), TOO_MANY)
    if request.POST.get("measure") in OBJECTING:
        return _object(request, served, request.POST["measure"])
    of = serving.marked(served.site["code"], request.POST.get("version", "")) or served
    visitor = choosing.visitor_of(request.POST) or _known_visitor(request, served)
    sent = request.POST.copy()
    sent["visitor"] = str(visitor or "")
    sent["lang"] = paging.language_of(request, of)
    answer = choosing.chosen(of, sent, layer=Layer.SECOND, device=_device(request))
    recorded = recording.keep(of, accounts.attributed(of, answer))
    back = QueryDict(_query(answer.visitor, _origin(request, served)), mutable=True)
    back.update({"lang": paging.language_of(request, of), "done": "1"})
    response = HttpResponseRedirect(
        f"{reverse('cookies:second', args=[served.site['code']])}?{back.urlencode()}#c"
    )
    response.headers["Cross-Origin-Opener-Policy"] = paging.OPENED  # a redirection could cut it off as well
    if paging.is_on_site(request, served):
        _apply(request, response, of, choosing.remembered(of, answer, recorded.at.timestamp()))
    return response


def _object(request: HttpRequest, served: Served, wish: str) -> HttpResponse:
    """Somebody objects to being counted, or no longer: their browser remembers it, nothing is recorded of them."""
    back = QueryDict(_query(choosing.visitor_of(request.POST), _origin(request, served)), mutable=True)
    back.update({"lang": paging.language_of(request, served), "measure": wish})
    response = HttpResponseRedirect(
        f"{reverse('cookies:second', args=[served.site['code']])}?{back.urlencode()}#c"
    )
    if paging.is_on_site(request, served):
        life = configuration.tracker_days() * choice_cookie.DAY
        response.set_cookie(
            choice_cookie.OBJECTION,
            "no" if OBJECTING[wish] else "",
            max_age=life if OBJECTING[wish] else 0,
            samesite="Lax",
            secure=request.is_secure(),
        )
    return response


def _apply(
    request: HttpRequest, response: HttpResponse, served: Served, choice: choice_cookie.Remembered
) -> None:
    """On the site's own domain: its cookie says the choice, and what was refused is gone, HttpOnly or not."""
    shared = served.site["cookie_domain"]
    names = choice_cookie.to_clear(
        choice_cookie.refused(served.version.snapshot["cookies"], choice), request.COOKIES
    )
    choice_cookie.clear(response.cookies, names, request.get_host(), shared)
    choice_cookie.remember(
        response.cookies,
        choice,
        days=served.site["choice_days"],
        shared=shared,
        is_secure=request.is_secure(),
    )


def _device(request: HttpRequest) -> str:
    """The class of device, told from one word of the browser; the rest of what it says is not looked at."""
    agent = request.headers.get("User-Agent", "")
    if "Tablet" in agent or "iPad" in agent:
        return Device.TABLET.value
    return Device.PHONE.value if "Mobi" in agent else Device.DESKTOP.value
