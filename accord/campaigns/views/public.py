"""What the readers of a letter ask us for: its pictures and its counted links. Without cookies, without a trace."""

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_safe

from accord.campaigns import clicks
from accord.campaigns.models import Image, Link
from accord.lib.access import PUBLIC, access

YEAR = 31_536_000  # seconds


class Onward(HttpResponseRedirect):
    """A redirect to the address a colleague typed."""

    allowed_schemes = ["http", "https"]


@require_safe
@access(PUBLIC)
def picture(request: HttpRequest, sha256: str, extension: str) -> HttpResponse:
    """A picture of the library; its name is its content, so it can be kept for ever."""
    image = get_object_or_404(Image, sha256=sha256)
    if not image.file_name.endswith(f".{extension}"):
        raise Http404
    answer = HttpResponse(bytes(image.content), content_type=image.media_type)
    answer.headers["Cache-Control"] = f"public, max-age={YEAR}, immutable"
    answer.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    answer.headers["X-Content-Type-Options"] = "nosniff"
    return answer


@require_safe
@access(PUBLIC)
def follow(request: HttpRequest, code: str) -> HttpResponse:
    """Lead to where a link of a letter goes: the stored address and no other; one more click, and nobody's."""
    try:
        url = clicks.follow(code, counted=request.method == "GET")
    except Link.DoesNotExist:
        raise Http404 from None
    answer = Onward(url)
    answer.headers["Referrer-Policy"] = "no-referrer"
    answer.headers["X-Robots-Tag"] = "noindex"
    return answer
