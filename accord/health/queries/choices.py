"""What a patient's page says of their choices: what holds for each use, and every line ever written."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.utils import timezone

from accord.health.codes import NO_STATES, State, Use
from accord.health.models import Consent, Patient, Practitioner
from accord.health.naming import MARK
from accord.health.queries.patients import one_person
from accord.health.standing import standing

KINDS = {State.GIVEN: "yes", State.INFORMED: "yes", State.UNCLEAR: "soon", State.NOT_ASKED: "na"}


@dataclass(frozen=True, slots=True)
class Held:
    """What holds about one use and one person named. kind: of the verdict; name: whom it names, "" for nobody."""

    line: Consent
    name: str
    kind: str
    may_withdraw: bool
    may_lift: bool
    to_check: bool
    may_identify: bool


@dataclass(frozen=True, slots=True)
class UseHeld:
    """One use, and everything that holds about it (nothing: never answered)."""

    use: Use
    held: list[Held]


def lines_of(patient: Patient) -> list[Consent]:
    """Every line of every record of this person, the newest first."""
    lines = Consent.objects.filter(patient__in=one_person(patient))
    return list(lines.select_related("provision", "patient__key").order_by("-recorded_at", "-pk"))


def held_by(lines: Iterable[Consent]) -> list[UseHeld]:
    """What holds now for each use, in the order of the form."""
    known = {str(line.pk): line for line in lines}
    choices = [line.provision.as_choice() for line in known.values()]
    names = _names(known.values())
    found: dict[str, list[Held]] = {use: [] for use in Use.values}
    for use, actor in sorted({(one.use, one.actor) for one in choices}):
        for one in standing(choices, use, actor, timezone.now()).held:
            found[use].append(_held(known[one.id], names))
    return [UseHeld(Use(use), held) for use, held in found.items()]


def _held(line: Consent, names: dict[str, str]) -> Held:
    expired = line.provision.ends_at is not None and line.provision.ends_at <= timezone.now()
    return Held(
        line=line,
        name=line.words.get("who") or names.get(line.provision.actor, ""),
        kind="no" if expired else KINDS.get(State(line.state), "no"),
        may_withdraw=line.state == State.GIVEN,
        may_lift=line.state == State.OBJECTED,
        may_identify=line.state == State.GIVEN
        and line.use == Use.OUTSIDE_TEAM
        and line.provision.actor.startswith(MARK),
        to_check=not line.is_checked and State(line.state) not in NO_STATES | {State.NOT_ASKED},
    )


def _names(lines: Iterable[Consent]) -> dict[str, str]:
    actors = {actor for line in lines if (actor := line.provision.actor) and is_id(actor)}
    return {
        str(pk): name for pk, name in Practitioner.objects.filter(pk__in=actors).values_list("pk", "name")
    }


def is_id(actor: str) -> bool:
    """True when a choice names a professional we know, by id."""
    try:
        return bool(UUID(actor))
    except ValueError:
        return False
