"""Who may ask for a record and what stands in the way: R.1111-1, L.1110-4, L.1111-5 CSP. Pure: no table here."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.health.codes import PROOFS, Motive, OtherRoute, Requester
from accord.register.rules import period


@dataclass(frozen=True, slots=True)
class Asked:
    """One request as it stands: who asks, what they showed, and what is known of the patient.

    proofs: codes of `Proof` that a colleague has seen; has_objected: the deceased in their lifetime, or the minor in
    words a doctor wrote down, did not want this requester to be told.
    """

    kind: str
    proofs: frozenset[str]
    motive: str = ""
    born_on: date | None = None
    died_on: date | None = None
    has_objected: bool = False


class Obstacle(models.TextChoices):
    """Why a request cannot be answered (yet), in plain words."""

    UNKNOWN = "unknown", _("This quality of requester is not known.")
    OTHER_ROUTE = "other_route", _("Insurers, police and courts have their own route, never this one.")
    PROOF = "proof", _("A proof is missing.")
    NOT_DECEASED = "not_deceased", _("The patient is not deceased: an heir has no right to the record.")
    DECEASED = "deceased", _("The patient is deceased: only heirs, the cohabitant or the partner may ask.")
    NO_MOTIVE = "no_motive", _("An heir says which of the three reasons of the law is theirs.")
    OBJECTED = "objected", _("The patient did not want this person to be told.")
    OF_AGE = "of_age", _("The patient is of age: the record is theirs alone.")


def obstacles(asked: Asked, on: date) -> tuple[Obstacle, ...]:
    """Everything that stands in the way of the request on that day, in the order it is best said. Empty: go on."""
    if asked.kind in OtherRoute.values:
        return (Obstacle.OTHER_ROUTE,)
    if asked.kind not in Requester.values:
        return (Obstacle.UNKNOWN,)
    found = [reason for reason, stands in STANDING.items() if stands(asked, on)]
    return tuple(found)


def missing_proofs(asked: Asked) -> frozenset[str]:
    """The proofs this kind of requester has not shown. Identity is one of them, always."""
    return PROOFS[asked.kind] - asked.proofs


def was_minor(born_on: date | None, on: date) -> bool:
    """True when somebody born on that day was under age on the day `on`. An unknown date of birth is no minority."""
    return born_on is not None and on < born_on + period("health.majority")


def _is_parent_of_a_deceased_minor(asked: Asked) -> bool:
    """Parents keep their access to everything when a minor dies (L.1110-4), save for the minor's objection."""
    return asked.kind == Requester.PARENT and was_minor(asked.born_on, asked.died_on or date.max)


def _is_not_deceased(asked: Asked, on: date) -> bool:
    return asked.kind == Requester.HEIR and not asked.died_on


def _is_deceased(asked: Asked, on: date) -> bool:
    is_heir = asked.kind == Requester.HEIR
    return bool(asked.died_on) and not is_heir and not _is_parent_of_a_deceased_minor(asked)


def _has_no_motive(asked: Asked, on: date) -> bool:
    return asked.kind == Requester.HEIR and asked.motive not in Motive.values


def _has_objected(asked: Asked, on: date) -> bool:
    return asked.has_objected and asked.kind in (Requester.HEIR, Requester.PARENT)


def _is_of_age(asked: Asked, on: date) -> bool:
    return asked.kind == Requester.PARENT and not asked.died_on and not was_minor(asked.born_on, on)


STANDING: dict[Obstacle, Callable[[Asked, date], bool]] = {
    Obstacle.OBJECTED: _has_objected,
    Obstacle.NOT_DECEASED: _is_not_deceased,
    Obstacle.DECEASED: _is_deceased,
    Obstacle.OF_AGE: _is_of_age,
    Obstacle.NO_MOTIVE: _has_no_motive,
    Obstacle.PROOF: lambda asked, on: bool(missing_proofs(asked)),
}
