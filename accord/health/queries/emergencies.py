"""Emergency accesses the referent has to look at: those not reviewed, those whose follow-up is not written."""

from django.conf import settings
from django.db import DatabaseError
from django.db.models import QuerySet

from accord.health.models import AuditEvent, BreakGlassGrant, BreakGlassReview
from accord.health.silence import briefly, silence
from accord.staff.models import User

CAP = 100  # beyond it, the counter of the menu says so many and no more
REVIEWED_SHOWN = 50


def waiting() -> QuerySet[BreakGlassGrant]:
    """Accesses nobody has reviewed, the oldest first."""
    rows = BreakGlassGrant.objects.filter(review=None, patient__key__destroyed_at=None)
    return rows.select_related("practitioner", "patient__key").order_by("since")


def unfinished() -> QuerySet[BreakGlassReview]:
    """Accesses found not justified about which nothing is written yet, the oldest first."""
    rows = BreakGlassReview.objects.filter(
        outcome=BreakGlassReview.Outcome.UNJUSTIFIED,
        follow_up=None,
        grant__patient__key__destroyed_at=None,
    )
    return rows.select_related("grant__practitioner", "grant__patient__key").order_by("at")


def finished() -> list[BreakGlassReview]:
    """The latest accesses about which all is said, the newest first."""
    rows = BreakGlassReview.objects.exclude(
        outcome=BreakGlassReview.Outcome.UNJUSTIFIED, follow_up=None
    ).select_related("grant__practitioner", "grant__patient__key", "follow_up")
    return list(rows.order_by("-at")[:REVIEWED_SHOWN])


def opened_during(grant: BreakGlassGrant) -> int:
    """How many times the record was read under this access."""
    reads = AuditEvent.objects.filter(
        action="emergency.read", actor_id=grant.by_id, patients__contains=[grant.patient_id]
    )
    return reads.filter(outcome="success", at__gte=grant.since, at__lt=grant.until).count()


def counters(user: User) -> dict[str, tuple[int, str]]:
    """What waits for this colleague in the menu of health: {url name: (how many, "soon")}.

    Their own accesses are not theirs to review. Nothing where health is closed, or its database does not answer: the
    rest of the house does not wait for it, and does not ask it at every page.
    """
    if not settings.ACCORD_HEALTH or not user.may("health.review") or silence.lasts:
        return {}
    try:
        with briefly():
            many = sum(
                rows[:CAP].count()
                for rows in (
                    waiting().exclude(by_id=str(user.pk)),
                    unfinished().exclude(author_id=str(user.pk)),
                )
            )
    except DatabaseError:
        return {}
    return {"health:emergencies": (many, "soon")} if many else {}
