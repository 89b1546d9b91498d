"""What the public addresses have in common: who may call, how often, and how they say no."""

from collections.abc import Callable
from functools import wraps
from time import monotonic

from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accord.cookies import serving
from accord.cookies.answers import Unreadable
from accord.cookies.serving import Served
from accord.lib.access import PUBLIC, access
from accord.lib.network import client_address, network_of

UNPROCESSABLE, TOO_MANY, FORBIDDEN, NOT_FOUND = 422, 429, 403, 404
MOST, WINDOW = 3000, 60.0  # calls of one network within so many seconds, for each process of the server
_CALLS: dict[str, int] = {}
_SINCE = [0.0]

Handler = Callable[[HttpRequest, Served], HttpResponseBase]
View = Callable[..., HttpResponseBase]


def problem(sentence: str, status: int) -> JsonResponse:
    """A no, with its reason in one sentence."""
    return JsonResponse({"error": sentence}, status=status)


def is_too_often(request: HttpRequest) -> bool:
    """True when the network of this visitor calls more often than people do. Counted in memory, kept nowhere."""
    now = monotonic()
    if now - _SINCE[0] > WINDOW:
        _CALLS.clear()
        _SINCE[0] = now
    network = network_of(client_address(request))
    _CALLS[network] = _CALLS.get(network, 0) + 1
    return _CALLS[network] > MOST


def called_by_sites(handle: Handler) -> View:
    """A view that scripts of the site's own pages call (POST of a JSON object; CORS), never those of others."""

    # No CSRF token: it carries no session and no authority; who may call is told by the Origin.
    @csrf_exempt
    @require_http_methods(["POST", "OPTIONS"])
    @access(PUBLIC)
    @wraps(handle)
    def view(request: HttpRequest, code: str) -> HttpResponseBase:
        translation.activate(_language(request))
        served = serving.newest(code)
        if served is None:
            return problem(_("No site asks under this address."), NOT_FOUND)
        answer = _answered(request, served, handle)
        return _for_origin(request, served, answer)

    return view


def _answered(request: HttpRequest, served: Served, handle: Handler) -> HttpResponseBase:
    if not is_from_site(request, served):
        return problem(_("This site may not speak for %(name)s.") % served.site, FORBIDDEN)
    if request.method == "OPTIONS":
        return HttpResponse(status=204)
    if is_too_often(request):
        return problem(_("Too many choices come from this network; try again in a minute."), TOO_MANY)
    try:
        return handle(request, served)
    except Unreadable as error:
        return problem(str(error), UNPROCESSABLE)


def _language(request: HttpRequest) -> str:
    return "fr" if request.headers.get("Accept-Language", "fr")[:2] == "fr" else "en"


def is_from_site(request: HttpRequest, served: Served) -> bool:
    """True for the site's own pages, our own, and callers that are not browsers (they send no Origin)."""
    origin = request.headers.get("Origin", "")
    host = origin.partition("://")[2]
    return not origin or host == request.get_host() or served.is_host(host)


def _for_origin(request: HttpRequest, served: Served, answer: HttpResponseBase) -> HttpResponseBase:
    answer.headers["Vary"] = "Origin"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    if (origin := request.headers.get("Origin")) and is_from_site(request, served):
        answer.headers["Access-Control-Allow-Origin"] = origin
        answer.headers["Access-Control-Allow-Headers"] = "Content-Type"
        answer.headers["Access-Control-Max-Age"] = "86400"
    return answer
