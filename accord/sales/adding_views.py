"""Adding a lead by hand."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from accord.contacts.queries import organisation_names
from accord.lib.access import access
from accord.sales import actions
from accord.sales.adding import Untouchable
from accord.sales.adding_forms import LeadForm
from accord.sales.lead_views import UNPROCESSABLE
from accord.staff.who import user_of


@access("leads.add")
def add(request: HttpRequest) -> HttpResponse:
    """Enter a lead with its source; the duty to inform starts."""
    form = LeadForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            lead = actions.add_lead(actor=user_of(request).actor, new=form.new_lead())
        except Untouchable as refused:
            form.add_error(None, str(refused))
        else:
            messages.success(request, _("The lead is in the inbox."))
            return redirect("sales:lead", pk=lead.pk)
    context = {"form": form, "organisations": organisation_names()}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "sales/add_lead.html", context, status=status)
