"""All letters, a new one, and what is done to a whole letter."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.campaigns import queries, writing
from accord.campaigns.forms import BeginForm
from accord.campaigns.models import Campaign
from accord.campaigns.views import showing
from accord.campaigns.views.sharing import UNPROCESSABLE
from accord.lib.access import access, may
from accord.staff.who import actor_of


@access("campaigns.read")
def letters(request: HttpRequest) -> HttpResponse:
    """Every letter, newest first."""
    page = queries.page(before=request.GET.get("before", ""))
    older = f"?before={page.older}" if page.older else ""
    rows = [showing.list_row(row) for row in page.rows]
    context = {"rows": rows, "older": older, "may_write": may(request.user, "campaigns.write")}
    return render(request, "campaigns/letters.html", context)


@access("campaigns.write")
def begin(request: HttpRequest) -> HttpResponse:
    """Start a new letter."""
    form = BeginForm(request.POST or None, initial={"language": "fr"})
    if request.method == "POST" and form.is_valid():
        campaign = writing.begin(actor=actor_of(request), **form.cleaned_data)
        return redirect("campaigns:content", campaign.pk)
    return render(
        request, "campaigns/begin.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200
    )


@access("campaigns.read")
def letter(request: HttpRequest, pk: int) -> HttpResponse:
    """The step at which a letter is."""
    campaign = get_object_or_404(Campaign, pk=pk)
    return redirect(f"campaigns:{queries.step_of(campaign)}", pk)


@require_POST
@access("campaigns.write")
def duplicate(request: HttpRequest, pk: int) -> HttpResponse:
    """Start again from a letter."""
    copy = writing.duplicate(actor=actor_of(request), campaign=get_object_or_404(Campaign, pk=pk))
    messages.success(request, _("Here is the copy. The first letter has not changed."))
    return redirect("campaigns:content", copy.pk)


@access("campaigns.write")
def discard(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask, then delete a letter that never left."""
    campaign = get_object_or_404(Campaign, pk=pk)
    if request.method == "POST":
        try:
            writing.discard(actor=actor_of(request), campaign_id=pk)
        except writing.NotWritable as refused:
            messages.error(request, str(refused))
            return redirect("campaigns:letter", pk)
        messages.success(request, _("The draft “%(name)s” is deleted.") % {"name": campaign.name})
        return redirect("campaigns:campaigns")
    return render(request, "campaigns/discard.html", {"campaign": campaign})
