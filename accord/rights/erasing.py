"""Erasing somebody (art. 17): an empty record stays, which says when and why; everything about them goes.

Whatever points to a person is found from the tables themselves, as merging does; what `privacy.py` says is to be
blanked is blanked, the rest deleted. The ledger, the outbox, sales and the door in forget by functions of their own.
"""

from collections import defaultdict
from collections.abc import Iterator
from typing import Any

from django.db import models, router, transaction
from django.db.models.deletion import Collector
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import forget_words, record
from accord.consent import forgetting as ledger
from accord.contacts.actions import set_state
from accord.contacts.models import ContactPoint, Person
from accord.contacts.privacy import DECLARATIONS
from accord.cookies.models import Account
from accord.intake.models import ImportLine, PendingRequest
from accord.lib.actor import Actor
from accord.lib.personal import PersonalField
from accord.outbox import forgetting as letters
from accord.sales.forgetting import forget_names
from accord.ui.components.words import long_date


class NotPossible(ValueError):
    """This cannot be done to this person; the message says why, and on which text it rests."""


@transaction.atomic
def erase(*, actor: Actor, person: Person, because: str, is_asked: bool) -> dict[str, int]:
    """Erase `person`; {table: rows} of what went.

    because: a code of `GROUNDS`, or "retention" when their time has come; is_asked: they asked for it, so that their
    addresses are never used again. Raises NotPossible under a running contract and for somebody erased already.
    """
    person = Person.objects.select_for_update().get(pk=person.pk)
    _may_go(person)
    points = list(person.contact_points.all())
    addresses = [point.value for point in points]
    names = [one for one in (person.first_name, person.last_name, *addresses) if one]
    deals = forget_names(person=person, addresses=addresses)
    letters.forget(person_id=person.pk, point_ids=[point.pk for point in points], addresses=addresses)
    ledger.forget(actor=actor, points=points, is_asked=is_asked)
    _forget_doors(person, points)
    gone, counts = _remove(person)
    _empty(person)
    forget_words({**gone, person._meta.label: [person.pk]})
    if names:
        forget_words({"sales.Deal": deals}, saying=names)
    set_state(actor=actor, person=person, state=Person.State.ERASED)
    facts = {"because": because, "is_asked": is_asked, "counts": counts}
    record(actor=actor, verb="rights.person.erased", about=person, facts=facts)
    return counts


def _may_go(person: Person) -> None:
    if person.state == Person.State.ERASED:
        raise NotPossible(_("This person’s data are erased already."))
    if person.customer_until and person.customer_until >= timezone.localdate():
        raise NotPossible(
            _(
                "A contract runs until %(day)s and rests on these data (art. 17(3)(b) and (e)): "
                "limit their use until then."
            )
            % {"day": long_date(person.customer_until)}
        )


def _forget_doors(person: Person, points: list[ContactPoint]) -> None:
    """What still waits at the door under these addresses, lines of a file, accounts of sites."""
    hashes = [bytes(point.address_hash) for point in points]
    PendingRequest.objects.filter(address_hash__in=hashes).delete()
    ImportLine.objects.filter(person_id=person.pk).delete()
    Account.objects.filter(holder__in=hashes).delete()


def _remove(person: Person) -> tuple[dict[str, list[int]], dict[str, int]]:
    """Delete what points to `person`; ({table: numbers}, {table: how many}) of it and of what goes along."""
    gone: dict[str, set[int]] = defaultdict(set)
    for table, field in _pointing():
        rows = table._default_manager.filter(**{field: person.pk})
        if blanks := _blanks(table):
            rows.update(**blanks)
            gone[table._meta.label] |= set(rows.values_list("pk", flat=True))
            continue
        for label, numbers in _along(rows).items():
            gone[label] |= numbers
        rows.delete()
    told = {label: sorted(numbers) for label, numbers in gone.items() if numbers}
    return told, {label: len(numbers) for label, numbers in told.items()}


def _pointing() -> Iterator[tuple[Any, str]]:
    """(table, column) of every foreign key to a person."""
    for field in Person._meta.get_fields(include_hidden=True):
        if isinstance(field, models.ManyToOneRel):
            yield field.related_model, field.field.attname


def _along(rows: "models.QuerySet[Any]") -> dict[str, set[int]]:
    """The numbers of `rows` and of everything that is deleted with them, by table."""
    collector = Collector(using=router.db_for_write(rows.model), origin=rows)
    collector.collect(list(rows))
    found = {model._meta.label: {one.pk for one in some} for model, some in collector.data.items()}
    for quick in collector.fast_deletes:
        found.setdefault(quick.model._meta.label, set()).update(quick.values_list("pk", flat=True))
    return found


def _blanks(table: "type[models.Model]") -> dict[str, Any]:
    """{field: its empty value} where the table says that its rows are blanked, not deleted."""
    said = [one for one in DECLARATIONS if isinstance(one, PersonalField) and one.model == table._meta.label]
    if any(one.erasure == "delete row" for one in said):
        return {}
    fields = [table._meta.get_field(one.field) for one in said if one.erasure == "blank"]
    return {field.name: None if field.null else "" for field in fields}


def _empty(person: Person) -> None:
    for name, value in _blanks(Person).items():
        setattr(person, name, value)
    person.save()
