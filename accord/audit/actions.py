"""Writing the journal."""

from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django.db import models, transaction
from django.db.models import Q

from accord.audit.models import Detail, Entry
from accord.lib.actor import Actor

Words = Mapping[str, tuple[str, str]]


@transaction.atomic
def record(
    *,
    actor: Actor,
    verb: str,
    about: models.Model | None = None,
    facts: Mapping[str, Any] | None = None,
    words: Words | None = None,
) -> Entry:
    """Write down that `actor` did `verb` ("app.object.verb") to `about`, in the transaction of the write itself.

    facts: figures and codes kept for ever; words: {field: (before, after)}, the identifying values, kept apart and
    deleted when the person is erased. The actor's name goes with the words, since colleagues have rights too.
    """
    about_type, about_id = (about._meta.label, str(about.pk)) if about is not None else ("", "")
    entry = Entry.objects.create(
        verb=verb,
        actor_kind=actor.kind,
        actor_id=actor.id,
        about_type=about_type,
        about_id=about_id,
        facts=dict(facts or {}),
    )
    pairs = dict(words or {})
    if actor.label:
        pairs["actor"] = ("", actor.label)
    Detail.objects.bulk_create(
        Detail(
            entry_id=entry.pk, about_type=about_type, about_id=about_id, key=key, before=before, after=after
        )
        for key, (before, after) in pairs.items()
    )
    return entry


@transaction.atomic
def record_many(
    *, actor: Actor, verb: str, about: Sequence[models.Model], facts: Sequence[Mapping[str, Any]]
) -> None:
    """`record` for a set: one entry for each of `about`, with the facts at the same place, in two statements."""
    entries = Entry.objects.bulk_create(
        Entry(
            verb=verb,
            actor_kind=actor.kind,
            actor_id=actor.id,
            about_type=one._meta.label,
            about_id=str(one.pk),
            facts=dict(said),
        )
        for one, said in zip(about, facts, strict=True)
    )
    if actor.label:
        Detail.objects.bulk_create(
            Detail(
                entry_id=entry.pk,
                about_type=entry.about_type,
                about_id=entry.about_id,
                key="actor",
                after=actor.label,
            )
            for entry in entries
        )


def differences(before: Mapping[str, Any], after: Mapping[str, Any]) -> Words:
    """The fields whose value changed, as text before and after, ready for `record(words=…)`."""
    return {
        key: (str(before.get(key) or ""), str(value or ""))
        for key, value in after.items()
        if (before.get(key) or "") != (value or "")
    }


def forget_words(about: Mapping[str, Collection[int]], *, saying: Collection[str] = ()) -> int:
    """Delete the identifying words of the entries about some rows ({"contacts.Person": ids}); how many.

    saying: only those in which one of these stands. Entries stay, and so do the names of colleagues who acted.
    """
    kinds = [
        Q(about_type=model, about_id__in=[str(one) for one in ids]) for model, ids in about.items() if ids
    ]
    if not kinds:
        return 0
    found = Detail.objects.filter(Q(*kinds, _connector=Q.OR)).exclude(key="actor")
    if saying:
        said = [Q(before__icontains=one) | Q(after__icontains=one) for one in saying]
        found = found.filter(Q(*said, _connector=Q.OR))
    return found.delete()[0]
