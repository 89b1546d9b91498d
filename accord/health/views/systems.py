"""What an administrator decides: which systems of the hospital may ask, what kind of institution this is."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.health.actions import systems as actions
from accord.health.door import health
from accord.health.forms.requests import RulesForm, SystemForm
from accord.health.models import ClientSystem, House
from accord.health.views import doing
from accord.staff.who import actor_of


@health("health.manage")
def systems(request: HttpRequest) -> HttpResponse:
    """The systems that may ask; a new token is shown once."""
    form, token = SystemForm(request.POST or None), ""
    if request.method == "POST" and form.is_valid():
        _system, token = actions.admit(actor=actor_of(request), **form.cleaned_data)
        form = SystemForm()
    rows = ClientSystem.objects.order_by("revoked_at", "name")
    return doing.page(request, "health/systems.html", form, systems=rows, token=token)


@require_POST
@health("health.manage")
def revoke(request: HttpRequest, pk: UUID) -> HttpResponse:
    """From the next question on it gets no answer."""
    system = get_object_or_404(ClientSystem, pk=pk, revoked_at=None)
    to, said = ("health:systems",), _("Revoked.")
    return doing.done(request, lambda: actions.revoke(actor=actor_of(request), system=system), to, said)


@health("health.manage")
def rules(request: HttpRequest) -> HttpResponse:
    """What kind of institution this is."""
    form = RulesForm(request.POST or None, instance=House.now())
    if request.method == "POST" and form.is_valid():
        actions.settle(actor=actor_of(request), **form.cleaned_data)
        return redirect("health:rules")
    return render(request, "health/rules.html", {"form": form}, status=422 if form.errors else 200)
