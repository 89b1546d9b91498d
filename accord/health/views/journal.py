"""The journal itself: how long it is, and the end of its old lines, which two people decide."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.health.actions import cutting as actions
from accord.health.door import Refused, health
from accord.health.forms.rights import CutForm
from accord.health.models import JournalCut
from accord.health.queries import cuts as queries
from accord.health.views import doing
from accord.register.rules import rule
from accord.staff.who import actor_of, user_of


@health("health.journal")
def journal(request: HttpRequest) -> HttpResponse:
    """How many lines, since when; the referent proposes the day before which lines go."""
    user = user_of(request)
    may_propose = user.may("health.review")
    if request.method == "POST" and not may_propose:
        raise Refused("journal.cut_proposed", facts={"reason": "job"})
    form = CutForm(request.POST or None, initial={"before": actions.latest_day()})
    if doing.done_with(request, form, lambda: actions.propose(actor=actor_of(request), **form.cleaned_data)):
        return redirect("health:journal")
    context = {
        "length": queries.length(),
        "cuts": queries.cuts(),
        "least": rule("health.log.keep").words,
        "latest": actions.latest_day(),
        "may_propose": may_propose,
        "me": str(user.pk),
    }
    return doing.page(request, "health/journal.html", form, **context)


@require_POST
@health("health.journal")
def confirm(request: HttpRequest) -> HttpResponse:
    """The second person agrees to the proposal they saw."""
    number = request.POST.get("cut", "")
    cut = get_object_or_404(JournalCut, pk=number if number.isascii() and number.isdigit() else 0)
    return doing.done(
        request,
        lambda: actions.confirm(actor=actor_of(request), cut=cut),
        ("health:journal",),
        _("Confirmed. The administrator of the server now types the command."),
    )
