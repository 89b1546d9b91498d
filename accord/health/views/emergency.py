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

from accord.health import journal, words
from accord.health.actions import emergency as actions
from accord.health.codes import Purpose
from accord.health.door import Refused, health
from accord.health.forms.choices import EmergencyForm, EmergencyReviewForm, FollowUpForm
from accord.health.models import BreakGlassGrant, BreakGlassReview, Patient
from accord.health.queries import emergencies as queries
from accord.health.queries import explaining
from accord.health.views import doing
from accord.health.who import practitioner_of, said
from accord.register.rules import rule
from accord.staff.models import User
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
    """The referent's list: accesses to review, those that wait for their follow-up, those about which all is said."""
    user = user_of(request)
    waiting, unfinished, finished = list(queries.waiting()), list(queries.unfinished()), queries.finished()
    seen = [*waiting, *(one.grant for one in (*unfinished, *finished))]
    journal.record(
        **said(user),
        action="emergency.listed",
        patients=[grant.patient_id for grant in seen],
        purpose=Purpose.SAFETY,
        facts={"shown": len(seen)},
    )
    me = str(user.pk)
    context = {
        "waiting": [(grant, grant.by_id != me) for grant in waiting],
        "unfinished": [(one, one.author_id != me) for one in unfinished],
        "finished": finished,
    }
    return render(request, "health/emergencies.html", context)


@health("health.review")
def review(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say whether it was right, and why; nobody does for their own."""
    grant = get_object_or_404(BreakGlassGrant.objects.select_related("practitioner", "patient__key"), pk=pk)
    form = EmergencyReviewForm(request.POST or None)

    def act() -> None:
        actions.review(actor=actor_of(request), grant=grant, **form.cleaned_data)

    if doing.done_with(request, form, act):
        return redirect("health:emergencies")
    _examined(user_of(request), grant)
    return doing.page(request, "health/emergency_review.html", form, **_about(grant))


@health("health.review")
def follow_up(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Say what was done about an access that was not justified."""
    rows = BreakGlassReview.objects.select_related("grant__practitioner", "grant__patient__key")
    found = get_object_or_404(rows, grant=pk)
    form = FollowUpForm(request.POST or None)

    def act() -> None:
        actions.follow_up(actor=actor_of(request), review=found, **form.cleaned_data)

    if doing.done_with(request, form, act):
        return redirect("health:emergencies")
    _examined(user_of(request), found.grant)
    return doing.page(request, "health/emergency_review.html", form, review=found, **_about(found.grant))


def _about(grant: BreakGlassGrant) -> dict[str, object]:
    """What the page of one access says of it; never a word of the record."""
    return {
        "grant": grant,
        "job": words.part(grant.practitioner.job),
        "opened": queries.opened_during(grant),
    }


def _examined(user: User, grant: BreakGlassGrant) -> None:
    facts = {"grant": str(grant.pk)}
    journal.record(
        **said(user),
        action="emergency.examined",
        patient=grant.patient_id,
        purpose=Purpose.SAFETY,
        facts=facts,
    )
