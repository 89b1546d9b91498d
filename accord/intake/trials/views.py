"""Trials and offers as colleagues see them."""

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.intake.models import Offer, Trial
from accord.intake.trials import actions, queries
from accord.intake.trials.forms import EndForm, ExtensionForm, OfferForm, WhichForm
from accord.intake.trials.keeping import in_short
from accord.intake.views.sharing import UNPROCESSABLE
from accord.lib.access import access, may
from accord.lib.keyset import page
from accord.staff.who import actor_of, user_of


@access("sales.read")
def trials(request: HttpRequest) -> HttpResponse:
    """Who is trying what, and until when."""
    asked = {name: request.GET.get(name, "") for name in ("show", "offer")}
    show = asked["show"] if asked["show"] in queries.SHOWS else ""
    shown = page(queries.trials(user_of(request), show, asked["offer"]), queries.ORDERS[show], request.GET)
    context = {
        "lines": [queries.line(trial) for trial in shown.rows],
        "tabs": [(label, _address(asked, show=one), one == show) for one, label in queries.SHOWS.items()],
        "asked": asked,
        "filters": WhichForm(request.GET),
        "previous": _address(asked, before=shown.before) if shown.before else "",
        "following": _address(asked, after=shown.after) if shown.after else "",
        "is_running": show in ("", "soon"),
        "has_offer": Offer.objects.exists(),
        "may_manage": may(request.user, "intake.manage"),
    }
    return render(request, "intake/trials/trials.html", context)


def _address(asked: dict[str, str], **changes: str) -> str:
    """The address of the list with some of what was asked changed."""
    return f"?{urlencode({name: value for name, value in {**asked, **changes}.items() if value})}"


@access("sales.read")
def trial(request: HttpRequest, pk: int) -> HttpResponse:
    """One trial: from when to when, what came of it, what becomes of the data."""
    return _shown(request, _one(request, pk))


def _one(request: HttpRequest, pk: int) -> Trial:
    """The trial in the address; 404 for whoever may not see it."""
    return get_object_or_404(queries.with_names(queries.visible_to(user_of(request))), pk=pk)


def _shown(request: HttpRequest, trial: Trial, **forms: Any) -> HttpResponse:
    may_work = may(request.user, "leads.add")
    is_over = trial.outcome in (Trial.Outcome.BOUGHT, Trial.Outcome.CANCELLED)
    context = {
        "trial": trial,
        "line": queries.line(trial),
        "becomes": in_short(trial),
        "may_extend": may_work and trial.outcome != Trial.Outcome.BOUGHT,
        "may_end": may_work and not is_over,
        "extension": forms.get("extension") or ExtensionForm(),
        "ending": forms.get("ending") or EndForm(initial={"outcome": trial.outcome}),
    }
    return render(request, "intake/trials/trial.html", context, status=UNPROCESSABLE if forms else 200)


@require_POST
@access("leads.add")
def extend(request: HttpRequest, pk: int) -> HttpResponse:
    """Give more days."""
    found, form = _one(request, pk), ExtensionForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, extension=form)
    return _tried(
        request,
        pk,
        lambda: actions.extend(actor=actor_of(request), trial=found, **form.cleaned_data),
        _("The trial lasts longer."),
    )


@require_POST
@access("leads.add")
def end(request: HttpRequest, pk: int) -> HttpResponse:
    """Say what came of it."""
    found, form = _one(request, pk), EndForm(request.POST)
    if not form.is_valid():
        return _shown(request, found, ending=form)
    return _tried(
        request,
        pk,
        lambda: actions.end(actor=actor_of(request), trial=found, ending=form.ending),
        _("What came of the trial is written."),
    )


def _tried(request: HttpRequest, pk: int, done: Callable[[], Any], said: str) -> HttpResponse:
    """Do it and say so, or say why not; back to the trial."""
    try:
        done()
    except actions.NotPossible as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("intake:trial", pk=pk)


@access("sales.read")
def offers(request: HttpRequest) -> HttpResponse:
    """What may be tried, and how many did."""
    context = {"offers": queries.offers(), "may_manage": may(request.user, "intake.manage")}
    return render(request, "intake/trials/offers.html", context)


@access("intake.manage")
def new_offer(request: HttpRequest) -> HttpResponse:
    """Write an offer."""
    return _written(request, None)


@access("intake.manage")
def edit_offer(request: HttpRequest, pk: int) -> HttpResponse:
    """Change an offer."""
    return _written(request, get_object_or_404(Offer, pk=pk))


def _written(request: HttpRequest, existing: Offer | None) -> HttpResponse:
    initial = {name: getattr(existing, name) for name in actions.DESCRIBED} if existing else None
    form = OfferForm(request.POST or None, existing=existing, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            actions.save_offer(actor=actor_of(request), offer=existing or Offer(), values=form.cleaned_data)
        except actions.NotTold as refused:
            form.add_error("retention", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("intake:offers")
    context = {"form": form, "existing": existing}
    return render(request, "intake/trials/offer.html", context, status=UNPROCESSABLE if form.errors else 200)
