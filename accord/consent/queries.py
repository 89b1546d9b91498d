"""Reading the ledger: the permissions panel, the history, the proof of one event, the facts of lists."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from accord.consent import evidence, gate
from accord.consent.models import ConsentEvent, Evidence, Permission, Subject, Wording
from accord.consent.rules import KINDS
from accord.consent.terms import NO_STATES, YES_STATES, Level, Method, State
from accord.consent.verdicts import Verdict
from accord.contacts.models import ContactPoint, Person
from accord.register.models import Channel, NoticeVersion, Purpose
from accord.register.queries import open_purposes


@dataclass(frozen=True, slots=True)
class Cell:
    """May this person be reached for one purpose over one channel, through `point`, and on what evidence."""

    channel: str
    point: ContactPoint | None
    verdict: Verdict | None
    permission: Permission | None
    words: str = ""
    language: str = ""

    @property
    def is_concerned(self) -> bool:
        """False when the purpose does not use this channel or the person has no such address."""
        return self.verdict is not None


@dataclass(frozen=True, slots=True)
class Row:
    """One purpose of the permissions panel, a cell per channel in the order asked for."""

    purpose: Purpose
    cells: Sequence[Cell]


@dataclass(frozen=True, slots=True)
class Said:
    """One event of the ledger, ready to be told: what, when, how, about which purpose and channel."""

    id: int
    state: str
    purpose: Purpose
    channel: str
    method: str
    how: str
    level: int
    actor_kind: str
    actor_id: str
    indicated_at: datetime
    recorded_at: datetime
    words: str
    notice_version_id: int | None
    source_id: str

    @property
    def is_yes(self) -> bool:
        """An agreement, confirmed or not."""
        return self.state in YES_STATES

    @property
    def is_no(self) -> bool:
        """A refusal, a withdrawal or an objection."""
        return self.state in NO_STATES

    @property
    def state_label(self) -> str:
        """What was said, in a word."""
        return str(State(self.state).label)


@dataclass(frozen=True, slots=True)
class OptIn:
    """Who agreed when, how and on which words, for one purpose: list columns, export columns, API fields."""

    state: str = ""
    since: datetime | None = None
    requested_at: datetime | None = None
    confirmed_at: datetime | None = None
    method: str = ""
    evidence: str = ""
    words: str = ""
    notice_version_id: int | None = None
    event_id: int | None = None


@dataclass(frozen=True, slots=True)
class Proof:
    """Everything kept about one event. `verifies` is False when a row was changed behind the ledger's back."""

    said: Said
    notice: NoticeVersion | None
    person_id: int | None
    contact_point: ContactPoint | None
    answered: Said | None
    parts: Mapping[str, str] = field(default_factory=dict)
    erased: Sequence[str] = ()
    leaf: str = ""
    verifies: bool = False


def panel(
    person: Person, channels: Sequence[str] = (Channel.EMAIL, Channel.PHONE, Channel.POST)
) -> list[Row]:
    """`person`: every purpose people are reached for × `channels`. The queries do not depend on the history."""
    points = _points(person)
    purposes = list(open_purposes())
    permissions = _permissions([point.pk for point in points.values()])
    words = _words(one.wording_sha256 for one in permissions.values())
    verdicts = {
        (purpose.pk, channel): gate.ask(points[KINDS[Channel(channel)]].pk, purpose, channel)
        for purpose in purposes
        for channel in channels
        if channel in purpose.channels and KINDS[Channel(channel)] in points
    }

    def cell(purpose: Purpose, channel: str) -> Cell:
        point = points.get(KINDS[Channel(channel)])
        permission = permissions.get((point.pk, purpose.pk, channel)) if point else None
        wording = words.get(permission.wording_sha256) if permission else None
        return Cell(
            channel,
            point,
            verdicts.get((purpose.pk, channel)),
            permission,
            wording.text if wording else "",
            wording.language if wording else "",
        )

    return [Row(purpose, [cell(purpose, channel) for channel in channels]) for purpose in purposes]


def _points(person: Person) -> dict[str, ContactPoint]:
    rows = sorted(
        ContactPoint.objects.filter(person=person),
        key=lambda one: (one.unreachable_at is not None, not one.is_primary, one.pk),
    )
    found: dict[str, ContactPoint] = {}
    for point in rows:
        found.setdefault(point.kind, point)
    return found


def _permissions(points: Sequence[int]) -> dict[tuple[int, int, str], Permission]:
    rows = Permission.objects.filter(contact_point_id__in=points, recipient_id=0)
    return {(one.contact_point_id, one.purpose_id, one.channel): one for one in rows}


