"""The only door in: nobody is created anywhere else."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import record, record_many
from accord.contacts.admission import Identity, NewAcquisition, Newcomer, NewPoint, NoAddress, NoSource
from accord.contacts.generic import is_generic
from accord.contacts.indexing import sort_key, words_of
from accord.contacts.models import Acquisition, ContactPoint, Organisation, Person, SearchWord
from accord.lib.actor import Actor
from accord.lib.addresses import normalise_email, normalise_phone
from accord.lib.fingerprints import address_hash
from accord.lib.search import composed
from accord.register.rules import period

BATCH = 2000


@transaction.atomic
def admit(
    *, actor: Actor, acquisition: NewAcquisition, identity: Identity, points: Sequence[NewPoint]
) -> Person:
    """Let somebody into the contact base, with where their data come from and what they were told.

    Raises NoSource when the acquisition says too little, NoAddress when there is neither a name nor a point,
    AddressError when a point is no address. The information duty of art. 14(3) starts unless they were told.
    """
    (person,) = admit_many(actor=actor, newcomers=[Newcomer(acquisition, identity, tuple(points))])
    return person


@transaction.atomic
def admit_many(*, actor: Actor, newcomers: Sequence[Newcomer]) -> list[Person]:
    """`admit`, for a set at once: all of them or, when one is refused, none. In the order given.

    A constant number of statements for each 2,000 people. Raises what `admit` raises.
    """
    people: list[Person] = []
    for start in range(0, len(newcomers), BATCH):
        people += _admit_batch(actor, [_checked(one) for one in newcomers[start : start + BATCH]])
    return people


@transaction.atomic
def acquire(*, actor: Actor, person: Person, acquisition: NewAcquisition) -> Acquisition:
    """Somebody already known comes from another source too: the duty to tell them about it starts (art. 14(3)).

    Raises NoSource.
    """
    _check_source(acquisition)
    row = new_acquisition(actor, person, acquisition)
    row.save()
    facts = {"source": row.source, "acquisition": row.pk}
    record(actor=actor, verb="contacts.person.acquired_again", about=person, facts=facts)
    return row


def normalise(kind: str, value: str) -> str:
    """`value` in the one form in which points of this kind are stored. Raises AddressError."""
    if kind == ContactPoint.Kind.EMAIL:
        return normalise_email(value)
    if kind == ContactPoint.Kind.PHONE:
        return normalise_phone(value)
    lines = (" ".join(part.split()) for part in composed(value).splitlines())
    return "\n".join(line for line in lines if line)


def inform_by(acquired_at: datetime) -> datetime:
    """The last moment to tell somebody whose data came from elsewhere (art. 14(3)(a)), by the figure in force today:
    data may be older than the law.
    """
    due: datetime = acquired_at + period("art14.inform-within")
    return due


def _check_source(told: NewAcquisition) -> None:
    if told.source not in Acquisition.Source.values:
        raise NoSource("Nobody enters without a source.")
    if not (told.detail or told.form_id or told.import_id):
        raise NoSource("Say which source exactly.")
    if told.acquired_at > timezone.now():
        raise NoSource("Data cannot have been obtained in the future.")


def _checked(newcomer: Newcomer) -> Newcomer:
    _check_source(newcomer.acquisition)
    if not (newcomer.points or newcomer.identity.last_name or newcomer.identity.first_name):
        raise NoAddress("Nobody enters without a name or an address.")
    unique = {
        (point.kind, value): replace(point, value=value)
        for point in newcomer.points
        if (value := normalise(point.kind, point.value))
    }
    return replace(newcomer, points=tuple(unique.values()))


def _admit_batch(actor: Actor, newcomers: Sequence[Newcomer]) -> list[Person]:
    people = Person.objects.bulk_create([_person(one) for one in newcomers])
    pairs = list(zip(people, newcomers, strict=True))
    ContactPoint.objects.bulk_create(
        [new_point(person, point) for person, one in pairs for point in one.points]
    )
    Acquisition.objects.bulk_create(
        [new_acquisition(actor, person, one.acquisition) for person, one in pairs]
    )
    _index(pairs)
    facts = [
        {
            "source": one.acquisition.source,
            "points": len(one.points),
            "form": one.acquisition.form_id,
            "import": one.acquisition.import_id,
        }
        for one in newcomers
    ]
    record_many(actor=actor, verb="contacts.person.admitted", about=people, facts=facts)
    return people


def _person(newcomer: Newcomer) -> Person:
    who: Identity = newcomer.identity
    return Person(
        first_name=composed(who.first_name),
        last_name=composed(who.last_name),
        job=composed(who.job),
        language=who.language,
        organisation_id=who.organisation_id,
        born_on=who.born_on,
        collected_at=newcomer.acquisition.acquired_at,
        sort_key=sort_key(who.first_name, who.last_name, [point.value for point in newcomer.points]),
    )


def new_point(person: Person, point: NewPoint) -> ContactPoint:
    """A row, not yet saved, for a point whose value is already normalised."""
    return ContactPoint(
        person=person,
        kind=point.kind,
        value=point.value,
        sphere=point.sphere,
        is_primary=point.is_primary,
        is_generic=is_generic(point.kind, point.value),
        is_published_for_trade=point.is_published_for_trade,
        confirmed_at=point.confirmed_at,
        address_hash=address_hash(point.kind, point.value),
    )


def new_acquisition(actor: Actor, person: Person, told: NewAcquisition) -> Acquisition:
    """A row, not yet saved, with the clock of art. 14 running unless the person was told."""
    return Acquisition(
        person=person,
        source=told.source,
        detail=told.detail[:300],
        acquired_at=told.acquired_at,
        by_kind=actor.kind,
        by_id=actor.id,
        by_label=actor.label,
        notice_version_id=told.notice_version_id,
        informed_at=told.informed_at,
        inform_by=None if told.informed_at else inform_by(told.acquired_at),
        form_id=told.form_id,
        import_id=told.import_id,
    )


def _index(pairs: Sequence[tuple[Person, Newcomer]]) -> None:
    companies = Organisation.objects.in_bulk({person.organisation_id for person, _one in pairs} - {None})
    rows = []
    for person, one in pairs:
        company = companies.get(person.organisation_id) if person.organisation_id else None
        texts = (person.first_name, person.last_name, company.name if company else "")
        points = [(point.kind, point.value) for point in one.points]
        rows += [SearchWord(person=person, word=word) for word in words_of(texts, points)]
    SearchWord.objects.bulk_create(rows, batch_size=10_000)
