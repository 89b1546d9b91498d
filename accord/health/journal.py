"""The journal of health: one line for each read, search, print, export, write, refusal and failure.

Written in the transaction of what it tells: where the line cannot be written, nothing is read. One statement per line;
the database chains it (SHA-256) to the one before in its lane, a key outside the database seals its content (HMAC).
"""

import hashlib
import hmac
import json
import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from heapq import merge
from typing import Any, TypedDict, Unpack
from uuid import UUID

from django.db import connections, transaction
from django.db.models import Max
from django.utils import timezone

from accord.health import keyring
from accord.health.models.cuts import JournalAnchor, JournalGap
from accord.health.models.journal import LANES, AuditEvent, JournalLane
from accord.health.router import ALIAS
from accord.lib.actor import Actor

SUCCESS, REFUSED, FAILED = "success", "refused", "failed"
COLUMNS = (
    "at", "actor_kind", "actor_id", "actor_name", "actor_role", "service", "action", "outcome", "purpose", "patients",
    "entity", "entity_id", "category", "policy", "facts",
)  # fmt: skip

_INSERT = f"""
WITH head AS (
    INSERT INTO health_journallane AS lane (lane, count, head) VALUES (%s, 1, sha256(%s))
    ON CONFLICT (lane) DO UPDATE SET count = lane.count + 1, head = sha256(lane.head || %s)
    RETURNING lane.lane, lane.count, lane.head
)
INSERT INTO health_auditevent ({", ".join(COLUMNS)}, lane, position, key_id, leaf, hash)
SELECT {", ".join(["%s"] * 9)}, %s::uuid[], {", ".join(["%s"] * 4)}, %s::jsonb, lane, count, %s, %s, head FROM head
RETURNING id
"""  # noqa: S608


class OutsideTransaction(RuntimeError):
    """A line of the journal was to be written outside the transaction of what it tells."""


class Said(TypedDict, total=False):
    """What a line may say besides who and what."""

    patient: Any
    patients: Iterable[Any]
    purpose: str
    entity: str
    entity_id: object
    category: str
    policy: str
    outcome: str
    role: str
    service: str
    facts: dict[str, Any]


def record(*, actor: Actor, action: str, **said: Unpack[Said]) -> int:
    """Write one line; returns its id. Must be inside a transaction of health, that of what it tells.

    actor: who (a colleague by `user.actor`); action: "patient.read", "search" …; patient or patients: whose data, as
    Patient or id; purpose: HL7 PurposeOfUse (TREAT, HOPERAT, …); entity, entity_id: what was touched; category: which
    kind of data; policy: the choice (id and version) or rule that allowed it; outcome: success, refused or failed;
    role, service: of the actor at that time; facts: figures and codes, never words about a patient.
    Raises OutsideTransaction, keyring.KeysMissing, DatabaseError.
    """
    if not connections[ALIAS].in_atomic_block:
        raise OutsideTransaction(action)
    whose = [one for one in (said.get("patient"), *said.get("patients", ())) if one]
    words = [said.get(name, "") for name in ("role", "service")]
    values = (
        timezone.now(), actor.kind, actor.id, actor.label, *words, action, said.get("outcome", SUCCESS),
        said.get("purpose", ""), list(dict.fromkeys(UUID(str(getattr(one, "pk", one))) for one in whose)),
        said.get("entity", ""), str(said.get("entity_id", "")), said.get("category", ""), said.get("policy", ""),
        said.get("facts", {}),
    )  # fmt: skip
    return _insert(values)


def _insert(values: tuple[Any, ...]) -> int:
    (key_id, key), lane = list(keyring.current().journal.items())[-1], threading.get_ident() // 64 % LANES
    leaf = _leaf(key, values)
    written = (*values[:-1], json.dumps(values[-1]), key_id, leaf)
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_INSERT, [lane, leaf, leaf, *written])
        return int(cursor.fetchone()[0])


