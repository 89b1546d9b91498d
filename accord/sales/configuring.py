"""What the house decides about leads: its questions, who gets them, what gives points."""

from collections.abc import Iterable

from django.db import transaction

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.sales.models import AssignmentRule, Question, ScoreRule
from accord.staff.models import User

Setting = Question | AssignmentRule | ScoreRule


@transaction.atomic
def save_setting(*, actor: Actor, row: Setting, colleagues: Iterable[User] | None = None) -> Setting:
    """Keep a question, a rule of assignment (with its colleagues) or a rule of scoring, new or not."""
    is_new = row.pk is None
    row.save()
    if isinstance(row, AssignmentRule) and colleagues is not None:
        row.colleagues.set(colleagues)
    facts = {"is_new": is_new, "is_active": row.is_active}
    record(actor=actor, verb=_verb(row, "saved"), about=row, facts=facts, words={"name": ("", str(row))})
    return row


@transaction.atomic
def remove_setting(*, actor: Actor, row: Setting) -> None:
    """Forget a question or a rule; what leads already hold stays."""
    record(actor=actor, verb=_verb(row, "removed"), about=row, words={"name": (str(row), "")})
    row.delete()


def _verb(row: Setting, done: str) -> str:
    return f"sales.{row._meta.model_name}.{done}"
