"""Taking a recipient or a rule out of the register: closed once it served, deleted while it never did."""

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.register import queries
from accord.register.actions import Frozen
from accord.register.models import Purpose, Recipient, RetentionRule


@transaction.atomic
def close_recipient(*, actor: Actor, recipient: Recipient) -> None:
    """No purpose names this recipient from now on. Raises Frozen while one in use does."""
    using = recipient.purposes.filter(state=Purpose.State.OPEN).first()
    if using:
        raise Frozen(
            _("“%(purpose)s” still names it: take it out of that purpose first.") % {"purpose": using.label}
        )
    recipient.closed_at = timezone.now()
    recipient.save(update_fields=["closed_at"])
    record(actor=actor, verb="register.recipient.closed", about=recipient, facts={"code": recipient.code})


@transaction.atomic
def reopen_recipient(*, actor: Actor, recipient: Recipient) -> None:
    """Purposes may name this recipient again."""
    recipient.closed_at = None
    recipient.save(update_fields=["closed_at"])
    record(actor=actor, verb="register.recipient.reopened", about=recipient, facts={"code": recipient.code})


@transaction.atomic
def delete(*, actor: Actor, row: Recipient | RetentionRule) -> None:
    """Delete what never served. Raises Frozen when a purpose, a form or a published notice rests on it."""
    kept = type(row).objects.select_for_update().get(pk=row.pk)
    if isinstance(kept, Recipient) and queries.has_served(kept):
        raise Frozen(_("This recipient serves or served: it can be closed, not deleted."))
    kind = type(row).__name__.lower()
    record(actor=actor, verb=f"register.{kind}.deleted", about=kept, facts={"code": kept.code})
    try:
        kept.delete()
    except ProtectedError as error:
        raise Frozen(_("Something rests on it: it cannot be deleted.")) from error
