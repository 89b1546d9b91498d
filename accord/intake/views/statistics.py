"""How a form does: from the page seen to the deal won, and where people give up."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from accord.intake import statistics
from accord.intake.models import Form
from accord.intake.views.building import around, found
from accord.lib.access import access

ROAD = ("seen", "started", "sent", "confirmed")
SALES = ("qualified", "won")


@access("intake.read")
def of_form(request: HttpRequest, pk: int) -> HttpResponse:
    """The road of the last 90 days, drawn, and what each question does to it."""
    form = found(pk)
    counted = statistics.road(form)
    stumbles = statistics.stumbles(form)
    context = {
        **around(request, form),
        "road": _rows(form, counted),
        "has_seen": counted["seen"] > 0 or counted["asked"] > 0,
        "counted": counted,
        "confirmed": statistics.confirmed(form),
        "stumbles": stumbles,
        "gave_up": [(one.label, one.gave_up, "no") for one in stumbles if one.gave_up],
    }
    return render(request, "intake/statistics.html", context)


def _rows(form: Form, counted: dict[str, int]) -> list[tuple[str, int, str]]:
    labels = {
        "seen": _("Pages seen"),
        "started": _("Button pressed"),
        "sent": _("Requests sent, letters gone"),
        "confirmed": _("Confirmed"),
        "qualified": _("Qualified"),
        "won": pgettext("deals", "Won"),
    }
    steps = [*ROAD, *SALES] if form.is_lead else ROAD
    return [(labels[step], counted[step], "yes") for step in steps]
