"""Reusable texts: written, shared with the team, put away, found again."""

from typing import Any

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from accord.audit.actions import differences, record
from accord.lib.actor import Actor
from accord.lib.search import fold
from accord.sales.models import ReusableText
from accord.staff.models import User

WORDS = ("title", "subject_fr", "body_fr", "subject_en", "body_en")


@transaction.atomic
def save(*, actor: Actor, text: ReusableText | None, owner: User, **said: Any) -> ReusableText:
    """Write a text, which is `owner`'s, or correct one."""
    row = text or ReusableText(owner=owner)
    words = differences({name: getattr(row, name) for name in said}, said)
    if text and not words:
        return row
    for name, value in said.items():
        setattr(row, name, value)
    row.search_key = fold(" ".join(getattr(row, name) for name in WORDS))
    row.changed_at = timezone.now()
    row.save()
    verb = "sales.text.changed" if text else "sales.text.created"
    record(actor=actor, verb=verb, about=row, facts={"is_shared": row.is_shared}, words=dict(words))
    return row


@transaction.atomic
def archive(*, actor: Actor, text: ReusableText) -> None:
    """Offer it no more; it can be taken up again."""
    _put(actor, text, "archived", timezone.now())


@transaction.atomic
def restore(*, actor: Actor, text: ReusableText) -> None:
    """Offer it again."""
    _put(actor, text, "restored", None)


def _put(actor: Actor, text: ReusableText, done: str, at: Any) -> None:
    text.archived_at = at
    text.save(update_fields=["archived_at"])
    record(actor=actor, verb=f"sales.text.{done}", about=text)


def found(user: User, words: str = "", *, archived: bool = False) -> QuerySet[ReusableText]:
    """The texts `user` may use in which every one of `words` stands, by title."""
    rows = ReusableText.objects.visible_to(user).filter(archived_at__isnull=not archived)
    for word in fold(words).split():
        rows = rows.filter(search_key__contains=word)
    return rows.select_related("owner")


def may_change(user: User, text: ReusableText) -> bool:
    """Its author, and whoever manages sales."""
    return text.owner_id == user.pk or user.may("sales.manage")
