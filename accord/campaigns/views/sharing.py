"""What every page of a letter shares: the steps across the top and who is at work."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from accord.campaigns import launching, queries
from accord.campaigns.models import Campaign
from accord.campaigns.views import showing
from accord.lib.access import may

UNPROCESSABLE = 422
CONFLICT = 409


def found(pk: int) -> Campaign:
    """A letter with what every step shows of it, or 404."""
    rows = Campaign.objects.select_related("purpose__controller", "view", "mailing")
    return get_object_or_404(rows, pk=pk)


def step(
    request: HttpRequest,
    campaign: Campaign,
    name: str,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    """The page of the step `name`."""
    may_write = may(request.user, "campaigns.write")
    shared = {
        "campaign": campaign,
        "header": showing.header(campaign),
        "may_write": may_write,
        "may_export": may(request.user, "people.export"),
        "steps": _steps(campaign, "send" if name == "sent" else name),
        "is_writable": queries.is_writable(campaign) and may_write,
        "may_launch": may(request.user, "campaigns.launch"),
        "needs_approval": launching.needs_approval(),
    }
    return render(request, f"campaigns/{name}.html", shared | (context or {}), status=status)


def _steps(campaign: Campaign, current: str) -> list[dict[str, Any]]:
    labels = {
        "content": _("Content"),
        "audience": _("Audience"),
        "check": _("Verification"),
        "send": _("Sending"),
    }
    reached = max(list(labels).index(queries.step_of(campaign)), list(labels).index(current))
    return [
        {
            "label": label,
            "href": reverse(f"campaigns:{name}", args=[campaign.pk]),
            "state": "current" if name == current else "done" if place < reached else "todo",
        }
        for place, (name, label) in enumerate(labels.items())
    ]
