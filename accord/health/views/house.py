"""What an administrator decides for health: services, professionals, and where it is hosted. Never a patient."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.health.actions import house as actions
from accord.health.codes import Job
from accord.health.decree import Controller, Use
from accord.health.door import health
from accord.health.forms.patients import PractitionerForm, ServiceForm
from accord.health.models import Practitioner, Service
from accord.health.queries.numbers import declarations
from accord.staff.who import actor_of

UNPROCESSABLE = 422


@health("health.manage")
def house(request: HttpRequest) -> HttpResponse:
    """Services, professionals, hosting."""
    words = dict(Job.choices)
    context = {
        "services": Service.objects.all(),
        "declarations": [
            (use, Use(use).label, line, line and Controller(line.controller).label)
            for use, line in declarations().items()
        ],
        "practitioners": [(one, words.get(one.job, one.job)) for one in Practitioner.objects.all()],
    }
    return render(request, "health/house.html", context)


@health("health.manage")
def new_service(request: HttpRequest) -> HttpResponse:
    """Declare a service."""
    form = ServiceForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.declare_service(actor=actor_of(request), **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("health:house")
    return _page(request, form, _("A service"))


@health("health.manage")
def new_practitioner(request: HttpRequest) -> HttpResponse:
    """Declare a professional."""
    form = PractitionerForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data)
        user = said.pop("user")
        actions.declare_practitioner(actor=actor_of(request), user_id=user and user.pk, **said)
        messages.success(request, _("Saved."))
        return redirect("health:house")
    return _page(request, form, _("A professional"))


def _page(request: HttpRequest, form: ServiceForm | PractitionerForm, title: str) -> HttpResponse:
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "health/house_form.html", {"form": form, "title": title}, status=status)
