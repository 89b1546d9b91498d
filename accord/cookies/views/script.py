"""The one file a site loads, and what it tells us: a choice, a display."""

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accord.cookies import accounts, answers, measuring, queries, recording, serving
from accord.cookies.answers import Unreadable, answer, parsed
from accord.cookies.models import Choice
from accord.cookies.serving import File, Served
from accord.cookies.views.sharing import NOT_FOUND, called_by_sites, problem
from accord.lib.access import PUBLIC, access

SOON = "public, max-age=300, stale-while-revalidate=86400"  # a new version is seen within five minutes
FOR_EVER = "public, max-age=31536000, immutable"


@require_safe
@access(PUBLIC)
def newest(request: HttpRequest, code: str) -> HttpResponse:
    """The script of a site, at an address that never changes."""
    return _script(request, serving.newest(code), SOON)


@require_safe
@access(PUBLIC)
def marked(request: HttpRequest, code: str, mark: str) -> HttpResponse:
    """The script of one version: it never changes."""
    return _script(request, serving.marked(code, mark), FOR_EVER)


@require_safe
@access(PUBLIC)
def style(request: HttpRequest, code: str) -> HttpResponse:
    """The style of the banner, for pages whose server draws it."""
    served = serving.newest(code)
    return _file(request, served.style if served else None, SOON, "text/css")


@require_safe
@access(PUBLIC)
def described(request: HttpRequest, code: str) -> HttpResponse:
    """The banner as data, for pages whose server draws it (accord.cookies.site)."""
    served = serving.newest(code)
    return _file(request, served.description if served else None, SOON, "application/json")


def _script(request: HttpRequest, served: Served | None, cached: str) -> HttpResponse:
    said = request.GET
    file = served.script(said.get("lang", ""), accounts="account" in said) if served else None
    return _file(request, file, cached, "text/javascript")


def _file(request: HttpRequest, file: File | None, cached: str, kind: str) -> HttpResponse:
    if file is None:
        return problem(_("No site asks under this address."), NOT_FOUND)
    etag = quote_etag(file.mark)
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        return _described(HttpResponse(status=304), etag, cached)
    is_packed = "gzip" in request.headers.get("Accept-Encoding", "")
    response = HttpResponse(file.packed if is_packed else file.plain, content_type=f"{kind}; charset=utf-8")
    if is_packed:
        response.headers["Content-Encoding"] = "gzip"
    return _described(response, etag, cached)


def _described(response: HttpResponse, etag: str, cached: str) -> HttpResponse:
    response.headers["ETag"] = etag
    response.headers["Cache-Control"] = cached
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Access-Control-Allow-Origin"] = "*"  # so that pages may ask for its integrity
    patch_vary_headers(response, ("Accept-Encoding",))
    return response


@called_by_sites
def choice(request: HttpRequest, served: Served) -> HttpResponseBase:
    """A visitor chose: recorded, then answered."""
    said = parsed(request.body)
    shown = _version(served, said)
    made = answer(shown, said)
    token = said.get("account")
    made = accounts.as_account(shown, made, str(token)) if token else accounts.attributed(shown, made)
    recorded = recording.keep(shown, made)
    told = {"id": recorded.id, "at": recorded.at.isoformat(), "visitor": str(made.visitor)}
    return JsonResponse(told, status=201)


@called_by_sites
def account(request: HttpRequest, served: Served) -> HttpResponseBase:
    """An account signed in on a browser: the choice that follows it, and whether to say so there."""
    said = parsed(request.body)
    wish = said.get("apart")
    standing = accounts.sign_in(
        served=served,
        token=str(said.get("account", "")),
        terminal=answers.uuid_of(said.get("terminal"), "terminal"),
        apart=wish if isinstance(wish, bool) else None,
        adopts=answers.uuid_of(said["adopts"], "adopts") if "adopts" in said else None,
    )
    return JsonResponse(
        {
            "visitor": str(standing.visitor),
            "tell": standing.is_new and not standing.is_apart,
            "apart": standing.is_apart,
            "choice": _said(served, standing.choice),
        }
    )


def _said(served: Served, choice: Choice | None) -> dict[str, object] | None:
    """The choice of an account, while it answers what is asked now."""
    if choice is None or not queries.answers(served.version, choice):
        return None
    return {
        "act": choice.act,
        "purposes": choice.granted_purposes,
        "thirdParties": choice.granted_parties,
        "at": int(choice.recorded_at.timestamp()),
        "ask": served.version.ask,
    }


@called_by_sites
def visit(request: HttpRequest, served: Served) -> HttpResponseBase:
    """A page was seen, on a site that measures its audience."""
    measuring.count(served, parsed(request.body))
    return HttpResponse(status=204)


@called_by_sites
def seen(request: HttpRequest, served: Served) -> HttpResponseBase:
    """A banner was shown (one display in so many is told)."""
    said = parsed(request.body)
    shown = _version(served, said)
    recording.count(
        shown,
        {
            "language": answers.language(shown, said),
            "device": answers.device(said),
            "page_group": answers.page_group(shown, said),
            "variant": answers.variant(shown, said),
        },
        shown.site["shows_one_in"],
    )
    return HttpResponse(status=204)


def _version(served: Served, said: dict[str, object]) -> Served:
    """The version that was shown: pages stay open while a newer one is published. Raises Unreadable."""
    mark = str(said.get("version", ""))
    known = served if mark == served.version.mark else serving.marked(served.site["code"], mark)
    if known is None:
        raise Unreadable(_("This version of the banner does not exist: %(mark)s.") % {"mark": mark[:20]})
    return known
