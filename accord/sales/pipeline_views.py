"""The settings of sales: pipelines, their stages, the reasons to win and to lose."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import Count, Q, QuerySet
from django.forms import Form
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accord.lib.access import access
from accord.sales import arranging
from accord.sales.models import Pipeline, Reason, Stage
from accord.sales.pipeline_forms import IntoForm, PipelineForm, ReasonForm, StageForm
from accord.staff.who import user_of
from accord.ui.pages import EditPage, Text

UNPROCESSABLE = 422


@access("sales.manage")
def pipelines(request: HttpRequest) -> HttpResponse:
    """Every pipeline with its stages, and the reasons."""
    reasons = list(Reason.objects.all())
    lists = [
        (label, [one for one in reasons if one.outcome == code]) for code, label in Reason.Outcome.choices
    ]
    shown = Pipeline.objects.prefetch_related("stages").annotate(under_way=_under_way("deals"))
    context = {"pipelines": shown.order_by("-is_active", "position", "pk"), "reasons": lists}
    return render(request, "sales/pipelines.html", context)


def _under_way(path: str) -> Count:
    return Count(path, filter=Q(**{f"{path}__state__in": ["open", "proposed"]}))


@access("sales.manage")
def pipeline(request: HttpRequest, pk: int) -> HttpResponse:
    """One pipeline: its stages in order."""
    found = get_object_or_404(Pipeline, pk=pk)
    stages = found.stages.annotate(under_way=_under_way("deals"))
    return render(request, "sales/pipeline.html", {"pipeline": found, "stages": stages})


@require_POST
@access("sales.manage")
def order(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the stages in order: dragged, or one step up or down with its buttons."""
    found = get_object_or_404(Pipeline, pk=pk)
    ids = [int(one) for one in request.POST.getlist("block") if one.isdigit()]
    if not ids:
        ids = _stepped(found, request.POST.get("stage", ""), request.POST.get("by", ""))
    arranging.order_stages(actor=user_of(request).actor, pipeline=found, ids=ids)
    return redirect("sales:pipeline", pk=pk)


def _stepped(found: Pipeline, stage: str, by: str) -> list[int]:
    ids = list(found.stages.values_list("pk", flat=True))
    if stage.isdigit() and int(stage) in ids:
        at = ids.index(int(stage))
        ids.insert(max(0, at + (-1 if by == "up" else 1)), ids.pop(at))
    return ids


@require_POST
@access("sales.manage")
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin no deal there any more, or use it again."""
    found = get_object_or_404(Pipeline, pk=pk)
    act = arranging.close_pipeline if found.is_active else arranging.open_pipeline
    try:
        act(actor=user_of(request).actor, pipeline=found)
    except ValidationError as refusal:
        messages.error(request, " ".join(refusal.messages))
    return redirect("sales:pipeline", pk=pk)


@access("sales.manage")
def delete_stage(request: HttpRequest, pk: int) -> HttpResponse:
    """Take an empty stage away; while deals stand in it, say where they go."""
    stage = get_object_or_404(Stage.objects.select_related("pipeline"), pk=pk)
    form = IntoForm(request.POST if request.method == "POST" else None, stage=stage)
    held = stage.deals.count()
    if request.method == "POST" and (not held or form.is_valid()):
        try:
            if held:
                into = form.cleaned_data["into"]
                arranging.empty_stage(actor=user_of(request).actor, stage=stage, into=into)
            else:
                arranging.delete_stage(actor=user_of(request).actor, stage=stage)
        except ValidationError as refusal:
            messages.error(request, " ".join(refusal.messages))
            return redirect("sales:pipeline", pk=stage.pipeline_id)
        messages.success(request, _("The stage is empty now.") if held else _("Stage deleted."))
        return redirect("sales:pipeline", pk=stage.pipeline_id)
    context = {"stage": stage, "form": form, "held": held}
    return render(request, "sales/delete_stage.html", context, status=UNPROCESSABLE if form.errors else 200)


class _Setting(EditPage):
    """What the forms of these settings share."""

    access = "sales.manage"

    def crumbs(self, row: Any = None) -> Sequence[tuple[Any, str]]:
        """Under the pipelines, then the pipeline."""
        above = (_("Pipelines"), reverse("sales:pipelines"))
        within = self.pipeline(row)
        return [above, (str(within), reverse("sales:pipeline", args=[within.pk]))] if within else [above]

    def pipeline(self, row: Any) -> Pipeline | None:
        """The pipeline whose page it came from, if any."""
        return None

    def heading(self, row: Any = None) -> Text:
        """The name of what is changed."""
        return str(row) if row else self.title

    def after(self, row: Any) -> str:
        """The page of the pipeline."""
        return reverse("sales:pipeline", args=[getattr(row, "pipeline_id", row.pk)])


class PipelineForms(_Setting):
    """Begin a pipeline, or rename one."""

    title = gettext_lazy("New pipeline")
    form_class: ClassVar[type[Form]] = PipelineForm  # type: ignore[assignment]
    queryset = Pipeline.objects.all()

    def heading(self, row: Any = None) -> Text:
        """What is done with it."""
        return _("Rename") if row else self.title

    def pipeline(self, row: Any) -> Pipeline | None:
        """Itself, where it is renamed."""
        return row if isinstance(row, Pipeline) else None

    def save(self, row: Any, cleaned: dict[str, Any]) -> Pipeline:
        """Keep it."""
        return arranging.save_pipeline(actor=user_of(self.request).actor, pipeline=row, **cleaned)


class StageForms(_Setting):
    """Add a stage, or change one."""

    title = gettext_lazy("Add a stage")
    form_class: ClassVar[type[Form]] = StageForm  # type: ignore[assignment]

    def rows_for(self, request: HttpRequest) -> QuerySet[Stage]:
        """Every stage."""
        return Stage.objects.select_related("pipeline")

    def pipeline(self, row: Any) -> Pipeline | None:
        """The one it stands in, or will."""
        if isinstance(row, Stage):
            return row.pipeline
        return get_object_or_404(Pipeline, pk=self.kwargs["pipeline"])

    def initial(self, row: Any) -> dict[str, Any]:
        """A new stage sleeps after two weeks."""
        return super().initial(row) if row else {"rots_after_days": 14, "probability": 50}

    def save(self, row: Any, cleaned: dict[str, Any]) -> Stage:
        """Keep it."""
        within = None if row else self.pipeline(row)
        return arranging.save_stage(actor=user_of(self.request).actor, pipeline=within, stage=row, **cleaned)


class ReasonForms(_Setting):
    """Add a reason, or change one."""

    title = gettext_lazy("Add a reason")
    form_class: ClassVar[type[Form]] = ReasonForm  # type: ignore[assignment]
    queryset = Reason.objects.all()

    def initial(self, row: Any) -> dict[str, Any]:
        """A new reason is in use."""
        return super().initial(row) if row else {"is_active": True}

    def save(self, row: Any, cleaned: dict[str, Any]) -> Reason:
        """Keep it."""
        return arranging.save_reason(actor=user_of(self.request).actor, reason=row, **cleaned)

    def after(self, row: Any) -> str:
        """The list of reasons."""
        return reverse("sales:pipelines")
