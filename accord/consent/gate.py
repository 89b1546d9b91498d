"""May we reach this person, for this purpose, over this channel, now, and on what evidence. The default is no."""

from collections.abc import Sequence
from dataclasses import InitVar, dataclass
from datetime import datetime
from typing import Any, Never

from django.db import connection, transaction
from django.db.models import QuerySet
from django.db.models.expressions import RawSQL
from django.utils import timezone

from accord.consent import moment
from accord.consent.models import Decision
from accord.consent.questions import Question, among, question
from accord.consent.rules import fingerprint
from accord.consent.verdicts import Decided, Verdict
from accord.contacts.models import Person
from accord.lib.actor import Actor
from accord.register.models import Purpose

_SEAL = object()


class Refused(Exception):
    """The gate said no; `verdict` says why."""

    def __init__(self, verdict: Verdict) -> None:
        super().__init__(verdict.reason)
        self.verdict = verdict


class Forged(TypeError):
    """Somebody else than the gate tried to make a permit."""


class _Sealed:
    """Only the gate makes these, and nobody copies them."""

    def _check(self, seal: object) -> None:
        if seal is not _SEAL:
            raise Forged("Only the gate can permit.")

    def __reduce__(self) -> Never:
        raise Forged("A permit is not passed on: ask the gate again.")

    def __copy__(self) -> Never:
        raise Forged("A permit is not copied: ask the gate again.")

    def __deepcopy__(self, _memo: Any) -> Never:
        raise Forged("A permit is not copied: ask the gate again.")


@dataclass(frozen=True)
class Permit(_Sealed):
    """Leave to reach one contact point, for one purpose, over one channel, with the decision that gave it.

    notice_version_id: given for a first letter only, which must carry that notice of art. 14.
    """

    decision_id: int
    contact_point_id: int
    person_id: int
    purpose_id: int
    channel: str
    notice_version_id: int | None = None
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        self._check(seal)


@dataclass(frozen=True)
class Permitted(_Sealed):
    """The contact points that may be reached, as a SELECT of contact_point_id, person_id, event_id."""

    sql: str
    params: list[Any]
    purpose_id: int
    channel: str
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        self._check(seal)


@dataclass(frozen=True)
class Freeze(_Sealed):
    """An audience decided upon: the decision, the SELECT of those permitted, and how many for each reason."""

    decision_id: int
    sql: str
    params: list[Any]
    counts: dict[str, int]
    purpose_id: int
    channel: str
    seal: InitVar[object] = None

    def __post_init__(self, seal: object) -> None:
        self._check(seal)


_PERMITTED = "point.id AS contact_point_id, person.id AS person_id, permission.event_id AS event_id"


def permitted(purpose: Purpose, channel: str, audience: QuerySet[Person] | None = None) -> Permitted:
    """Who may be reached, as one SELECT; among `audience` when it is given."""
    text, parameters = _permitted_sql(question(purpose, channel), audience)
    return Permitted(text, parameters, purpose.pk, channel, seal=_SEAL)


def _permitted_sql(asked: Question, audience: QuerySet[Person] | None) -> tuple[str, list[Any]]:
    where, parameters = among(audience)
    return asked.bound(asked.select(_PERMITTED, [asked.permitted, *where])), parameters


_COUNTS = """
WITH yes AS MATERIALIZED ({yes})
SELECT '', count(*) FROM yes HAVING count(*) > 0
UNION ALL
SELECT reason, count(*) FROM ({no}) AS refused GROUP BY reason
"""


def counts(purpose: Purpose, channel: str, audience: QuerySet[Person] | None = None) -> dict[str, int]:
    """How many of `audience` (everybody by default) for each reason; "" is yes.

    Those permitted are found as `permitted` finds them, and only the others are asked why not, which is the dear part.
    """
    asked = question(purpose, channel)
    where, parameters = among(audience)
    yes = asked.select("point.id", [asked.permitted, *where])
    no = asked.select(
        f"{asked.reason} AS reason", ["NOT EXISTS (SELECT FROM yes WHERE yes.id = point.id)", *where]
    )
    text = _COUNTS.format(yes=yes, no=no)
    return dict(_rows(asked.bound(text), parameters * 2))


@transaction.atomic
def freeze(
    *,
    actor: Actor,
    purpose: Purpose,
    channel: str,
    audience: QuerySet[Person] | None = None,
    source_id: str = "",
) -> Freeze:
    """Decide upon an audience and write the decision down. The letters still ask again when they leave."""
    numbers = counts(purpose, channel, audience)
    decision = Decision.objects.create(
        act="freeze",
        purpose_id=purpose.pk,
        channel=channel,
        is_permitted=True,
        rules=fingerprint(),
        counts=numbers,
        actor_kind=actor.kind,
        actor_id=actor.id,
    )
    text, parameters = _permitted_sql(question(purpose, channel), audience)
    return Freeze(decision.pk, text, parameters, numbers, purpose.pk, channel, seal=_SEAL)


def allowed(people: QuerySet[Person], purpose: Purpose, channel: str) -> QuerySet[Person]:
    """Those of `people` who may be reached."""
    asked = question(purpose, channel)
    text = asked.bound(asked.select("person.id", [asked.permitted]))
    return people.filter(pk__in=RawSQL(text, []))  # noqa: S611 -- our own rules


