"""Emergency access: opening a record with a reason, reading it while it lasts, reviewing it afterwards."""

import time
from uuid import UUID

from allauth.account.authentication import get_authentication_records
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.health import journal
from accord.health.actions import emergency as actions
from accord.health.codes import Purpose
from accord.health.door import Refused, health
from accord.health.forms.choices import EmergencyForm
from accord.health.models import BreakGlassGrant, BreakGlassReview, Patient
from accord.health.queries import explaining
from accord.health.views import doing
from accord.health.who import practitioner_of, said
from accord.register.rules import rule
from accord.staff.who import actor_of, user_of


def has_just_proved(request: HttpRequest) -> bool:
    """True when this colleague proved again who they are a moment ago; having signed in is not enough."""
    limit = time.time() - settings.ACCOUNT_REAUTHENTICATION_TIMEOUT
    records = get_authentication_records(request, user_of(request))
    return any(record.get("reauthenticated") and record["at"] > limit for record in records)


@health("health.care")
def open_record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Open a record one takes no part in: proved identity, a typed reason, a limited time."""
    if not has_just_proved(request):
        return redirect(f"{reverse('mfa_reauthenticate')}?{urlencode({'next': request.path})}")
    patient = Patient.objects.select_related("key").filter(pk=pk, key__destroyed_at=None).first()
    who = practitioner_of(user_of(request))
    if patient is None:
        raise Http404
    if who is None:
        raise Refused("emergency.opened", patient=pk, purpose=Purpose.BREAK_GLASS, facts={"reason": "job"})
    form = EmergencyForm(request.POST or None)
    made: list[BreakGlassGrant] = []

    def act() -> None:
        reason = form.cleaned_data["reason"]
        made.append(
            actions.open_in_emergency(
                actor=actor_of(request), patient=patient, practitioner=who, reason=reason
            )
        )

    if doing.done_with(request, form, act):
        return redirect("health:emergency_record", made[0].pk)
    minutes = rule("health.break-glass").words
    return doing.page(request, "health/emergency_form.html", form, minutes=minutes, pk=pk)


@health("health.care")
def record(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The record, read only, while the access lasts; its end is written on the page."""
    user = user_of(request)
    who = practitioner_of(user)
    grant = get_object_or_404(BreakGlassGrant.objects.select_related("patient__key"), pk=pk)
    if who is None or grant.practitioner_id != who.pk or not grant.is_open(timezone.now()):
        raise Refused("emergency.read", patient=grant.patient_id, purpose="BTG", facts={"reason": "no_grant"})
    found = explaining.shown(
        user=user, who=who, patient=grant.patient, purpose=Purpose.BREAK_GLASS, action="emergency.read"
    )
    return render(
        request, "health/emergency.html", {"grant": grant, "patient": grant.patient, "found": found}
    )


@health("health.review")
def emergencies(request: HttpRequest) -> HttpResponse:
    """The referent's list: accesses to review, then those reviewed."""
    user = user_of(request)
    waiting = list(explaining.waiting())
    reviewed = BreakGlassReview.objects.select_related("grant__practitioner").order_by("-at")[:50]
    journal.record(
        **said(user),
        action="emergency.listed",
        patients=[grant.patient_id for grant in waiting],
        purpose=Purpose.SAFETY,
        facts={"shown": len(waiting)},
    )
    context = {
        "waiting": [(grant, grant.by_id != str(user.pk)) for grant in waiting],
        "reviewed": reviewed,
        "justified": {"outcome": BreakGlassReview.Outcome.JUSTIFIED.value},
        "unjustified": {"outcome": BreakGlassReview.Outcome.UNJUSTIFIED.value},
    }
    return render(request, "health/emergencies.html", context)


@require_POST
@health("health.review")
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say whether it was right; nobody does for their own."""
    grant = get_object_or_404(BreakGlassGrant, pk=pk)
    outcome = request.POST.get("outcome", "")
    if outcome not in BreakGlassReview.Outcome.values:
        raise Http404
    to = ("health:emergencies",)
    return doing.done(
        request,
        lambda: actions.review(actor=actor_of(request), grant=grant, outcome=outcome),
        to,
        _("Reviewed."),
    )
