"""What the form says: drafting another version, publishing it. What was published never changes."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal
from accord.health.codes import Regime
from accord.health.impossible import Impossible
from accord.health.models import PaperSettings, Questionnaire
from accord.health.models.paper import digest
from accord.health.paper.content import Row, delivered, edited, faults
from accord.health.router import ALIAS
from accord.lib.actor import SYSTEM, Actor

Status = Questionnaire.Status
NOT_A_DRAFT = _("This version was published: it never changes. Write another one.")
FAULTY = _("This version cannot be published yet: see what is wrong beside it.")


@transaction.atomic(using=ALIAS)
def in_use() -> Questionnaire:
    """The version handed out now; the form as delivered becomes version 1 the first time it is needed."""
    active = Questionnaire.objects.filter(status=Status.ACTIVE).first()
    if active:
        return active
    content = delivered().stored()
    row, _made = Questionnaire.objects.get_or_create(
        version=1,
        defaults={
            "content": content,
            "sha256": digest(content),
            "status": Status.ACTIVE,
            "created_by": SYSTEM.label,
            "published_at": timezone.now(),
            "published_by": SYSTEM.label,
        },
    )
    return row


@transaction.atomic(using=ALIAS)
def draft(*, actor: Actor) -> Questionnaire:
    """The draft under way, or another one that starts from what is in use."""
    started = Questionnaire.objects.filter(status=Status.DRAFT).first()
    if started:
        return started
    base = in_use()
    newest = Questionnaire.objects.latest("version").version
    row = Questionnaire.objects.create(version=newest + 1, content=base.content, created_by=actor.label)
    journal.record(
        actor=actor,
        action="form.drafted",
        entity="Questionnaire",
        entity_id=row.pk,
        facts={"version": row.version},
    )
    return row


@transaction.atomic(using=ALIAS)
def write(
    *,
    actor: Actor,
    questionnaire: Questionnaire,
    words: Mapping[str, str],
    items: Mapping[str, str],
    rows: Sequence[Row],
) -> Questionnaire:
    """Put an institution's own words, items and rows into a draft. Raises Impossible once it is published."""
    row = _locked_draft(questionnaire)
    row.content = edited(row.said, words, items, tuple(rows)).stored()
    row.save(update_fields=["content"])
    _tell(actor, "form.written", row)
    return row


@transaction.atomic(using=ALIAS)
def publish(*, actor: Actor, questionnaire: Questionnaire) -> Questionnaire:
    """Hand this version out from now on; the one before is retired, its papers still read. Raises Impossible."""
    row = _locked_draft(questionnaire)
    if faults(row.said):
        raise Impossible(FAULTY)
    Questionnaire.objects.filter(status=Status.ACTIVE).update(status=Status.RETIRED)
    row.status, row.sha256 = Status.ACTIVE, digest(row.content)
    row.published_at, row.published_by = timezone.now(), actor.label
    row.save(update_fields=["status", "sha256", "published_at", "published_by"])
    _tell(actor, "form.published", row)
    return row


@transaction.atomic(using=ALIAS)
def drop(*, actor: Actor, questionnaire: Questionnaire) -> None:
    """Give a draft up. Raises Impossible once it is published."""
    row = _locked_draft(questionnaire)
    _tell(actor, "form.dropped", row)
    row.delete()


@transaction.atomic(using=ALIAS)
def settle(*, actor: Actor, **decided: Any) -> PaperSettings:
    """Decide what is printed as the sender, and whether one person may check alone."""
    row, _made = PaperSettings.objects.update_or_create(pk=1, defaults=decided)
    journal.record(actor=actor, action="form.settings", facts={"one_person_may": row.one_person_may})
    return row


def new_link_id(rows: Sequence[Row], use: str) -> str:
    """A link id no row has: the use, numbered from the second on."""
    taken = {row.link_id for row in rows}
    numbered = (f"{use}_{number}" for number in range(2, len(rows) + 3))
    return next(one for one in (use, *numbered) if one not in taken)


def blank_row(rows: Sequence[Row], use: str, regime: str) -> Row:
    """A new row about a use under a rule, its words still to be written."""
    lines = ("…", "…") if regime == Regime.DESIGNATION else ()
    return Row(new_link_id(rows, use), use, regime, title="", text="", lines=lines)


def _locked_draft(questionnaire: Questionnaire) -> Questionnaire:
    row = Questionnaire.objects.select_for_update().get(pk=questionnaire.pk)
    if row.status != Status.DRAFT:
        raise Impossible(NOT_A_DRAFT)
    return row


def _tell(actor: Actor, action: str, row: Questionnaire) -> None:
    facts = {"version": row.version}
    journal.record(actor=actor, action=action, entity="Questionnaire", entity_id=row.pk, facts=facts)
