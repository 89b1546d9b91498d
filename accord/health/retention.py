"""How long a record is kept, and what disposing of it takes: R.1112-7 CSP. Pure: no table here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.register.rules import period


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim that questions medical liability, informal or in court: it suspends the clock while it is open."""

    opened_on: date
    closed_on: date | None = None


@dataclass(frozen=True, slots=True)
class Life:
    """What the clock of one record runs on."""

    last_visit_on: date
    born_on: date | None = None
    died_on: date | None = None
    claims: tuple[Claim, ...] = ()


class Basis(models.TextChoices):
    """Which sentence of R.1112-7 the date rests on."""

    LAST_VISIT = "last_visit", _("twenty years after the last visit")
    BIRTHDAY = "birthday", _("until the twenty-eighth birthday")
    DEATH = "death", _("ten years after the death")


@dataclass(frozen=True, slots=True)
class Term:
    """Until when a record is kept and why. `due_on` is None while a claim suspends the clock."""

    basis: Basis
    due_on: date | None

    def is_due(self, on: date) -> bool:
        """True when the record may be proposed for disposal on that day."""
        return self.due_on is not None and self.due_on < on


def term(life: Life) -> Term:
    """Until when the record of that life is kept.

    Twenty years from the last visit, lengthened to the 28th birthday; in every case, a death less than ten years after
    the last visit makes it ten years from the death. A claim stops the clock: its days are added at the end.
    """
    basis, start, end = _span(life)
    return Term(basis, _suspended(start, end, life.claims))


def _span(life: Life) -> tuple[Basis, date, date]:
    after_death = period("health.records.after-death")
    if life.died_on and life.died_on < life.last_visit_on + after_death:
        return Basis.DEATH, life.died_on, life.died_on + after_death
    end = life.last_visit_on + period("health.records.keep")
    birthday = life.born_on + period("health.records.birthday") if life.born_on else end
    if birthday > end:
        return Basis.BIRTHDAY, life.last_visit_on, birthday
    return Basis.LAST_VISIT, life.last_visit_on, end


def _suspended(start: date, end: date, claims: Iterable[Claim]) -> date | None:
    """The end moved by the days claims were open after the start; None while one is open."""
    reached = start
    for claim in sorted(claims, key=lambda one: one.opened_on):
        if claim.closed_on is None:
            return None
        opened = max(claim.opened_on, reached)
        if opened <= end and claim.closed_on > opened:
            end += claim.closed_on - opened
        reached = max(reached, claim.closed_on)
    return end


class Step(models.TextChoices):
    """What a disposal needs, in order. The visa is for public bodies and those serving the public hospital service."""

    OPINION = "opinion", _("opinion of the doctor in charge of medical information")
    VISA = "visa", _("visa of the archives")
    DECISION = "decision", _("decision of the director")


@dataclass(frozen=True, slots=True)
class Signed:
    """One step taken by somebody. `is_favourable` False ends it."""

    step: str
    by: str
    is_favourable: bool = True


class Obstacle(models.TextChoices):
    """Why a record may not be disposed of."""

    NOT_DUE = "not_due", _("its time is not over")
    SUSPENDED = "suspended", _("a claim suspends its time")
    OPINION = "opinion", _("the doctor in charge of medical information has not given an opinion")
    UNFAVOURABLE = "unfavourable", _("somebody is against it")
    VISA = "visa", _("the archives have not given their visa")
    DECISION = "decision", _("the director has not decided")
    SAME_PERSON = "same_person", _("the opinion and the decision come from the same person")


def obstacle(life: Life, signed: Iterable[Signed], *, on: date, is_public: bool) -> Obstacle | None:
    """What still prevents the disposal of a record on that day, or None when its key may be destroyed."""
    until = term(life)
    if until.due_on is None:
        return Obstacle.SUSPENDED
    if not until.is_due(on):
        return Obstacle.NOT_DUE
    return _unsigned({one.step: one for one in signed}, is_public)


def _unsigned(signed: dict[str, Signed], is_public: bool) -> Obstacle | None:
    if not all(one.is_favourable for one in signed.values()):
        return Obstacle.UNFAVOURABLE
    needed = [Step.OPINION, *([Step.VISA] if is_public else []), Step.DECISION]
    if missing := next((step for step in needed if step not in signed), None):
        return Obstacle(missing.value)
    same = signed[Step.OPINION].by == signed[Step.DECISION].by
    return Obstacle.SAME_PERSON if same else None
