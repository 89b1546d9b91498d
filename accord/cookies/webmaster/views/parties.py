"""The third parties of a site and what they write: named from the register or the library, confirmed one by one."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST
from django_countries import countries

from accord.cookies.models import DeclaredCookie, Site, ThirdParty
from accord.cookies.webmaster import declaring, library, queries, starting
from accord.cookies.webmaster.forms import CookieForm, PartyForm, ServiceForm
from accord.cookies.webmaster.views.sharing import MANAGE, READ, UNPROCESSABLE, around, found, is_french
from accord.lib.access import access, may
from accord.staff.who import actor_of


@access(READ)
def parties(request: HttpRequest, pk: int) -> HttpResponse:
    """Who is called, what for, which cookies, and what nobody has confirmed yet."""
    site = found(pk)
    rows = site.third_parties.select_related("recipient").prefetch_related("purposes__purpose", "cookies")
    lines = [(one, max((cookie.days for cookie in one.cookies.all()), default=None)) for one in rows]
    own = site.cookies.filter(third_party=None).select_related("purpose__purpose")
    return render(
        request, "cookies/webmaster/parties.html", {**around(request, site), "lines": lines, "own": own}
    )


@access(READ)
def party(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """One third party: what the register and the site say of it, its cookies, who confirmed it."""
    site = found(pk)
    row = _party(site, party)
    context = {
        **around(request, site),
        "party": row,
        "cookies": row.cookies.select_related("purpose__purpose"),
        "by": queries.colleagues([row.confirmed_by]).get(row.confirmed_by, ""),
        "new_cookie": f"{reverse('cookies:new_cookie', args=[pk])}?party={party}"
        if may(request.user, MANAGE)
        else "",
        "may_register": may(request.user, "register.manage"),
    }
    return render(request, "cookies/webmaster/party.html", context)


def _party(site: Site, pk: int) -> ThirdParty:
    rows = site.third_parties.select_related("recipient", "site").prefetch_related("purposes__purpose")
    return get_object_or_404(rows, pk=pk)


@access(MANAGE)
def new_party(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a recipient of the register among the third parties."""
    return _edit_party(request, found(pk), None)


@access(MANAGE)
def edit_party(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """Change what the site says of a third party."""
    site = found(pk)
    return _edit_party(request, site, _party(site, party))


def _edit_party(request: HttpRequest, site: Site, row: ThirdParty | None) -> HttpResponse:
    form = PartyForm(request.POST or None, instance=row, site=site)
    if request.method == "POST" and form.is_valid():
        purposes = form.cleaned_data["purposes"]
        kept = declaring.save_party(actor=actor_of(request), party=form.save(commit=False), purposes=purposes)
        messages.success(request, _("Saved. Confirm it once you have checked it."))
        return redirect("cookies:party", site.pk, kept.pk)
    context = {**around(request, site), "form": form, "party": row}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "cookies/webmaster/party_edit.html", context, status=status)


@require_POST
@access(MANAGE)
def confirm_party(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """I have checked what is said of it."""
    declaring.confirm_party(actor=actor_of(request), party=_party(found(pk), party))
    messages.success(request, _("Confirmed in your name."))
    return redirect("cookies:parties", pk)


@require_POST
@access(MANAGE)
def drop_party(request: HttpRequest, pk: int, party: int) -> HttpResponse:
    """Call it no more."""
    declaring.drop_party(actor=actor_of(request), party=_party(found(pk), party))
    messages.success(request, _("Taken off the list. The register keeps the recipient."))
    return redirect("cookies:parties", pk)


# Cookies


@access(MANAGE)
def new_cookie(request: HttpRequest, pk: int) -> HttpResponse:
    """Declare a cookie; ?party= says whose."""
    site = found(pk)
    asked = request.GET.get("party", "")
    row = site.third_parties.filter(pk=asked).first() if asked.isdecimal() else None
    only = row.purposes.first() if row else None
    return _edit_cookie(request, site, None, {"third_party": row, "purpose": only})


@access(MANAGE)
def edit_cookie(request: HttpRequest, pk: int, cookie: int) -> HttpResponse:
    """Change what is said of a cookie."""
    site = found(pk)
    return _edit_cookie(request, site, get_object_or_404(site.cookies, pk=cookie), {})


def _edit_cookie(
    request: HttpRequest, site: Site, cookie: DeclaredCookie | None, initial: dict[str, Any]
) -> HttpResponse:
    form = CookieForm(request.POST or None, instance=cookie, initial=initial, site=site)
    if request.method == "POST" and form.is_valid():
        kept = declaring.save_cookie(actor=actor_of(request), cookie=form.save(commit=False))
        messages.success(request, _("Saved."))
        return _back(kept)
    context = {**around(request, site), "form": form, "cookie": cookie}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "cookies/webmaster/cookie_edit.html", context, status=status)


@require_POST
@access(MANAGE)
def drop_cookie(request: HttpRequest, pk: int, cookie: int) -> HttpResponse:
    """Take a cookie off the list."""
    row = get_object_or_404(found(pk).cookies.select_related("third_party"), pk=cookie)
    declaring.drop_cookie(actor=actor_of(request), cookie=row)
    return _back(row)


def _back(cookie: DeclaredCookie) -> HttpResponse:
    if cookie.third_party_id:
        return redirect("cookies:party", cookie.site_id, cookie.third_party_id)
    return redirect("cookies:parties", cookie.site_id)


# The library


@access(MANAGE)
def services(request: HttpRequest, pk: int) -> HttpResponse:
    """Well-known services to start from."""
    site = found(pk)
    asked = request.GET.get("q", "").strip()[:60]
    named = set(site.third_parties.values_list("recipient__code", flat=True))
    lines = [(one, one.code in named) for one in library.services(asked)]
    return render(
        request, "cookies/webmaster/services.html", {**around(request, site), "lines": lines, "asked": asked}
    )


@access(MANAGE)
def service(request: HttpRequest, pk: int, code: str) -> HttpResponse:
    """One service: its facts, and the button that takes them in."""
    site, known = found(pk), library.service(code)
    if known is None:
        raise Http404
    label = known.purpose.label.fr if is_french() else known.purpose.label.en
    form = ServiceForm(
        request.POST if request.method == "POST" else None, site=site, ready=label, code=known.purpose.code
    )
    if request.method == "POST" and form.is_valid():
        purpose = form.cleaned_data["purpose"]
        kept = starting.add_service(actor=actor_of(request), site=site, service=known, purpose=purpose)
        messages.success(request, _("Taken in. Check each fact, then confirm it."))
        return redirect("cookies:party", pk, kept.pk)
    country = countries.name(known.country)
    context = {**around(request, site), "service": known, "form": form, "label": label, "country": country}
    return render(
        request, "cookies/webmaster/service.html", context, status=UNPROCESSABLE if form.errors else 200
    )
