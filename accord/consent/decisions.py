"""A named person decides, on the evidence, whether the agreements an import declares may be relied upon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Count, Max, Min, Q
from django.utils import timezone

from accord.audit.actions import record
from accord.consent.models import ConsentEvent, DeclaredUse, Evidence, Permission
from accord.consent.terms import YES_STATES, Method
from accord.lib.actor import Actor
from accord.register.models import Channel, Purpose


@dataclass(frozen=True, slots=True)
class Declared:
    """What an import declares for one purpose, and what was decided (None: nothing yet)."""

    purpose: Purpose
    agreements: int
    with_address: int
    first_at: datetime | None
    last_at: datetime | None
    decision: DeclaredUse | None


@transaction.atomic
def allow_declared(
    *, actor: Actor, import_id: int, purpose: Purpose, is_allowed: bool, why: str
) -> DeclaredUse:
    """Decide that the agreements declared by an import for `purpose` may be used, or not; changed by saying so again.

    Raises ValueError without a reason: somebody must one day be able to read why (art. 5(2) and 7(1) GDPR).
    """
    if not why.strip():
        raise ValueError("A decision about declared agreements says why.")
    decision, _created = DeclaredUse.objects.update_or_create(
        import_id=import_id,
        purpose=purpose,
        defaults={
            "is_allowed": is_allowed,
            "why": why.strip(),
            "decided_by_id": actor.id,
            "decided_by_label": actor.label,
            "decided_at": timezone.now(),
        },
    )
    facts = {"import": import_id, "purpose": purpose.code, "is_allowed": is_allowed}
    record(
        actor=actor, verb="consent.declared.decided", about=decision, facts=facts, words={"why": ("", why)}
    )
    return decision


def proposed(origin: str) -> bool:
    """What is proposed before anybody decides: yes for our own former tool, no for bought or unknown files."""
    return origin == "former_tool"


def declared(import_id: int) -> list[Declared]:
    """What an import declares, purpose by purpose, with the evidence there is."""
    events = ConsentEvent.objects.filter(import_id=import_id, method=Method.IMPORT, state__in=YES_STATES)
    proven = Evidence.objects.filter(part=Evidence.Part.NETWORK, event_id__in=events.values("pk")).values(
        "event_id"
    )
    rows = events.values("purpose_id").annotate(
        agreements=Count("pk"),
        with_address=Count("pk", filter=Q(pk__in=proven)),
        first_at=Min("indicated_at"),
        last_at=Max("indicated_at"),
    )
    purposes = Purpose.objects.in_bulk([row["purpose_id"] for row in rows])
    decisions = {one.purpose_id: one for one in DeclaredUse.objects.filter(import_id=import_id)}
    return [
        Declared(
            purposes[row["purpose_id"]],
            row["agreements"],
            row["with_address"],
            row["first_at"],
            row["last_at"],
            decisions.get(row["purpose_id"]),
        )
        for row in rows
    ]


def declared_since(
    point_ids: Iterable[int], *, purpose_id: int, import_ids: Iterable[int]
) -> dict[int, datetime]:
    """Since when points agree to a purpose by e-mail on the word of one of these imports alone, by point."""
    rows = Permission.objects.filter(
        contact_point_id__in=list(point_ids),
        purpose_id=purpose_id,
        channel=Channel.EMAIL,
        recipient_id=0,
        state__in=YES_STATES,
        method=Method.IMPORT,
        import_id__in=list(import_ids),
    )
    return {point: since for point, since in rows.values_list("contact_point_id", "since") if since}


def undecided_imports() -> set[int]:
    """The imports that declare agreements for a purpose nobody has decided about."""
    declares = ConsentEvent.objects.filter(
        method=Method.IMPORT, state__in=YES_STATES, import_id__isnull=False
    )
    pairs = set(declares.values_list("import_id", "purpose_id").distinct())
    decided = set(DeclaredUse.objects.values_list("import_id", "purpose_id"))
    return {import_id for import_id, _purpose in pairs - decided if import_id is not None}
