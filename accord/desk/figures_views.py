"""The page of the figures of sales, and its file."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.audit.actions import record
from accord.desk.figures import PERIODS, Chart, charts
from accord.lib.access import access
from accord.lib.sheets import as_csv, harmless
from accord.staff.who import user_of

USUAL = 90


@access("sales.read")
def figures(request: HttpRequest) -> HttpResponse:
    """What is under way, what became of requests, how fast people are answered, who did what."""
    days = _days(request)
    periods = [(_last(one), f"?days={one}", one == days) for one in PERIODS]
    file = f"{reverse('desk:figures_file')}?days={days}"
    context = {"charts": charts(user_of(request), days), "periods": periods, "file": file}
    return render(request, "desk/figures.html", context)


@access("sales.read")
def export(request: HttpRequest) -> HttpResponse:
    """The same figures as a file: no name of a person outside the house is in it."""
    user, days = user_of(request), _days(request)
    drawn = charts(user, days)
    record(actor=user.actor, verb="desk.figures.exported", facts={"days": days})
    return _file(drawn, f"accord-{timezone.localdate().isoformat()}.csv")


def _file(drawn: list[Chart], name: str) -> HttpResponse:
    header = [_("What"), _("Line"), _("Value"), _("In words")]
    lines = [
        [harmless(chart.title), harmless(label), value, harmless(shown)]
        for chart in drawn
        for label, value, _kind, shown in chart.rows
    ]
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(as_csv(header, lines), content_type="text/csv; charset=utf-8", headers=headers)


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in map(str, PERIODS) else USUAL


def _last(days: int) -> str:
    return ngettext("last %(days)s day", "last %(days)s days", days) % {"days": days}
