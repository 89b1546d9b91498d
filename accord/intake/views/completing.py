"""The questions asked after the confirming click: none is needed, and the request has left already."""

from typing import Any

from django.http import HttpRequest, HttpResponse

from accord.intake import completing
from accord.intake.answers import contested
from accord.intake.confirmation import Confirmed
from accord.intake.definitions import questions
from accord.intake.forms import MoreForm
from accord.intake.models import Submission
from accord.intake.views.sharing import UNPROCESSABLE, show
from accord.lib.tokens import sign, unsign

MORE, MORE_FOR = "signup-more", 24 * 3600


def more_of(came: Confirmed) -> dict[str, Any]:
    """What the page "It is confirmed" needs to ask more; nothing when the form asks no more."""
    asked, submission = came.request, came.submission
    if not asked or not submission or not asked.later_questions:
        return {}
    return {
        "more": sign(submission.pk, purpose=MORE),
        "form": MoreForm(questions=asked.later_questions),
    }


def more(request: HttpRequest) -> HttpResponse:
    """The answers come: kept with the request, once."""
    try:
        pk = int(str(unsign(request.POST.get("more", ""), purpose=MORE, max_age=MORE_FOR)))
    except ValueError:
        return show(request, "intake/gone.html", {})
    rows = Submission.objects.select_related("form_version__notice_version__notice__controller")
    submission = rows.filter(pk=pk).first()
    if submission is None:
        return show(request, "intake/gone.html", {})
    version = submission.form_version
    controller = version.notice_version.notice.controller
    filled = MoreForm(request.POST, questions=tuple(questions(version.definition, is_after=True)))
    if not filled.is_valid():
        context = {"form": filled, "more": request.POST["more"]}
        return show(request, "intake/more_page.html", context, controller=controller, status=UNPROCESSABLE)
    if filled.nir_said:
        contested(submission.form, filled.nir_said)
    done = completing.answer_more(submission_id=submission.pk, typed=filled.cleaned_data)
    return show(request, "intake/completed.html", {"submission": done}, controller=controller)
