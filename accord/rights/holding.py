"""What an erasure would take away, in words, before it does."""

from collections.abc import Callable

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.contacts.models import Person
from accord.outbox.models import Letter

Counted = tuple[str | Promise, int]


def _letters(person: Person) -> int:
    return Letter.objects.filter(person_id=person.pk).count()


COUNTS: tuple[tuple[Promise, Callable[[Person], int]], ...] = (
    (_("Addresses"), lambda person: person.contact_points.count()),
    (_("Leads"), lambda person: person.leads.count()),
    (_("Activities"), lambda person: person.activities.count()),
    (_("Notes"), lambda person: person.notes.count()),
    (_("Answers to forms"), lambda person: person.submissions.count()),
    (_("Trials"), lambda person: person.trials.count()),
    (_("Meetings booked"), lambda person: person.bookings.count()),
    (_("Letters, of which only the dates stay"), _letters),
)


def held(person: Person) -> list[Counted]:
    """What we hold about `person`: how many of each, without what there is none of."""
    found = [(label, count(person)) for label, count in COUNTS]
    return [(label, many) for label, many in found if many]
