"""Finding leads and deals by a few words, from anywhere: each kind in one short query that an index serves."""

from collections.abc import Sequence

from django.contrib.postgres.search import SearchQuery, SearchVector
from django.db.models import Q, QuerySet

from accord.lib.search import plain_words
from accord.sales.models import Deal, DealPerson, Lead
from accord.staff.models import User

MOST_WORDS = 5
NEAR = 50  # deals of the people found


def deals(text: str, user: User, people: Sequence[int], firms: Sequence[int]) -> QuerySet[Deal]:
    """The deals `user` may see whose name has, for each word typed, a word beginning so; and those of these people and
    organisations (ids). The ones under way and the latest news first.
    """
    found = Q(organisation__in=firms)
    if words := plain_words(text)[:MOST_WORDS]:
        beginnings = " & ".join(f"{word}:*" for word in words)
        found |= Q(words=SearchQuery(beginnings, config="simple", search_type="raw"))
    if people:
        theirs = DealPerson.objects.filter(person__in=people).order_by("-deal").values_list("deal", flat=True)
        found |= Q(pk__in=list(theirs[:NEAR]))
    seen = (
        Deal.objects.visible_to(user).alias(words=SearchVector("search_key", config="simple")).filter(found)
    )
    newest = ("-closed_at", "-news_at", "-pk")  # what is not closed comes first in PostgreSQL
    return seen.select_related("organisation", "stage").order_by(*newest)


def leads(user: User, people: Sequence[int], firms: Sequence[int]) -> QuerySet[Lead]:
    """The leads `user` may see of these people and organisations (ids), the newest first."""
    found = Lead.objects.visible_to(user).filter(Q(person__in=people) | Q(organisation__in=firms))
    return found.select_related("person", "organisation").order_by("-arrived_at", "-pk")