def _leaf(key: bytes, values: tuple[Any, ...]) -> bytes:
    content = json.dumps(values, default=_plain, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return hmac.new(key, content.encode(), hashlib.sha256).digest()


def _plain(value: object) -> str:
    return value.astimezone(UTC).isoformat() if isinstance(value, datetime) else str(value)


# Is it whole?


@dataclass(frozen=True, slots=True)
class Fault:
    """The first thing wrong in one lane: where, and what."""

    lane: int
    position: int
    what: str


ANCHORED = ("lane", "position", "lines", "at", "cut_id")
IN_A_GAP = ("lane", "first", "last", "at", "cut_id")
LEAF = 32  # bytes


def verify() -> Iterator[Fault]:
    """The first fault of each lane: a line changed, taken out, put in, or cut off at the end. Nothing when whole.

    A lane that was cut begins at its last anchor, which its own seal proves; between lines that a claim kept, a gap
    proves itself in the same way. Lines written meanwhile are not looked at.
    """
    with _one_moment():
        for lane in JournalLane.objects.order_by("lane"):
            fault = _walk(lane)
            if fault:
                yield fault


@contextmanager
def _one_moment() -> Iterator[None]:
    """Every question about the journal is answered as of one moment, unless a transaction is under way already."""
    is_first = not connections[ALIAS].in_atomic_block
    with transaction.atomic(using=ALIAS):
        if is_first:
            with connections[ALIAS].cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        yield


def _walk(lane: JournalLane) -> Fault | None:
    head, position = b"", 0
    for anchor in JournalAnchor.objects.filter(lane=lane.lane).order_by("position"):
        if not _is_sealed(anchor):
            return Fault(lane.lane, anchor.position, "the anchor of a cut was changed")
        head, position = bytes(anchor.head), anchor.position
    for one in _in_order(lane.lane, position):
        if _begins(one) != position + 1:
            return Fault(lane.lane, position + 1, "a line is missing")
        head, position = _after(head, one)
        if what := _wrong(one, head):
            return Fault(lane.lane, _begins(one), what)
    if (lane.count, bytes(lane.head)) != (position, head):
        return Fault(lane.lane, position + 1, "the last lines are missing")
    return None


def _wrong(one: AuditEvent | JournalGap, head: bytes) -> str:
    """What is wrong with a line or a gap after which the chain says `head`; "" where nothing is."""
    if isinstance(one, JournalGap):
        is_whole = len(one.leaves) == LEAF * one.lines and _is_sealed(one)
        return "" if is_whole else "a gap left by a cut was changed"
    return "" if _is_itself(one) and bytes(one.hash) == head else "a line was changed"


def _begins(one: AuditEvent | JournalGap) -> int:
    return one.first if isinstance(one, JournalGap) else one.position


def _in_order(lane: int, after: int) -> Iterator[AuditEvent | JournalGap]:
    """Lines, and gaps that claims left among them, in the order of the chain, after the last anchor."""
    events = AuditEvent.objects.filter(lane=lane).order_by("position").iterator(chunk_size=2000)
    gaps = JournalGap.objects.filter(lane=lane, first__gt=after).select_related("cut").order_by("first")
    return merge(events, gaps.iterator(chunk_size=20), key=_begins)


def _after(head: bytes, one: AuditEvent | JournalGap) -> tuple[bytes, int]:
    """The hash of the chain once past a line or a gap, and the position reached."""
    if not isinstance(one, JournalGap):
        return hashlib.sha256(head + bytes(one.leaf)).digest(), one.position
    leaves = bytes(one.leaves)
    for start in range(0, len(leaves), LEAF):
        head = hashlib.sha256(head + leaves[start : start + LEAF]).digest()
    return head, one.last


def head_at(lane: int, position: int) -> bytes:
    """The hash of the chain at a position that is still told: by a line, by an anchor or by the leaves of gaps."""
    event = AuditEvent.objects.filter(lane=lane, position__lte=position).order_by("position").last()
    anchor = JournalAnchor.objects.filter(lane=lane, position__lte=position).order_by("position").last()
    head, known = b"", 0
    if anchor is not None:
        head, known = bytes(anchor.head), anchor.position
    if event is not None and event.position > known:
        head, known = bytes(event.hash), event.position
    for gap in JournalGap.objects.filter(lane=lane, first__gt=known, last__lte=position).order_by("first"):
        head, known = _after(head, gap)
    assert known == position
    return head


Sealed = JournalAnchor | JournalGap


def seal(one: Sealed) -> None:
    """Seal where a lane begins from now on, or what a claim left apart; the row is not saved. Raises KeysMissing."""
    one.key_id, key = list(keyring.current().journal.items())[-1]
    one.seal = _leaf(key, _told(one))


def _is_sealed(one: Sealed) -> bool:
    key = keyring.current().journal.get(one.key_id)
    return key is not None and hmac.compare_digest(_leaf(key, _told(one)), bytes(one.seal))


def _told(one: Sealed) -> tuple[Any, ...]:
    """What the seal covers; who asked for the cut stands in it too."""
    cut = one.cut
    asked = (cut.before, cut.by_id, cut.by_name)
    if isinstance(one, JournalGap):
        return ("gap", *(getattr(one, name) for name in IN_A_GAP), bytes(one.leaves).hex(), *asked)
    return ("anchor", *(getattr(one, name) for name in ANCHORED), bytes(one.head).hex(), *asked)


def _is_itself(event: AuditEvent) -> bool:
    key = keyring.current().journal.get(event.key_id)
    values = tuple(getattr(event, column) for column in COLUMNS)
    return key is not None and hmac.compare_digest(_leaf(key, values), bytes(event.leaf))


def newest() -> datetime | None:
    """When the last line was written."""
    newest: datetime | None = AuditEvent.objects.aggregate(newest=Max("at"))["newest"]
    return newest
