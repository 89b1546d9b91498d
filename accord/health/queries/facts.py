"""What the evaluator needs about one question, in one statement: what it costs does not depend on how much there is."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connections

from accord.health.deciding import Facts, Grant, Member
from accord.health.router import ALIAS
from accord.health.standing import Choice

# Two records of one person speak together: up to the one that speaks, down to all it absorbed.
_SQL = """
WITH RECURSIVE
doc AS (
    SELECT * FROM health_documentreference WHERE id = %(document)s::uuid
    UNION SELECT * FROM health_documentreference
    WHERE system = %(system)s AND external_id = %(number)s AND external_id <> ''
    LIMIT 1
),
asked AS (
    SELECT COALESCE((SELECT patient_id FROM doc), %(patient)s::uuid,
        (SELECT patient_id FROM health_patientidentifier
         WHERE index = ANY(%(hashes)s::bytea[]) AND ended_at IS NULL LIMIT 1)) AS id
),
up AS (
    SELECT p.id, p.merged_into_id FROM health_patient p JOIN asked ON p.id = asked.id
    UNION ALL SELECT p.id, p.merged_into_id FROM health_patient p JOIN up ON p.id = up.merged_into_id
),
same AS (
    SELECT id FROM up WHERE merged_into_id IS NULL
    UNION ALL SELECT p.id FROM health_patient p JOIN same ON p.merged_into_id = same.id
),
who AS (
    SELECT w.* FROM health_practitioner w WHERE w.is_active AND (w.id = %(practitioner)s::uuid
        OR (w.rpps = %(rpps)s AND w.rpps <> '') OR w.user_id = %(user)s)
    LIMIT 1
)
SELECT json_build_object(
    'patient', (SELECT id FROM asked WHERE id IN (SELECT id FROM up)),
    'same', (SELECT json_agg(id) FROM same),
    'destroyed', (SELECT bool_or(k.destroyed_at IS NOT NULL) FROM health_datakey k
        JOIN health_patient p ON p.key_id = k.id WHERE p.id IN (SELECT id FROM same)),
    'document', (SELECT json_build_object('id', id, 'item', item, 'labels', labels, 'author', author_id,
        'is_error', is_error) FROM doc),
    'who', (SELECT json_build_object('id', id, 'job', job, 'name', name) FROM who),
    'members', (SELECT json_agg(json_build_object('since', m.starts_at, 'until', m.ends_at))
        FROM health_careteammember m JOIN health_careteam t ON t.id = m.team_id JOIN who ON who.id = m.practitioner_id
        WHERE t.patient_id IN (SELECT id FROM same)),
    'grants', (SELECT json_agg(json_build_object('id', g.id, 'since', g.since, 'until', g.until))
        FROM health_breakglassgrant g JOIN who ON who.id = g.practitioner_id
        WHERE g.patient_id IN (SELECT id FROM same) AND g.until > %(at)s),
    'choices', (SELECT json_agg(json_build_object('id', c.id, 'use', c.use, 'state', c.state, 'actor', v.actor,
        'decided_at', c.decided_at, 'expires_at', v.ends_at, 'items', v.items, 'lifts', c.lifts,
        'history', c.patient_id, 'is_checked', c.is_checked))
        FROM health_consent c JOIN health_consentprovision v ON v.consent_id = c.id
        WHERE c.patient_id IN (SELECT id FROM same)),
    'rights', (SELECT json_object_agg(r.job, r.items) FROM health_jobright r JOIN who ON who.job = r.job),
    'request', EXISTS (SELECT 1 FROM health_accessrequest r
        WHERE r.patient_id IN (SELECT id FROM same) AND r.state = 'open' AND r.identity_checked_at IS NOT NULL)
)
"""


@dataclass(frozen=True, slots=True)
class Asked:
    """How the three parties of a question are named; what is not given is None or "".

    patient and document: our ids; hashes: keyed hashes of a patient's number; system, number: of the document in the
    hospital's system; practitioner: our id; rpps: national number; user: the colleague who is signed in.
    """

    patient: UUID | None = None
    hashes: Sequence[bytes] = ()
    document: UUID | None = None
    system: str = ""
    number: str = ""
    practitioner: UUID | None = None
    rpps: str = ""
    user: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """What is known: who asks, whose record, which document, and the facts of the evaluator."""

    patient: UUID | None
    same: tuple[UUID, ...]
    practitioner: dict[str, str]
    document: dict[str, Any]
    facts: Facts


def found(asked: Asked, at: datetime) -> Found:
    """Everything the evaluator needs at that instant, in one statement."""
    values = {name: getattr(asked, name) for name in Asked.__slots__}
    with connections[ALIAS].cursor() as cursor:
        cursor.execute(_SQL, {**values, "hashes": list(asked.hashes), "at": at})
        said = cursor.fetchone()[0]
    return _found(said if isinstance(said, dict) else json.loads(said))


def _found(said: dict[str, Any]) -> Found:
    who = said["who"] or {}
    own = who.get("id", "")
    facts = Facts(
        members=tuple(Member(own, *_instants(one, "since", "until")) for one in said["members"] or ()),
        choices=tuple(map(_choice, said["choices"] or ())),
        grants=tuple(
            Grant(one["id"], own, *_instants(one, "since", "until")) for one in said["grants"] or ()
        ),
        has_open_request=said["request"],
        is_destroyed=bool(said["destroyed"]),
        rights={job: frozenset(items) for job, items in (said["rights"] or {}).items()},
    )
    patient = UUID(said["patient"]) if said["patient"] else None
    return Found(patient, tuple(map(UUID, said["same"] or ())), who, said["document"] or {}, facts)


def _instants(one: dict[str, Any], *names: str) -> list[Any]:
    return [datetime.fromisoformat(one[name]) if one[name] else None for name in names]


def _choice(one: dict[str, Any]) -> Choice:
    decided_at, expires_at = _instants(one, "decided_at", "expires_at")
    return Choice(
        id=one["id"],
        use=one["use"],
        state=one["state"],
        decided_at=decided_at,
        actor=one["actor"],
        expires_at=expires_at,
        items=frozenset(one["items"]),
        lifts=one["lifts"] or "",
        history=one["history"],
        is_checked=one["is_checked"],
    )
