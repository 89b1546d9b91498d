"""Finding people by the beginning of any word of their name, company, address or number."""

import re

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import BooleanField, F, Func, OuterRef, Q, QuerySet, Subquery

from accord.contacts.models import Person, SearchWord
from accord.lib.search import fold

MOST_WORDS = 5
ABROAD = 4  # a number that begins with 00 and is longer has a country code
LAST = "\U0010ffff"  # sorts after every character of a word
COMMON = 60_000  # a word more people than this share is looked for person by person, while the list is walked
SHARED = 8  # beside a rarer word, to list that many times more bearers costs less than to look for each of the rarer


def typed_words(text: str) -> list[str]:
    """The folded beginnings in what somebody typed; a number typed in groups of digits is one word."""
    folded = fold(text)
    if re.fullmatch(r"\+?[\d .()/-]{3,}", folded) and (number := _digits(folded)):
        return [number]
    return [word for word in (raw.strip('«»"(),;:') for raw in folded.split()) if word][:MOST_WORDS]


def _digits(number: str) -> str:
    """The digits of a number as it is kept: « +33 (0)6 », « 0033 6 » and « 33 6 » are one beginning."""
    digits = "".join(filter(str.isdigit, number.replace("(0)", "")))
    return digits[2:] if digits.startswith("00") and len(digits) > ABROAD else digits


def beginning(word: str) -> Q:
    """Search words that begin with `word`, as a range an ordinary index serves."""
    return Q(word__gte=word, word__lt=word + LAST)


def search(text: str, people: QuerySet[Person] | None = None) -> QuerySet[Person]:
    """Those of `people` (everybody when None) who have, for each word typed, a word beginning so. Unordered.

    One or two short queries per word, to see which is rare: the bearers of rare words are listed first, and what they
    have in common with those of words not much less rare; a word that many more share is looked for person by person,
    while the list is walked in its own order. Nobody for an empty text.
    """
    found = Person.objects.all() if people is None else people
    words = typed_words(text)
    if not words:
        return found.none()
    listed = _listed(words)
    if listed:
        found = found.filter(_is_one_of([SearchWord.objects.filter(beginning(word)) for word in listed]))
    for place, word in enumerate(word for word in words if word not in listed):
        mark = f"word_{place}"
        bearing = SearchWord.objects.filter(beginning(word), person=OuterRef("pk"))
        here = Subquery(bearing.values("pk")[:1])  # a scalar is never joined
        found = found.alias(**{mark: here}).filter(**{f"{mark}__isnull": False})
    return found


def _is_one_of(bearing: list[QuerySet[SearchWord]]) -> Func:
    """The person stands in every one of these lists; computed first, whatever the order and the length of the page."""
    first, *others = (words.order_by().values("person_id") for words in bearing)
    people = ArraySubquery(first.intersection(*others) if others else first)
    return Func(
        F("pk"), people, template="(%(expressions)s))", arg_joiner=" = ANY(", output_field=BooleanField()
    )


def _listed(words: list[str]) -> list[str]:
    """The words whose bearers are listed beforehand; none when all are common."""
    rarest = min(_bearers(word, COMMON) for word in words)
    if rarest == COMMON:
        return []
    if len(words) == 1:
        return words
    most = max(COMMON, rarest * SHARED)
    return [word for word in words if _bearers(word, most) < most]


def _bearers(word: str, most: int) -> int:
    return SearchWord.objects.filter(beginning(word)).order_by()[:most].count()
