"""What the ledger holds of an address somebody types into a form: one query, the same whatever it finds."""

from dataclasses import dataclass
from typing import Any

from django.utils import timezone

from accord.consent.suppression import FINAL
from accord.lib.statements import prepared
from accord.register.rules import interval

_FINAL = ", ".join(f"'{reason}'" for reason in FINAL)
KNOWN = f"""
SELECT
    EXISTS (
        SELECT 1 FROM consent_suppression
        WHERE address_hash = %(hash)s AND channel = %(channel)s AND reason IN ({_FINAL})
    ),
    ARRAY (
        SELECT yes.purpose_id FROM consent_permission AS yes
        JOIN contacts_contactpoint AS point ON point.id = yes.contact_point_id
        JOIN contacts_person AS person ON person.id = point.person_id
        LEFT JOIN register_noticeversion AS notice ON notice.id = yes.notice_version_id
        WHERE yes.contact_point_id = ANY (ARRAY ( -- looked up first, however few people there were at planning
                SELECT id FROM contacts_contactpoint WHERE address_hash = %(hash)s AND unreachable_at IS NULL
            ))
            AND person.state = 'active'
            AND coalesce(person.heard_from_at, person.collected_at) > %(now)s - %(silence)s::interval
            AND yes.channel = %(channel)s AND yes.recipient_id = 0 AND yes.state = 'confirmed'
            AND (yes.expires_at IS NULL OR yes.expires_at > %(now)s) AND notice.outdated_at IS NULL
            AND NOT EXISTS (
                SELECT 1 FROM consent_permission AS no
                WHERE no.address_hash = %(hash)s AND no.purpose_id = yes.purpose_id AND no.channel = yes.channel
                    AND no.state IN ('refused', 'withdrawn', 'objected')
            )
    )
"""  # noqa: S608 - our own reasons


@dataclass(frozen=True, slots=True)
class Known:
    """is_suppressed: not even asked to confirm; agreed: the purposes whose confirmed agreement stands as it is.

    Whoever left, objected, or once did not answer may come back by a request of their own, and by nothing else.
    """

    is_suppressed: bool
    agreed: frozenset[int]


def known(address_hash: bytes, channel: str) -> Known:
    """What stands for this address on `channel`. Decides which letter answers a sign-up, never whether one may write.

    An agreement that needs renewing (its notice changed in substance, the person silent for too long, the address
    unreachable) does not count: asking again is then the way to renew it.
    """
    with prepared() as cursor:
        cursor.execute(KNOWN, parameters(address_hash, channel))
        is_suppressed, agreed = cursor.fetchone()
    return Known(is_suppressed, frozenset(agreed))


def parameters(address_hash: bytes, channel: str) -> dict[str, Any]:
    """What KNOWN needs, where it is part of a longer statement."""
    now = timezone.now()
    silence = interval("prospects.keep", now.date())
    return {"hash": address_hash, "channel": channel, "now": now, "silence": silence}
