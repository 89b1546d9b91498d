"""The second public page: every named partner who receives data, dated, with what changed."""

from django.http import HttpRequest, HttpResponse
from django.utils.http import parse_etags, quote_etag
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from accord.cookies import partners, serving
from accord.cookies.models import PartnerList, Site
from accord.cookies.views import paging
from accord.cookies.views.second import SHORT
from accord.cookies.views.sharing import NOT_FOUND, problem
from accord.lib.access import PUBLIC, access


@require_safe
@access(PUBLIC)
def page(request: HttpRequest, code: str) -> HttpResponse:
    """Who receives data today, since when, and what changed before that."""
    served = serving.newest(code)
    if served is None:
        return problem(_("No site asks under this address."), NOT_FOUND)
    site = Site.objects.select_related("controller").get(pk=served.site_id)
    current = partners.keep(site)
    language = paging.language_of(request, served)
    etag = quote_etag(f"{current.sha256[:16]}-{language}")
    if etag in parse_etags(request.headers.get("If-None-Match", "")):
        answer = paging.answered(served, "", 304)
    else:
        context = {"current": current, "rows": _rows(current, language), "earlier": _earlier(site)}
        answer = paging.answered(
            served, paging.drawn(request, served, "cookies/partners.html", language, context)
        )
    for name, value in (("ETag", etag), ("Cache-Control", SHORT), ("Vary", "Accept-Language")):
        answer.headers[name] = value
    return answer


def _rows(current: PartnerList, language: str) -> list[dict[str, object]]:
    spoken = language if language in partners.LANGUAGES else "en"
    return [{**one, **one["said"][spoken]} for one in current.partners]


def _earlier(site: Site) -> list[PartnerList]:
    return list(site.partner_lists.order_by("-number")[:20])
