"""Keeping the words by which people are found, and the key by which they are sorted."""

from collections.abc import Iterable, Sequence

import phonenumbers

from accord.contacts.models import ContactPoint, Person, SearchWord
from accord.lib.search import fold, search_words

WORD_LENGTH = 100
BATCH = 2000


def sort_key(first_name: str, last_name: str, addresses: Sequence[str]) -> str:
    """What a list of people is ordered by: the last name, then the first; the address of whoever has no name."""
    return fold(f"{last_name} {first_name}".strip() or next(iter(addresses), ""))[:200]


def phone_digits(number: str) -> list[str]:
    """The digits people may type to find an E.164 number: with the country code, and as dialled at home."""
    parsed = phonenumbers.parse(number, None)
    national = phonenumbers.format_number(parsed, phonenumbers.PhoneNumberFormat.NATIONAL)
    return [number.lstrip("+"), "".join(filter(str.isdigit, national))]


def words_of(texts: Iterable[str], points: Iterable[tuple[str, str]]) -> list[str]:
    """The folded words of names (`texts`) and of points, pairs of kind and normalised value."""
    words = dict.fromkeys(search_words(*texts))
    for kind, value in points:
        words |= dict.fromkeys(_words_of_point(kind, value))
    return list(dict.fromkeys(word[:WORD_LENGTH] for word in words))


def _words_of_point(kind: str, value: str) -> list[str]:
    if kind == ContactPoint.Kind.PHONE:
        return phone_digits(value)
    return search_words(value, value.partition("@")[2])


def reindex(person_ids: Sequence[int]) -> None:
    """Make the words and sort keys of these people true again. Called by every write that touches either."""
    for start in range(0, len(person_ids), BATCH):
        _reindex(person_ids[start : start + BATCH])


def _reindex(person_ids: Sequence[int]) -> None:
    people = list(
        Person.objects.filter(pk__in=person_ids)
        .select_related("organisation")
        .prefetch_related("contact_points")
    )
    rows = []
    for person in people:
        points = [(point.kind, point.value) for point in person.contact_points.all()]
        person.sort_key = sort_key(person.first_name, person.last_name, [value for _kind, value in points])
        company = person.organisation.name if person.organisation else ""
        texts = (person.first_name, person.last_name, company)
        rows += [SearchWord(person=person, word=word) for word in words_of(texts, points)]
    Person.objects.bulk_update(people, ["sort_key"])
    SearchWord.objects.filter(person__in=person_ids).delete()
    SearchWord.objects.bulk_create(rows, batch_size=10_000)