def _words(hashes: Iterable[str]) -> dict[str, Wording]:
    return Wording.objects.in_bulk({one for one in hashes if one})


def history(person: Person) -> list[Said]:
    """Everything the ledger holds about `person`, the latest first."""
    return history_of(ContactPoint.objects.filter(person=person).values_list("pk", flat=True))


def history_of(contact_point_ids: Iterable[int]) -> list[Said]:
    """Everything the ledger holds about these contact points, the latest first."""
    subjects = Subject.objects.filter(contact_point_id__in=list(contact_point_ids)).values("pk")
    return told(ConsentEvent.objects.filter(subject_id__in=subjects).order_by("-indicated_at", "-pk"))


def said_since(people: Iterable[int], since: datetime, most: int = 200) -> list[tuple[int, Said]]:
    """(person, what they said) for what was recorded about these people after `since`, the latest first."""
    points = dict(ContactPoint.objects.filter(person__in=list(people)).values_list("pk", "person_id"))
    subjects = dict(Subject.objects.filter(contact_point_id__in=points).values_list("pk", "contact_point_id"))
    events = ConsentEvent.objects.filter(subject_id__in=subjects, recorded_at__gt=since)
    rows = list(events.order_by("-recorded_at", "-pk")[:most])
    return [(points[subjects[row.subject_id]], said) for row, said in zip(rows, told(rows), strict=True)]


def told(events: Iterable[ConsentEvent]) -> list[Said]:
    """`events` ready to be told, in their order: three queries, however many."""
    rows = list(events)
    purposes = Purpose.objects.in_bulk({row.purpose_id for row in rows})
    words = _words(row.wording_sha256 for row in rows)
    return [_said(row, purposes[row.purpose_id], words) for row in rows]


def _said(row: ConsentEvent, purpose: Purpose, words: Mapping[str, Wording]) -> Said:
    return Said(
        id=row.pk,
        state=row.state,
        purpose=purpose,
        channel=row.channel,
        method=row.method,
        how=str(Method(row.method).label) if row.method in Method.values else row.method,
        level=row.evidence_level,
        actor_kind=row.actor_kind,
        actor_id=row.actor_id,
        indicated_at=row.indicated_at,
        recorded_at=row.recorded_at,
        words=words[row.wording_sha256].text if row.wording_sha256 in words else "",
        notice_version_id=row.notice_version_id,
        source_id=row.source_id,
    )


def proof(event_id: int) -> Proof | None:
    """The proof of one event, checked now; None when there is no such event."""
    event = ConsentEvent.objects.filter(pk=event_id).first()
    if event is None:
        return None
    parts = list(Evidence.objects.filter(event_id=event.pk))
    subject = Subject.objects.filter(pk=event.subject_id).first()
    point = ContactPoint.objects.filter(pk=subject.contact_point_id).first() if subject else None
    ids = [number for number in (event.pk, event.refers_to) if number is not None]
    known = {one.id: one for one in told(ConsentEvent.objects.filter(pk__in=ids))}
    return Proof(
        said=known[event.pk],
        notice=NoticeVersion.objects.filter(pk=event.notice_version_id or 0).select_related("notice").first(),
        person_id=point.person_id if point else None,
        contact_point=point,
        answered=known.get(event.refers_to) if event.refers_to else None,
        parts={part.part: part.value for part in parts},
        erased=sorted(set(event.commits) - {part.part for part in parts}),
        leaf=bytes(event.leaf).hex(),
        verifies=evidence.verifies(event, parts),
    )


def opt_in_facts(
    people: Iterable[Person], purpose: Purpose, channel: str = Channel.EMAIL
) -> dict[int, OptIn]:
    """The opt-in facts of `people` for `purpose`, by person; two queries, however many people."""
    rows = Permission.objects.filter(
        contact_point__person__in=list(people), purpose=purpose, channel=channel, recipient_id=0
    ).exclude(state="")
    found = list(rows.select_related("contact_point"))
    words = _words(one.wording_sha256 for one in found)
    ranked = sorted(found, key=lambda one: (one.contact_point.is_primary, one.since))
    return {one.contact_point.person_id: _opt_in(one, words) for one in ranked}


def _opt_in(one: Permission, words: Mapping[str, Wording]) -> OptIn:
    return OptIn(
        state=str(State(one.state).label),
        since=one.since if one.state in YES_STATES else None,
        requested_at=one.requested_at,
        confirmed_at=one.confirmed_at,
        method=str(Method(one.method).label) if one.method in Method.values else one.method,
        evidence=str(Level(one.evidence_level).label),
        words=words[one.wording_sha256].text if one.wording_sha256 in words else "",
        notice_version_id=one.notice_version_id,
        event_id=one.event_id,
    )
