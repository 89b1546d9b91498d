"""The settings of leads: questions, assignment, scoring."""

from typing import Any

from django.contrib import messages
from django.forms import ModelForm
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accord.contacts.views import answered
from accord.desk.lead_settings_forms import AssignmentForm, QuestionForm, ScoreForm
from accord.lib.access import access
from accord.sales import actions
from accord.sales.jobs import rescore
from accord.sales.models import AssignmentRule, Question, ScoreRule
from accord.staff.who import actor_of

KINDS: dict[str, tuple[type[Any], type["ModelForm[Any]"], Promise]] = {
    "question": (Question, QuestionForm, gettext_lazy("Qualification question")),
    "assignment": (AssignmentRule, AssignmentForm, gettext_lazy("Assignment rule")),
    "score": (ScoreRule, ScoreForm, gettext_lazy("Scoring rule")),
}


@access("sales.manage")
def settings(request: HttpRequest) -> HttpResponse:
    """Everything the house decides about leads."""
    context = {
        "questions": Question.objects.all(),
        "rules": AssignmentRule.objects.prefetch_related("colleagues"),
        "scores": ScoreRule.objects.all(),
    }
    return render(request, "desk/lead_settings.html", context)


@access("sales.manage")
def edit(request: HttpRequest, kind: str, pk: int = 0) -> HttpResponse:
    """One question or rule, new without a number."""
    model, form_class, title = _kind(kind)
    row = get_object_or_404(model, pk=pk) if pk else None
    form = form_class(request.POST or None, instance=row)
    if request.method == "POST" and form.is_valid():
        colleagues = form.cleaned_data.get("colleagues")
        actions.save_setting(actor=actor_of(request), row=form.instance, colleagues=colleagues)
        _follow(kind)
        messages.success(request, _("Saved."))
        return redirect("desk:lead_settings")
    context = {"form": form, "row": row, "kind": kind, "title": str(row or title), "about": title}
    return render(request, "desk/lead_setting.html", context, status=answered(form))


@require_POST
@access("sales.manage")
def remove(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Forget a question or a rule."""
    model, _form, _title = _kind(kind)
    actions.remove_setting(actor=actor_of(request), row=get_object_or_404(model, pk=pk))
    _follow(kind)
    messages.success(request, _("Removed. What leads already hold stays."))
    return redirect("desk:lead_settings")


def _kind(kind: str) -> tuple[type[Any], type["ModelForm[Any]"], Promise]:
    if kind not in KINDS:
        raise Http404
    return KINDS[kind]


def _follow(kind: str) -> None:
    """New rules of scoring count for the leads that are open."""
    if kind == "score":
        rescore.defer()
