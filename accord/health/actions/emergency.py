"""Opening a record in an emergency (« bris de glace »), and looking afterwards whether it was right."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal, vault
from accord.health.codes import Purpose
from accord.health.impossible import Impossible
from accord.health.models import BreakGlassGrant, BreakGlassReview, Patient, Practitioner
from accord.health.rights import CARERS
from accord.health.router import ALIAS
from accord.lib.actor import Actor
from accord.register.rules import period

SHORTEST = 15  # letters of a reason that says something
TOO_SHORT = _("Say in one sentence why this cannot wait: the patient and the referent will read it.")
NOT_A_CARER = _("Only somebody whose profession is to care opens a record in an emergency.")
OWN = _("Nobody reviews an access they opened themselves.")
DONE = _("This access has already been reviewed.")


@transaction.atomic(using=ALIAS)
def open_in_emergency(
    *, actor: Actor, patient: Patient, practitioner: Practitioner, reason: str
) -> BreakGlassGrant:
    """Open the record of `patient` to `practitioner`, to read, for the time of rule « health.break-glass ».

    The caller has just proved again who they are. Raises Impossible for a reason that says nothing, or a profession
    that does not care for patients.
    """
    words = " ".join(reason.split())
    if len(words) < SHORTEST:
        raise Impossible(TOO_SHORT)
    if practitioner.job not in CARERS or not practitioner.is_active:
        raise Impossible(NOT_A_CARER)
    now = timezone.now()
    grant = BreakGlassGrant(
        patient=patient,
        practitioner=practitioner,
        since=now,
        until=now + period("health.break-glass"),
        by_id=actor.id,
        by_name=actor.label,
    )
    grant.reason_sealed = vault.seal(patient.key, grant.place(), words.encode())
    grant.save(force_insert=True)
    _tell(actor, "emergency.opened", grant, policy=str(grant.pk), role=practitioner.job)
    return grant


@transaction.atomic(using=ALIAS)
def review(*, actor: Actor, grant: BreakGlassGrant, outcome: str) -> BreakGlassReview:
    """Say whether an emergency access was right. Raises Impossible for one's own, and when it is already said."""
    if actor.id == grant.by_id:
        raise Impossible(OWN)
    if BreakGlassReview.objects.filter(grant=grant).exists():
        raise Impossible(DONE)
    found = BreakGlassReview.objects.create(
        grant=grant,
        outcome=BreakGlassReview.Outcome(outcome),
        author_id=grant.by_id,
        by_id=actor.id,
        by_name=actor.label,
    )
    _tell(actor, "emergency.reviewed", grant, purpose=Purpose.SAFETY, facts={"outcome": outcome})
    return found


def _tell(actor: Actor, action: str, grant: BreakGlassGrant, **said: object) -> None:
    journal.record(
        **{
            "actor": actor,
            "action": action,
            "patient": grant.patient_id,
            "purpose": Purpose.BREAK_GLASS,
            "entity": "BreakGlassGrant",
            "entity_id": grant.pk,
            **said,
        }  # type: ignore[arg-type]
    )
