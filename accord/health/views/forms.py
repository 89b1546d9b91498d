"""Forms on paper: printing them, handing them over, taking them back, scanning them."""

from datetime import date, timedelta
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accord.health import journal, receipt
from accord.health.actions import issuing, scanning
from accord.health.codes import Purpose
from accord.health.door import health
from accord.health.forms.paper import BackForm, HandForm, PadsForm, ScanForm
from accord.health.forms.patients import SearchForm
from accord.health.impossible import Impossible
from accord.health.models import Encounter, FormIssue, FormScan, Patient
from accord.health.press import NotTheSame, again, bound
from accord.health.queries import forms as queries
from accord.health.queries.patients import read, search
from accord.health.refusals import sentence
from accord.staff.models import User
from accord.staff.who import actor_of, user_of

UNPROCESSABLE = 422
ISSUES = FormIssue.objects.select_related("questionnaire", "layout", "patient__key", "encounter")


def beside(user: User, patient: Patient) -> dict[str, object] | None:
    """The panel of forms on the page of a patient, for those who hand them out."""
    if not user.may("health.forms"):
        return None
    stays = Encounter.objects.filter(patient=patient, status__in=("planned", "in-progress"))
    return {
        "forms": queries.forms_of(patient),
        "patient": patient,
        "stay": stays.order_by("-starts_at").first(),
    }


def _pdf(pdf: bytes, name: str) -> HttpResponse:
    return HttpResponse(
        pdf, content_type="application/pdf", headers={"Content-Disposition": f'inline; filename="{name}.pdf"'}
    )


def _issue(pk: UUID) -> FormIssue:
    return get_object_or_404(ISSUES, pk=pk)


def _after(issue: FormIssue) -> HttpResponse:
    return redirect("health:patient", issue.patient_id) if issue.patient_id else redirect("health:forms")


# The inbox


@health("health.forms")
def forms(request: HttpRequest) -> HttpResponse:
    """What was scanned and waits; what could not be read; scanning, blank sheets, tomorrow's batch."""
    form = ScanForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        _take_in(request, form)
        return redirect("health:forms")
    waiting = list(queries.under_way()[: queries.SHOWN])
    if waiting:
        journal.record(
            actor=actor_of(request),
            action="forms.listed",
            patients=[one.issue.patient_id for one in waiting if one.issue.patient_id],
            purpose=Purpose.ADMINISTRATION,
            category="form",
        )
    context = {
        "form": form,
        "pads": PadsForm(),
        "waiting": waiting,
        "refused": [
            (page, sentence(page.refusal, page.figures)) for page in queries.refused()[: queries.SHOWN]
        ],
        "may_check": user_of(request).may("health.check"),
        "tomorrow": queries.expected(_tomorrow()),
    }
    return render(request, "health/forms.html", context, status=UNPROCESSABLE if form.errors else 200)


def _take_in(request: HttpRequest, form: ScanForm) -> None:
    actor, source = actor_of(request), form.cleaned_data["source"]
    files = [scanning.take_in(actor=actor, data=data, source=source) for data in form.cleaned_data["upload"]]
    pages = FormScan.objects.filter(file__in=files)
    good, bad = pages.exclude(issue=None).count(), pages.filter(issue=None).count()
    if good:
        messages.success(
            request,
            ngettext("%(count)d page was read.", "%(count)d pages were read.", good) % {"count": good},
        )
    if bad:
        text = ngettext("%(count)d page could not be read: see why below.", "%(count)d pages could not be read: see why below.", bad)  # fmt: skip  # noqa: E501
        messages.warning(request, text % {"count": bad})


@require_POST
@health("health.forms")
def aside(request: HttpRequest, pk: UUID) -> HttpResponse:
    """A page that could not be read has been dealt with."""
    scanning.set_aside(actor=actor_of(request), scan=get_object_or_404(FormScan, pk=pk))
    return redirect("health:forms")


# Printing


@require_POST
@health("health.forms")
def print_form(request: HttpRequest, pk: UUID) -> HttpResponse:
    """One click: a form for this patient, and for their stay when one is named."""
    patient = read(user=user_of(request), pk=pk)
    stay = _stay(patient, request.POST.get("stay", ""))
    is_large = request.POST.get("large") == "yes"
    issue = issuing.issue(actor=actor_of(request), patient=patient.speaks, encounter=stay, is_large=is_large)
    return redirect("health:form_pdf", issue.pk)


def _stay(patient: Patient, pk: str) -> Encounter | None:
    try:
        wanted = UUID(pk)
    except ValueError:
        return None
    return Encounter.objects.select_related("service").filter(patient=patient, pk=wanted).first()


