"""Stays, who takes part in the care, and who stands beside the patient."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.health.actions import related as relatives
from accord.health.actions import stays as actions
from accord.health.door import health
from accord.health.forms.patients import ChangeStayForm, MemberForm, ProofForm, RelatedForm, StayForm
from accord.health.models import CareTeamMember, Encounter, RelatedPerson
from accord.health.queries.patients import read
from accord.health.relations import Relation
from accord.staff.who import actor_of, user_of

UNPROCESSABLE = 422


def _page(request: HttpRequest, **context: object) -> HttpResponse:
    status = UNPROCESSABLE if getattr(context["form"], "errors", None) else 200
    return render(request, "health/one_form.html", context, status=status)


@health("health.register")
def new_stay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A stay or a visit of a patient."""
    patient = read(user=user_of(request), pk=pk)
    form = StayForm(
        request.POST or None, initial={"starts_at": timezone.localtime().replace(second=0, microsecond=0)}
    )
    if request.method == "POST" and form.is_valid():
        actions.open_stay(actor=actor_of(request), patient=patient.speaks, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("health:patient", patient.pk)
    return _page(request, form=form, patient=patient, title=_("Add a stay"))


@health("health.register")
def edit_stay(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Where a stay has got to."""
    stay = get_object_or_404(Encounter, pk=pk)
    patient = read(user=user_of(request), pk=stay.patient_id)
    now = {name: getattr(stay, name) for name in ("service", "status", "starts_at", "ends_at")}
    form = ChangeStayForm(request.POST or None, initial=now)
    if request.method == "POST" and form.is_valid():
        actions.change_stay(actor=actor_of(request), stay=stay, **form.cleaned_data)
        messages.success(request, _("Saved."))
        return redirect("health:patient", patient.pk)
    return _page(request, form=form, patient=patient, title=_("Change the stay"))


@health("health.register")
def join(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A professional takes part in the care during a stay."""
    stay = get_object_or_404(Encounter, pk=pk)
    patient = read(user=user_of(request), pk=stay.patient_id)
    form = MemberForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        actions.join(actor=actor_of(request), stay=stay, practitioner=form.cleaned_data["practitioner"])
        messages.success(request, _("Saved."))
        return redirect("health:patient", patient.pk)
    return _page(request, form=form, patient=patient, title=_("A professional in the care team"))


@require_POST
@health("health.register")
def leave(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A professional takes part no longer."""
    member = get_object_or_404(CareTeamMember.objects.select_related("team"), pk=pk, ends_at=None)
    actions.leave(actor=actor_of(request), member=member)
    return redirect("health:patient", member.team.patient_id)


@health("health.register")
def new_related(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Somebody beside the patient."""
    patient = read(user=user_of(request), pk=pk)
    form = RelatedForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        relatives.name_related(
            actor=actor_of(request),
            patient=patient,
            kind=said["kind"],
            who={"name": said["name"], "contact": said["contact"]},
            starts_on=said["starts_on"],
        )
        messages.success(request, _("Saved."))
        return redirect("health:patient", patient.pk)
    return _page(request, form=form, patient=patient, title=_("Name somebody"))


@health("health.register")
def proof(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What shows that they stand there."""
    related = get_object_or_404(RelatedPerson.objects.select_related("patient__key"), pk=pk, ends_on=None)
    patient = read(user=user_of(request), pk=related.patient_id)
    form = ProofForm(request.POST or None, related=related)
    if request.method == "POST" and form.is_valid():
        relatives.show_proof(actor=actor_of(request), related=related, proof=form.cleaned_data["proof"])
        messages.success(request, _("Saved."))
        return redirect("health:patient", patient.pk)
    whose = f"{related.who['name']}, {Relation(related.kind).label}"
    return _page(request, form=form, patient=patient, title=_("Proof seen"), sentence=whose)


@require_POST
@health("health.register")
def end_related(request: HttpRequest, pk: UUID) -> HttpResponse:
    """They stand beside the patient no longer."""
    related = get_object_or_404(RelatedPerson, pk=pk, ends_on=None)
    relatives.end_related(actor=actor_of(request), related=related)
    return redirect("health:patient", related.patient_id)
