"""What is known about the people of one page, gathered in a fixed number of queries."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accord.consent import gate
from accord.consent.queries import OptIn, opt_in_facts
from accord.consent.verdicts import Verdict
from accord.contacts.models import Acquisition, ContactPoint, Person
from accord.register.models import Channel, Purpose

NOTHING = OptIn()
KIND_OF = {Channel.EMAIL: "email", Channel.PHONE: "phone", Channel.SMS: "phone", Channel.POST: "post"}


@dataclass(frozen=True, slots=True)
class Known:
    """One person with what the list, the export and the API say about them."""

    person: Person
    points: Mapping[str, ContactPoint]
    acquisition: Acquisition | None
    verdicts: Mapping[str, Verdict] = field(default_factory=dict)
    opt_in: OptIn = NOTHING

    @property
    def name(self) -> str:
        """The name, or the address of whoever has none."""
        person = self.person
        if person.first_name or person.last_name:
            return str(person)
        return next((point.display for point in self.points.values()), str(person))

    @property
    def organisation(self) -> str:
        """Where they work."""
        return self.person.organisation.name if self.person.organisation else ""

    @property
    def by_email(self) -> Verdict | None:
        """May they be written to; None without an address."""
        return self.verdicts.get(Channel.EMAIL)

    @property
    def by_phone(self) -> Verdict | None:
        """May they be called; None without a number."""
        return self.verdicts.get(Channel.PHONE)

    @property
    def source(self) -> str:
        """Where their data came from first."""
        return self.acquisition.get_source_display() if self.acquisition else ""

    @property
    def last_sign(self) -> datetime:
        """The last sign from them; the collection until there is one."""
        return self.person.heard_from_at or self.person.collected_at

    @property
    def informed_at(self) -> datetime | None:
        """When they were told; None while the duty is open."""
        return self.acquisition.informed_at if self.acquisition else None

    def address(self, kind: str) -> str:
        """The address of this kind to use, as people write it."""
        return self.points[kind].display if kind in self.points else ""


def gather(people: Iterable[Person], purpose: Purpose | None, asked: Mapping[str, Purpose]) -> list[Known]:
    """What is known about `people` (already loaded, organisation included), in their order.

    purpose: what the opt-in facts are about; asked: the purpose the gate is asked about for each channel.
    The number of queries depends on `asked`, not on how many people.
    """
    rows = list(people)
    points = _points(rows)
    firsts = _acquisitions(rows)
    verdicts = {channel: _verdicts(wanted, channel, points) for channel, wanted in asked.items()}
    opt_ins = opt_in_facts(rows, purpose) if purpose else {}
    return [
        Known(
            person,
            points[person.pk],
            firsts.get(person.pk),
            {channel: found[person.pk] for channel, found in verdicts.items() if person.pk in found},
            opt_ins.get(person.pk, NOTHING),
        )
        for person in rows
    ]


def _points(people: Sequence[Person]) -> dict[int, dict[str, ContactPoint]]:
    """The point to use of each kind: reachable before unreachable, primary before the others, oldest first."""
    found: dict[int, dict[str, ContactPoint]] = {person.pk: {} for person in people}
    rows = ContactPoint.objects.filter(person__in=people)
    for point in sorted(rows, key=lambda one: (one.unreachable_at is not None, not one.is_primary, one.pk)):
        found[point.person_id].setdefault(point.kind, point)
    return found


def _acquisitions(people: Sequence[Person]) -> dict[int, Acquisition]:
    """The first source of each person."""
    rows = Acquisition.objects.filter(person__in=people).order_by("-acquired_at", "-pk")
    return {row.person_id: row for row in rows}


def _verdicts(
    purpose: Purpose, channel: str, points: Mapping[int, Mapping[str, ContactPoint]]
) -> dict[int, Verdict]:
    asked = {
        kinds[KIND_OF[Channel(channel)]].pk: person
        for person, kinds in points.items()
        if KIND_OF[Channel(channel)] in kinds
    }
    answers = gate.verdicts(purpose, channel, list(asked))
    return {asked[point]: verdict for point, verdict in answers.items()}
