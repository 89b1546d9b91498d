"""Finding people by the beginning of any word of their name, company, address or number."""

import re

from django.db.models import Exists, OuterRef, Q, QuerySet

from accord.contacts.models import Person, SearchWord
from accord.lib.search import fold

MOST_WORDS = 5
COMMON = 5_000  # a word more people than this share is looked for while walking the list, not beforehand


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

    One short query per word, to see which is rare: its bearers are listed first; a query of common words walks
    the list in its own order instead. Nobody for an empty text.
    """
    found = Person.objects.all() if people is None else people
    words = typed_words(text)
    if not words:
        return found.none()
    rare = [word for word in words if _bearers(word) < COMMON]
    for word in words:
        bearing = SearchWord.objects.filter(beginning(word))
        if word in rare[:1]:
            found = found.filter(pk__in=bearing.values("person"))
        else:
            found = found.filter(Exists(bearing.filter(person=OuterRef("pk"))))
    return found


def _bearers(word: str) -> int:
    return SearchWord.objects.filter(beginning(word)).order_by()[:COMMON].count()
