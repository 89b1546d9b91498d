"""Taking letters out of the queue: claim, ask the gate again and mark, in one short transaction.

A withdrawal committed before this transaction stops the letter; nothing leaves before it is committed.
"""

import json
import time
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accord.consent import gate
from accord.lib.actor import SYSTEM
from accord.outbox.frequency import too_often
from accord.outbox.models import Letter, Mailing

MOST = 25  # letters in one claim
FRESH = 1.0  # seconds
GONE = "no_address"  # the gate knows no such address any more: the person was erased


@dataclass(frozen=True, slots=True)
class Held:
    """A letter of a mailing in our hands, and to whom it goes as the contact base says now."""

    pk: UUID
    contact_point_id: int
    person_id: int
    attempts: int
    to: str
    values: Mapping[str, str]
    notice_version_id: int | None = None
    service: str = ""


@dataclass(slots=True)
class Batch:
    """Letters that may leave now: `service` letters, or those of one `mailing`."""

    service: list[Letter] = field(default_factory=list)
    mailing: Mailing | None = None
    held: list[Held] = field(default_factory=list)


@dataclass(slots=True)
class Turn:
    """Which mailings one worker serves in turn, and what it knows of them for a moment."""

    last: int = 0
    known: dict[int, tuple[float, Mailing]] = field(default_factory=dict)

    def order(self, running: Iterable[int]) -> list[int]:
        """The running mailings, the one after the last served first."""
        return sorted(running, key=lambda number: (number <= self.last, number))


_LOOK = """
SELECT EXISTS (SELECT 1 FROM outbox_letter WHERE state = 'queued' AND mailing_id IS NULL AND not_before <= %s),
    ARRAY(SELECT id FROM outbox_mailing WHERE state = 'running')
"""


def claim(*, worker: str, turn: Turn, most: int = MOST) -> Batch | None:
    """At most `most` letters marked as leaving by `worker`, service letters first; None when none waits.

    The batch may be empty when the gate refused all its letters.
    """
    with connection.cursor() as cursor:
        cursor.execute(_LOOK, [timezone.now()])
        has_service, running = cursor.fetchone()
    if has_service and (letters := _claim_service(worker, most)):
        return Batch(letters)
    for number in turn.order(running):
        batch = _claim_of(_mailing(number, turn), worker, most, alone=len(running) == 1)
        if batch:
            turn.last = number
            return batch
    return None


def _mailing(number: int, turn: Turn) -> Mailing:
    """A mailing and its purpose, as they stood at most FRESH seconds ago."""
    read_at, mailing = turn.known.get(number, (0.0, None))
    if mailing is None or time.monotonic() - read_at > FRESH:
        mailing = Mailing.objects.select_related("purpose").get(pk=number)
        turn.known[number] = (time.monotonic(), mailing)
    return mailing


@transaction.atomic
def _claim_service(worker: str, most: int) -> list[Letter]:
    due = Letter.objects.filter(
        state=Letter.State.QUEUED, mailing__isnull=True, not_before__lte=timezone.now()
    )
    letters = list(due.order_by("priority", "not_before").select_for_update(skip_locked=True)[:most])
    _mark([(letter.pk, None, "") for letter in letters], worker)
    for letter in letters:
        letter.attempts += 1
    return letters


_TAKE = """
SELECT letter.id, letter.contact_point_id, letter.person_id, letter.attempts + 1, coalesce(point.value, ''),
    letter.merge::text, person.first_name, person.last_name, person.job, organisation.name
FROM (SELECT * FROM outbox_letter WHERE state = 'queued' AND mailing_id = %s AND not_before <= %s
    AND EXISTS (SELECT 1 FROM outbox_mailing WHERE id = %s AND state = 'running')
    ORDER BY not_before LIMIT %s FOR UPDATE SKIP LOCKED) AS letter
LEFT JOIN contacts_contactpoint AS point ON point.id = letter.contact_point_id
LEFT JOIN contacts_person AS person ON person.id = point.person_id
LEFT JOIN contacts_organisation AS organisation ON organisation.id = person.organisation_id
"""


@transaction.atomic
def _claim_of(mailing: Mailing, worker: str, most: int, *, alone: bool) -> Batch | None:
    letters = _taken(mailing, most)
    if not letters:
        return None
    decided = gate.decide(
        actor=SYSTEM,
        purpose=mailing.purpose,
        channel=mailing.channel,
        contact_point_ids=[letter.contact_point_id for letter in letters],
        act="letter",
        carrying=mailing.notice_version_id,
    )
    decisions = {one.contact_point_id: one.decision_id for one in decided}
    reasons = {
        letter.contact_point_id: GONE for letter in letters if letter.contact_point_id not in decisions
    }
    reasons |= {one.contact_point_id: one.reason for one in decided if not one.permitted}
    leaving = {
        letter.contact_point_id: letter.person_id
        for letter in letters
        if letter.contact_point_id not in reasons
    }
    reasons |= too_often(mailing, leaving, alone=alone)
    _mark(
        [
            (letter.pk, decisions.get(letter.contact_point_id), reasons.get(letter.contact_point_id, ""))
            for letter in letters
        ],
        worker,
    )
    return Batch([], mailing, [letter for letter in letters if letter.contact_point_id not in reasons])


def _taken(mailing: Mailing, most: int) -> list[Held]:
    """The first letters of `mailing` whose time has come, locked; those another worker holds are passed over."""
    with connection.cursor() as cursor:
        cursor.execute(_TAKE, [mailing.pk, timezone.now(), mailing.pk, most])
        rows = cursor.fetchall()
    notice = mailing.notice_version_id
    return [Held(row[0], row[1], row[2], row[3], row[4], _values(*row[5:]), notice) for row in rows]


def _values(merge: str | None, *known: str | None) -> dict[str, str]:
    """What the marks stand for: from the contact base, then what the letter brought of its own."""
    names = ("first_name", "last_name", "job", "organisation")
    values = {name: value or "" for name, value in zip(names, known, strict=True)}
    return {**values, **json.loads(merge)} if merge else values


_MARK = """
UPDATE outbox_letter AS letter
SET state = CASE WHEN said.reason = '' THEN 'claimed' ELSE 'skipped' END, reason = said.reason,
    decision_id = coalesce(said.decision_id, letter.decision_id), claimed_at = %s, claimed_by = %s,
    attempts = letter.attempts + 1, settled_at = CASE WHEN said.reason = '' THEN NULL ELSE %s END
FROM unnest(%s::uuid[], %s::bigint[], %s::text[]) AS said(id, decision_id, reason)
WHERE letter.id = said.id
"""


def _mark(said: Sequence[tuple[UUID, int | None, str]], worker: str) -> None:
    """Write which letters leave and which do not, and why (letter, decision, reason)."""
    now = timezone.now()
    columns = [list(column) for column in zip(*said, strict=True)] or [[], [], []]
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [now, worker, now, *columns])
