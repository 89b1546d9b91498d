"""Pages about imports: bring a file, see what would become of each line, run it, decide about what it declares."""

import csv
from collections.abc import Iterator

from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import npgettext
from django.views.decorators.http import require_POST

from accord.consent import decisions
from accord.intake.imports import actions, running
from accord.intake.imports.forms import DecisionForm, UploadForm
from accord.intake.imports.jobs import check_import, run_import
from accord.intake.imports.reading import Unreadable
from accord.intake.imports.words import REASONS
from accord.intake.models import Import, ImportLine
from accord.intake.views.sharing import UNPROCESSABLE
from accord.lib.access import access, may
from accord.lib.sheets import harmless
from accord.staff.who import actor_of
from accord.ui.components.words import number as shown

SHOWN = 200


@access("intake.read")
def imports(request: HttpRequest) -> HttpResponse:
    """Every file brought in, the latest first."""
    context = {
        "imports": Import.objects.defer("file").select_related("purpose").order_by("-pk")[:SHOWN],
        "may_run": may(request.user, "imports.run"),
        "undecided": decisions.undecided_imports(),
    }
    return render(request, "intake/imports/list.html", context)


@access("imports.run")
def new(request: HttpRequest) -> HttpResponse:
    """Say where a file comes from, then give it: the dry run follows at once."""
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            with transaction.atomic():
                run = actions.take_in(actor=actor_of(request), values=form.values())
                if run.state == Import.State.UPLOADED:
                    check_import.defer(import_id=run.pk)
        except Unreadable as error:
            form.add_error("upload", str(error))
        else:
            return redirect("intake:import", pk=run.pk)
    return render(
        request, "intake/imports/new.html", {"form": form}, status=UNPROCESSABLE if form.errors else 200
    )


@access("intake.read")
def show(request: HttpRequest, pk: int) -> HttpResponse:
    """One import: what would become, or became, of its lines; what it declares and what was decided."""
    run = get_object_or_404(Import.objects.defer("file").select_related("purpose", "notice"), pk=pk)
    refused = run.lines.filter(outcome=ImportLine.Outcome.REFUSED).order_by("file_name", "number")[:SHOWN]
    counts, declared = _counts(run), decisions.declared(run.pk)
    context = {
        "run": run,
        "counts": counts,
        "left": [_told(reason, number) for reason, number in run.totals.get("left", {}).items()],
        "refused": [(line, REASONS.get(line.reason, line.reason)) for line in refused],
        "to_do": max(run.line_count - _lines(run, ImportLine.Outcome.REFUSED), 1),
        "shares": [(label, number, tone) for label, number, tone, _hint in counts],
        "refused_count": _lines(run, ImportLine.Outcome.REFUSED),
        "declared": declared,
        "undecided": any(one.decision is None for one in declared),
        "may_run": may(request.user, "imports.run"),
        "may_decide": may(request.user, "imports.decide"),
    }
    return render(request, "intake/imports/show.html", context)


def _lines(run: Import, outcome: str) -> int:
    return sum(run.totals.get(str(outcome), {}).values())


def _told(reason: str, number: int) -> str:
    return f"{REASONS.get(reason, reason)} ({shown(number)})"


def _named(outcome: ImportLine.Outcome, number: int) -> str:
    """What `number` lines became, in words that agree with it."""
    return {
        ImportLine.Outcome.NEW: npgettext("lines of an import", "new person", "new people", number),
        ImportLine.Outcome.KNOWN: npgettext("lines of an import", "already known", "already known", number),
        ImportLine.Outcome.REFUSED: npgettext("lines of an import", "refused", "refused", number),
    }.get(outcome, str(outcome.label))


def _counts(run: Import) -> list[tuple[str, int, str, str]]:
    """(outcome in words, lines, tone, the reasons with their lines) in the order of the outcomes."""
    tones = {"new": "yes", "known": "yes", "suppressed": "no", "refused": "late"}
    counts = []
    for outcome in ImportLine.Outcome:
        reasons = run.totals.get(outcome.value, {})
        told = [_told(reason, number) for reason, number in reasons.items() if reason]
        total = sum(reasons.values())
        counts.append(
            (_named(outcome, total), total, tones[outcome.value] if total else "na", " · ".join(told))
        )
    return counts


@require_POST
@access("imports.run")
def start(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin the run; it goes on in the worker."""
    try:
        with transaction.atomic():
            run = running.start(actor=actor_of(request), import_id=pk)
            run_import.defer(import_id=run.pk)
    except (running.NotReady, Import.DoesNotExist):
        messages.info(request, _("This import has already been started."))
    return redirect("intake:import", pk=pk)


@require_POST
@access("imports.run")
def abandon(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a file that was not run."""
    try:
        running.abandon(actor=actor_of(request), import_id=pk)
    except running.NotReady:
        messages.info(request, _("This import has already been started."))
        return redirect("intake:import", pk=pk)
    messages.success(request, _("Forgotten: the file and its lines were deleted."))
    return redirect("intake:imports")


@access("imports.decide")
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide, on the evidence, whether what an import declares may be relied upon."""
    run = get_object_or_404(Import.objects.defer("file"), pk=pk)
    declared = next((one for one in decisions.declared(pk) if one.purpose.pk == run.purpose_id), None)
    if declared is None:
        raise Http404
    proposed = "yes" if decisions.proposed(run.origin) else "no"
    form = DecisionForm(request.POST or None, initial={"is_allowed": proposed})
    if request.method == "POST" and form.is_valid():
        decisions.allow_declared(
            actor=actor_of(request), import_id=pk, purpose=declared.purpose, **form.cleaned_data
        )
        messages.success(
            request, _("Decided. It counts from now on, and its reason is given with every answer.")
        )
        return redirect("intake:import", pk=pk)
    context = {"run": run, "declared": declared, "form": form, "proposed": proposed}
    return render(
        request, "intake/imports/decide.html", context, status=UNPROCESSABLE if form.errors else 200
    )


@access("intake.read")
def refused_lines(request: HttpRequest, pk: int) -> HttpResponseBase:
    """Every line refused, with its reason, as a table to correct and bring in again."""
    run = get_object_or_404(Import.objects.defer("file"), pk=pk)
    answer = StreamingHttpResponse(_refused(run), content_type="text/csv; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="import-{run.pk}.csv"'
    return answer


class _Echo:
    def write(self, text: str) -> str:
        return text


def _refused(run: Import) -> Iterator[str]:
    writer = csv.writer(_Echo())
    yield writer.writerow([_("file"), _("line"), _("address"), _("reason")])
    lines = run.lines.filter(outcome=ImportLine.Outcome.REFUSED).order_by("file_name", "number")
    for line in lines.iterator(chunk_size=2_000):
        reason = str(REASONS.get(line.reason, line.reason))
        yield writer.writerow([harmless(line.file_name), line.number, harmless(line.detail), reason])
