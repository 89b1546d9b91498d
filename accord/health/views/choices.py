"""A patient's choices: what holds, recording one, taking it back, checking what a colleague typed."""

from typing import Any
from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.health.actions import choosing
from accord.health.codes import Use
from accord.health.door import health
from accord.health.forms.choices import ChoiceForm
from accord.health.forms.patients import MemberForm
from accord.health.models import Consent, PaperSettings, Patient
from accord.health.queries import choices as queries
from accord.health.queries.patients import read
from accord.health.views import doing
from accord.staff.models import User
from accord.staff.who import actor_of, user_of


def panel(user: User, patient: Patient) -> dict[str, Any] | None:
    """What the page of a patient says of their choices, for whoever may record one."""
    if not user.may("health.forms"):
        return None
    return {"uses": queries.held_by(queries.lines_of(patient)), "patient": patient}


def links(user: User, patient: Patient) -> dict[str, Any] | None:
    """What else a colleague may do about this record: documents, requests, log, end."""
    may = {
        name: user.may(capability)
        for name, capability in (
            ("documents", "health.documents"),
            ("seen", "health.care"),
            ("requests", "health.requests"),
            ("log", "health.log"),
            ("counter", "health.counter"),
            ("end", "health.retain"),
        )
    }
    return {"patient": patient, "may": may} if any(may.values()) else None


@health("health.forms")
def choices(request: HttpRequest, pk: UUID) -> HttpResponse:
    """What holds for each use, and every line ever written."""
    patient = read(user=user_of(request), pk=pk, action="choices.read")
    lines = queries.lines_of(patient)
    may_check = user_of(request).may("health.check")
    context = {"patient": patient, "uses": queries.held_by(lines), "lines": lines, "may_check": may_check}
    return render(request, "health/choices.html", context)


@health("health.forms")
def new_choice(request: HttpRequest, pk: UUID, use: str) -> HttpResponse:
    """Type in a choice, from a paper or as said."""
    if use not in Use.values:
        raise Http404
    patient = read(user=user_of(request), pk=pk, action="choices.read")
    form = ChoiceForm(request.POST or None, use=use, initial={"decided_on": timezone.localdate()})

    def act() -> None:
        choosing.record(
            actor=actor_of(request),
            patient=patient.speaks,
            chosen=[form.chosen(patient.speaks)],
            source=form.source(),
        )

    if doing.done_with(request, form, act):
        return redirect("health:choices", patient.pk)
    return doing.page(request, "health/choice_form.html", form, patient=patient, title=Use(use).label)


def _line(request: HttpRequest, pk: UUID) -> Consent:
    line = get_object_or_404(Consent.objects.select_related("patient__key", "provision"), pk=pk)
    read(user=user_of(request), pk=line.patient_id, action="choices.read")
    return line


@require_POST
@health("health.forms")
def withdraw(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The patient takes an agreement back: one button, no reason."""
    line = _line(request, pk)
    said = _("Taken back: it stops at the next question.")
    to = ("health:choices", line.patient_id)
    return doing.done(request, lambda: choosing.withdraw(actor=actor_of(request), consent=line), to, said)


@require_POST
@health("health.forms")
def lift(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The patient takes an objection back."""
    line = _line(request, pk)
    to = ("health:choices", line.patient_id)
    return doing.done(request, lambda: choosing.lift(actor=actor_of(request), consent=line), to)


@health("health.check")
def identify(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which professional the name written by the patient is."""
    line = _line(request, pk)
    form = MemberForm(request.POST or None)
    if doing.done_with(
        request,
        form,
        lambda: choosing.identify(
            actor=actor_of(request), consent=line, practitioner=form.cleaned_data["practitioner"]
        ),
    ):
        return redirect("health:choices", line.patient_id)
    sentence = _("The patient wrote: %(name)s.") % {"name": line.words.get("who", "")}
    return doing.page(
        request, "health/one_form.html", form, patient=line.patient, title=_("Who is it?"), sentence=sentence
    )


@require_POST
@health("health.check")
def check(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A second person confirms what was typed."""
    line, alone = _line(request, pk), PaperSettings.now().one_person_may
    to = ("health:choices", line.patient_id)
    return doing.done(
        request,
        lambda: choosing.check(actor=actor_of(request), consent=line, one_person_may=alone),
        to,
        _("Checked."),
    )


@require_POST
@health("health.check")
def invalidate(request: HttpRequest, pk: UUID) -> HttpResponse:
    """An agreement is found not valid."""
    line = _line(request, pk)
    to = ("health:choices", line.patient_id)
    return doing.done(request, lambda: choosing.invalidate(actor=actor_of(request), consent=line), to)
