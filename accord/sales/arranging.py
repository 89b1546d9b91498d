"""How the house sells: pipelines, their stages, the reasons to win and to lose."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from django.core.exceptions import ValidationError
from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import differences, record
from accord.lib.actor import Actor
from accord.sales.models import Deal, Pipeline, Reason, Stage

Row = TypeVar("Row", Pipeline, Stage, Reason)


@transaction.atomic
def save_pipeline(*, actor: Actor, pipeline: Pipeline | None = None, **words: str) -> Pipeline:
    """Begin a pipeline with a first stage, or rename the one given."""
    kept = _saved(actor, pipeline or Pipeline(position=_last(Pipeline.objects.all())), "pipeline", words)
    if pipeline is None:
        save_stage(actor=actor, pipeline=kept, label_fr="Découverte", label_en="Discovery", probability=10)
    return kept


@transaction.atomic
def close_pipeline(*, actor: Actor, pipeline: Pipeline) -> None:
    """Begin no deal there any more. Raises ValidationError while deals are under way in it, or when it is the last."""
    if pipeline.deals.filter(state__in=[Deal.State.OPEN, Deal.State.PROPOSED]).exists():
        raise ValidationError(_("Deals are under way in this pipeline: move them to another first."))
    if not Pipeline.objects.filter(is_active=True).exclude(pk=pipeline.pk).exists():
        raise ValidationError(_("It is the only pipeline in use: open another first."))
    pipeline.is_active = False
    pipeline.save(update_fields=["is_active"])
    record(actor=actor, verb="sales.pipeline.closed", about=pipeline)


@transaction.atomic
def open_pipeline(*, actor: Actor, pipeline: Pipeline) -> None:
    """Use a closed pipeline again."""
    pipeline.is_active = True
    pipeline.save(update_fields=["is_active"])
    record(actor=actor, verb="sales.pipeline.opened", about=pipeline)


# Stages


@transaction.atomic
def save_stage(
    *, actor: Actor, pipeline: Pipeline | None = None, stage: Stage | None = None, **details: Any
) -> Stage:
    """Add a stage at the end of `pipeline`, or change the one given."""
    if stage is None:
        assert pipeline is not None  # a new stage stands somewhere
        stage = Stage(pipeline=pipeline, position=_last(pipeline.stages.all()))
    return _saved(actor, stage, "stage", details)


@transaction.atomic
def order_stages(*, actor: Actor, pipeline: Pipeline, ids: Sequence[int]) -> None:
    """Put the stages in the order of `ids`; one that another tab added stays at the end."""
    places = {identifier: place for place, identifier in enumerate(ids)}
    stages = sorted(pipeline.stages.select_for_update(), key=lambda stage: places.get(stage.pk, len(places)))
    for position, stage in enumerate(stages):
        stage.position = position
    Stage.objects.bulk_update(stages, ["position"])
    record(
        actor=actor, verb="sales.stage.ordered", about=pipeline, facts={"order": [one.pk for one in stages]}
    )


@transaction.atomic
def empty_stage(*, actor: Actor, stage: Stage, into: Stage) -> int:
    """Move every deal of `stage`, closed ones included, to `into`; how many. Their place in time does not change."""
    deals = Deal.objects.filter(stage=stage)
    moved = deals.filter(state=Deal.State.OPEN).update(stage_since=timezone.now())
    everything = deals.update(stage=into, pipeline=into.pipeline_id)
    facts = {"into": into.pk, "deals": everything, "open": moved}
    record(actor=actor, verb="sales.stage.emptied", about=stage, facts=facts)
    return everything


@transaction.atomic
def delete_stage(*, actor: Actor, stage: Stage) -> None:
    """Take a stage away. Raises ValidationError while a deal stands in it, or when it is the last of its pipeline."""
    if stage.deals.exists():
        raise ValidationError(_("Deals stand in this stage: move them to another first."))
    if stage.pipeline.stages.count() == 1:
        raise ValidationError(_("A pipeline keeps one stage at least."))
    record(actor=actor, verb="sales.stage.deleted", about=stage, words={"name": (str(stage), "")})
    stage.delete()


# Reasons


@transaction.atomic
def save_reason(*, actor: Actor, reason: Reason | None = None, **details: Any) -> Reason:
    """Add a reason at the end of its list, or change the one given."""
    return _saved(actor, reason or Reason(position=_last(Reason.objects.all())), "reason", details)


def _saved(actor: Actor, row: Row, name: str, details: Mapping[str, Any]) -> Row:
    verb = "changed" if row.pk else "created"
    before = {field: getattr(row, field) for field in details} if row.pk else {}
    for field, value in details.items():
        setattr(row, field, value)
    row.save()
    words = differences(before, details)
    record(actor=actor, verb=f"sales.{name}.{verb}", about=row, facts={"fields": sorted(words)}, words=words)
    return row


def _last(rows: Any) -> int:
    found = rows.aggregate(last=Max("position"))["last"]
    return 0 if found is None else int(found) + 1
