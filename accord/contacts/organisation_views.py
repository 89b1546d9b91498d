"""Pages about organisations."""

from typing import cast
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.contacts import actions
from accord.contacts.besides import beside
from accord.contacts.forms import OrganisationForm
from accord.contacts.joined import leads_to_kept
from accord.contacts.models import Organisation
from accord.contacts.queries import organisations
from accord.contacts.views import answered
from accord.lib.access import access, may
from accord.lib.keyset import page
from accord.staff.models import User
from accord.staff.who import actor_of

PEOPLE_SHOWN = 50


@access("people.read")
def listing(request: HttpRequest) -> HttpResponse:
    """Organisations by name."""
    found = organisations(request.GET.get("q", ""))
    shown = page(found, ("sort_key", "pk"), request.GET)
    text = request.GET.get("q", "")
    context = {
        "page": shown,
        "q": text,
        "may_edit": may(request.user, "people.edit"),
        "previous": f"?{urlencode({'q': text, 'before': shown.before})}" if shown.before else "",
        "following": f"?{urlencode({'q': text, 'after': shown.after})}" if shown.after else "",
    }
    return render(request, "contacts/organisations.html", context)


@access("people.read")
@leads_to_kept("organisation")
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """One organisation and the people who work there."""
    company = get_object_or_404(Organisation, pk=pk)
    people = company.people.order_by("sort_key", "pk")[:PEOPLE_SHOWN]
    context = {
        "organisation": company,
        "people": people,
        "people_href": f"{reverse('desk:people')}?organisation={pk}",
        "may_edit": may(request.user, "people.edit"),
        "beside": beside(cast(User, request.user), company),
    }
    return render(request, "contacts/organisation.html", context)


@access("people.edit")
def new(request: HttpRequest) -> HttpResponse:
    """Enter an organisation."""
    return _save(request, None)


@access("people.edit")
@leads_to_kept("organisation")
def edit(request: HttpRequest, pk: int) -> HttpResponse:
    """Correct an organisation."""
    return _save(request, get_object_or_404(Organisation, pk=pk))


def _save(request: HttpRequest, company: Organisation | None) -> HttpResponse:
    name = company.name if company else ""
    form = OrganisationForm(request.POST or None, instance=company)
    if request.method == "POST" and form.is_valid():
        current = Organisation.objects.get(pk=company.pk) if company else None
        saved = actions.save_organisation(actor=actor_of(request), organisation=current, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("contacts:organisation", pk=saved.pk)
    context = {"form": form, "organisation": company, "name": name, "twin": form.twin}
    return render(request, "contacts/edit_organisation.html", context, status=answered(form))
