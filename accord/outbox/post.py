"""Posting: the only two ways in which a marketing letter comes into being, both with a permit of the gate."""

from collections.abc import Mapping
from typing import Any

from django.db import connection
from django.utils import timezone

from accord.consent.gate import Freeze, Permit
from accord.outbox.models import Letter, Mailing


class NotPermitted(TypeError):
    """What was given is not a permit of the gate, or not one for this mailing."""


def post(permit: Permit, *, mailing: Mailing, merge: Mapping[str, str] | None = None) -> Letter:
    """Queue one letter of `mailing` to the address the gate permitted.

    Raises NotPermitted when `permit` is not the gate's, or was given for another purpose or channel.
    """
    _check(permit, Permit, mailing)
    return Letter.objects.create(
        mailing=mailing,
        decision_id=permit.decision_id,
        person_id=permit.person_id,
        contact_point_id=permit.contact_point_id,
        purpose_id=mailing.purpose_id,
        merge=dict(merge) if merge else None,
    )


_INSERT = """
INSERT INTO outbox_letter (id, mailing_id, decision_id, purpose_id, contact_point_id, person_id, service, "to",
    state, priority, reason, error, attempts, created_at, not_before, claimed_by)
SELECT gen_random_uuid(), %s, %s, %s, permitted.contact_point_id, permitted.person_id, '', '',
    'queued', %s, '', '', 0, %s, %s, ''
FROM ({permitted}) AS permitted
ON CONFLICT (mailing_id, contact_point_id) DO NOTHING
"""


def post_all(freeze: Freeze, *, mailing: Mailing) -> int:
    """Queue one letter of `mailing` to each address the gate froze, in one statement; how many.

    Posting the same freeze again adds nothing. Raises NotPermitted like `post`.
    """
    _check(freeze, Freeze, mailing)
    now = timezone.now()
    head: list[Any] = [mailing.pk, freeze.decision_id, mailing.purpose_id, Letter.Priority.BULK, now, now]
    with connection.cursor() as cursor:
        cursor.execute(_INSERT.format(permitted=freeze.sql), [*head, *freeze.params])
        return int(cursor.rowcount)


def _check(permit: object, kind: type, mailing: Mailing) -> None:
    if type(permit) is not kind:
        raise NotPermitted("Only the gate says who may be written to: ask accord.consent.gate.")
    if (permit.purpose_id, permit.channel) != (mailing.purpose_id, mailing.channel):  # type: ignore[attr-defined]
        raise NotPermitted("This permit was given for another purpose or channel.")
    notice = getattr(permit, "notice_version_id", None)
    if notice is not None and notice != mailing.notice_version_id:
        raise NotPermitted("This permit is for a first letter that carries the notice.")
