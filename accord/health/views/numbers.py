"""Numbers of patients: declared before they exist, masked, revealed by an act that is written down."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.health import numbers
from accord.health.actions import numbers as actions
from accord.health.decree import Use
from accord.health.door import health
from accord.health.forms.numbers import DeclarationForm, NumberForm, NumberSearchForm
from accord.health.models import Patient, PatientIdentifier
from accord.health.queries import numbers as queries
from accord.health.queries.patients import Found, purpose_of, read
from accord.health.who import role_of
from accord.staff.models import User
from accord.staff.who import actor_of, user_of

UNPROCESSABLE = 422


@health("health.manage")
def declare(request: HttpRequest) -> HttpResponse:
    """Declare under which case of the decree this house may hold the NIR."""
    form = DeclarationForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("controller", "use", "declared_on")}
        try:
            actions.declare(actor=actor_of(request), **said)
        except actions.CannotDeclare as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Declared. It stands in the register."))
            return redirect("health:house")
    context = {"form": form, "title": _("The social security number")}
    return render(request, "health/declaration.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@health("health.manage")
def revoke(request: HttpRequest, use: str) -> HttpResponse:
    """The house holds the NIR for this purpose no longer."""
    if use not in Use.values or not queries.is_declared(use):
        raise Http404
    actions.revoke(actor=actor_of(request), use=use)
    return redirect("health:house")


@health("health.nir")
def new_number(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Write a number of a patient."""
    patient = read(user=user_of(request), pk=pk)
    form = NumberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            actions.give_number(actor=actor_of(request), patient=patient, **form.cleaned_data)
        except numbers.WrongNumber as error:
            form.add_error("value", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("health:patient", patient.pk)
    form.forget("value")
    context = {"form": form, "patient": patient, "title": _("Add a number")}
    return render(request, "health/one_form.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@health("health.nir")
def reveal(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Show a number once, on this page alone."""
    row = _row(pk)
    user = user_of(request)
    patient = read(user=user, pk=row.patient_id)
    value = actions.reveal(actor=user.actor, row=row, role=role_of(user), purpose=purpose_of(user))
    context = {"patient": patient, "number": numbers.spaced(value), "label": numbers.LABELS.get(row.system)}
    return render(request, "health/revealed.html", context)


@require_POST
@health("health.nir")
def end_number(request: HttpRequest, pk: UUID) -> HttpResponse:
    """This number is no longer theirs."""
    row = _row(pk)
    read(user=user_of(request), pk=row.patient_id)
    actions.end_number(actor=actor_of(request), row=row)
    return redirect("health:patient", row.patient_id)


def _row(pk: UUID) -> PatientIdentifier:
    return get_object_or_404(PatientIdentifier.objects.select_related("patient__key"), pk=pk, ended_at=None)


@health("health.nir")
def by_number(request: HttpRequest) -> HttpResponse:
    """Whom a number belongs to."""
    form, found, user = NumberSearchForm(request.POST or None), None, user_of(request)
    if request.method == "POST" and form.is_valid():
        found = Found(
            queries.by_number(user=user, value=form.cleaned_data["value"], purpose=purpose_of(user))
        )
    form.forget("value")
    context = {"form": form, "found": found}
    return render(request, "health/by_number.html", context, status=UNPROCESSABLE if form.errors else 200)


def shown(user: User, patient: Patient) -> dict[str, object]:
    """The panel on the page of a patient."""
    return {"numbers": queries.of_patient(patient), "may_nir": user.may("health.nir")}
