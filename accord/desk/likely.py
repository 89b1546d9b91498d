"""Records that are probably one: the same address, the same name, the same SIREN. A colleague decides."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Count, QuerySet
from django.utils.translation import gettext as _

from accord.audit.queries import facts_of
from accord.contacts.models import ContactPoint, Organisation, Person

MERGED = "contacts.person.merged"
MOST = 50
SHOWN = 10


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records that are probably one, the older first, and by what they were recognised."""

    kept: Person | Organisation
    gone: Person | Organisation
    why: str


def people() -> list[Pair]:
    """Probable duplicates in the whole base, those who share an address first; a few short queries, MOST pairs."""
    points = ContactPoint.objects.exclude(kind=ContactPoint.Kind.POST).filter(is_generic=False).order_by()
    shared = (
        points.values_list("address_hash").annotate(many=Count("person", distinct=True)).filter(many__gt=1)
    )
    pairs: dict[tuple[int, int], str] = {}
    for hashed, _many in shared[:MOST]:
        holders = ContactPoint.objects.filter(address_hash=hashed).values_list("person", flat=True)
        first, *others = sorted(set(holders))
        pairs |= {(first, pk): _("same address") for pk in others[:SHOWN]}
    named = _living().exclude(sort_key="").order_by("sort_key").values_list("sort_key")
    for key, _many in named.annotate(many=Count("pk")).filter(many__gt=1)[:MOST]:
        first, *others = _living().filter(sort_key=key).order_by("pk").values_list("pk", flat=True)[:SHOWN]
        for pk in others:
            pairs.setdefault((first, pk), _("same name"))
    return list(_pairs(_living().select_related("organisation"), pairs))[:MOST]


def like(person: Person) -> list[Pair]:
    """Those who are probably `person`."""
    hashes = person.contact_points.filter(is_generic=False).values("address_hash")
    sharing = ContactPoint.objects.filter(address_hash__in=hashes).exclude(person=person)
    pairs = {(person.pk, pk): _("same address") for pk in sharing.values_list("person", flat=True)[:SHOWN]}
    named = _living().filter(sort_key=person.sort_key).exclude(pk=person.pk).exclude(sort_key="")
    for pk in named.values_list("pk", flat=True)[:SHOWN]:
        pairs.setdefault((person.pk, pk), _("same name"))
    return list(_pairs(_living().select_related("organisation"), pairs))


def organisations() -> list[Pair]:
    """Organisations that bear the same SIREN, or else the same name; MOST pairs."""
    pairs: dict[tuple[int, int], str] = {}
    for field, why in (("siren", _("same SIREN")), ("sort_key", _("same name"))):
        known = Organisation.objects.exclude(**{field: ""}).order_by(field).values_list(field)
        for value, _many in known.annotate(many=Count("pk")).filter(many__gt=1)[:MOST]:
            same = Organisation.objects.filter(**{field: value}).order_by("pk")
            first, *others = same.values_list("pk", flat=True)[:SHOWN]
            for pk in others:
                pairs.setdefault((first, pk), why)
    found = _pairs(Organisation.objects.all(), pairs)
    return [pair for pair in found if not _differ(pair.kept, pair.gone)][:MOST]


def _differ(one: Person | Organisation, other: Person | Organisation) -> bool:
    """Two numbers are two organisations, whatever their names."""
    numbers = {firm.siren for firm in (one, other) if isinstance(firm, Organisation) and firm.siren}
    return len(numbers) > 1


def _living() -> QuerySet[Person]:
    return Person.objects.exclude(state=Person.State.ERASED)


def _pairs(
    rows: QuerySet[Person] | QuerySet[Organisation], pairs: dict[tuple[int, int], str]
) -> Iterator[Pair]:
    found = rows.in_bulk({pk for pair in pairs for pk in pair})
    for (kept, gone), why in pairs.items():
        if kept in found and gone in found:
            yield Pair(found[kept], found[gone], why)


def joined(number: int) -> list[int]:
    """The numbers that the records joined to a person had, however many times: their journal goes on with this one."""
    found: list[int] = []
    fresh = [number]
    while fresh:
        fresh = [int(facts["gone"]) for facts in facts_of(MERGED, "contacts.Person", fresh)]
        found += fresh
    return found
