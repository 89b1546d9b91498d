"""What a person decides about letters whose fate is unknown, and tidying up."""

from datetime import timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.contacts.actions import inform
from accord.contacts.models import Person
from accord.lib.actor import Actor
from accord.outbox.models import DemoMessage, Letter, Mailing

DEMO_DAYS = 30


class Settled(ValueError):
    """The letter is no longer unknown, or can no longer leave; the message says so to the person."""


@transaction.atomic
def send_again(*, actor: Actor, letter: Letter) -> None:
    """Put a letter of unknown fate back in the queue, under the same Message-ID. Raises Settled."""
    locked = _unknown(letter)
    if locked.mailing and locked.mailing.state in (Mailing.State.CANCELLED, Mailing.State.FINISHED):
        raise Settled(_("This mailing is over: the letter can no longer leave."))
    locked.state, locked.claimed_at, locked.settled_at, locked.error = Letter.State.QUEUED, None, None, ""
    locked.not_before = timezone.now()
    locked.save(update_fields=["state", "claimed_at", "settled_at", "error", "not_before"])
    record(actor=actor, verb="outbox.letter.sent_again", about=letter)


@transaction.atomic
def consider_sent(*, actor: Actor, letter: Letter) -> None:
    """Take a letter of unknown fate for handed over. Raises Settled."""
    locked = _unknown(letter)
    locked.state, locked.settled_at, locked.error = Letter.State.SENT, timezone.now(), ""
    locked.to, locked.content, locked.merge = "", None, None
    locked.save(update_fields=["state", "settled_at", "error", "to", "content", "merge"])
    record(actor=actor, verb="outbox.letter.considered_sent", about=letter)
    if locked.mailing and locked.mailing.notice_version_id and locked.person_id:
        _told(actor, locked.person_id, locked.mailing.notice_version_id)


def _told(actor: Actor, person_id: int, notice_version_id: int) -> None:
    """A first letter that left has told the person where their data come from."""
    person = Person.objects.filter(pk=person_id).first()
    if person is not None:
        inform(actor=actor, person=person, notice_version_id=notice_version_id, at=timezone.now())


@transaction.atomic
def send_all_again(*, actor: Actor, mailing: Mailing) -> int:
    """Put every letter of unknown fate of a mailing back in the queue; how many. Raises Settled once it is over."""
    if mailing.state in (Mailing.State.CANCELLED, Mailing.State.FINISHED):
        raise Settled(_("This mailing is over: the letter can no longer leave."))
    fields = {
        "state": Letter.State.QUEUED,
        "claimed_at": None,
        "settled_at": None,
        "not_before": timezone.now(),
    }
    return _decide_all(actor, mailing, "sent_again", fields)


@transaction.atomic
def consider_all_sent(*, actor: Actor, mailing: Mailing) -> int:
    """Take every letter of unknown fate of a mailing for handed over; how many."""
    fields = {"state": Letter.State.SENT, "settled_at": timezone.now(), "merge": None}
    return _decide_all(actor, mailing, "considered_sent", fields)


def _decide_all(actor: Actor, mailing: Mailing, verb: str, fields: dict[str, Any]) -> int:
    unknown = Letter.objects.filter(mailing=mailing, state=Letter.State.UNKNOWN)
    decided = unknown.update(error="", **fields)
    if not decided:
        raise Settled(_("Somebody has already decided about these letters."))
    record(actor=actor, verb=f"outbox.mailing.{verb}", about=mailing, facts={"letters": decided})
    return decided


def _unknown(letter: Letter) -> Letter:
    locked = Letter.objects.select_for_update(of=("self",)).select_related("mailing").get(pk=letter.pk)
    if locked.state != Letter.State.UNKNOWN:
        raise Settled(_("Somebody has already decided about this letter."))
    return locked


def tidy() -> int:
    """Forget what service letters of unknown fate said once their links no longer work, and old demo messages."""
    now = timezone.now()
    DemoMessage.objects.filter(at__lt=now - timedelta(days=DEMO_DAYS)).delete()
    old = now - timedelta(days=settings.ACCORD_CONFIRMATION_DAYS)
    stale = Letter.objects.filter(state=Letter.State.UNKNOWN, mailing__isnull=True, created_at__lt=old)
    return stale.update(state=Letter.State.FAILED, to="", content=None, error="Nobody decided in time.")
