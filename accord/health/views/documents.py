"""References to documents: noting them, reviewing them, who may see them and why; what a professional sees."""

from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.health.actions import documents as actions
from accord.health.codes import Purpose
from accord.health.door import Refused, health
from accord.health.forms.choices import DocumentForm, ReviewForm
from accord.health.models import DocumentReference
from accord.health.queries import explaining
from accord.health.queries.patients import one_person, read
from accord.health.views import doing
from accord.health.who import practitioner_of
from accord.staff.who import actor_of, user_of


@health("health.documents")
def documents(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The references of a record, for those in charge of it."""
    patient = read(user=user_of(request), pk=pk, action="documents.read")
    rows = DocumentReference.objects.filter(patient__in=one_person(patient)).select_related(
        "author", "patient__key"
    )
    return render(request, "health/documents.html", {"patient": patient, "documents": rows})


@health("health.documents")
def new_document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Note one document."""
    patient = read(user=user_of(request), pk=pk, action="documents.read")
    form = DocumentForm(request.POST or None)
    if doing.done_with(
        request,
        form,
        lambda: actions.note(actor=actor_of(request), patient=patient.speaks, noted=form.noted()),
    ):
        return redirect("health:documents", patient.pk)
    return doing.page(request, "health/one_form.html", form, patient=patient, title=_("Note a document"))


@health("health.documents")
def document(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One reference: its review, and who may see it and by which choice."""
    row = get_object_or_404(DocumentReference.objects.select_related("patient__key", "author"), pk=pk)
    patient = read(user=user_of(request), pk=row.patient_id, action="documents.read")
    form = ReviewForm(request.POST or None)
    if doing.done_with(
        request,
        form,
        lambda: actions.review(actor=actor_of(request), document=row, outcome=form.cleaned_data["outcome"]),
    ):
        return redirect("health:document", row.pk)
    context = {"patient": patient, "document": row, "explained": explaining.who_may_see(row)}
    return doing.page(request, "health/document.html", form, **context)


@require_POST
@health("health.documents")
def strike_out(request: HttpRequest, pk: UUID) -> HttpResponse:
    """It was noted by mistake."""
    row = get_object_or_404(DocumentReference, pk=pk)
    patient = read(user=user_of(request), pk=row.patient_id, action="documents.read")
    to = ("health:documents", patient.pk)
    return doing.done(request, lambda: actions.strike_out(actor=actor_of(request), document=row), to)


@health("health.care")
def seen(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What a professional of the care team sees: where each document open to them is kept."""
    user = user_of(request)
    patient = read(user=user, pk=pk, action="documents.read")
    who = practitioner_of(user)
    if who is None:
        raise Refused("documents.read", patient=pk, facts={"reason": "not_in_team"})
    found = explaining.shown(
        user=user, who=who, patient=patient, purpose=Purpose.CARE, action="documents.read"
    )
    return render(request, "health/seen.html", {"patient": patient, "found": found})


@health("health.enter")
def refusals(request: HttpRequest) -> HttpResponse:
    """Why was I refused: the answers this colleague got, with their reasons."""
    user = user_of(request)
    context = {"refusals": explaining.refusals_of(user, practitioner_of(user))}
    return render(request, "health/refusals.html", context)
