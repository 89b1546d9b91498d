"""Sites: the list, declaring one, asking its visitors or no longer."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.cookies.models import Site
from accord.cookies.webmaster import declaring, queries, statistics
from accord.cookies.webmaster.site_forms import SiteForm
from accord.cookies.webmaster.views.sharing import MANAGE, READ, UNPROCESSABLE, around, found
from accord.lib.access import access, may
from accord.register.queries import first_controller
from accord.staff.who import actor_of

MONTH = 30


@access(READ)
def sites(request: HttpRequest) -> HttpResponse:
    """Every site, with what its visitors answered in a month."""
    lines = [(one, statistics.figures(one, MONTH).total) for one in queries.sites()]
    return render(
        request, "cookies/webmaster/sites.html", {"lines": lines, "may_manage": may(request.user, MANAGE)}
    )


@access(MANAGE)
def new_site(request: HttpRequest) -> HttpResponse:
    """Declare a site."""
    return _edit(request, None)


@access(MANAGE)
def edit_site(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a site; what visitors see changes when the next version is published."""
    return _edit(request, found(pk))


def _edit(request: HttpRequest, site: Site | None) -> HttpResponse:
    form = SiteForm(
        request.POST or None, instance=site, initial={} if site else {"controller": first_controller()}
    )
    if request.method == "POST" and form.is_valid():
        kept = declaring.save_site(actor=actor_of(request), site=form.save(commit=False))
        messages.success(request, _("Saved."))
        return redirect("cookies:site" if site else "cookies:purposes", kept.pk)
    context = {"form": form, **(around(request, site) if site else {})}
    return render(
        request, "cookies/webmaster/site_edit.html", context, status=UNPROCESSABLE if form.errors else 200
    )


@require_POST
@access(MANAGE)
def open_site(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask visitors again."""
    declaring.open_site(actor=actor_of(request), site=found(pk), is_open=True)
    messages.success(request, _("Visitors are asked again."))
    return redirect("cookies:site", pk)


@require_POST
@access(MANAGE)
def close_site(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask nobody any longer; proofs stay."""
    declaring.open_site(actor=actor_of(request), site=found(pk), is_open=False)
    messages.success(request, _("The banner no longer answers: take its line out of the site. Proofs stay."))
    return redirect("cookies:site", pk)
