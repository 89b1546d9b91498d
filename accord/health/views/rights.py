"""What each job opens of a record: seen and changed by the administrator of health."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.health.actions import rights as actions
from accord.health.codes import Job
from accord.health.door import health
from accord.health.forms.rights import RightForm
from accord.health.queries import rights as queries
from accord.health.views import doing
from accord.staff.who import actor_of


@health("health.manage")
def rights(request: HttpRequest) -> HttpResponse:
    """Every job, and how much it opens."""
    return render(request, "health/rights.html", {"jobs": queries.overview()})


@health("health.manage")
def right(request: HttpRequest, job: str) -> HttpResponse:
    """The kinds of documents of one job."""
    if job not in Job.values:
        raise Http404
    now = sorted(queries.rights().get(job, ()))
    form = RightForm(request.POST or None, initial={"items": now})
    if request.method == "POST" and form.is_valid():
        actions.change(actor=actor_of(request), job=job, items=form.cleaned_data["items"])
        messages.success(request, _("Saved."))
        return redirect("health:rights")
    title = _("What a job opens: %(job)s") % {"job": Job(job).label}
    return doing.page(request, "health/right.html", form, title=title)
