"""What a person sees on their own page: each purpose and channel, the answer, since when and on which words."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime

from accord.consent import pauses, queries
from accord.consent.terms import NO_STATES, YES_STATES
from accord.contacts.models import ContactPoint, Person
from accord.register.models import Channel, LegalBasis, Purpose


@dataclass(frozen=True, slots=True)
class Line:
    """One purpose over one channel. answer: yes, possible (no consent needed, may be refused), or no."""

    purpose: Purpose
    channel: str
    channel_label: str
    point: ContactPoint
    answer: str
    state: str = ""
    since: datetime | None = None
    requested_at: datetime | None = None
    confirmed_at: datetime | None = None
    words: str = ""
    language: str = ""
    event_id: int | None = None
    notice_version_id: int | None = None
    rhythm: pauses.Rhythm = field(default_factory=pauses.Rhythm)

    @property
    def key(self) -> str:
        """How a button names this line."""
        return f"{self.purpose.pk}:{self.channel}"

    # What its buttons send.

    @property
    def stop(self) -> str:
        """No, from now on."""
        return f"stop:{self.key}"

    @property
    def normal(self) -> str:
        """The ordinary rhythm again."""
        return f"normal:{self.key}"

    @property
    def pause_month(self) -> str:
        """Nothing for a month."""
        return f"pause:{self.key}:30"

    @property
    def pause_quarter(self) -> str:
        """Nothing for three months."""
        return f"pause:{self.key}:91"

    @property
    def less_month(self) -> str:
        """One letter a month at most."""
        return f"less:{self.key}:30"

    @property
    def less_quarter(self) -> str:
        """One letter a quarter at most."""
        return f"less:{self.key}:91"

    @property
    def is_open(self) -> bool:
        """True while something may be sent."""
        return self.answer != "no"


@dataclass(frozen=True, slots=True)
class Subject:
    """One purpose and its channels, as a card of the page."""

    purpose: Purpose
    lines: Sequence[Line]

    @property
    def description(self) -> str:
        """What the purpose is, in the language of the moment."""
        return self.purpose.localised("description")


def person_of(contact_point_id: int) -> tuple[ContactPoint, Person] | None:
    """The address a link was written for and whose it is; None once erased."""
    point = ContactPoint.objects.select_related("person__organisation").filter(pk=contact_point_id).first()
    if point is None or point.person.state == Person.State.ERASED:
        return None
    return point, point.person


def choices(person: Person) -> list[Subject]:
    """Every purpose in use that could reach `person`, prospecting first."""
    subjects = []
    for row in queries.panel(person):
        lines = [_line(row.purpose, cell) for cell in row.cells if cell.is_concerned and cell.point]
        if lines and row.purpose.is_prospecting:
            subjects.append(Subject(row.purpose, lines))
    return subjects


def _line(purpose: Purpose, cell: queries.Cell) -> Line:
    said = cell.permission
    point = cell.point
    assert point is not None
    known = pauses.rhythms(purpose.pk, cell.channel, [point.pk])
    line = Line(
        purpose,
        cell.channel,
        str(Channel(cell.channel).label),
        point,
        _answer(purpose, cell),
        rhythm=known.get(point.pk, pauses.Rhythm()),
    )
    return line if said is None else _with_evidence(line, cell)


def _with_evidence(line: Line, cell: queries.Cell) -> Line:
    said = cell.permission
    assert said is not None
    return replace(
        line,
        state=said.state,
        since=said.since,
        requested_at=said.requested_at,
        confirmed_at=said.confirmed_at,
        words=cell.words,
        language=cell.language,
        event_id=said.event_id,
        notice_version_id=said.notice_version_id,
    )


def _answer(purpose: Purpose, cell: queries.Cell) -> str:
    """The person's own word first; where no consent is asked, what the law allows."""
    state = cell.permission.state if cell.permission else ""
    if state in NO_STATES:
        return "no"
    if purpose.legal_basis == LegalBasis.CONSENT:
        return "yes" if state in YES_STATES else "no"
    return "possible"


def still_open(person: Person) -> list[Line]:
    """What the person still receives or may be sent."""
    return [line for subject in choices(person) for line in subject.lines if line.is_open]
