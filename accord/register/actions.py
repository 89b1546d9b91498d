"""Every change to the register. What was published never changes; what was in use is closed, never deleted."""

import hashlib
import json
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, transaction
from django.db.models import Max, ProtectedError
from django.forms.models import model_to_dict
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import differences, record
from accord.lib.actor import Actor
from accord.register import queries
from accord.register.mentions import missing
from accord.register.models import Controller, Notice, NoticeVersion, Purpose, Recipient, RetentionRule
from accord.register.proposals import proposed

LANGUAGES = ("fr", "en")
TEXTS = ("title", "short", "mentions", "statements", "changes_substance")
Row = TypeVar("Row", Controller, Recipient, RetentionRule, Purpose, Notice)


class Incomplete(ValueError):
    """A notice cannot be published; `missing` says what it lacks, one sentence each."""

    def __init__(self, sentences: list[str]) -> None:
        super().__init__(" ".join(sentences))
        self.missing = sentences


class Frozen(ValueError):
    """What was published or used cannot be changed or deleted; the message says what can be done."""


@transaction.atomic
def save(*, actor: Actor, row: Row, links: Mapping[str, Iterable[Any]] | None = None) -> Row:
    """Declare a controller, recipient, rule, purpose or notice, or change it; `links`: its many-to-many fields.

    Raises Frozen when what people were told about a purpose or read in a notice would no longer be found (another legal
    basis, another code, a purpose taken out of its notice), or when their no would no longer count.
    """
    before = type(row).objects.filter(pk=row.pk).first() if row.pk else None
    if before is not None:
        _keep_what_was_told(before, row, links or {})
    row.save()
    for name, others in (links or {}).items():
        getattr(row, name).set(others)
    words = differences(_plain(before), _plain(row))
    kind = type(row).__name__.lower()
    record(actor=actor, verb=f"register.{kind}.{'changed' if before else 'declared'}", about=row, words=words)
    return row


def _plain(row: Any) -> dict[str, Any]:
    if row is None:
        return {}
    names = [field.name for field in row._meta.concrete_fields if field.editable]
    return dict(model_to_dict(row, fields=names))


def _keep_what_was_told(before: Any, after: Any, links: Mapping[str, Iterable[Any]]) -> None:
    if isinstance(before, Purpose) and (before.state != Purpose.State.DRAFT or queries.is_noticed(before)):
        _keep_the_code(before, after)
        _keep_the_basis(before, after)
    if isinstance(before, Notice) and queries.is_noticed(before):
        _keep_the_code(before, after)
        _keep_the_purposes(before, links)


def _keep_the_code(before: Purpose | Notice, after: Purpose | Notice) -> None:
    if before.code != after.code:
        raise Frozen(_("The code stands in what was published, and in its address: it can no longer change."))


def _keep_the_basis(before: Purpose, after: Purpose) -> None:
    """What people said was said about this basis; with another, a no of theirs would no longer count."""
    if before.legal_basis != after.legal_basis:
        raise Frozen(
            _("People were told on which basis this purpose rests: declare another purpose instead.")
        )
    if before.is_prospecting and not after.is_prospecting:
        raise Frozen(
            _(
                "People may have said no to this prospecting: declare another purpose for what is not prospecting."
            )
        )


def _keep_the_purposes(notice: Notice, links: Mapping[str, Iterable[Any]]) -> None:
    kept = set(links["purposes"]) if "purposes" in links else None
    gone = [purpose for purpose in notice.purposes.all() if kept is not None and purpose not in kept]
    if gone:
        words = {"purpose": gone[0].label}
        raise Frozen(
            _(
                "Published versions tell people about “%(purpose)s”: close that purpose, or begin another notice."
            )
            % words
        )


@transaction.atomic
def open_purpose(*, actor: Actor, purpose: Purpose) -> None:
    """Put a purpose in use; one that was closed may be used again."""
    purpose.state, purpose.closed_at = Purpose.State.OPEN, None
    purpose.save(update_fields=["state", "closed_at"])
    record(actor=actor, verb="register.purpose.opened", about=purpose, facts={"code": purpose.code})


@transaction.atomic
def close_purpose(*, actor: Actor, purpose: Purpose) -> None:
    """Stop using a purpose: from now on the gate says no. Its proofs stay."""
    purpose.state, purpose.closed_at = Purpose.State.CLOSED, timezone.now()
    purpose.save(update_fields=["state", "closed_at"])
    record(actor=actor, verb="register.purpose.closed", about=purpose, facts={"code": purpose.code})


