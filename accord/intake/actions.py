"""Every write to forms by the people who keep them: create, change, order, publish, open, close."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import differences, record
from accord.intake.checking import NotReady, around_is_missing, what_is_missing
from accord.intake.fields import (
    NotAsked,
    add_box,
    add_field,
    bring_call_box,
    change_field,
    move_field,
    order_fields,
    remove_box,
    remove_field,
)
from accord.intake.models import Form, FormPurpose
from accord.intake.publishing import has_changed, publish
from accord.lib.actor import Actor
from accord.register.models import Channel, Purpose

__all__ = [
    "DESCRIBED",
    "NotAsked",
    "NotReady",
    "add_box",
    "add_field",
    "change_field",
    "change_form",
    "close_form",
    "create_form",
    "move_box",
    "move_field",
    "open_form",
    "order_fields",
    "publish",
    "remove_box",
    "remove_field",
    "what_is_missing",
]

DESCRIBED = (
    "slug", "title_fr", "title_en", "intro_fr", "intro_en", "button_fr", "button_en", "notice", "sphere",
    "asks_first_name", "origin_fields", "lifetime_days",
)  # fmt: skip


@transaction.atomic
def create_form(*, actor: Actor, values: Mapping[str, Any], purposes: Sequence[Purpose]) -> Form:
    """A new form, closed. `values`: its fields by name; its kind is chosen here, once."""
    described = {name: values[name] for name in ("kind", *DESCRIBED) if name in values}
    form = Form.objects.create(**described)
    _set_boxes(form, purposes)
    record(actor=actor, verb="intake.form.created", about=form, facts={"slug": form.slug, "kind": form.kind})
    return form


@transaction.atomic
def change_form(*, actor: Actor, form: Form, values: Mapping[str, Any], purposes: Sequence[Purpose]) -> Form:
    """Describe a form anew. Raises NotReady when it is open and would no longer hold together."""
    described = {name: values[name] for name in DESCRIBED if name in values}
    before = {name: getattr(form, name) for name in described}
    for name, value in described.items():
        setattr(form, name, value)
    form.save()
    _set_boxes(form, purposes)
    bring_call_box(form)
    _hold_together(form)
    words = differences(before, described)
    facts = {"purposes": [purpose.code for purpose in purposes]}
    record(actor=actor, verb="intake.form.changed", about=form, facts=facts, words=words)
    return form


def _set_boxes(form: Form, purposes: Sequence[Purpose]) -> None:
    letters = form.boxes.filter(channel=Channel.EMAIL, recipient__isnull=True)
    letters.exclude(purpose__in=purposes).delete()
    known = set(letters.values_list("purpose", flat=True))
    last = form.boxes.count()
    new = [purpose for purpose in purposes if purpose.pk not in known]
    FormPurpose.objects.bulk_create(
        FormPurpose(form=form, purpose=purpose, position=last + place) for place, purpose in enumerate(new)
    )


def _hold_together(form: Form) -> None:
    if form.is_open and (missing := around_is_missing(form)):
        raise NotReady(missing)


@transaction.atomic
def move_box(*, actor: Actor, form: Form, box_id: int, by: int) -> None:
    """Move a box up (by=-1) or down (by=1) by one place; at the ends nothing moves."""
    boxes = list(form.boxes.select_for_update().order_by("position", "pk"))
    here = next((place for place, box in enumerate(boxes) if box.pk == box_id), None)
    if here is None or not 0 <= here + by < len(boxes):
        return
    boxes.insert(here + by, boxes.pop(here))
    for place, box in enumerate(boxes):
        box.position = place
    FormPurpose.objects.bulk_update(boxes, ["position"])
    facts = {"purposes": [box.purpose_id for box in boxes]}
    record(actor=actor, verb="intake.form.reordered", about=form, facts=facts)


@transaction.atomic
def open_form(*, actor: Actor, form: Form) -> None:
    """Let the public in, under what is written now. Raises NotReady with what is missing."""
    if missing := what_is_missing(form):
        raise NotReady(missing)
    if has_changed(form):
        publish(actor=actor, form=form)
    form.is_open = True
    form.save(update_fields=["is_open"])
    facts = {"at": timezone.now().isoformat()}
    record(actor=actor, verb="intake.form.opened", about=form, facts=facts)


@transaction.atomic
def close_form(*, actor: Actor, form: Form) -> None:
    """Take no more requests. Those already made can still be confirmed."""
    form.is_open = False
    form.save(update_fields=["is_open"])
    record(actor=actor, verb="intake.form.closed", about=form)
