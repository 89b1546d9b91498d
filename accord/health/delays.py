"""When a document may and must be handed over: L.1111-7 CSP, per document, in Paris time. Pure: no table here."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from django.db import models
from django.utils.translation import gettext_lazy as _

from accord.health.codes import GIVEN_ON_DISCHARGE
from accord.register.rules import period

PARIS = ZoneInfo("Europe/Paris")


class Rule(models.TextChoices):
    """Which delay applies to a document, in words the patient reads."""

    ORDINARY = "ordinary", _("within eight days")
    OLD = "old", _("within two months: more than five years old")
    COMMISSION = "commission", _("within two months: the psychiatric care commission is seized")
    DISCHARGE = "discharge", _("at once: given on discharge")


@dataclass(frozen=True, slots=True)
class Delay:
    """When one document may leave and when it must have left.

    opens_at: not before that instant; due_at: the midnight, Paris time, that ends the last day; due_on: that last day.
    """

    rule: Rule
    opens_at: datetime
    due_on: date

    @property
    def due_at(self) -> datetime:
        """The instant from which it is late."""
        return datetime.combine(self.due_on + timedelta(days=1), time(), PARIS)

    def is_open(self, at: datetime) -> bool:
        """True when the document may be handed over at that instant."""
        return at >= self.opens_at

    def is_late(self, at: datetime) -> bool:
        """True when it should have been handed over before that instant."""
        return at >= self.due_at


def day_in_paris(at: datetime) -> date:
    """The day an instant falls on in Paris. Raises ValueError for an instant without a time zone."""
    if at.tzinfo is None:
        raise ValueError("An instant needs its time zone.")
    return at.astimezone(PARIS).date()


def delay(
    *, received_at: datetime, item: str, constituted_on: date | None, is_commission_seized: bool = False
) -> Delay:
    """The delay of one document of a request received at `received_at`.

    What is given on discharge is never held back; the commission lengthens the whole request; a document is old when
    it was made more than five years before the day of receipt; one without a date counts as recent. The 48 hours are
    real hours, the other delays calendar days: the day of receipt does not count.
    """
    received_on = day_in_paris(received_at)
    rule = _rule(received_on, item, constituted_on, is_commission_seized)
    months = rule in (Rule.OLD, Rule.COMMISSION)
    length = period("health.access.delay-old" if months else "health.access.delay", received_on)
    return Delay(rule, _opens(received_at, received_on, rule), received_on + length)


def _rule(received_on: date, item: str, constituted_on: date | None, is_commission_seized: bool) -> Rule:
    if item in GIVEN_ON_DISCHARGE and not is_old(constituted_on, received_on):
        return Rule.DISCHARGE
    if is_commission_seized:
        return Rule.COMMISSION
    return Rule.OLD if is_old(constituted_on, received_on) else Rule.ORDINARY


def _opens(received_at: datetime, received_on: date, rule: Rule) -> datetime:
    if rule == Rule.DISCHARGE:
        return received_at
    return received_at.astimezone(UTC) + period("health.access.floor", received_on)


def is_old(constituted_on: date | None, on: date) -> bool:
    """True when more than five years have passed, on the day `on`, since the information was constituted."""
    return constituted_on is not None and constituted_on + period("health.access.old-after", on) < on


def next_due(delays: Iterable[Delay]) -> date | None:
    """The first day something of a request must have left: what a queue is sorted by. None for an empty request."""
    return min((one.due_on for one in delays), default=None)


def silence_refuses_on(received_at: datetime) -> date:
    """The day a public body that has not answered has refused (R.311-13 CRPA)."""
    received_on = day_in_paris(received_at)
    return received_on + period("health.access.silence", received_on)


def remedy_until(refused_on: date) -> date:
    """The last day to ask the CADA after a refusal by a public body, written or silent (R.343-1 CRPA)."""
    return refused_on + period("health.access.cada", refused_on)
