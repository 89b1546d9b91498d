"""Every write to the questions and the further boxes of a form: added, worded, put in order, taken away."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accord.audit.actions import differences, record
from accord.intake import sensitive
from accord.intake.definitions import ADDRESS, is_for_consumers
from accord.intake.models import Form, FormField, FormPurpose
from accord.lib.actor import Actor
from accord.register.models import Channel, LegalBasis, Purpose, Recipient

WRITTEN = (
    "kind", "completes", "heading_fr", "heading_en", "label_fr", "label_en", "reason_fr", "reason_en", "help_fr",
    "help_en", "options", "purpose", "is_required", "is_after",
)  # fmt: skip
RESERVED = frozenset(
    "address website challenge proof lang notice version use keep again purposes begun stumbled not_nir answer more "
    "never origin csrfmiddlewaretoken".split()
)


class NotAsked(ValueError):
    """The question cannot be kept. `name`: the field of the builder it is about; the message is for people."""

    def __init__(self, name: str, sentence: str) -> None:
        self.name = name
        super().__init__(sentence)


@transaction.atomic
def add_field(*, actor: Actor, form: Form, values: Mapping[str, Any]) -> FormField:
    """A new question, the last one. `values`: WRITTEN by name. Raises NotAsked saying why it is refused."""
    field = FormField(form=form, position=_last(form))
    _write(field, values)
    field.code = _code(field)
    field.save(force_insert=True)
    bring_call_box(form)
    facts = {"field": field.code, "kind": field.kind}
    record(actor=actor, verb="intake.field.added", about=form, facts=facts)
    return field


@transaction.atomic
def change_field(*, actor: Actor, field: FormField, values: Mapping[str, Any]) -> FormField:
    """Word a question anew; what was published stays as it is. Raises NotAsked."""
    before = {name: str(getattr(field, name)) for name in values}
    told = field.completes
    _write(field, values)
    if field.completes != told:
        field.code = _code(field)
    field.save()
    bring_call_box(field.form)
    words = differences(before, {name: str(getattr(field, name)) for name in values})
    record(
        actor=actor, verb="intake.field.changed", about=field.form, facts={"field": field.code}, words=words
    )
    return field


@transaction.atomic
def remove_field(*, actor: Actor, field: FormField) -> None:
    """Ask this no more; the answers already given stay with their version."""
    form, code = field.form, field.code
    field.delete()
    record(actor=actor, verb="intake.field.removed", about=form, facts={"field": code})


@transaction.atomic
def order_fields(*, actor: Actor, form: Form, ids: Sequence[int]) -> None:
    """Put the questions in the order of `ids`; those it does not name come last, as they were."""
    places = {pk: place for place, pk in enumerate(ids)}
    fields = list(form.fields.select_for_update().order_by("position", "pk"))
    fields.sort(key=lambda one: places.get(one.pk, len(places)))
    for place, field in enumerate(fields):
        field.position = place
    FormField.objects.bulk_update(fields, ["position"])
    facts = {"fields": [one.code for one in fields]}
    record(actor=actor, verb="intake.fields.reordered", about=form, facts=facts)


@transaction.atomic
def move_field(*, actor: Actor, field: FormField, by: int) -> None:
    """Move a question up (by=-1) or down (by=1) by one place; at the ends nothing moves."""
    ids = list(field.form.fields.order_by("position", "pk").values_list("pk", flat=True))
    here = ids.index(field.pk)
    if 0 <= here + by < len(ids):
        ids.insert(here + by, ids.pop(here))
        order_fields(actor=actor, form=field.form, ids=ids)


@transaction.atomic
def add_box(
    *, actor: Actor, form: Form, purpose: Purpose, channel: str, recipient: Recipient | None = None
) -> FormPurpose:
    """One more box: a purpose over a channel, or passing the address on to one partner."""
    box, _made = FormPurpose.objects.get_or_create(
        form=form,
        purpose=purpose,
        channel=channel,
        recipient=recipient,
        defaults={"position": form.boxes.count()},
    )
    facts = {"purpose": purpose.code, "channel": channel, "recipient": recipient.pk if recipient else 0}
    record(actor=actor, verb="intake.box.added", about=form, facts=facts)
    return box


@transaction.atomic
def remove_box(*, actor: Actor, box: FormPurpose) -> None:
    """Offer this no more."""
    facts = {"purpose": box.purpose.code, "channel": box.channel}
    form = box.form
    box.delete()
    record(actor=actor, verb="intake.box.removed", about=form, facts=facts)


def bring_call_box(form: Form) -> None:
    """Consumers who leave a number get the box that lets them agree to calls, as soon as a purpose allows it.

    Within the transaction of the action that calls it, which is recorded (art. L. 223-2 of the consumer code).
    """
    asks = any(is_for_consumers(one, form) for one in form.fields.all())
    if not asks or form.boxes.filter(channel=Channel.PHONE).exists():
        return
    may_call = form.notice.purposes.filter(
        state=Purpose.State.OPEN, legal_basis=LegalBasis.CONSENT, channels__contains=[Channel.PHONE]
    )
    if purpose := may_call.order_by("-is_prospecting", "position", "pk").first():
        FormPurpose.objects.create(
            form=form, purpose=purpose, channel=Channel.PHONE, position=form.boxes.count()
        )


def _write(field: FormField, values: Mapping[str, Any]) -> None:
    for name in WRITTEN:
        if name in values:
            setattr(field, name, values[name])
    if not field.reason_fr.strip():
        raise NotAsked(
            "reason_fr", _("A field without a reason cannot be kept. Say it, or take the field away.")
        )
    if refused := sensitive.why_not(field.label_fr, field.label_en):
        raise NotAsked("label_fr", refused)
    if field.kind in {FormField.Kind.CHOICE, FormField.Kind.CHOICES} and len(field.options) < 2:
        raise NotAsked("options", _("A choice needs at least two answers, one a line."))
    if field.completes == FormField.Completes.EMAIL:
        field.kind, field.is_required, field.is_after = FormField.Kind.EMAIL, True, False
    if field.is_required and field.is_after:
        raise NotAsked(
            "is_after", _("What is asked after the confirming click never blocks: it cannot be required.")
        )
    _once(field)


def _once(field: FormField) -> None:
    """Two questions never tell the same thing about the person."""
    others = FormField.objects.filter(form=field.form_id, completes=field.completes).exclude(pk=field.pk)
    if field.completes and (other := others.first()):
        said = {"field": other, "what": field.get_completes_display()}
        raise NotAsked("completes", _("“%(field)s” already tells this: %(what)s.") % said)


def _code(field: FormField) -> str:
    """The name of a question in what is sent: what it tells, or the beginning of its label; unique in its form."""
    if field.completes == FormField.Completes.EMAIL:
        return ADDRESS
    if field.completes:
        return str(field.completes)
    words = slugify(field.label_fr).replace("-", "_")[:30] or "question"
    taken = {*RESERVED, *FormField.Completes.values, *_codes(field)}
    number, code = 1, words
    while code in taken:
        number += 1
        code = f"{words}_{number}"
    return code


def _codes(field: FormField) -> set[str]:
    return set(
        FormField.objects.filter(form=field.form_id).exclude(pk=field.pk).values_list("code", flat=True)
    )


def _last(form: Form) -> int:
    return form.fields.count()
