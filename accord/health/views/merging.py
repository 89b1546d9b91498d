"""Joining two records of one person, and telling two people apart again."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.health.actions import merging as actions
from accord.health.door import health
from accord.health.forms.merging import MergeForm
from accord.health.queries.patients import alike, read
from accord.staff.who import actor_of, user_of

UNPROCESSABLE = 422


@health("health.merge")
def merge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Choose the record that speaks for this one too, after comparing them."""
    user = user_of(request)
    patient = read(user=user, pk=pk)
    near = alike(user=user, birth_name=patient.traits.birth_name, born_on=patient.traits.born_on)
    others = [read(user=user, pk=row.pk, action="patient.compared") for row in near if row.pk != patient.pk]
    form = MergeForm(request.POST or None, others=others)
    if request.method == "POST" and form.is_valid():
        into = read(user=user, pk=form.cleaned_data["into"])
        try:
            actions.merge(actor=user.actor, absorbed=patient, into=into, why=form.cleaned_data["why"])
        except actions.CannotMerge as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Joined. Both histories are kept; this can be undone."))
            return redirect("health:patient", into.pk)
    context = {"form": form, "patient": patient, "others": others}
    return render(request, "health/merge.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@health("health.merge")
def unmerge(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Two people after all."""
    patient = read(user=user_of(request), pk=pk)
    try:
        actions.unmerge(actor=actor_of(request), absorbed=patient)
    except actions.CannotMerge as error:
        messages.error(request, str(error))
    return redirect("health:patient", patient.pk)
