"""The end of a record (R.1112-7 CSP): claims that suspend it, signatures, and the destruction of its key."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from django.db import transaction
from django.db.models import F, Max
from django.db.models.functions import Coalesce, Greatest
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accord.health import journal, rotation
from accord.health.impossible import Impossible
from accord.health.models import (
    AttachedFile,
    DataKey,
    DisposalStep,
    DocumentReference,
    Encounter,
    Hold,
    House,
    Patient,
    PatientIdentifier,
)
from accord.health.queries.patients import one_person
from accord.health.retention import Claim, Life, Obstacle, Signed, Step, Term, obstacle, term
from accord.health.router import ALIAS
from accord.lib.actor import Actor
from accord.register.rules import rule

NO_VISIT = _("No stay or visit is known: nothing says when its time began.")


@dataclass(frozen=True, slots=True)
class Due:
    """One record whose time is over or suspended, as the list shows it."""

    patient: Patient
    life: Life
    term: Term
    obstacle: Obstacle | None


def life_of(patient: Patient) -> Life:
    """What the clock of this person runs on, all their records together. Raises Impossible without any visit."""
    ids = one_person(patient)
    visits = Encounter.objects.filter(patient__in=ids).exclude(status=Encounter.Status.CANCELLED)
    last = visits.aggregate(last=Max(Greatest("starts_at", Coalesce("ends_at", F("starts_at")))))["last"]
    if last is None:
        raise Impossible(NO_VISIT)
    claims = [Claim(one.opened_on, one.closed_on) for one in Hold.objects.filter(patient__in=ids)]
    return Life(timezone.localdate(last), patient.traits.born_on, patient.died_on, tuple(claims))


def signed_of(patient: Patient) -> list[Signed]:
    """The signatures given since the record was last seen there, the last of each kind."""
    steps = DisposalStep.objects.filter(patient__in=one_person(patient)).order_by("pk")
    return [Signed(one.step, one.signatory or one.by_id, one.is_favourable) for one in steps]


def due(on: date | None = None) -> list[Due]:
    """Every record whose time is over on that day, or would be but for a claim."""
    day = on or timezone.localdate()
    shortest = int(rule("health.records.after-death").value)
    limit = timezone.now() - timedelta(days=365 * shortest)
    seen = (
        Patient.objects.filter(merged_into=None, key__destroyed_at=None)
        .select_related("key")
        .annotate(
            last=Max(
                Greatest("encounters__starts_at", Coalesce("encounters__ends_at", "encounters__starts_at"))
            )
        )
        .filter(last__lt=limit)
        .order_by("last")
    )
    return [found for one in seen.iterator() if (found := _due(one, day))]


def _due(patient: Patient, day: date) -> Due | None:
    life = life_of(patient)
    until = term(life)
    bare = term(Life(life.last_visit_on, life.born_on, life.died_on))
    if not bare.is_due(day):
        return None
    stands = obstacle(life, signed_of(patient), on=day, is_public=House.now().is_public)
    return Due(patient, life, until, stands)


@transaction.atomic(using=ALIAS)
def open_claim(*, actor: Actor, patient: Patient, opened_on: date) -> Hold:
    """A claim questions medical liability: the clock stops."""
    hold = Hold.objects.create(patient=patient, opened_on=opened_on, by_name=actor.label)
    _tell(actor, "retention.claim_opened", [patient.pk])
    return hold


@transaction.atomic(using=ALIAS)
def close_claim(*, actor: Actor, hold: Hold, closed_on: date) -> None:
    """The claim is over: the clock runs again."""
    hold.closed_on = max(closed_on, hold.opened_on)
    hold.save(update_fields=["closed_on"])
    _tell(actor, "retention.claim_closed", [hold.patient_id])


@transaction.atomic(using=ALIAS)
def sign(
    *, actor: Actor, patient: Patient, step: str, is_favourable: bool = True, signatory: str = ""
) -> DisposalStep:
    """One step on the way to disposal. `signatory`: who signed on paper, where it is not the colleague who types.

    Raises Impossible while the record's time is not over.
    """
    stands = obstacle(
        life_of(patient), signed_of(patient), on=timezone.localdate(), is_public=House.now().is_public
    )
    if stands in (Obstacle.NOT_DUE, Obstacle.SUSPENDED):
        raise Impossible(stands.label)
    signed = DisposalStep.objects.create(
        patient=patient,
        step=Step(step),
        is_favourable=is_favourable,
        by_id=actor.id,
        by_name=actor.label,
        signatory=signatory.strip(),
    )
    _tell(actor, "retention.signed", [patient.pk], step=step)
    return signed


@transaction.atomic(using=ALIAS)
def destroy(*, actor: Actor, patient: Patient) -> None:
    """Destroy the keys of this person's records: nothing they sealed opens again, backups included.

    What was never sealed but tells something (numbers, indexes) is emptied; the journal and its proofs stay. Raises
    Impossible while anything stands in the way.
    """
    ids = one_person(patient)
    list(Patient.objects.select_for_update(of=("self",)).filter(pk__in=ids))
    stands = obstacle(
        life_of(patient), signed_of(patient), on=timezone.localdate(), is_public=House.now().is_public
    )
    if stands is not None:
        raise Impossible(stands.label)
    for key in DataKey.objects.filter(patient__in=ids, destroyed_at=None):
        rotation.destroy(key, actor=actor)
    _empty(ids)
    _tell(actor, "retention.destroyed", ids)


def _empty(ids: list[UUID]) -> None:
    Patient.objects.filter(pk__in=ids).update(traits_sealed=b"", name_index=[], born_on_index=None)
    PatientIdentifier.objects.filter(patient__in=ids).update(
        value_sealed=b"", index=b"", ended_at=timezone.now()
    )
    DocumentReference.objects.filter(patient__in=ids).update(system="", external_id="", kept_sealed=b"")
    AttachedFile.objects.filter(line__request__patient__in=ids, destroyed_at=None).update(
        content_sealed=b"", destroyed_at=timezone.now()
    )
    for stay in Encounter.objects.filter(patient__in=ids).iterator():
        Encounter.objects.filter(pk=stay.pk).update(number=f"-{stay.pk.hex}")


def _tell(actor: Actor, action: str, patients: Iterable[UUID], **facts: str) -> None:
    journal.record(actor=actor, action=action, patients=patients, category="retention", facts=facts)
