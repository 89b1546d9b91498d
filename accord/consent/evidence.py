"""What proves an event: each part apart, with its own salt, so that any can be erased and the event still verifies."""

import hashlib
import json
import secrets
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from accord.consent.models import ConsentEvent, Evidence
from accord.register.rules import period

SALT_BYTES = 16


def commit(salt: bytes, value: str) -> str:
    """SHA-256(salt ‖ value), in hexadecimal: what the event keeps of one part."""
    return hashlib.sha256(salt + value.encode()).hexdigest()


def parts_of(subject_id: Any, values: Mapping[str, str], received_at: datetime) -> list[Evidence]:
    """One unsaved Evidence per part with something in it; network data get their own date of erasure."""
    return [
        Evidence(
            subject_id=subject_id,
            part=part,
            salt=secrets.token_bytes(SALT_BYTES),
            value=value,
            erase_on=_erase_on(part, received_at),
        )
        for part, value in values.items()
        if value
    ]


def _erase_on(part: str, received_at: datetime) -> date | None:
    if part != Evidence.Part.NETWORK:
        return None
    end: datetime = received_at + period("proof.network")
    return end.date()


def canonical(event: ConsentEvent) -> bytes:
    """The event and its commitments as canonical JSON: sorted keys, no spaces, UTC instants."""
    fields = {
        "actor": [event.actor_kind, event.actor_id],
        "channel": event.channel,
        "commits": event.commits,
        "import": event.import_id,
        "indicated_at": event.indicated_at.timestamp(),
        "level": int(event.evidence_level),
        "method": str(event.method),
        "notice": event.notice_version_id,
        "purpose": event.purpose_id,
        "received_at": event.received_at.timestamp(),
        "recipient": event.recipient_id,
        "recorded_at": event.recorded_at.timestamp(),
        "refers_to": event.refers_to,
        "source": event.source_id,
        "state": str(event.state),
        "subject": str(event.subject_id),
        "wording": event.wording_sha256,
    }
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def leaf(event: ConsentEvent) -> bytes:
    """SHA-256(0x00 ‖ SHA-256(canonical JSON)): a leaf as RFC 9162 hashes it."""
    return hashlib.sha256(b"\x00" + hashlib.sha256(canonical(event)).digest()).digest()


def verifies(event: ConsentEvent, parts: list[Evidence]) -> bool:
    """True when the event still gives its leaf and every part still kept gives its commitment."""
    kept = all(event.commits.get(part.part) == commit(bytes(part.salt), part.value) for part in parts)
    return kept and bytes(event.leaf) == leaf(event)
