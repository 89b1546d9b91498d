"""Whom a letter addresses, who among them may receive it, and why the others may not: the gate's own count."""

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet
from django.utils.functional import Promise

from accord.campaigns import words
from accord.campaigns.models import Campaign
from accord.consent import gate
from accord.contacts import queries as contacts
from accord.contacts.models import Person
from accord.register.models import Channel, Purpose


@dataclass(frozen=True, slots=True)
class Group:
    """People who may not receive the letter, for one reason. share: hundredths of the largest group."""

    code: str
    people: int
    who: Promise | str
    way_out: Promise | str
    share: int
    is_waiting: bool


@dataclass(frozen=True, slots=True)
class Count:
    """The sentence of the audience step: how many yes, how many no, by reason."""

    yes: int
    groups: tuple[Group, ...]

    @property
    def no(self) -> int:
        """How many will not receive it."""
        return sum(group.people for group in self.groups)

    @property
    def total(self) -> int:
        """How many are addressed."""
        return self.yes + self.no


def purpose(campaign: Campaign) -> Purpose:
    """The purpose of a letter. Raises ValueError when none is chosen yet."""
    if campaign.purpose is None:
        raise ValueError("This letter has no purpose yet.")
    return campaign.purpose


def people(campaign: Campaign) -> QuerySet[Person] | None:
    """The people of the saved view; None for everybody."""
    return contacts.audience(campaign.view.query) if campaign.view else None


def count(campaign: Campaign) -> Count:
    """What the gate would answer now for everybody addressed."""
    return counted(gate.counts(purpose(campaign), Channel.EMAIL, people(campaign)))


def counted(counts: dict[str, int]) -> Count:
    """The gate's figures ({reason: people}, "" = yes) as groups, the largest first."""
    refused = sorted(
        ((code, number) for code, number in counts.items() if code and number), key=lambda one: -one[1]
    )
    largest = max((number for _code, number in refused), default=0)
    return Count(counts.get("", 0), tuple(_group(code, number, largest) for code, number in refused))


def _group(code: str, number: int, largest: int) -> Group:
    return Group(
        code,
        number,
        words.who(code),
        words.way_out(code),
        100 * number // largest,
        words.is_waiting(code),
    )


def refused(campaign: Campaign, reason: str) -> QuerySet[Person]:
    """The people who may not receive the letter for `reason`, by name."""
    return gate.refused_people(purpose(campaign), Channel.EMAIL, people(campaign), reason)


def permitted(campaign: Campaign) -> QuerySet[Person]:
    """The people who may receive the letter, by name."""
    everybody = people(campaign)
    addressed = Person.objects.all() if everybody is None else everybody
    return gate.allowed(addressed, purpose(campaign), Channel.EMAIL)


def lines(rows: QuerySet[Person]) -> Iterator[tuple[str, str, str]]:
    """First name, last name and organisation of each person, for a file."""
    named = rows.order_by("sort_key", "pk").values_list("first_name", "last_name", "organisation__name")
    for first, last, organisation in named.iterator(chunk_size=2000):
        yield first, last, organisation or ""
