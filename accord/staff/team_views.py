"""Pages about teams."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.lib.access import access
from accord.lib.actor import Actor
from accord.staff import queries, teams
from accord.staff.forms import TeamForm
from accord.staff.models import Team

UNPROCESSABLE = 422


@access("staff.manage")
def all_teams(request: HttpRequest) -> HttpResponse:
    """Every team."""
    return render(request, "staff/teams.html", {"teams": queries.teams()})


@access("staff.manage")
def new_team(request: HttpRequest) -> HttpResponse:
    """Make a team."""
    return _written(request, None)


@access("staff.manage")
def team(request: HttpRequest, pk: int) -> HttpResponse:
    """Name a team anew, or put it elsewhere."""
    return _written(request, get_object_or_404(Team, pk=pk))


def _written(request: HttpRequest, existing: Team | None) -> HttpResponse:
    initial = {"name": existing.name, "parent": existing.parent} if existing else None
    form = TeamForm(request.POST or None, existing=existing, initial=initial)
    if request.method == "POST" and form.is_valid():
        try:
            teams.save_team(actor=_actor(request), team=existing or Team(), **form.cleaned_data)
        except teams.NotPossible as refused:
            form.add_error("parent", str(refused))
        else:
            messages.success(request, _("Saved."))
            return redirect("staff:teams")
    context = {"form": form, "existing": existing}
    return render(request, "staff/team.html", context, status=UNPROCESSABLE if form.errors else 200)


@require_POST
@access("staff.manage")
def remove_team(request: HttpRequest, pk: int) -> HttpResponse:
    """Remove a team nobody is in."""
    try:
        teams.remove_team(actor=_actor(request), team=get_object_or_404(Team, pk=pk))
    except teams.NotPossible as refused:
        messages.error(request, str(refused))
        return redirect("staff:team", pk=pk)
    messages.success(request, _("The team is removed."))
    return redirect("staff:teams")


def _actor(request: HttpRequest) -> Actor:
    return request.user.actor  # type: ignore[union-attr]