@health("health.forms")
def form_pdf(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The sheet, the same bytes each time."""
    issue = _issue(pk)
    if issue.patient_id:
        read(user=user_of(request), pk=issue.patient_id, action="form.shown")
    try:
        printed = again(issue)
    except NotTheSame:
        return render(request, "health/form_gone.html", {"issue": issue}, status=409)
    issuing.printed_again(actor=actor_of(request), issues=[issue])
    return _pdf(printed.pdf, "formulaire")


@require_POST
@health("health.forms")
def pads(request: HttpRequest) -> HttpResponse:
    """Blank sheets, to be matched when they come back."""
    form = PadsForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Between one and fifty blank sheets at a time."))
        return redirect("health:forms")
    issues = issuing.pads(actor=actor_of(request), **form.cleaned_data)
    return _pdf(bound(again(one).pdf for one in issues), "formulaires-vierges")


@require_POST
@health("health.forms")
def batch(request: HttpRequest) -> HttpResponse:
    """The forms of everybody expected tomorrow, in one file."""
    again_too = request.POST.get("again") == "yes"
    issues = issuing.batch(actor=actor_of(request), day=_tomorrow(), is_again=again_too)
    if not issues:
        messages.info(request, _("Nobody expected tomorrow waits for a form."))
        return redirect("health:forms")
    return _pdf(bound(again(one).pdf for one in issues), "admissions-de-demain")


def _tomorrow() -> date:
    return timezone.localdate() + timedelta(days=1)


# Over and back


def _page(
    request: HttpRequest, issue: FormIssue, form: django_forms.Form, title: str, text: str = ""
) -> HttpResponse:
    patient = read(user=user_of(request), pk=issue.patient_id) if issue.patient_id else None
    context = {"form": form, "issue": issue, "patient": patient, "title": title, "sentence": text}
    return render(request, "health/form_act.html", context, status=UNPROCESSABLE if form.errors else 200)


@health("health.forms")
def hand(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Handed over, refused, or could not sign: with who was recognised, and how."""
    issue, form = _issue(pk), HandForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            issuing.hand_over(actor=actor_of(request), issue=issue, **form.cleaned_data)
        except Impossible as why:
            form.add_error(None, str(why))
        else:
            messages.success(request, _("The hand-over is recorded."))
            return _after(issue)
    return _page(request, issue, form, _("Hand the form over"), _("Refusing the form, or being unable to sign it, is a normal answer."))  # fmt: skip  # noqa: E501


@health("health.forms")
def back(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The form came back: the clocks run from this day, and the patient gets a dated receipt."""
    issue = _issue(pk)
    form = BackForm(request.POST or None, initial={"on": timezone.localdate(), "way": "in_person"})
    if request.method == "POST" and form.is_valid():
        try:
            issuing.take_back(actor=actor_of(request), issue=issue, **form.cleaned_data)
        except Impossible as why:
            form.add_error(None, str(why))
        else:
            messages.success(
                request, _("The form is back: give the receipt to whoever brought it, or post it.")
            )
            return _after(issue)
    return _page(request, issue, form, _("The form came back"))


@require_POST
@health("health.forms")
def void(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Torn, lost or printed by mistake."""
    issue = _issue(pk)
    try:
        issuing.give_up(actor=actor_of(request), issue=issue)
    except Impossible as why:
        messages.error(request, str(why))
    return _after(issue)


@health("health.forms")
def form_receipt(request: HttpRequest, pk: UUID) -> HttpResponse:
    """The dated receipt, on paper."""
    issue = _issue(pk)
    if issue.returned_at is None:
        raise Http404
    issuing.printed_again(actor=actor_of(request), issues=[issue])
    return _pdf(receipt.pdf(issue), "accuse-de-reception")


@health("health.forms")
def match(request: HttpRequest, pk: UUID) -> HttpResponse:
    """Which patient a blank sheet that came back is of."""
    issue, user, found = _issue(pk), user_of(request), None
    if issue.patient_id:
        return _after(issue)
    if request.method == "POST" and request.POST.get("patient"):
        return _matched(request, issue)
    form = SearchForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        found = search(user=user, **form.cleaned_data)
    context = {"form": form, "issue": issue, "found": found}
    return render(request, "health/form_match.html", context, status=UNPROCESSABLE if form.errors else 200)


def _matched(request: HttpRequest, issue: FormIssue) -> HttpResponse:
    try:
        patient = read(user=user_of(request), pk=UUID(request.POST["patient"]))
    except ValueError:
        raise Http404 from None
    try:
        issuing.match(actor=actor_of(request), issue=issue, patient=patient)
    except Impossible as why:
        messages.error(request, str(why))
        return redirect("health:forms")
    waiting = issue.readings.filter(status="in-progress").first()
    messages.success(request, _("The sheet is this patient’s."))
    return redirect("health:reading", waiting.pk) if waiting else redirect("health:patient", patient.pk)