def refused_people(
    purpose: Purpose, channel: str, audience: QuerySet[Person] | None, reason: str
) -> QuerySet[Person]:
    """Those of `audience` whom the gate refuses for `reason`; for any reason when it is "any"."""
    asked = question(purpose, channel)
    wanted = f"{asked.reason} <> ''" if reason == "any" else f"{asked.reason} = {_quoted(reason)}"
    text = asked.bound(asked.select("person.id", [wanted]))
    everybody = Person.objects.all() if audience is None else audience
    return everybody.filter(pk__in=RawSQL(text, []))  # noqa: S611 -- our own rules


def _quoted(reason: str) -> str:
    return "'" + "".join(letter for letter in reason if letter.isalpha() or letter == "_") + "'"


_VERDICT = """point.id, person.id, {reason}, COALESCE(permission.state, ''), permission.since, permission.event_id,
    permission.notice_version_id, trim(person.first_name || ' ' || person.last_name)"""


def verdicts(
    purpose: Purpose, channel: str, contact_point_ids: Sequence[int], *, now: datetime | None = None
) -> dict[int, Verdict]:
    """The standing answer for each contact point of the right kind, in one query beyond the rules' own two."""
    asked = question(purpose, channel, now=now)
    columns = _VERDICT.replace("{reason}", asked.reason)
    text = asked.named(asked.select(columns, ["point.id = ANY(%(points)s)"]))
    rows = _rows(text, {**asked.values, "points": list(contact_point_ids)})
    return {row[0]: Verdict(*row) for row in rows}


def ask(
    contact_point_id: int,
    purpose: Purpose,
    channel: str,
    *,
    now: datetime | None = None,
    slot: moment.Slot | None = None,
) -> Verdict:
    """The answer for one contact point at `now`, rules of the moment (hours, attempts) included.

    slot: the time at which the person asked to be called, if they did.
    """
    found = verdicts(purpose, channel, [contact_point_id], now=now).get(contact_point_id)
    if found is None:
        return Verdict(contact_point_id, 0, "no_address", "", None, None, None, "")
    return moment.asked_now(found, purpose, channel, now or timezone.now(), slot)


def permit(  # noqa: PLR0913 -- the seven parts of one question
    *,
    actor: Actor,
    contact_point_id: int,
    purpose: Purpose,
    channel: str,
    act: str = "letter",
    carrying: int | None = None,
    slot: moment.Slot | None = None,
) -> Permit:
    """Leave to reach one contact point now, written down. Raises Refused, and writes that down too.

    carrying: the notice version a first letter carries: whoever nothing stops but not having been told may then be
    reached, and the outbox checks that it is there. slot: the time at which the person asked to be called. One row and
    no transaction of its own, which a refusal would undo.
    """
    verdict = ask(contact_point_id, purpose, channel, slot=slot)
    notice = carrying if verdict.notice_inside else None
    is_permitted = verdict.permitted or notice is not None
    decision = Decision.objects.create(
        act=act,
        purpose_id=purpose.pk,
        channel=channel,
        contact_point_id=contact_point_id,
        is_permitted=is_permitted,
        reason="" if is_permitted else verdict.reason,
        event_id=verdict.event_id,
        notice_version_id=notice or verdict.notice_version_id,
        rules=fingerprint(),
        actor_kind=actor.kind,
        actor_id=actor.id,
    )
    if not is_permitted:
        raise Refused(verdict)
    return Permit(decision.pk, contact_point_id, verdict.person_id, purpose.pk, channel, notice, seal=_SEAL)


_DECIDE = """
WITH verdict AS ({verdicts})
INSERT INTO consent_decision (act, purpose_id, channel, contact_point_id, is_permitted, reason, event_id,
    notice_version_id, rules, counts, actor_kind, actor_id, decided_at)
SELECT %(act)s, %(purpose)s, %(channel)s, verdict.point, verdict.reason = '', verdict.reason, verdict.event,
    verdict.notice, %(rules)s, NULL, %(actor_kind)s, %(actor_id)s, %(now)s
FROM verdict
RETURNING contact_point_id, id, is_permitted, reason, (SELECT person FROM verdict WHERE point = contact_point_id)
"""


def decide(
    *,
    actor: Actor,
    purpose: Purpose,
    channel: str,
    contact_point_ids: Sequence[int],
    act: str,
    carrying: int | None = None,
) -> list[Decided]:
    """Ask for a batch at the moment of the act and write one decision for each, yes or no, in one statement.

    carrying: as for `permit`.
    """
    asked = question(purpose, channel)
    reason = asked.reason if carrying is None else f"COALESCE(NULLIF({asked.reason}, 'not_informed'), '')"
    columns = (
        f"point.id AS point, person.id AS person, {reason} AS reason, permission.event_id AS event,"
        " permission.notice_version_id AS notice"
    )
    inner = asked.named(asked.select(columns, ["point.id = ANY(%(points)s)"]))
    values = {**asked.values, "points": list(contact_point_ids), "act": act, "rules": fingerprint()}
    values |= {"actor_kind": actor.kind, "actor_id": actor.id}
    rows = _rows(_DECIDE.replace("{verdicts}", inner), values)
    return [Decided(point, person, decision, yes, why) for point, decision, yes, why, person in rows]


def _rows(text: str, parameters: Any) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(text, parameters)
        return list(cursor.fetchall())
