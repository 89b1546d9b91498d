"""Verification: the checklist, a test to colleagues, a second person's approval."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accord.campaigns import checklist, launching
from accord.campaigns.forms import TrialForm
from accord.campaigns.views import showing
from accord.campaigns.views.sharing import UNPROCESSABLE, found, step
from accord.lib.access import access, may
from accord.staff.who import actor_of, user_of


@access("campaigns.read")
def check(request: HttpRequest, pk: int) -> HttpResponse:
    """What is ready and what is missing."""
    return _page(request, pk, TrialForm(initial={"to": [user_of(request).pk]}))


def _page(request: HttpRequest, pk: int, trial: TrialForm) -> HttpResponse:
    campaign = found(pk)
    items = checklist.checklist(campaign)
    own = user_of(request).actor.id in {campaign.by_id, campaign.edited_by_id}
    missing = sum(not item.is_done for item in items)
    context = {
        "items": [showing.check(campaign, item) for item in items],
        "missing": missing,
        "summary": _summary(missing),
        "approved": _("Approved by %(who)s") % {"who": campaign.approved_by_label},
        **showing.seen_as(request.GET.get("as", "desktop")),
        "trial": trial,
        "may_approve": may(request.user, "campaigns.approve") and not own,
        "is_own": own,
    }
    return step(request, campaign, "check", context, status=UNPROCESSABLE if trial.errors else 200)


def _summary(missing: int) -> str:
    if not missing:
        return _("Nothing is missing.")
    return ngettext("%(n)s point to put right", "%(n)s points to put right", missing) % {"n": missing}


@require_POST
@access("campaigns.write")
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the letter to a few colleagues as it would look."""
    campaign = found(pk)
    form = TrialForm(request.POST)
    if not form.is_valid():
        return _page(request, pk, form)
    chosen = list(form.cleaned_data["to"])
    try:
        for one in chosen:
            launching.test(
                actor=actor_of(request),
                campaign_id=campaign.pk,
                to=one.email,
                first_name=one.name.split(" ")[0],
            )
    except launching.NotReady as refused:
        messages.error(request, str(refused))
    else:
        said = ngettext(
            "The test is on its way to %(n)s colleague.",
            "The test is on its way to %(n)s colleagues.",
            len(chosen),
        )
        messages.success(request, said % {"n": len(chosen)})
    return redirect("campaigns:check", pk)


@require_POST
@access("campaigns.write")
def ask_approval(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the letter before a second person."""
    return _decided(request, pk, launching.ask_approval, _("The letter awaits a second person’s approval."))


@require_POST
@access("campaigns.approve")
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve a colleague's letter."""
    return _decided(request, pk, launching.approve, _("Approved: the letter may start."))


@require_POST
@access("campaigns.approve")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give the letter back, unapproved."""
    return _decided(request, pk, launching.send_back, _("The letter is a draft again."))


def _decided(request: HttpRequest, pk: int, act: Callable[..., Any], said: str) -> HttpResponse:
    try:
        act(actor=actor_of(request), campaign_id=found(pk).pk)
    except launching.NotReady as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("campaigns:check", pk)
