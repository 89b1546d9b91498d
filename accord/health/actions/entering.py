"""Professionals who come in by a service that knows them: the level it vouches for, then whom the number belongs to."""

import re

from django.conf import settings
from django.db import transaction

from accord.health import journal
from accord.health.models import Practitioner
from accord.health.router import ALIAS
from accord.lib.actor import SYSTEM
from accord.staff.models import User

LEVELS = ("eidas1", "eidas2", "eidas3")  # acr of Pro Santé Connect, from the weakest
RPPS = re.compile(
    r"8?(\d{11})"
)  # the national identifier: 8, the type of number, before the eleven digits of RPPS


class NotLetIn(Exception):
    """The service answered well, and nobody is let in; `reason`: "level" or "unknown"."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


def enter(*, number: str, acr: str) -> User:
    """The colleague declared with this national number, where the level is enough; written into the journal either way.

    Raises NotLetIn: for a level that is missing, unknown or too low; for a number nobody, or more than one, is declared
    with; for a colleague who has left.
    """
    if not _reaches(acr, settings.HEALTH_OIDC_ACR):
        raise _not_let_in("level")
    user = _colleague(number)
    if user is None:
        raise _not_let_in("unknown")
    with transaction.atomic(using=ALIAS):
        journal.record(actor=user.actor, action="professional.signed_in", facts={"level": acr})
    return user


def is_second_factor(acr: str) -> bool:
    """True when a sign-in of this level stands for the second factor of health."""
    return _reaches(acr, settings.HEALTH_OIDC_TWO_FACTORS)


def refuse(reason: str) -> None:
    """Note a sign-in that failed before anybody was known; `reason`: a code."""
    with transaction.atomic(using=ALIAS):
        facts = {"why": reason}
        journal.record(actor=SYSTEM, action="professional.refused", outcome=journal.REFUSED, facts=facts)


def _not_let_in(reason: str) -> NotLetIn:
    refuse(reason)
    return NotLetIn(reason)


def _reaches(acr: str, least: str) -> bool:
    return acr in LEVELS and LEVELS.index(acr) >= LEVELS.index(least)


def _colleague(number: str) -> User | None:
    found = RPPS.fullmatch(number)
    if not found:
        return None
    declared = Practitioner.objects.filter(rpps=found[1], is_active=True).exclude(user_id=None)
    users = [pk for pk in declared.values_list("user_id", flat=True)[:2] if pk is not None]
    return User.objects.filter(pk__in=users, is_active=True).first() if len(users) == 1 else None
