"""What comes back: an address that does not exist, one refused for now, a letter reported as unwanted."""

from uuid import UUID

from django.db import IntegrityError, transaction

from accord.audit.actions import record
from accord.consent import ledger, suppression
from accord.consent.terms import Method
from accord.contacts import actions as contacts
from accord.contacts.models import ContactPoint
from accord.lib.actor import SYSTEM, Actor
from accord.outbox.models import Bounce, Letter

SOFT_LIMIT = 5  # refusals for now, of as many letters in a row, after which an address counts as unreachable


@transaction.atomic
def report(*, letter_id: UUID, kind: str, detail: str = "", actor: Actor = SYSTEM) -> bool:
    """Note that a letter came back; `kind` is one of Bounce.Kind. False when unknown to us or already noted.

    A hard bounce makes the address unreachable, the fifth soft one too; a complaint withdraws and suppresses.
    """
    letter = Letter.objects.filter(pk=letter_id).first()
    if letter is None or not _noted(letter, kind, detail):
        return False
    record(actor=actor, verb=f"outbox.letter.{kind}", about=letter)
    point = ContactPoint.objects.filter(pk=letter.contact_point_id or 0).first()
    if kind == Bounce.Kind.HARD:
        Letter.objects.filter(pk=letter_id).update(state=Letter.State.BOUNCED, error=detail[:300])
    if point is not None:
        _follow_up(letter, point, kind, detail)
    return True


def _noted(letter: Letter, kind: str, detail: str) -> bool:
    try:
        with transaction.atomic():
            Bounce.objects.create(
                letter_id=letter.pk, contact_point_id=letter.contact_point_id, kind=kind, detail=detail[:300]
            )
    except IntegrityError:
        return False
    return True


def _follow_up(letter: Letter, point: ContactPoint, kind: str, detail: str) -> None:
    if kind == Bounce.Kind.HARD:
        contacts.mark_unreachable(actor=SYSTEM, point_id=point.pk, why=detail[:200])
    elif kind == Bounce.Kind.SOFT:
        if contacts.soft_bounce(actor=SYSTEM, point_id=point.pk) >= SOFT_LIMIT and _all_refused(point):
            contacts.mark_unreachable(actor=SYSTEM, point_id=point.pk, why=detail[:200])
    else:
        _complaint(letter, point)


def _all_refused(point: ContactPoint) -> bool:
    """True when none of the last letters to an address stayed there."""
    sent = (Letter.State.SENT, Letter.State.BOUNCED, Letter.State.FAILED)
    letters = Letter.objects.filter(person_id=point.person_id, contact_point_id=point.pk, state__in=sent)
    last = list(letters.order_by("-claimed_at").values_list("pk", flat=True)[:SOFT_LIMIT])
    refused = Bounce.objects.filter(letter_id__in=last, kind=Bounce.Kind.SOFT).count()
    return refused == len(last)


def _complaint(letter: Letter, point: ContactPoint) -> None:
    """Somebody called the letter unwanted: their agreement ends, and no import brings it back."""
    ledger.object_to(
        actor=Actor.person(point.person_id),
        contact_point_id=point.pk,
        purpose_id=None,
        channel="email",
        method=Method.COMPLAINT,
        source_id=f"letter:{letter.pk}",
    )
    suppression.suppress(actor=SYSTEM, kind=point.kind, value=point.value, reason="complaint")
