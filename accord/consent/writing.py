"""Writing the ledger: lock the permissions, add the events, fold, and nothing else ever changes a permission."""

import hashlib
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accord.audit.actions import record
from accord.consent import evidence
from accord.consent.fold import NOTHING, Fact, Standing, fold
from accord.consent.models import ConsentEvent, Evidence, Permission, Subject, Unsealed, Wording
from accord.consent.terms import YES_STATES, Level, Method, State
from accord.contacts.models import ContactPoint, Person
from accord.lib.actor import Actor


class NotAccepted(ValueError):
    """The ledger takes no agreement for somebody erased or archived. A withdrawal is always taken."""


@dataclass(frozen=True, slots=True)
class Act:
    """What was said, by whom it is about, and on which words.

    evidence: {part: value} (consent.models.Evidence.Part); indicated_at: when it was said, never in the future;
    received_at: when we learnt of it (now by default); refers_to: the event this one answers.
    """

    contact_point_id: int
    purpose_id: int
    channel: str
    state: State
    method: Method
    indicated_at: datetime
    words: str = ""
    language: str = "fr"
    notice_version_id: int | None = None
    level: Level = Level.FORM
    evidence: Mapping[str, str] = field(default_factory=dict)
    received_at: datetime | None = None
    recipient_id: int = 0
    refers_to: int | None = None
    source_id: str = ""
    import_id: int | None = None

    @property
    def key(self) -> "Key":
        """What its permission is about."""
        return Key(self.contact_point_id, self.purpose_id, self.channel, self.recipient_id)


class Key(NamedTuple):
    """One permission: contact point × purpose × channel × recipient."""

    contact_point_id: int
    purpose_id: int
    channel: str
    recipient_id: int


def write(*, actor: Actor, acts: Sequence[Act]) -> list[int]:
    """Add the events of `acts` and fold their permissions; the ids of the events, in the order given.

    One transaction. Raises NotAccepted when somebody erased or archived would be said to agree.
    """
    return _write(actor, acts)


def write_many(*, actor: Actor, acts: Sequence[Act]) -> int:
    """`write` for thousands at once, with one line in the journal; how many events were added."""
    return len(_write(actor, acts, one_line=True))


@transaction.atomic
def _write(actor: Actor, acts: Sequence[Act], *, one_line: bool = False) -> list[int]:
    points = ContactPoint.objects.select_related("person").in_bulk({act.contact_point_id for act in acts})
    _refuse_the_gone(acts, points)
    subjects = _subjects(points)
    permissions = _lock(sorted({act.key for act in acts}), points)
    events = _add(actor, acts, subjects)
    _fold(permissions)
    _journal(actor, acts, events, one_line=one_line)
    return [event.pk for event in events]


def _refuse_the_gone(acts: Sequence[Act], points: Mapping[int, ContactPoint]) -> None:
    gone = {Person.State.ERASED, Person.State.ARCHIVED}
    for act in acts:
        if act.state in YES_STATES and points[act.contact_point_id].person.state in gone:
            raise NotAccepted("This person was erased or archived: no agreement can be recorded.")


_LOCK = """
SELECT permission.id FROM consent_permission AS permission
JOIN unnest(%s::bigint[], %s::bigint[], %s::text[], %s::bigint[]) AS wanted (point, purpose, channel, recipient)
  ON (permission.contact_point_id, permission.purpose_id, permission.channel, permission.recipient_id)
   = (wanted.point, wanted.purpose, wanted.channel, wanted.recipient)
ORDER BY wanted.point, wanted.purpose, wanted.channel, wanted.recipient
FOR UPDATE OF permission
"""


def _lock(keys: Sequence[Key], points: Mapping[int, ContactPoint]) -> dict[Key, Permission]:
    """The permissions of `keys`, made where they are missing and locked, always in the same order."""
    Permission.objects.bulk_create(
        [Permission(**key._asdict(), address_hash=points[key.contact_point_id].address_hash) for key in keys],
        ignore_conflicts=True,
        batch_size=5_000,
    )
    columns = [list(column) for column in zip(*keys, strict=True)] or [[], [], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_LOCK, columns)
        locked = [row[0] for row in cursor.fetchall()]
    found = Permission.objects.filter(pk__in=locked)
    return {Key(one.contact_point_id, one.purpose_id, one.channel, one.recipient_id): one for one in found}


def _subjects(points: Mapping[int, ContactPoint]) -> dict[int, UUID]:
    """The subject of each contact point, made where there is none yet: one writer at a time makes it, before any
    permission is locked. Two subjects of one point would let the no in one outlive the person's own new yes.
    """
    missing = sorted(set(points) - set(_known_subjects(points)))
    list(ContactPoint.objects.filter(pk__in=missing).order_by("pk").select_for_update(no_key=True).only("pk"))
    known = _known_subjects(points)
    made = Subject.objects.bulk_create(
        [Subject(contact_point_id=point) for point in missing if point not in known]
    )
    return known | {subject.contact_point_id: subject.pk for subject in made}


