"""Hearing one HL7 v2 message: taken in whole or not at all, answered either way, and never done twice."""

from datetime import timedelta

import structlog
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.health import journal, vault
from accord.health.actions.taking_in import take
from accord.health.exchange import adt
from accord.health.exchange.acknowledging import ACCEPTED, ERROR, LONGEST, REJECTED, acknowledgement
from accord.health.exchange.arrivals import Unfit
from accord.health.models import ReceivedMessage
from accord.health.router import ALIAS
from accord.lib.actor import Actor

HOSPITAL = Actor("import", "adt", "ADT")
KEPT = 30  # days a message is known again
LONGEST_SENDER = 400
log = structlog.get_logger(__name__)


def hear(raw: bytes) -> bytes:
    """Take in one message; returns its acknowledgement. AA: taken in, now or before; AE: not taken in, for the reason
    said; AR: of a kind or a shape that never will be. Never raises.
    """
    message = None
    try:
        message = adt.Message(adt.decoded(raw))
        _take_once(message, raw)
        return acknowledgement(message, ACCEPTED, "", timezone.now())
    except Unfit as unfit:
        code = REJECTED if isinstance(unfit, adt.Unsupported) else ERROR
        return _refused(message, code, str(unfit))
    except Exception as error:  # whatever happens, the sender keeps the message
        log.error("message.not_taken", kind=type(error).__name__)
        return _later(message)


@transaction.atomic(using=ALIAS)
def _take_once(message: adt.Message, raw: bytes) -> None:
    control, sender = message.field("MSH", 10), f"{message.field('MSH', 3)}|{message.field('MSH', 4)}"
    if not control or len(control) > LONGEST or len(sender) > LONGEST_SENDER:
        raise adt.Unsupported(_("MSH-10 holds no number of the message, or one that is too long."))
    marks = vault.message_marks(raw)
    known, is_new = ReceivedMessage.objects.get_or_create(
        sender=sender, control_id=control, defaults={"mark": marks[-1]}
    )
    if is_new:
        take(actor=HOSPITAL, arrival=adt.told(message))
    elif bytes(known.mark) not in marks:
        raise Unfit(_("Another message of this number (MSH-10) was taken in before."))


def _refused(message: adt.Message | None, code: str, why: str) -> bytes:
    try:
        with transaction.atomic(using=ALIAS):
            facts = {"by": "mllp", "code": code}
            journal.record(actor=HOSPITAL, action="message.refused", outcome=journal.FAILED, facts=facts)
    except Exception as error:
        log.error("message.not_noted", kind=type(error).__name__)
        return _later(message)
    return acknowledgement(message, code, why, timezone.now())


def _later(message: adt.Message | None) -> bytes:
    return acknowledgement(message, ERROR, _("Not taken in for now: send it again later."), timezone.now())


def forget_messages() -> int:
    """Messages are no longer known again after KEPT days; returns how many were forgotten."""
    end = timezone.now() - timedelta(days=KEPT)
    return ReceivedMessage.objects.filter(received_at__lt=end).delete()[0]
