"""Finding a patient, reading who they are, registering and correcting them."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.health.actions.patients import correct, register
from accord.health.door import health
from accord.health.forms.patients import BESIDE_TRAITS, PatientForm, SearchForm
from accord.health.models import Patient
from accord.health.queries import patients as queries
from accord.health.relations import Relation
from accord.health.views import panels
from accord.staff.models import User
from accord.staff.who import actor_of, user_of

UNPROCESSABLE = 422


@health("health.find")
def patients(request: HttpRequest) -> HttpResponse:
    """Look for a patient. What is typed travels in the body of the request, never in an address."""
    user, found = user_of(request), None
    form = SearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = queries.search(user=user, **form.cleaned_data)
    context = {
        "form": form,
        "found": found,
        "stays": [] if found else queries.today(user=user),
        "may_register": user.may("health.register"),
        "may_nir": user.may("health.nir"),
    }
    return render(request, "health/patients.html", context, status=UNPROCESSABLE if form.errors else 200)


@health("health.find")
def patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Who it is, their stays, who stands around them."""
    user = user_of(request)
    return render(request, "health/patient.html", about(user, queries.read(user=user, pk=pk)))


def about(user: User, row: Patient) -> dict[str, object]:
    """What the page of a patient reads."""
    stays = queries.stays_of(row)
    teams = queries.team_of(stays)
    return {
        "patient": row,
        "stays": [(stay, teams.get(stay.pk, [])) for stay in stays],
        "related": [
            (one, Relation(one.kind).label, one.who) for one in row.related.order_by("ends_on", "created_at")
        ],
        "panels": panels.drawn(panels.PANELS, user, row),
        "beside": panels.drawn(panels.BESIDE, user, row),
        "absorbed": row.absorbed.select_related("key"),
        "may_register": user.may("health.register"),
        "may_merge": user.may("health.merge"),
    }


@health("health.register")
def new_patient(request: HttpRequest) -> HttpResponse:
    """Type in a patient; a record that may be the same person is shown first."""
    form = PatientForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        alike = queries.alike(user=user_of(request), birth_name=said["birth_name"], born_on=said["born_on"])
        if not alike or "sure" in request.POST:
            made = register(actor=actor_of(request), traits=form.traits(), **form.more())
            messages.success(request, _("Registered."))
            return redirect("health:patient", made.pk)
        seen = [queries.read(user=user_of(request), pk=row.pk, action="patient.compared") for row in alike]
        return render(request, "health/patient_form.html", {"form": form, "alike": seen})
    return render(
        request, "health/patient_form.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200
    )


@health("health.register")
def edit_patient(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Correct who a patient is."""
    row = queries.read(user=user_of(request), pk=pk)
    initial = {name: getattr(row.traits, name) for name in type(row.traits).__slots__}
    now = {name: getattr(row, name) for name in BESIDE_TRAITS}
    form = PatientForm(request.POST or None, initial={**initial, **now})
    form.keep_status(row.identity_status)
    if request.method == "POST" and form.is_valid():
        correct(actor=actor_of(request), patient=row, traits=form.traits(), **form.more())
        messages.success(request, _("Saved."))
        return redirect("health:patient", row.pk)
    context = {"form": form, "patient": row}
    return render(request, "health/patient_form.html", context, status=UNPROCESSABLE if form.errors else 200)
