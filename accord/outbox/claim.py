"""Taking letters out of the queue: claim, ask the gate again and mark, in one short transaction.

A withdrawal committed before this transaction stops the letter; nothing leaves before it is committed.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils import timezone

from accord.consent import gate, pauses
from accord.contacts.models import ContactPoint
from accord.lib.actor import SYSTEM
from accord.outbox.models import Letter, Mailing

MOST = 25  # letters in one claim
WEEK = timedelta(days=7)
COUNTED = (Letter.State.CLAIMED, Letter.State.SENT, Letter.State.UNKNOWN, Letter.State.BOUNCED)
TOO_MANY, TOO_SOON, PAUSED = "too-many-this-week", "less-often", "paused"


@dataclass(frozen=True, slots=True)
class Recipient:
    """To whom a letter of a mailing goes, as the contact base says now."""

    address: str
    values: Mapping[str, str]


@dataclass(slots=True)
class Batch:
    """Letters that may leave now. `mailing` is None for service letters; recipients: by contact point."""

    letters: list[Letter]
    mailing: Mailing | None = None
    recipients: Mapping[int, Recipient] = field(default_factory=dict)


def claim(*, worker: str, most: int = MOST, after: int = 0) -> Batch | None:
    """At most `most` letters marked as leaving by `worker`, service letters first; None when none waits.

    after: the mailing served last; the next one is served before it again. The batch may be empty of letters when
    the gate refused them all.
    """
    with transaction.atomic():
        service = list(
            _waiting(Letter.objects.filter(mailing__isnull=True).order_by("priority", "not_before"), most)
        )
        if service:
            _mark(service, worker, {}, {})
            return Batch(service)
    running = Mailing.objects.filter(state=Mailing.State.RUNNING).values_list("pk", flat=True)
    for number in sorted(running, key=lambda pk: (pk <= after, pk)):
        batch = _claim_of(number, worker, most)
        if batch:
            return batch
    return None


@transaction.atomic
def _claim_of(number: int, worker: str, most: int) -> Batch | None:
    mailing = Mailing.objects.select_related("purpose").filter(pk=number, state=Mailing.State.RUNNING).first()
    if mailing is None:
        return None
    letters = list(_waiting(Letter.objects.filter(mailing=mailing).order_by("not_before"), most))
    if not letters:
        return None
    decided = gate.decide(
        actor=SYSTEM,
        purpose=mailing.purpose,
        channel=mailing.channel,
        contact_point_ids=[_point(letter) for letter in letters],
        act="letter",
    )
    reasons = {one.contact_point_id: one.reason for one in decided if not one.permitted}
    reasons |= _too_often(mailing, [letter for letter in letters if _point(letter) not in reasons])
    _mark(letters, worker, {one.contact_point_id: one.decision_id for one in decided}, reasons)
    leaving = [letter for letter in letters if _point(letter) not in reasons]
    return Batch(leaving, mailing, _recipients([_point(letter) for letter in leaving]))


def _point(letter: Letter) -> int:
    return letter.contact_point_id or 0


def _waiting(letters: QuerySet[Letter], most: int) -> QuerySet[Letter]:
    """The first of `letters` whose time has come, locked; those another worker holds are passed over."""
    due = letters.filter(state=Letter.State.QUEUED, not_before__lte=timezone.now())
    return due.select_for_update(skip_locked=True, of=("self",))[:most]


_MARK = """
UPDATE outbox_letter AS letter
SET state = CASE WHEN said.reason = '' THEN 'claimed' ELSE 'skipped' END, reason = said.reason,
    decision_id = coalesce(said.decision_id, letter.decision_id), claimed_at = %s, claimed_by = %s,
    attempts = letter.attempts + 1, settled_at = CASE WHEN said.reason = '' THEN NULL ELSE %s END
FROM unnest(%s::uuid[], %s::bigint[], %s::text[]) AS said(id, decision_id, reason)
WHERE letter.id = said.id
"""


def _mark(
    letters: Sequence[Letter], worker: str, decisions: Mapping[int, int], reasons: Mapping[int, str]
) -> None:
    now = timezone.now()
    ids = [letter.pk for letter in letters]
    decided = [decisions.get(_point(letter)) for letter in letters]
    said = [reasons.get(_point(letter), "") for letter in letters]
    with connection.cursor() as cursor:
        cursor.execute(_MARK, [now, worker, now, ids, decided, said])
    for letter in letters:
        letter.attempts += 1


def _recipients(points: Sequence[int]) -> dict[int, Recipient]:
    """Address and merge values of each contact point, in one query."""
    rows = ContactPoint.objects.filter(pk__in=points).values_list(
        "pk", "value", "person__first_name", "person__last_name", "person__organisation__name", "person__job"
    )
    names = ("first_name", "last_name", "organisation", "job")
    return {
        pk: Recipient(address, {name: value or "" for name, value in zip(names, values, strict=True)})
        for pk, address, *values in rows
    }


# How often is too often


def _too_often(mailing: Mailing, letters: Sequence[Letter]) -> dict[int, str]:
    """The contact points that had their share, with the reason. Other workers wait for the same people."""
    people = sorted({letter.person_id for letter in letters if letter.person_id})
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(pg_advisory_xact_lock(hashtextextended('outbox.person:' || person, 0)))"
            " FROM unnest(%s::bigint[]) AS person",
            [people],
        )
    refused = _over_the_cap(letters, people) if mailing.purpose.is_prospecting else {}
    return refused | _before_their_time(mailing, letters)


def _over_the_cap(letters: Iterable[Letter], people: Sequence[int]) -> dict[int, str]:
    since = timezone.now() - WEEK
    had = Counter(
        Letter.objects.filter(
            person_id__in=people, claimed_at__gte=since, mailing__isnull=False, state__in=COUNTED
        ).values_list("person_id", flat=True)
    )
    refused = {}
    for letter in letters:
        if had[letter.person_id] >= settings.ACCORD_LETTERS_PER_WEEK:
            refused[_point(letter)] = TOO_MANY
        had[letter.person_id] += 1
    return refused


def _before_their_time(mailing: Mailing, letters: Sequence[Letter]) -> dict[int, str]:
    """Those who paused this purpose, or asked for it less often and had a letter of it too short a time ago."""
    rhythms = pauses.rhythms(mailing.purpose_id, mailing.channel, [_point(letter) for letter in letters])
    if not rhythms:
        return {}
    paused = {point: PAUSED for point, rhythm in rhythms.items() if rhythm.is_paused}
    slow = {
        point: timedelta(days=rhythm.every_days) for point, rhythm in rhythms.items() if rhythm.every_days
    }
    last = _last_letters(mailing.purpose_id, [letter for letter in letters if _point(letter) in slow])
    recent = {
        point: TOO_SOON for point, gap in slow.items() if point in last and timezone.now() - last[point] < gap
    }
    return recent | paused


def _last_letters(purpose_id: int, letters: Sequence[Letter]) -> dict[int, datetime]:
    had = Letter.objects.filter(
        person_id__in={letter.person_id for letter in letters}, purpose_id=purpose_id, state__in=COUNTED
    )
    return dict(had.values_list("contact_point_id").annotate(Max("claimed_at")))
