"""Identities and stays from a file."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import ngettext

from accord.health.actions.taking_in import take_all
from accord.health.door import health
from accord.health.exchange.arrivals import Unfit
from accord.health.exchange.table import COLUMNS, NEEDED
from accord.health.forms.importing import ImportForm
from accord.staff.who import actor_of

UNPROCESSABLE = 422


@health("health.register")
def take_in(request: HttpRequest) -> HttpResponse:
    """Take in a file: every line of it, or nothing with the lines that are wrong."""
    form = ImportForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            count = take_all(actor=actor_of(request), arrivals=form.arrivals)
        except Unfit as unfit:
            form.add_error(None, str(unfit))
        else:
            words = ngettext("%(count)s line was taken in.", "%(count)s lines were taken in.", count)
            messages.success(request, words % {"count": count})
            return redirect("health:patients")
    context = {"form": form, "columns": COLUMNS, "needed": NEEDED}
    return render(request, "health/import.html", context, status=UNPROCESSABLE if form.errors else 200)
