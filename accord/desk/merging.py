"""Two records of one person, or of one organisation, become one: both histories are kept.

Whatever points to a record follows it by itself, foreign keys being read from the tables; the ledger follows addresses.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from accord.audit.actions import differences, record
from accord.consent.joining import most_called, refuse_everywhere
from accord.consent.refolding import repoint
from accord.contacts.editing import EDITABLE
from accord.contacts.indexing import reindex
from accord.contacts.models import ContactPoint, Organisation, Person, SearchWord
from accord.intake.models import ImportLine
from accord.lib.actor import Actor
from accord.outbox.models import Bounce, Letter
from accord.sales.models import DealPerson

ORGANISATION = ("siren", "siret", "activity_code", "headcount", "website", "city")
GUARDED = (
    Person.State.ACTIVE,
    Person.State.ARCHIVED,
    Person.State.RESTRICTED,
)  # the later, the more restrictive
BY_HAND = (ContactPoint, SearchWord)


class NotPossible(ValueError):
    """These two records cannot become one; the message says why."""


@transaction.atomic
def merge_people(*, actor: Actor, kept: Person, gone: Person, chosen: Mapping[str, Any]) -> Person:
    """`gone` becomes part of `kept`; `chosen`: values of EDITABLE fields where the two differ.

    Both histories are kept; for each purpose and channel the more restrictive answer counts, until the person gives
    another; a limited or archived record stays so. Raises NotPossible.
    """
    kept, gone = _both(kept, gone)
    before = {field: getattr(kept, field) for field in EDITABLE}
    said = {field: before[field] or getattr(gone, field) for field in EDITABLE} | dict(chosen)
    for field, value in said.items():
        setattr(kept, field, value)
    _keep_the_stricter(kept, gone)
    kept.save()
    _follow_points(actor, kept, gone)
    _stay_main(kept, gone)
    counts = follow(gone, kept)
    Letter.objects.filter(person_id=gone.pk).update(person_id=kept.pk)
    ImportLine.objects.filter(person_id=gone.pk).update(person_id=kept.pk)
    points = list(kept.contact_points.all())
    refused = refuse_everywhere(actor=actor, points=points, source_id=f"merge:{gone.pk}")
    facts = {"gone": gone.pk, "refused": refused, **counts}
    number, words = gone.pk, differences(before, said)
    Person.objects.get(pk=number).delete()
    reindex([kept.pk])
    record(actor=actor, verb="contacts.person.merged", about=kept, facts=facts, words=words)
    return kept


def _both(kept: Person, gone: Person) -> tuple[Person, Person]:
    rows = {
        one.pk: one
        for one in Person.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk")
    }
    if len(rows) < len((kept, gone)):
        raise NotPossible(_("These are one record already."))
    if any(one.state == Person.State.ERASED for one in rows.values()):
        raise NotPossible(_("One of the two has been erased: nothing is joined to it."))
    return rows[kept.pk], rows[gone.pk]


def _keep_the_stricter(kept: Person, gone: Person) -> None:
    """The stricter state, the earlier collection, the latest sign of life, the later end of a contract."""
    kept.state = max(kept.state, gone.state, key=lambda state: GUARDED.index(Person.State(state)))
    kept.collected_at = min(kept.collected_at, gone.collected_at)
    kept.created_at = min(kept.created_at, gone.created_at)
    kept.heard_from_at = max(filter(None, (kept.heard_from_at, gone.heard_from_at)), default=None)
    kept.customer_until = max(filter(None, (kept.customer_until, gone.customer_until)), default=None)


def _follow_points(actor: Actor, kept: Person, gone: Person) -> None:
    """Addresses of `gone` become addresses of `kept`, never the main one; the same address becomes one."""
    mine = {(one.kind, one.value): one for one in kept.contact_points.all()}
    for point in gone.contact_points.all():
        same = mine.get((point.kind, point.value))
        if same is not None:
            _one_point(actor, same, point)
            continue
        has_main = any(one.is_primary for (kind, _value), one in mine.items() if kind == point.kind)
        point.person, point.is_primary = kept, point.is_primary and not has_main
        point.save(update_fields=["person", "is_primary"])
        mine[point.kind, point.value] = point


def _one_point(actor: Actor, mine: ContactPoint, theirs: ContactPoint) -> None:
    """One address under two numbers: what is known of both stays with the one calls were counted at, else with mine."""
    stays, leaves = (theirs, mine) if most_called([mine.pk, theirs.pk]) == theirs.pk else (mine, theirs)
    known = (mine, theirs)
    person, is_primary = mine.person, mine.is_primary
    confirmed = [one.confirmed_at for one in known if one.confirmed_at]
    stays.confirmed_at = min(confirmed, default=None)
    dead = next((one for one in known if one.unreachable_at), None)
    if dead:
        stays.unreachable_at, stays.unreachable_why = dead.unreachable_at, dead.unreachable_why
    repoint(actor=actor, from_point_id=leaves.pk, to_point_id=stays.pk)
    for letter in Letter.objects.filter(contact_point_id=leaves.pk).only("pk"):
        _moved(Letter, letter.pk, "contact_point_id", stays.pk)
    Bounce.objects.filter(contact_point_id=leaves.pk).update(contact_point_id=stays.pk)
    leaves.delete()
    stays.person, stays.is_primary = person, is_primary
    stays.save()


def _stay_main(kept: Person, gone: Person) -> None:
    """In a deal where both have a say, the main contact stays the main contact."""
    main = DealPerson.objects.filter(person=gone, is_main=True).values("deal")
    DealPerson.objects.filter(person=kept, deal__in=main).update(is_main=True)


# Organisations


@transaction.atomic
def merge_organisations(*, actor: Actor, kept: Organisation, gone: Organisation) -> Organisation:
    """`gone` becomes part of `kept`, which takes over what it did not know. Raises NotPossible."""
    rows = Organisation.objects.select_for_update().filter(pk__in=[kept.pk, gone.pk]).order_by("pk").in_bulk()
    if len(rows) < len((kept, gone)):
        raise NotPossible(_("These are one record already."))
    kept, gone = rows[kept.pk], rows[gone.pk]
    if kept.siren and gone.siren and kept.siren != gone.siren:
        raise NotPossible(_("Two SIREN numbers are two organisations."))
    before = {field: getattr(kept, field) for field in ORGANISATION}
    said = {field: value or getattr(gone, field) for field, value in before.items()}
    for field, value in said.items():
        setattr(kept, field, value)
    kept.save()
    people = list(gone.people.values_list("pk", flat=True))
    facts = {"gone": gone.pk, **follow(gone, kept)}
    words = {"name": (gone.name, kept.name), **differences(before, said)}
    gone.delete()
    reindex(people)
    record(actor=actor, verb="contacts.organisation.merged", about=kept, facts=facts, words=words)
    return kept


# What points to a record


def follow(gone: models.Model, kept: models.Model) -> dict[str, int]:
    """Everything that points to `gone` points to `kept`; {table: rows}. A row `kept` already has is dropped."""
    counts: dict[str, int] = {}
    for table, field in _pointing(type(gone)):
        rows = list(table._default_manager.filter(**{field: gone.pk}).values_list("pk", flat=True))
        for pk in rows:
            if not _moved(table, pk, field, kept.pk):
                table._default_manager.filter(pk=pk).delete()
        if rows:
            counts[table._meta.label] = len(rows)
    return counts


def _pointing(model: type[models.Model]) -> Iterator[tuple[Any, str]]:
    """(table, column) of every foreign key to `model`, those moved by hand left out."""
    for field in model._meta.get_fields(include_hidden=True):
        if isinstance(field, models.ManyToOneRel) and field.related_model not in BY_HAND:
            yield field.related_model, field.field.attname


def _moved(table: Any, pk: Any, field: str, to: int) -> bool:
    """False when `to` already has such a row."""
    try:
        with transaction.atomic():
            table._default_manager.filter(pk=pk).update(**{field: to})
    except IntegrityError:
        return False
    return True