def _known_subjects(points: Iterable[int]) -> dict[int, UUID]:
    """One subject for each point that has any; always the same one when a merge left several."""
    known: dict[int, UUID] = {}
    rows = Subject.objects.filter(contact_point_id__in=list(points))
    for point, subject in rows.values_list("contact_point_id", "pk"):
        known[point] = min(subject, known.get(point, subject))
    return known


def _add(actor: Actor, acts: Sequence[Act], subjects: Mapping[int, UUID]) -> list[ConsentEvent]:
    now = timezone.now()
    words = {_sha256(act.words): (act.language, act.words) for act in acts if act.words}
    Wording.objects.bulk_create(
        [
            Wording(sha256=sha, language=language, text=text)
            for sha, (language, text) in sorted(words.items())
        ],
        ignore_conflicts=True,
    )
    drafts = [_draft(actor, act, subjects[act.contact_point_id], now) for act in acts]
    events = ConsentEvent.objects.bulk_create([event for event, _parts in drafts], batch_size=2_000)
    parts = []
    for event, own in drafts:
        for part in own:
            part.event_id = event.pk
        parts += own
    Evidence.objects.bulk_create(parts, batch_size=5_000)
    Unsealed.objects.bulk_create(
        [Unsealed(event_id=one.pk, leaf=one.leaf) for one in events], batch_size=5_000
    )
    return events


def _draft(actor: Actor, act: Act, subject_id: UUID, now: datetime) -> tuple[ConsentEvent, list[Evidence]]:
    received = act.received_at or now
    values = dict(act.evidence)
    if actor.kind == "staff" and actor.label:
        values.setdefault(Evidence.Part.OPERATOR, actor.label)
    parts = evidence.parts_of(subject_id, values, received)
    event = ConsentEvent(
        subject_id=subject_id,
        purpose_id=act.purpose_id,
        channel=act.channel,
        recipient_id=act.recipient_id,
        state=act.state,
        method=act.method,
        actor_kind=actor.kind,
        actor_id=actor.id,
        evidence_level=act.level,
        notice_version_id=act.notice_version_id,
        wording_sha256=_sha256(act.words) if act.words else "",
        refers_to=act.refers_to,
        source_id=act.source_id,
        import_id=act.import_id,
        indicated_at=min(act.indicated_at, now),
        received_at=received,
        recorded_at=now,
        commits={part.part: evidence.commit(bytes(part.salt), part.value) for part in parts},
    )
    event.leaf = evidence.leaf(event)
    return event, parts


def _fold(permissions: Mapping[Key, Permission]) -> None:
    standings = standing_of(list(permissions))
    for key, permission in permissions.items():
        for name, value in asdict(standings.get(key, NOTHING)).items():
            setattr(permission, name, value)
    Permission.objects.bulk_update(permissions.values(), list(asdict(NOTHING)), batch_size=1_000)


@transaction.atomic
def fold_again(keys: Sequence[Key]) -> None:
    """Lock the permissions of `keys`, make those that are missing, and write what the events say."""
    points = ContactPoint.objects.in_bulk({key.contact_point_id for key in keys})
    _fold(_lock(sorted(keys), points))


def standing_of(keys: Sequence[Key]) -> dict[Key, Standing]:
    """What the events say of each key, folded afresh; keys without events are absent."""
    subjects = Subject.objects.filter(contact_point_id__in={key.contact_point_id for key in keys})
    owner = {one.pk: one.contact_point_id for one in subjects}
    merged = _merged(subjects)
    wanted, histories = set(keys), defaultdict(list)
    rows = ConsentEvent.objects.filter(
        subject_id__in=list(owner), purpose_id__in={key.purpose_id for key in keys}
    ).defer("commits", "leaf")
    for event in rows:
        key = Key(owner[event.subject_id], event.purpose_id, event.channel, event.recipient_id)
        if key in wanted:
            joined = merged.get(key.contact_point_id)
            histories[key].append(_fact(event, bool(joined and event.recorded_at > joined)))
    return {key: fold(facts) for key, facts in histories.items()}


def _merged(subjects: Iterable[Subject]) -> dict[int, datetime]:
    """When the last merging of each contact point happened; those that never merged are absent."""
    joined = sorted((one.joined_at, one.contact_point_id) for one in subjects if one.joined_at)
    return {point: at for at, point in joined}


def _fact(event: ConsentEvent, is_after_merging: bool) -> Fact:
    return Fact(
        id=event.pk,
        subject_id=event.subject_id,
        state=event.state,
        indicated_at=event.indicated_at,
        method=event.method,
        actor_kind=event.actor_kind,
        level=event.evidence_level,
        notice_version_id=event.notice_version_id,
        wording_sha256=event.wording_sha256,
        import_id=event.import_id,
        refers_to=event.refers_to,
        is_after_merging=is_after_merging,
    )


def _journal(actor: Actor, acts: Sequence[Act], events: Sequence[ConsentEvent], *, one_line: bool) -> None:
    if one_line:
        record(actor=actor, verb="consent.events.imported", facts={"events": len(events)})
        return
    for act, event in zip(acts, events, strict=True):
        facts = {"purpose": act.purpose_id, "channel": act.channel, "contact_point": act.contact_point_id}
        record(actor=actor, verb=f"consent.event.{act.state}", about=event, facts=facts)


def _sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()
