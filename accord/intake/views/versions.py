"""What was published, for as long as it is kept: versions of a form, and the page as it was for a submission."""

from collections.abc import Mapping
from typing import Any

from csp.decorators import csp_replace
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from accord.intake.definitions import box_key
from accord.intake.models import Form, FormVersion, Submission
from accord.intake.views.building import around, found
from accord.lib.access import access, may
from accord.lib.keyset import page as page_of


@access("intake.read")
def versions(request: HttpRequest, pk: int) -> HttpResponse:
    """Every version of a form, the last first, with what came of each."""
    form = found(pk)
    rows = FormVersion.objects.filter(form=form).defer("page", "definition")
    numbers: dict[int, list[FormVersion]] = {}
    for one in rows.select_related("notice_version__notice").order_by("-number", "-language"):
        numbers.setdefault(one.number, []).append(one)
    context = {**around(request, form), "lines": list(numbers.items())}
    return render(request, "intake/versions.html", context)


@access("intake.read")
def version(request: HttpRequest, pk: int, number: int, language: str) -> HttpResponse:
    """One version in one language: what it says of itself, and the page as people saw it."""
    form = found(pk)
    rows = FormVersion.objects.select_related("notice_version__notice")
    shown = get_object_or_404(rows, form=form, number=number, language=language)
    page = reverse("intake:version_page", args=[form.pk, number, language])
    return render(request, "intake/version.html", {"form": form, "version": shown, "page": page})


@csp_replace({"style-src": ["'unsafe-inline'"], "script-src": ["'none'"], "frame-ancestors": ["'self'"]})  # type: ignore[arg-type]
@access("intake.read")
def version_page(request: HttpRequest, pk: int, number: int, language: str) -> HttpResponse:
    """The page itself, byte for byte as its fingerprint covers it; shown in a closed frame."""
    shown = get_object_or_404(FormVersion, form=pk, number=number, language=language)
    return HttpResponse(shown.page, headers={"X-Frame-Options": "SAMEORIGIN"})


@access("people.read")
def submissions(request: HttpRequest, pk: int) -> HttpResponse:
    """The confirmed requests of a form, the last first."""
    form = found(pk)
    rows = Submission.objects.filter(form=form).select_related("person", "form_version")
    shown = page_of(rows.defer("form_version__page"), ["-confirmed_at", "-pk"], request.GET)
    context = {
        **around(request, form),
        "rows": shown.rows,
        "before": f"?before={shown.before}" if shown.before else "",
        "after": f"?after={shown.after}" if shown.after else "",
    }
    return render(request, "intake/submissions.html", context)


@access("people.read")
def submission(request: HttpRequest, pk: int) -> HttpResponse:
    """One confirmed request: who, what they answered, and the page they saw."""
    rows = Submission.objects.select_related("person", "form", "form_version__notice_version__notice")
    shown = get_object_or_404(rows, pk=pk)
    version = shown.form_version
    context = {
        "submission": shown,
        "boxes": [box for box in version.definition["boxes"] if _key(box) in shown.boxes],
        "origin": [(Form.Origin(name).label, value) for name, value in shown.origin.items()],
        "page": reverse("intake:version_page", args=[version.form_id, version.number, version.language]),
        "may_see_form": may(request.user, "intake.read"),
    }
    return render(request, "intake/submission.html", context)


def _key(box: Mapping[str, Any]) -> str:
    return box_key(box["purpose"], box["channel"], box["recipient"])
