"""Every write to forms by the people who keep them: create, change, order, open, close."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import differences, record
from accord.intake.models import Form, FormPurpose
from accord.lib.actor import Actor
from accord.register.models import Channel, LegalBasis, Purpose
from accord.register.queries import current_notice_version

DESCRIBED = (
    "slug", "title_fr", "title_en", "intro_fr", "intro_en", "notice", "sphere", "asks_first_name", "lifetime_days",
)  # fmt: skip


class NotReady(ValueError):
    """The form cannot be opened. `missing`: one sentence per thing to do, for the person."""

    def __init__(self, missing: Sequence[str]) -> None:
        self.missing = list(missing)
        super().__init__(" ".join(self.missing))


@transaction.atomic
def create_form(*, actor: Actor, values: Mapping[str, Any], purposes: Sequence[Purpose]) -> Form:
    """A new form, closed. `values`: its fields by name."""
    form = Form.objects.create(**{name: values[name] for name in DESCRIBED})
    _set_boxes(form, purposes)
    record(actor=actor, verb="intake.form.created", about=form, facts={"slug": form.slug})
    return form


@transaction.atomic
def change_form(*, actor: Actor, form: Form, values: Mapping[str, Any], purposes: Sequence[Purpose]) -> Form:
    """Describe a form anew. Raises NotReady when it is open and would no longer hold together."""
    before = {name: getattr(form, name) for name in DESCRIBED}
    for name in DESCRIBED:
        setattr(form, name, values[name])
    form.save()
    _set_boxes(form, purposes)
    _hold_together(form)
    words = differences(before, {name: values[name] for name in DESCRIBED})
    facts = {"purposes": [purpose.code for purpose in purposes]}
    record(actor=actor, verb="intake.form.changed", about=form, facts=facts, words=words)
    return form


def _set_boxes(form: Form, purposes: Sequence[Purpose]) -> None:
    form.boxes.exclude(purpose__in=purposes).delete()
    known = set(form.boxes.values_list("purpose", flat=True))
    last = len(known)
    new = [purpose for purpose in purposes if purpose.pk not in known]
    FormPurpose.objects.bulk_create(
        FormPurpose(form=form, purpose=purpose, position=last + place) for place, purpose in enumerate(new)
    )


def _hold_together(form: Form) -> None:
    if form.is_open and (missing := what_is_missing(form)):
        raise NotReady(missing)


@transaction.atomic
def move_box(*, actor: Actor, form: Form, purpose_id: int, by: int) -> None:
    """Move a box up (by=-1) or down (by=1) by one place; at the ends nothing moves."""
    boxes = list(form.boxes.select_for_update().order_by("position", "pk"))
    here = next((place for place, box in enumerate(boxes) if box.purpose_id == purpose_id), None)
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
    """Let the public in. Raises NotReady when its notice is not published or does not cover its boxes."""
    if missing := what_is_missing(form):
        raise NotReady(missing)
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


def what_is_missing(form: Form) -> list[str]:
    """What stands between a form and the public, one sentence each; empty when it can open (art. 13 GDPR)."""
    version = current_notice_version(form.notice, "fr")
    if version is None:
        return [_("Its notice “%(notice)s” is not published.") % {"notice": form.notice}]
    boxes = form.boxes.select_related("purpose").order_by("position", "pk")
    covered = set(form.notice.purposes.values_list("pk", flat=True))
    missing = [] if boxes else [_("It has no box: choose at least one purpose.")]
    for box in boxes:
        purpose = box.purpose
        is_covered = purpose.pk in covered and purpose.code in version.statements
        missing += _missing_for(purpose, is_covered=is_covered, notice=str(form.notice))
    return missing


def _missing_for(purpose: Purpose, *, is_covered: bool, notice: str) -> list[str]:
    said = {"purpose": purpose, "notice": notice}
    missing = []
    if not is_covered:
        missing.append(_("The published notice “%(notice)s” has no words for “%(purpose)s”.") % said)
    if purpose.state != Purpose.State.OPEN:
        missing.append(_("The purpose “%(purpose)s” is not in use.") % said)
    if purpose.legal_basis != LegalBasis.CONSENT:
        missing.append(
            _("“%(purpose)s” does not rest on consent: a box would promise a choice there is not.") % said
        )
    if Channel.EMAIL not in purpose.channels:
        missing.append(_("“%(purpose)s” does not write by e-mail.") % said)
    return missing
