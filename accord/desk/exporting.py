"""Taking people out as a file: through the gate, with a decision for each, recorded."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.db.models import F, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.audit.actions import record
from accord.consent import gate
from accord.consent.verdicts import Verdict
from accord.contacts.models import Person
from accord.desk.columns import COLUMNS
from accord.desk.facts import KIND_OF, Known, gather
from accord.lib.actor import Actor
from accord.lib.sheets import harmless
from accord.register.models import Channel, Purpose

MOST = 50_000
BATCH = 1_000
ACT = "export"
NAME_COLUMNS = (gettext_lazy("First name"), gettext_lazy("Last name"))


class TooMany(ValueError):
    """More people than one file carries."""


@dataclass(frozen=True, slots=True)
class Sheet:
    """What goes into the file, and how many people stayed behind because the gate said no."""

    header: list[str]
    lines: list[list[str]]
    left_out: int


@transaction.atomic
def export(*, actor: Actor, people: QuerySet[Person], purpose: Purpose, channel: str) -> Sheet:
    """Everybody among `people` whom the gate lets be reached for `purpose` over `channel`, with their opt-in facts.

    One decision is written per person asked about. Raises TooMany above MOST.
    """
    ids = list(people.order_by("sort_key", "pk").values_list("pk", flat=True)[: MOST + 1])
    if len(ids) > MOST:
        raise TooMany
    lines = [line for batch in _batches(ids) for line in _batch(actor, batch, purpose, channel)]
    facts = {
        "purpose": purpose.pk,
        "channel": channel,
        "people": len(lines),
        "left_out": len(ids) - len(lines),
    }
    record(actor=actor, verb="desk.people.exported", about=purpose, facts=facts)
    header = [*map(str, NAME_COLUMNS), *(str(column.label) for column in COLUMNS)]
    return Sheet(header, lines, len(ids) - len(lines))


def _batches(ids: Sequence[int]) -> Iterator[Sequence[int]]:
    return (ids[start : start + BATCH] for start in range(0, len(ids), BATCH))


def _batch(actor: Actor, ids: Sequence[int], purpose: Purpose, channel: str) -> Iterator[list[str]]:
    signed = Person.objects.annotate(last_sign=Coalesce("heard_from_at", F("collected_at")))
    people = signed.select_related("organisation").in_bulk(list(ids))
    known = gather((people[pk] for pk in ids if pk in people), purpose, asked_of(purpose))
    kind = KIND_OF[Channel(channel)]
    asked = {one.points[kind].pk: one for one in known if kind in one.points}
    decided = gate.decide(
        actor=actor, purpose=purpose, channel=channel, contact_point_ids=list(asked), act=ACT
    )
    for one in decided:
        if one.permitted:
            yield line_of(asked[one.contact_point_id])


def asked_of(purpose: Purpose) -> dict[str, Purpose]:
    """What the gate is asked for the verdict columns of a file: its own purpose."""
    return {channel: purpose for channel in (Channel.EMAIL, Channel.PHONE) if channel in purpose.channels}


def line_of(known: Known) -> list[str]:
    """One person as the cells of a file."""
    names = [known.person.first_name, known.person.last_name]
    return [harmless(text) for text in (*names, *(plain(column.text(known)) for column in COLUMNS))]


def plain(value: object) -> str:
    """A fact as text: an instant in ISO 8601, an answer as its word."""
    if value is None:
        return ""
    if isinstance(value, Verdict):
        return _("yes") if value.permitted else f"{_('no')}: {value.sentence}"
    if hasattr(value, "isoformat"):
        return str(timezone.localtime(value).isoformat(timespec="seconds"))  # type: ignore[arg-type]
    return str(value)
