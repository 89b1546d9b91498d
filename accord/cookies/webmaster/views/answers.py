"""What visitors answered, drawn and as a file; and the proof of one of them."""

from datetime import date
from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accord.audit.actions import record
from accord.cookies import measuring, proof
from accord.cookies.models import Site
from accord.cookies.webmaster import statistics
from accord.cookies.webmaster.forms import ProofForm
from accord.cookies.webmaster.views.sharing import PROVE, READ, UNPROCESSABLE, around, found
from accord.lib.access import access, may
from accord.lib.sheets import as_csv, harmless
from accord.staff.who import actor_of
from accord.ui.components.words import long_date, named, number, percent

USUAL = 30


@access(READ)
def choices(request: HttpRequest, pk: int) -> HttpResponse:
    """Accepted, refused, in part, without an answer; by day, pages, language, device, version and text."""
    site, days = found(pk), _days(request)
    counted = statistics.figures(site, days)
    tables = [
        (statistics.DIMENSIONS[name], counted.by(name))
        for name in statistics.DIMENSIONS
        if _tells(counted, name)
    ]
    context = {
        **around(request, site),
        "total": counted.total,
        "days": _by_day(counted),
        "tables": tables,
        "periods": [(_last(one), f"?days={one}", one == days) for one in statistics.PERIODS],
        "visits": _visits(site, counted.since) if site.measures else None,
        "file": f"{reverse('cookies:choices_file', args=[pk])}?days={days}",
        "may_prove": may(request.user, PROVE),
    }
    return render(request, "cookies/webmaster/choices.html", context)


def _by_day(counted: statistics.Figures) -> list[tuple[str, int, str, str]]:
    """How many of a hundred answers accept, day by day."""
    return [
        (f"{day:%d}", tally.percent or 0, "yes", named(long_date(day), percent(tally.percent or 0)))
        for day, tally in reversed(counted.values("day"))
    ]


def _visits(site: Site, since: date) -> dict[str, Any]:
    """The audience measured without consent: totals, views day by day, the pages most seen."""
    days = measuring.by_day(site.pk, since)
    totals = {step: sum(one[step] for one in days) for step in ("views", "visits", "visitors", "newcomers")}
    pages = [(one["page"], one["views"]) for one in measuring.by_page(site.pk, since)]
    return {**totals, "days": [_day(one["day"], one["views"]) for one in days], "pages": pages}


def _day(day: date, views: int) -> tuple[str, int, str, str]:
    return (f"{day:%d}", views, "yes", named(long_date(day), number(views)))


def _tells(counted: statistics.Figures, name: str) -> bool:
    """True for what has more than one value: a table of one line says nothing."""
    return name == "day" or len(counted.by(name)) > 1


@access(READ)
def choices_file(request: HttpRequest, pk: int) -> HttpResponse:
    """The same figures as a file: nobody is in it."""
    site, days = found(pk), _days(request)
    head, lines = statistics.sheet(statistics.figures(site, days))
    record(actor=actor_of(request), verb="cookies.figures.exported", about=site, facts={"days": days})
    name = f"accord-cookies-{site.code}-{timezone.localdate().isoformat()}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    cells = [[harmless(one) if isinstance(one, str) else one for one in line] for line in lines]
    return HttpResponse(as_csv(head, cells), content_type="text/csv; charset=utf-8", headers=headers)


@access(PROVE)
def proofs(request: HttpRequest, pk: int) -> HttpResponse:
    """Everything one visitor chose, found by the number their browser keeps."""
    site = found(pk)
    form = ProofForm(request.GET if "visitor" in request.GET else None)
    visitor = form.cleaned_data["visitor"] if form.is_valid() else None
    context = {
        **around(request, site),
        "form": form,
        "visitor": str(visitor or ""),
        "rows": proof.of_visitor(site.pk, visitor) if visitor else [],
        "links": _links(site.code, visitor) if visitor else [],
    }
    return render(
        request, "cookies/webmaster/proofs.html", context, status=UNPROCESSABLE if form.errors else 200
    )


def _links(code: str, visitor: UUID) -> list[tuple[str, str, str]]:
    """The proof as the visitor has it: a page, a file to be read by programs, a paper."""
    page, file = "external", "download"  # the icon of each
    views = ((_("Their page"), "proof", page), ("JSON", "proof_json", file), ("PDF", "proof_pdf", file))
    return [(label, reverse(f"cookies:{name}", args=[code, visitor]), icon) for label, name, icon in views]


def _days(request: HttpRequest) -> int:
    asked = request.GET.get("days", "")
    return int(asked) if asked in map(str, statistics.PERIODS) else USUAL


def _last(days: int) -> str:
    return ngettext("%(days)d day", "%(days)d days", days) % {"days": days}
