"""Control visits: what a browser met on the site, beside what is declared, and the thirty statements as a report."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.cookies.models import Scan
from accord.cookies.statements import STATEMENTS
from accord.cookies.statements.words import in_words
from accord.cookies.visits import jobs, scanning
from accord.cookies.visits.comparing import BEFORE
from accord.cookies.webmaster import declaring
from accord.cookies.webmaster.site_forms import ScanForm
from accord.cookies.webmaster.views.sharing import MANAGE, READ, UNPROCESSABLE, around, found
from accord.lib.access import access
from accord.staff.who import actor_of

SHOWN, LINES = 20, 4
KINDS = {"passes": "yes", "fails": "late", "uncheckable": "na"}


@access(READ)
def scans(request: HttpRequest, pk: int) -> HttpResponse:
    """The last visit whole, and those before it."""
    site = found(pk)
    rows = list(site.scans.defer("findings", "results").order_by("-id")[:SHOWN])
    last = next((one for one in rows if one.state == Scan.State.DONE), None)
    context = {**around(request, site), "rows": rows, "under_way": bool(rows) and rows[0].ended_at is None}
    return render(request, "cookies/webmaster/scans.html", {**context, **_told(last)})


@access(READ)
def scan(request: HttpRequest, pk: int, scan: int) -> HttpResponse:
    """One visit, as a report to be read and printed."""
    site = found(pk)
    row = get_object_or_404(Scan, site=site, pk=scan)
    return render(request, "cookies/webmaster/scan.html", {**around(request, site), **_told(row)})


def _told(row: Scan | None) -> dict[str, Any]:
    """What a visit found, in words."""
    if row is None:
        return {"scan": None}
    troubles = [one for one in row.findings if one["trouble"]]
    return {
        "scan": row,
        "troubles": [(*_finding(one), one) for one in troubles],
        "declared": len(row.findings) - len(troubles),
        "is_answered": any(one["stage"] != BEFORE for one in row.findings),
        "statements": [
            (one["number"], STATEMENTS[one["number"]], *_verdict(one), _lines(one)) for one in row.results
        ],
        **_summed(row.results),
    }


def _lines(one: dict[str, Any]) -> list[str]:
    return [in_words(line) for line in one["evidence"][:LINES]]


def _summed(results: list[dict[str, Any]]) -> dict[str, Any]:
    """How many hold and how many do not; the numbers of those that were not checked."""
    numbers: dict[str, list[int]] = {kind: [] for kind in KINDS}
    for one in results:
        numbers[one["verdict"]].append(one["number"])
    return {
        "held": len(numbers["passes"]),
        "failing": len(numbers["fails"]),
        "unchecked": ", ".join(map(str, numbers["uncheckable"])),
    }


def _finding(one: dict[str, Any]) -> tuple[str, str, str]:
    """(when, what, what is wrong)."""
    stages = {"before": _("before an answer"), "refused": _("after a no"), "accepted": _("after a yes")}
    kinds = {"cookie": _("cookie"), "storage": _("storage of the browser"), "host": _("third party called")}
    troubles = {"unknown": _("declared nowhere"), "early": _("it should wait for a yes")}
    return stages[one["stage"]], kinds[one["kind"]], troubles[one["trouble"]]


def _verdict(one: dict[str, Any]) -> tuple[str, str]:
    words = {"passes": _("holds"), "fails": _("does not hold"), "uncheckable": _("not checked")}
    return KINDS[one["verdict"]], words[one["verdict"]]


@require_POST
@access(MANAGE)
def scan_now(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask for a visit: the worker does it."""
    site = found(pk)
    row = scanning.ask(actor=actor_of(request), site=site)
    jobs.visit.defer(scan_id=row.pk)
    messages.success(request, _("The visit is asked for: it takes some minutes."))
    return redirect("cookies:scans", pk)


@access(MANAGE)
def plan(request: HttpRequest, pk: int) -> HttpResponse:
    """Which pages, how often."""
    site = found(pk)
    form = ScanForm(request.POST if request.method == "POST" else None, instance=site)
    if request.method == "POST" and form.is_valid():
        said = form.cleaned_data
        declaring.plan_visits(
            actor=actor_of(request), site=site, pages=said["scan_pages"], days=said["scan_days"]
        )
        messages.success(request, _("Saved."))
        return redirect("cookies:scans", pk)
    context = {**around(request, site), "form": form}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, "cookies/webmaster/scan_plan.html", context, status=status)
