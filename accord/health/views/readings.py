"""The second look at what a form says, and typing one in from its paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import BoundField
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _

from accord.health import journal
from accord.health.actions import checking
from accord.health.actions.checking import Answers
from accord.health.codes import Purpose
from accord.health.door import health
from accord.health.forms.paper import AnswersForm
from accord.health.impossible import Impossible
from accord.health.models import FormIssue, FormReading, PaperSettings, ScanFile
from accord.health.paper.judging import Doubt
from accord.health.paper.sheet import SIGNATURE
from accord.health.queries import forms as queries
from accord.health.queries.forms import Asked
from accord.health.queries.patients import read
from accord.health.views.forms import ISSUES, UNPROCESSABLE, _pdf
from accord.staff.who import actor_of, user_of

KINDS = {"reject": "major_faults", "invalid": "invalidated"}
TYPES = {b"%PDF": "application/pdf", b"\xff\xd8\xff": "image/jpeg", b"\x89PNG": "image/png"}


@health("health.forms")
def reading(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Question by question, the picture of the paper beside what was read; a colleague in charge accepts or refuses."""
    row = queries.reading_of(pk)
    if row is None:
        raise Http404
    if row.issue.patient_id is None:
        return redirect("health:match", row.issue.pk)
    read(user=user_of(request), pk=row.issue.patient_id, action="form.read")
    asked = queries.review(row.issue, row)
    if request.method == "POST" and user_of(request).may("health.check"):
        return _checked(request, row, asked)
    form = AnswersForm(**_fields(asked), initial=_initial(row))
    return _page(request, row.issue, row, asked, form)


def _fields(asked: list[Asked]) -> dict[str, Any]:
    """What there is to type and to say besides the boxes."""
    return {
        "zones": [zone for one in asked for zone in one.zones],
        "cosigned": [one.id for one in asked if one.is_cosigned],
    }


def _initial(row: FormReading) -> dict[str, object]:
    words = {f"w.{zone}": text for zone, text in row.words.items()}
    signed = {
        f"s.{question}": not row.doubts.get(question) for question, boxes in row.answers.items() if boxes
    }
    return {
        **words,
        **signed,
        "is_signed": Doubt.UNSIGNED not in row.doubts.get(SIGNATURE, ()),
        "signed_on": row.signed_on,
    }


def _answers(form: AnswersForm, request: HttpRequest, asked: list[Asked]) -> Answers:
    boxes = set(request.POST.getlist("box"))
    return Answers(
        ticked={one.id: [tick.id for tick in one.ticks if tick.id in boxes] for one in asked if one.ticks},
        words=form.words(),
        is_signed=form.cleaned_data["is_signed"],
        signed_on=form.cleaned_data["signed_on"],
        cosigned=form.cosigned(),
    )


def _checked(request: HttpRequest, row: FormReading, asked: list[Asked]) -> HttpResponse:
    form, act = AnswersForm(request.POST, **_fields(asked)), request.POST.get("act", "")
    if form.is_valid():
        try:
            if act in KINDS:
                checking.reject(actor=actor_of(request), reading=row, kind=KINDS[act])
            else:
                checking.accept(actor=actor_of(request), reading=row, answers=_answers(form, request, asked))
        except Impossible as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Checked: the answers count from now on.") if act not in KINDS else _("Set aside: nothing of this sheet counts."))  # fmt: skip  # noqa: E501
            return redirect("health:forms")  # the next one waits there
    return _page(request, row.issue, row, _as_sent(request, asked), form)


def _as_sent(request: HttpRequest, asked: list[Asked]) -> list[Asked]:
    """The same questions with the boxes that were ticked on the page: what was done is not lost."""
    boxes = set(request.POST.getlist("box"))
    return [
        Asked(
            one.id,
            one.title,
            one.pictures,
            [queries.Tick(tick.id, tick.label, tick.id in boxes) for tick in one.ticks],
            one.zones,
            one.doubts,
            one.is_cosigned,
        )
        for one in asked
    ]


def _page(
    request: HttpRequest, issue: FormIssue, row: FormReading | None, asked: list[Asked], form: AnswersForm
) -> HttpResponse:
    user = user_of(request)
    is_own = bool(row and row.operator_id == str(user.actor.id)) and not PaperSettings.now().one_person_may
    context = {
        "issue": issue,
        "reading": row,
        "patient": issue.patient,
        "questions": [
            (one, _beside(form, one))
            for one in sorted(asked, key=lambda one: not one.doubts)  # what needs eyes first
        ],
        "form": form,
        "doubts": sum(bool(one.doubts) for one in asked),
        "is_own": is_own,
        "is_open": row is None or row.status == FormReading.Status.IN_PROGRESS,
        "may_check": user.may("health.check") and not is_own,
        "signature": SIGNATURE,
        "files": ScanFile.objects.filter(pages__issue=issue).defer("content_sealed").distinct(),
    }
    return render(request, "health/reading.html", context, status=UNPROCESSABLE if form.errors else 200)


def _beside(form: AnswersForm, one: Asked) -> list[BoundField]:
    """The fields of one question: its lines, then whether the person designated has signed."""
    names = [f"w.{zone}" for zone, _label in one.zones] + ([f"s.{one.id}"] if one.is_cosigned else [])
    return [form[name] for name in names]


@health("health.forms")
def enter(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Type a form in from its paper: it then waits for the second look, as a scan does."""
    issue = get_object_or_404(ISSUES, pk=pk)
    if issue.patient_id is None:
        return redirect("health:match", issue.pk)
    read(user=user_of(request), pk=issue.patient_id, action="form.read")
    asked = queries.review(issue, None)
    form = AnswersForm(request.POST or None, **_fields(asked))
    if request.method == "POST" and form.is_valid():
        try:
            checking.enter(actor=actor_of(request), issue=issue, answers=_answers(form, request, asked))
        except Impossible as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("Typed in: a colleague checks it against the paper."))
            return redirect("health:patient", issue.patient_id)
    shown = _as_sent(request, asked) if request.method == "POST" else asked
    return _page(request, issue, None, shown, form)


@health("health.check")
def original(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The file as it came, unchanged."""
    file = get_object_or_404(ScanFile.objects.select_related("key"), pk=pk)
    whose = file.pages.exclude(issue__patient=None).values_list("issue__patient_id", flat=True).distinct()
    journal.record(
        actor=actor_of(request),
        action="scan.shown",
        patients=list(whose),
        purpose=Purpose.ADMINISTRATION,
        entity="ScanFile",
        entity_id=file.pk,
        category="form",
    )
    data = file.content
    kind = next((kind for start, kind in TYPES.items() if data.startswith(start)), "application/octet-stream")
    if kind == "application/pdf":
        return _pdf(data, "numerisation")
    how = "attachment" if kind == "application/octet-stream" else "inline"
    return HttpResponse(
        data, content_type=kind, headers={"Content-Disposition": f'{how}; filename="numerisation"'}
    )
