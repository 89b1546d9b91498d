"""Publishing, and what was published: for ever, as it was shown; compared, and published again."""

from typing import Any

from csp.decorators import csp_replace
from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.cookies import checking, publishing, snapshots
from accord.cookies.models import BannerVersion, Site
from accord.cookies.webmaster import queries
from accord.cookies.webmaster.comparing import differences
from accord.cookies.webmaster.forms import PublishForm
from accord.cookies.webmaster.site_forms import LANGUAGE_NAMES
from accord.cookies.webmaster.views.designing import FRAMED, framed
from accord.cookies.webmaster.views.sharing import MANAGE, READ, around, found
from accord.lib.access import access
from accord.staff.who import actor_of


@access(MANAGE)
def publish(request: HttpRequest, pk: int) -> HttpResponse:
    """First what is missing and what changes; a POST publishes, or says again what is missing."""
    site = found(pk)
    if request.method == "POST":
        return _publish(request, site)
    draft = queries.draft(site)
    before = draft.last.snapshot if draft.last else {}
    context = {
        **around(request, site),
        "draft": draft,
        "changes": differences(before, draft.snapshot) if draft.last else [],
        "preview": reverse("cookies:preview", args=[pk]),
        "form": PublishForm(),
    }
    return render(request, "cookies/webmaster/publish.html", context)


def _publish(request: HttpRequest, site: Site) -> HttpResponse:
    form = PublishForm(request.POST)
    said = form.cleaned_data if form.is_valid() else {}
    try:
        version = publishing.publish(actor=actor_of(request), site=site, **said)
    except checking.Incomplete as refused:
        messages.error(request, str(refused))
        return redirect("cookies:publish", site.pk)
    messages.success(request, _("Version %(number)s is published.") % {"number": version.number})
    return redirect("cookies:versions", site.pk)


@access(READ)
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version, the last first."""
    site = found(pk)
    lines = [(*line, line[0].number - 1) for line in queries.versions(site)]
    return render(request, "cookies/webmaster/versions.html", {**around(request, site), "lines": lines})


@access(READ)
def version(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """One version: the banner as it was shown, with the script of that day, and whom it named."""
    site = found(pk)
    shown = _version(site, number)
    last = publishing.latest(site)
    spoken = shown.snapshot["site"]["languages"]
    asked = request.GET.get("language", "")
    language = asked if asked in spoken else spoken[0]
    page = reverse("cookies:version_page", args=[pk, number])
    context = {
        **around(request, site),
        "version": shown,
        "by": queries.colleagues([shown.published_by]).get(shown.published_by, ""),
        "is_last": bool(last and last.pk == shown.pk),
        "earlier": number - 1,
        "languages": [(LANGUAGE_NAMES.get(one, one), f"?language={one}", one == language) for one in spoken],
        "page": f"{page}?language={language}",
        "parties": _parties(shown, language),
    }
    return render(request, "cookies/webmaster/version.html", context)


def _parties(shown: BannerVersion, language: str) -> list[dict[str, Any]]:
    """The third parties of a version as it named them, in one language."""
    titles = {one["code"]: one["texts"][language]["title"] for one in shown.snapshot["purposes"]}
    return [
        {
            "name": one["name"],
            "country": one["country_names"].get(language, one["country"]),
            "purposes": ", ".join(titles[code] for code in one["purposes"]),
            "cookies": ", ".join(
                cookie["name"] for cookie in shown.snapshot["cookies"] if cookie["third_party"] == one["code"]
            ),
        }
        for one in shown.snapshot["third_parties"]
    ]


@csp_replace(FRAMED)  # type: ignore[arg-type]
@access(READ)
def version_page(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """The banner of a version, drawn again by the script it was published with; shown in a closed frame."""
    shown = _version(found(pk), number)
    spoken = shown.snapshot["site"]["languages"]
    asked = request.GET.get("language", "")
    return framed(
        request, shown, asked if asked in spoken else spoken[0], is_second=bool(request.GET.get("second"))
    )


@access(READ)
def compare(request: HttpRequest, pk: int, number: int, other: int) -> HttpResponse:
    """What version `number` says that `other` did not; 0 stands for what is being written."""
    site = found(pk)
    before = _version(site, other)
    after = _version(site, number).snapshot if number else snapshots.written(site)
    context = {
        **around(request, site),
        "number": number,
        "other": other,
        "changes": differences(before.snapshot, after),
        "numbers": BannerVersion.objects.filter(site=site)
        .order_by("-number")
        .values_list("number", flat=True),
    }
    return render(request, "cookies/webmaster/compare.html", context)


@access(READ)
def choose_versions(request: HttpRequest, pk: int) -> HttpResponse:
    """The two versions chosen in a form, as an address of their own."""
    said = [request.GET.get(name, "") for name in ("number", "other")]
    if not all(one.isdecimal() for one in said):
        return redirect("cookies:versions", pk)
    return redirect("cookies:compare", pk, *map(int, said))


@require_POST
@access(MANAGE)
def again(request: HttpRequest, pk: int, number: int) -> HttpResponse:
    """Roll back: what an earlier version said becomes the newest one."""
    site = found(pk)
    note = _("As version %(number)s") % {"number": number}
    made = publishing.publish_again(
        actor=actor_of(request), site=site, version=_version(site, number), note=note
    )
    messages.success(request, _("Version %(number)s is published.") % {"number": made.number})
    return redirect("cookies:versions", pk)


def _version(site: Site, number: int) -> BannerVersion:
    return get_object_or_404(BannerVersion, site=site, number=number)
