"""What every page about one site has in common."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from accord.cookies.models import Scan, Site
from accord.lib.access import may

READ, MANAGE, PROVE = "cookies.read", "cookies.manage", "proof.read"
UNPROCESSABLE = 422

BELOW = {"proofs": "choices", "texts": "site", "second_text": "site"}  # pages under a tab


def found(pk: int) -> Site:
    """The site; 404 otherwise."""
    return get_object_or_404(Site.objects.select_related("controller", "retention"), pk=pk)


def _troubles(site: Site) -> int:
    """How much the last visit found that is not as declared."""
    done = site.scans.filter(state=Scan.State.DONE).order_by("-id")
    return done.values_list("troubles", flat=True).first() or 0


def is_french() -> bool:
    """True when the page is read in French."""
    return (get_language() or "fr").startswith("fr")


def around(request: HttpRequest, site: Site) -> dict[str, Any]:
    """The site, its tabs with what waits in them, and whether this colleague may change it."""
    parties = site.third_parties.count()
    waiting = site.third_parties.filter(confirmed_at=None).count()
    views: tuple[tuple[str, str, dict[str, Any]], ...] = (
        (_("Banner"), "site", {}),
        (_("Purposes"), "purposes", {"count": site.purposes.count()}),
        (
            _("Third parties and cookies"),
            "parties",
            {"count": waiting or parties, "kind": "soon" if waiting else ""},
        ),
        (_("Control visit"), "scans", {"count": _troubles(site), "kind": "soon"}),
        (_("Choices"), "choices", {}),
        (_("Versions"), "versions", {}),
        (_("Put it on the site"), "embedding", {}),
    )
    here = str(request.resolver_match.url_name) if request.resolver_match else ""
    here = BELOW.get(here, here)
    tabs = [
        (label, reverse(f"cookies:{name}", args=[site.pk]), name == here, more) for label, name, more in views
    ]
    return {"site": site, "tabs": tabs, "may_manage": may(request.user, MANAGE), "is_french": is_french()}