@transaction.atomic
def delete_purpose(*, actor: Actor, purpose: Purpose) -> None:
    """Delete a draft nobody was told about.

    Raises Frozen once it was opened or named in a published notice, or while a form or a letter rests on it.
    """
    kept = Purpose.objects.select_for_update().get(pk=purpose.pk)
    if kept.state != Purpose.State.DRAFT or queries.is_noticed(kept):
        raise Frozen(_("This purpose is or was in use: it can be closed, not deleted."))
    record(actor=actor, verb="register.purpose.deleted", about=kept, facts={"code": kept.code})
    try:
        kept.delete()
    except ProtectedError as error:
        raise Frozen(_("Something rests on this purpose: it can be closed, not deleted.")) from error


@transaction.atomic
def new_version(*, actor: Actor, notice: Notice) -> int:
    """A draft after the latest version, with its texts, or drawn from the register for the first one; its number.

    The draft in progress, when there is one, is the answer.
    """
    last = _last_published(notice)
    draft = notice.versions.filter(number__gt=last, published_at__isnull=True).first()
    if draft:
        return draft.number
    for language in LANGUAGES:
        NoticeVersion.objects.create(
            notice=notice, number=last + 1, language=language, **_first_words(notice, last, language)
        )
    record(actor=actor, verb="register.notice.drafted", about=notice, facts={"number": last + 1})
    return last + 1


def _last_published(notice: Notice) -> int:
    published = notice.versions.filter(published_at__isnull=False)
    return published.aggregate(last=Max("number"))["last"] or 0


def _first_words(notice: Notice, last: int, language: str) -> dict[str, Any]:
    earlier = notice.versions.filter(number=last, language=language).first()
    if earlier is None:
        return {"mentions": proposed(notice, language)}
    return {name: getattr(earlier, name) for name in TEXTS if name != "changes_substance"}


@transaction.atomic
def write_version(*, actor: Actor, version: NoticeVersion, texts: Mapping[str, Any]) -> NoticeVersion:
    """Change the texts of a draft. Raises Frozen once it is published: a changed comma is a new version."""
    drafts = NoticeVersion.objects.filter(pk=version.pk, published_at__isnull=True)
    kept = drafts.select_for_update().first()
    if kept is None:
        raise Frozen(_("A published notice never changes: write a new version."))
    for name in TEXTS:
        if name in texts:
            setattr(kept, name, texts[name])
    kept.save(update_fields=list(TEXTS))
    record(actor=actor, verb="register.notice.written", about=kept, facts={"number": kept.number})
    return kept


@transaction.atomic
def publish(*, actor: Actor, notice: Notice, number: int) -> list[NoticeVersion]:
    """Publish a draft number in every language in which it is written (French always); it can never change again.

    A language left unwritten is dropped. Raises Incomplete with what is missing. A version that changes the substance
    ends what was agreed before it.
    """
    drafts = list(notice.versions.select_for_update().filter(number=number, published_at__isnull=True))
    written = [draft for draft in drafts if draft.language == "fr" or draft.title or draft.short]
    lacking = [sentence for draft in written for sentence in missing(draft)]
    if lacking or not any(draft.language == "fr" for draft in written):
        raise Incomplete(lacking or [_("There is no draft in French.")])
    now = timezone.now()
    for draft in written:
        draft.sha256, draft.published_at = fingerprint(draft), now
        draft.save(update_fields=["sha256", "published_at"])
    if any(draft.changes_substance for draft in written):
        _outdate(notice, number, now)
    notice.versions.filter(number=number, published_at__isnull=True).delete()
    facts = {"number": number, "sha256": {draft.language: draft.sha256 for draft in written}}
    record(actor=actor, verb="register.notice.published", about=notice, facts=facts)
    return written


def _outdate(notice: Notice, before: int, at: datetime) -> None:
    """The published versions below `before` no longer carry an agreement: only the owner's function can say so."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT register_outdate(%s, %s, %s)", [notice.pk, before, at])


def fingerprint(version: NoticeVersion) -> str:
    """SHA-256, in hexadecimal, of the canonical JSON of everything people read in this version."""
    texts = {
        "language": version.language,
        "mentions": version.mentions,
        "notice": version.notice.code,
        "number": version.number,
        "short": version.short,
        "statements": version.statements,
        "title": version.title,
    }
    return hashlib.sha256(
        json.dumps(texts, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()
    ).hexdigest()
