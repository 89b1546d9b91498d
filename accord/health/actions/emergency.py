"""Opening a record in an emergency (« bris de glace »), and looking afterwards whether it was right."""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal, vault
from accord.health.codes import Purpose
from accord.health.impossible import Impossible
from accord.health.models import BreakGlassFollowUp, BreakGlassGrant, BreakGlassReview, Patient, Practitioner
from accord.health.rights import CARERS
from accord.health.router import ALIAS
from accord.lib.actor import Actor
from accord.register.rules import period

SHORTEST = 15  # letters of a reason that says something
TOO_SHORT = _("Say in one sentence why this cannot wait: the patient and the referent will read it.")
NOT_A_CARER = _("Only somebody whose profession is to care opens a record in an emergency.")
OWN = _("Nobody reviews an access they opened themselves.")
DONE = _("This access has already been reviewed.")
FOLLOWED = _("What was done about this access is already written.")
NOTHING_TO_DO = _("This access was justified: nothing is left to be done about it.")
NOT_A_SENTENCE = _("Say why in one sentence: whoever opened the record may be asked about it.")


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
def review(*, actor: Actor, grant: BreakGlassGrant, outcome: str, words: str) -> BreakGlassReview:
    """Say whether an emergency access was right, and why in a sentence; one that was not waits for its follow-up.

    Raises Impossible for one's own access, when it is already said, and for a sentence that says nothing.
    """
    said = _sentence(actor, grant, words)
    if BreakGlassReview.objects.filter(grant=grant).exists():
        raise Impossible(DONE)
    found = BreakGlassReview(grant=grant, outcome=BreakGlassReview.Outcome(outcome))
    _keep(actor, grant, found, said)
    _tell(actor, "emergency.reviewed", grant, purpose=Purpose.SAFETY, facts={"outcome": outcome})
    return found


@transaction.atomic(using=ALIAS)
def follow_up(*, actor: Actor, review: BreakGlassReview, words: str) -> BreakGlassFollowUp:
    """Say what was done about an access that was not justified. Raises Impossible as `review` does."""
    said = _sentence(actor, review.grant, words)
    if review.outcome != BreakGlassReview.Outcome.UNJUSTIFIED:
        raise Impossible(NOTHING_TO_DO)
    if BreakGlassFollowUp.objects.filter(review=review).exists():
        raise Impossible(FOLLOWED)
    found = BreakGlassFollowUp(review=review)
    _keep(actor, review.grant, found, said)
    _tell(actor, "emergency.followed_up", review.grant, purpose=Purpose.SAFETY)
    return found


def _sentence(actor: Actor, grant: BreakGlassGrant, words: str) -> str:
    """The sentence, tidied, of somebody who may write it."""
    if actor.id == grant.by_id:
        raise Impossible(OWN)
    said = " ".join(words.split())
    if len(said) < SHORTEST:
        raise Impossible(NOT_A_SENTENCE)
    return said


def _keep(
    actor: Actor, grant: BreakGlassGrant, found: BreakGlassReview | BreakGlassFollowUp, words: str
) -> None:
    found.author_id, found.by_id, found.by_name = grant.by_id, actor.id, actor.label
    found.put_words(grant.patient.key, words)
    found.save(force_insert=True)


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
