"""A patient reads their own log at home: the letter printed at the desk, then the one visit its code opens.

Two factors, always: the code on the paper, and the date of birth. Five mistakes close the letter.
"""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal
from accord.health.codes import IdentityCheck, Purpose, Requester
from accord.health.impossible import Impossible
from accord.health.models import LogPass, Patient
from accord.health.queries.patients import one_person
from accord.health.router import ALIAS
from accord.lib.actor import Actor

# Nothing that looks like something else on paper.
LETTERS = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
NUMBER, SECRET = 6, 10  # letters: thirty bits to find the row, fifty to open it
OPEN_FOR = timedelta(days=14)
VISIT = timedelta(minutes=30)
MOST_TRIES = 5
MAY_READ = (Requester.PATIENT, Requester.PARENT, Requester.GUARDIAN)
NO_BIRTH_DATE = _("No date of birth is known, and the page asks for it: print the log itself.")
NOT_THEIRS = _(
    "The log is given to the patient, or to whoever holds parental authority or the protection measure."
)


@dataclass(frozen=True, slots=True)
class Counter:
    """Who stands at the desk, and how their identity was checked (codes of Requester, IdentityCheck)."""

    handed_to: str
    identity_check: str

    def facts(self) -> dict[str, str]:
        """For the journal."""
        return {"to": self.handed_to, "check": self.identity_check}


def must_be_seen(at: Counter) -> None:
    """Raises Impossible unless the log may be given to whoever stands there."""
    if at.handed_to not in MAY_READ or at.identity_check not in IdentityCheck.values:
        raise Impossible(NOT_THEIRS)


@transaction.atomic(using=ALIAS)
def make(*, actor: Actor, patient: Patient, at: Counter) -> tuple[LogPass, str]:
    """A letter and its code, which is kept nowhere; older letters of this person open nothing more.

    Raises Impossible.
    """
    must_be_seen(at)
    if patient.traits.born_on is None:
        raise Impossible(NO_BIRTH_DATE)
    now, number, secret = timezone.now(), _drawn(NUMBER), _drawn(SECRET)
    LogPass.objects.filter(patient__in=one_person(patient), expires_at__gt=now).update(expires_at=now)
    row = LogPass.objects.create(
        patient=patient,
        number=number,
        code_hash=make_password(secret),
        handed_to=at.handed_to,
        identity_check=at.identity_check,
        made_by=actor.label,
        expires_at=now + OPEN_FOR,
    )
    _tell(actor, "log.letter", row, **at.facts())
    return row, number + secret


def _drawn(length: int) -> str:
    return "".join(secrets.choice(LETTERS) for _letter in range(length))


@transaction.atomic(using=ALIAS)
def enter(*, code: str, born_on: date) -> tuple[LogPass, str] | None:
    """Open the visit: the letter and what the browser must hold. None for anything wrong, never saying what.

    code: as typed, whatever its case and spaces. A wrong code or date counts against the letter, and is in the log.
    """
    typed = "".join(letter for letter in code.upper() if letter.isalnum())
    rows = LogPass.objects.select_for_update(of=("self",)).select_related("patient__key")
    row = rows.filter(number=typed[:NUMBER], patient__key__destroyed_at=None).first()
    if row is None or not _is_open(row):
        return None
    if not check_password(typed[NUMBER:], row.code_hash) or row.patient.traits.born_on != born_on:
        row.tries += 1
        row.save(update_fields=["tries"])
        _tell(Actor.person(), "log.read", row, outcome=journal.REFUSED, tries=str(row.tries))
        return None
    token = secrets.token_urlsafe(32)
    row.used_at, row.visit_hash = timezone.now(), _hash(token)
    row.visit_until = row.used_at + VISIT
    row.save(update_fields=["used_at", "visit_hash", "visit_until"])
    return row, token


def _is_open(row: LogPass) -> bool:
    return row.used_at is None and row.tries < MOST_TRIES and timezone.now() < row.expires_at


def _hash(token: str) -> bytes:
    return hashlib.sha256(token.encode()).digest()


@transaction.atomic(using=ALIAS)
def read(*, pk: UUID, token: str, action: str = "log.read") -> Patient | None:
    """The patient whose log this browser may read now, with its line in the journal; None once the visit is over."""
    rows = LogPass.objects.select_related("patient__key").filter(
        pk=pk, visit_until__gt=timezone.now(), patient__key__destroyed_at=None
    )
    row = rows.first()
    if row is None or not hmac.compare_digest(bytes(row.visit_hash), _hash(token)):
        return None
    _tell(Actor.person(), action, row)
    return row.patient


@transaction.atomic(using=ALIAS)
def leave(*, pk: UUID, token: str) -> None:
    """The visit is over."""
    LogPass.objects.filter(pk=pk, visit_hash=_hash(token)).update(visit_until=timezone.now())


def _tell(actor: Actor, action: str, row: LogPass, outcome: str = journal.SUCCESS, **facts: str) -> None:
    journal.record(
        actor=actor,
        action=action,
        patients=one_person(row.patient),
        purpose=Purpose.PATIENT_REQUEST,
        entity="LogPass",
        entity_id=row.pk,
        category="log",
        outcome=outcome,
        facts=facts,
    )
