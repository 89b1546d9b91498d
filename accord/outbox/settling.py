"""Writing down what became of the letters that left, all those of a batch in one statement."""

from collections.abc import Mapping, Sequence
from contextlib import nullcontext
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection, transaction
from django.utils import timezone

from accord.contacts import actions as contacts
from accord.contacts.models import Person
from accord.lib.actor import SYSTEM
from accord.outbox import bounces
from accord.outbox.claim import Held
from accord.outbox.models import Bounce, Letter, Mailing
from accord.outbox.smtp import Fate, Outcome

MOST_ATTEMPTS = 6
FIRST_WAIT = {
    True: timedelta(minutes=1),
    False: timedelta(minutes=5),
}  # service letters, others; doubled each time
PATIENCE = timedelta(minutes=5)  # an answer that has not come by then will not come
UNTRIED_WAIT = timedelta(seconds=20)

STATES = {
    Fate.SENT: Letter.State.SENT,
    Fate.REFUSED: Letter.State.FAILED,
    Fate.NOBODY: Letter.State.BOUNCED,
    Fate.UNSURE: Letter.State.UNKNOWN,
}


@dataclass(frozen=True, slots=True)
class Verdict:
    """The state a letter goes to, what the server said, and when to try again."""

    state: str
    said: str = ""
    not_before: datetime | None = None


def verdict(letter: Letter | Held, outcome: Outcome | None) -> Verdict:
    """What an outcome means for `letter`; None when it was not tried for want of time."""
    if outcome is None:
        return Verdict(Letter.State.QUEUED)
    if outcome.fate is Fate.NOT_TRIED:
        return Verdict(Letter.State.QUEUED, outcome.said, timezone.now() + UNTRIED_WAIT)
    if outcome.fate is Fate.LATER and letter.attempts < MOST_ATTEMPTS:
        wait = FIRST_WAIT[bool(letter.service)] * 2 ** (letter.attempts - 1)
        return Verdict(Letter.State.QUEUED, outcome.said, timezone.now() + wait)
    return Verdict(
        STATES.get(outcome.fate, Letter.State.FAILED), outcome.said if outcome.fate != Fate.SENT else ""
    )


_SETTLE = """
WITH quick AS MATERIALIZED (SELECT set_config('synchronous_commit', 'off', true) AS it)
UPDATE outbox_letter AS letter
SET state = said.state, error = said.error, not_before = coalesce(said.not_before, letter.not_before),
    attempts = letter.attempts - CASE WHEN said.is_untried THEN 1 ELSE 0 END,
    claimed_at = CASE WHEN said.state = 'queued' THEN NULL ELSE letter.claimed_at END,
    settled_at = CASE WHEN said.state = 'queued' THEN NULL ELSE %s END,
    "to" = CASE WHEN said.is_over THEN '' ELSE letter."to" END,
    content = CASE WHEN said.is_over THEN NULL ELSE letter.content END,
    merge = CASE WHEN said.is_over THEN NULL ELSE letter.merge END
FROM quick, unnest(%s::uuid[], %s::text[], %s::text[], %s::timestamptz[], %s::bool[], %s::bool[])
    AS said(id, state, error, not_before, is_untried, is_over)
WHERE quick.it = 'off' AND letter.id = said.id AND letter.claimed_by = %s AND letter.state IN ('claimed', 'unknown')
"""


def settle(*, worker: str, letters: Sequence[Letter | Held], outcomes: Mapping[UUID, Outcome]) -> None:
    """Write the outcome of each of `letters` that `worker` claimed, and the facts that follow from it.

    The commit need not be on disk: were it lost, the letters would show as unknown, and none would go twice.
    """
    verdicts = [verdict(letter, outcomes.get(letter.pk)) for letter in letters]
    follows = [
        (letter, said) for letter, said in zip(letters, verdicts, strict=True) if _follows(letter, said)
    ]
    with transaction.atomic() if follows else nullcontext():
        _write(worker, letters, verdicts, [_is_untried(outcomes.get(letter.pk)) for letter in letters])
        for letter, said in follows:
            _follow(letter, said)


def _write(
    worker: str, letters: Sequence[Letter | Held], verdicts: Sequence[Verdict], untried: Sequence[bool]
) -> None:
    columns: list[list[Any]] = [
        [letter.pk for letter in letters],
        [said.state for said in verdicts],
        [said.said for said in verdicts],
        [said.not_before for said in verdicts],
        list(untried),
        [said.state not in (Letter.State.QUEUED, Letter.State.UNKNOWN) for said in verdicts],
    ]
    with connection.cursor() as cursor:
        cursor.execute(_SETTLE, [timezone.now(), *columns, worker])


def _is_untried(outcome: Outcome | None) -> bool:
    return outcome is None or outcome.fate is Fate.NOT_TRIED


def _follows(letter: Letter | Held, said: Verdict) -> bool:
    """True when an outcome is a fact for others too."""
    is_told = said.state == Letter.State.SENT and _notice_of(letter) is not None
    return is_told or said.state == Letter.State.BOUNCED


def _follow(letter: Letter | Held, said: Verdict) -> None:
    if said.state == Letter.State.BOUNCED:
        bounces.report(letter_id=letter.pk, kind=Bounce.Kind.HARD, detail=said.said)
    else:
        _informed(letter)


def _notice_of(letter: Letter | Held) -> int | None:
    """The notice of art. 14 a letter carries: the letter of information itself, or a first letter."""
    if isinstance(letter, Held):
        return letter.notice_version_id
    if letter.service != "information-notice":
        return None
    return int((letter.content or {})["facts"]["notice_version_id"])


def _informed(letter: Letter | Held) -> None:
    """Whoever was handed the notice of art. 14 has been told."""
    person = Person.objects.filter(pk=letter.person_id or 0).first()
    version = _notice_of(letter)
    if person is not None and version is not None:
        contacts.inform(actor=SYSTEM, person=person, notice_version_id=version, at=timezone.now())


def sweep() -> int:
    """Letters whose worker never came back are unknown from now on: a person decides. How many there were.

    What came back to the queue after its mailing was cancelled is cancelled too.
    """
    over = Letter.objects.filter(state=Letter.State.QUEUED, mailing__state=Mailing.State.CANCELLED)
    over.update(state=Letter.State.CANCELLED, settled_at=timezone.now())
    lost = Letter.objects.filter(state=Letter.State.CLAIMED, claimed_at__lt=timezone.now() - PATIENCE)
    return lost.update(
        state=Letter.State.UNKNOWN,
        settled_at=timezone.now(),
        error="The worker stopped before the answer came.",
    )
