"""Stays and visits, and who takes part in the care during them."""

import secrets
from datetime import datetime

from django.db import transaction
from django.utils import timezone

from accord.health import journal
from accord.health.codes import EncounterClass
from accord.health.models import CareTeam, CareTeamMember, Encounter, Patient, Practitioner, Service
from accord.health.router import ALIAS
from accord.lib.actor import Actor

Status = Encounter.Status


@transaction.atomic(using=ALIAS)
def open_stay(
    *,
    actor: Actor,
    patient: Patient,
    service: Service,
    starts_at: datetime,
    kind: str = EncounterClass.STAY,
    number: str = "",
) -> Encounter:
    """A stay or visit, expected until it starts; without a number of the house it gets one of ours."""
    status = Status.PLANNED if starts_at > timezone.now() else Status.IN_PROGRESS
    stay = Encounter.objects.create(
        patient=patient,
        service=service,
        kind=kind,
        status=status,
        starts_at=starts_at,
        number=number or _number(),
    )
    journal.record(actor=actor, action="stay.opened", patient=patient, entity="Encounter", entity_id=stay.pk)
    return stay


def _number() -> str:
    return f"{timezone.localdate():%y%m%d}-{secrets.randbelow(10**6):06}"


@transaction.atomic(using=ALIAS)
def change_stay(
    *,
    actor: Actor,
    stay: Encounter,
    service: Service,
    status: str,
    starts_at: datetime,
    ends_at: datetime | None,
) -> None:
    """Move, start, finish or cancel a stay. A stay that ends ends the places in its care team."""
    locked = Encounter.objects.select_for_update().get(pk=stay.pk)
    locked.service, locked.status, locked.starts_at, locked.ends_at = service, status, starts_at, ends_at
    locked.save()
    if status in (Status.FINISHED, Status.CANCELLED):
        end = max(ends_at or timezone.now(), starts_at)
        for member in CareTeamMember.objects.filter(team__encounter=locked, ends_at=None):
            member.ends_at = max(end, member.starts_at)
            member.save(update_fields=["ends_at"])
    facts = {"status": status}
    journal.record(
        actor=actor,
        action="stay.changed",
        patient=stay.patient_id,
        entity="Encounter",
        entity_id=stay.pk,
        facts=facts,
    )


@transaction.atomic(using=ALIAS)
def join(
    *, actor: Actor, stay: Encounter, practitioner: Practitioner, starts_at: datetime | None = None
) -> CareTeamMember:
    """A professional takes part in the care from `starts_at` on (now when not given)."""
    team, _made = CareTeam.objects.get_or_create(
        encounter=stay, defaults={"patient_id": stay.patient_id, "service": stay.service}
    )
    member = CareTeamMember.objects.create(
        team=team, practitioner=practitioner, starts_at=starts_at or timezone.now()
    )
    _tell(actor, "team.joined", member)
    return member


@transaction.atomic(using=ALIAS)
def leave(*, actor: Actor, member: CareTeamMember) -> None:
    """A professional takes part in the care no longer, from now on."""
    member.ends_at = max(timezone.now(), member.starts_at)
    member.save(update_fields=["ends_at"])
    _tell(actor, "team.left", member)


def _tell(actor: Actor, action: str, member: CareTeamMember) -> None:
    journal.record(
        actor=actor,
        action=action,
        patient=member.team.patient_id,
        entity="Practitioner",
        entity_id=member.practitioner_id,
    )
