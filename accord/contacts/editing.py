"""Correcting what is known about somebody, and writing beside it."""

from collections.abc import Mapping
from datetime import date
from typing import Any

from django.db import transaction

from accord.audit.actions import differences, record
from accord.contacts.indexing import reindex
from accord.contacts.models import Note, Person, SavedView
from accord.lib.actor import Actor
from accord.lib.search import composed
from accord.staff.naming import name_colleagues

EDITABLE = (
    "first_name",
    "last_name",
    "job",
    "organisation_id",
    "language",
    "time_zone",
    "born_on",
)


@transaction.atomic
def edit_person(*, actor: Actor, person: Person, changes: Mapping[str, Any]) -> Person:
    """Change some of EDITABLE; the values before and after go to the journal's deletable words.

    Raises ValueError for any other field.
    """
    if foreign := set(changes) - set(EDITABLE):
        raise ValueError(f"Not to be edited here: {', '.join(sorted(foreign))}.")
    changes = {name: composed(value) if isinstance(value, str) else value for name, value in changes.items()}
    before = {field: getattr(person, field) for field in changes}
    words = differences(before, changes)
    if not words:
        return person
    for field, value in changes.items():
        setattr(person, field, value)
    person.save(update_fields=list(changes))
    reindex([person.pk])
    facts = {"fields": sorted(words)}
    record(actor=actor, verb="contacts.person.edited", about=person, facts=facts, words=words)
    return person


@transaction.atomic
def set_state(*, actor: Actor, person: Person, state: str) -> None:
    """Active, restricted (art. 18), archived or erased: what the gate reads first."""
    before, person.state = person.state, Person.State(state)
    person.save(update_fields=["state"])
    facts = {"before": before, "after": person.state}
    record(actor=actor, verb="contacts.person.state_set", about=person, facts=facts)


@transaction.atomic
def note_customer(*, actor: Actor, person: Person, until: date) -> None:
    """Under contract until that day, which the gate reads; an earlier day never replaces a later one."""
    before = person.customer_until
    if person.state == Person.State.ERASED or (before and before >= until):
        return
    person.customer_until = until
    person.save(update_fields=["customer_until"])
    words = differences({"customer_until": before}, {"customer_until": until})
    record(actor=actor, verb="contacts.person.customer_noted", about=person, words=words)


@transaction.atomic
def correct_customer(*, actor: Actor, person: Person, until: date | None) -> None:
    """The contract that made them a customer does not hold: until an earlier day, or not at all (None)."""
    words = differences({"customer_until": person.customer_until}, {"customer_until": until})
    if not words or person.state == Person.State.ERASED:
        return
    person.customer_until = until
    person.save(update_fields=["customer_until"])
    record(actor=actor, verb="contacts.person.customer_corrected", about=person, words=words)


@transaction.atomic
def add_note(*, actor: Actor, person: Person, text: str) -> Note:
    """Write a note, which the person may read when they ask for their data; colleagues named in it are told."""
    note = Note.objects.create(person=person, text=text, by_id=actor.id, by_label=actor.label)
    record(actor=actor, verb="contacts.note.added", about=person, facts={"note": note.pk})
    name_colleagues(actor=actor, text=text, where={"note": note.pk, "person": person.pk})
    return note


@transaction.atomic
def save_view(
    *, actor: Actor, name: str, query: str, page: str = "people", is_shared: bool = False
) -> SavedView:
    """Keep a list with its filters under a name; the same name of the same colleague is replaced."""
    view, _created = SavedView.objects.update_or_create(
        owner_id=actor.id, page=page, name=name, defaults={"query": query, "is_shared": is_shared}
    )
    record(actor=actor, verb="contacts.view.saved", about=view, facts={"shared": is_shared})
    return view


@transaction.atomic
def remove_view(*, actor: Actor, view: SavedView) -> None:
    """Forget a saved view. Raises ProtectedError when something still rests on it."""
    record(actor=actor, verb="contacts.view.removed", about=view)
    view.delete()
