"""The end of records: those whose time is over, claims that suspend, signatures, destruction."""

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.health import journal
from accord.health.actions import ending as actions
from accord.health.door import health
from accord.health.forms.requests import ClaimForm, SignForm
from accord.health.impossible import Impossible
from accord.health.models import DisposalStep, Hold, House, Patient
from accord.health.queries.patients import one_person, read
from accord.health.retention import obstacle, term
from accord.health.views import doing
from accord.health.who import said
from accord.staff.who import actor_of, user_of

SHOWN = 100


@health("health.retain")
def retention(request: HttpRequest) -> HttpResponse:
    """Every record whose time is over, or would be but for a claim."""
    found = actions.due()[:SHOWN]
    journal.record(
        **said(user_of(request)),
        action="retention.listed",
        patients=[one.patient.pk for one in found],
        category="retention",
        facts={"shown": len(found)},
    )
    return render(request, "health/retention.html", {"due": found})


@health("health.retain")
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One record: until when, what suspends it, who signed; a step is signed here."""
    patient = read(user=user_of(request), pk=pk, action="retention.read")
    form = SignForm(request.POST or None)
    if doing.done_with(
        request,
        form,
        lambda: actions.sign(actor=actor_of(request), patient=patient.speaks, **form.cleaned_data),
    ):
        return redirect("health:record_end", pk)
    return doing.page(request, "health/record_end.html", form, **about(patient.speaks))


def about(patient: Patient) -> dict[str, Any]:
    """What the page of the end of a record reads."""
    ids = one_person(patient)
    context: dict[str, Any] = {
        "patient": patient,
        "holds": Hold.objects.filter(patient__in=ids).order_by("-opened_on"),
        "steps": DisposalStep.objects.filter(patient__in=ids).order_by("-at"),
        "claim": ClaimForm(initial={"opened_on": timezone.localdate()}),
        "is_public": House.now().is_public,
    }
    try:
        life = actions.life_of(patient)
    except Impossible as why:
        return {**context, "nothing": why.sentence}
    stands = obstacle(
        life, actions.signed_of(patient), on=timezone.localdate(), is_public=context["is_public"]
    )
    return {**context, "life": life, "term": term(life), "obstacle": stands}


@require_POST
@health("health.retain")
def open_claim(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A claim came in: the clock stops."""
    patient = read(user=user_of(request), pk=pk, action="retention.read")
    form = ClaimForm(request.POST)
    if not form.is_valid():
        return render(
            request,
            "health/record_end.html",
            {**about(patient.speaks), "claim": form, "form": SignForm()},
            status=422,
        )
    return doing.done(
        request,
        lambda: actions.open_claim(actor=actor_of(request), patient=patient.speaks, **form.cleaned_data),
        ("health:record_end", pk),
    )


@require_POST
@health("health.retain")
def close_claim(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The claim is over: the clock runs again."""
    hold = get_object_or_404(Hold, pk=pk)
    read(user=user_of(request), pk=hold.patient_id, action="retention.read")
    return doing.done(
        request,
        lambda: actions.close_claim(actor=actor_of(request), hold=hold, closed_on=timezone.localdate()),
        ("health:record_end", hold.patient_id),
    )


@require_POST
@health("health.retain")
def destroy(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Destroy the keys of this person's records."""
    patient = read(user=user_of(request), pk=pk, action="retention.read")
    to = ("health:retention",)
    said_ = _("The keys are destroyed: nothing of this record opens any more, backups included.")
    return doing.done(
        request, lambda: actions.destroy(actor=actor_of(request), patient=patient.speaks), to, said_
    )
