"""Finding people by the beginning of any word of their name, company, address or number."""

import re

from django.db.models import OuterRef, Q, QuerySet, Subquery

from accord.contacts.models import Person, SearchWord
from accord.lib.search import fold

MOST_WORDS = 5
COMMON = 100_000  # a word more people than this share is looked for while walking the list, not beforehand


def typed_words(text: str) -> list[str]:
    """The folded beginnings in what somebody typed; a number typed in groups of digits is one word."""
    folded = fold(text)
    if re.fullmatch(r"\+?[\d .()-]{3,}", folded):
        return ["".join(filter(str.isdigit, folded))]
    return [word for word in (raw.strip('«»"(),;:') for raw in folded.split()) if word][:MOST_WORDS]


def beginning(word: str) -> Q:
    """Search words that begin with `word`, as a range an ordinary index serves."""
    return Q(word__gte=word, word__lt=word[:-1] + chr(ord(word[-1]) + 1))


def search(text: str, people: QuerySet[Person] | None = None) -> QuerySet[Person]:
    """Those of `people` (everybody when None) who have, for each word typed, a word beginning so. Unordered.

    One short query per word, to see which is rare: the bearers of rare words are listed first; a word that many share
    is looked for person by person, while the list is walked in its own order. Nobody for an empty text.
    """
    found = Person.objects.all() if people is None else people
    words = typed_words(text)
    if not words:
        return found.none()
    listed = [word for word in words if _bearers(word) < COMMON]
    for place, word in enumerate(words):
        bearing = SearchWord.objects.filter(beginning(word))
        if word in listed:
            found = found.filter(pk__in=bearing.values("person"))
        else:
            mark = f"word_{place}"
            here = Subquery(
                bearing.filter(person=OuterRef("pk")).values("pk")[:1]
            )  # a scalar is never joined
            found = found.alias(**{mark: here}).filter(**{f"{mark}__isnull": False})
    return found


def _bearers(word: str) -> int:
    return SearchWord.objects.filter(beginning(word)).order_by()[:COMMON].count()
