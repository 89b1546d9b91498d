"""Services and professionals of the house: what an administrator declares."""

from django.db import transaction

from accord.health import journal
from accord.health.models import Practitioner, Service
from accord.health.router import ALIAS
from accord.lib.actor import Actor


@transaction.atomic(using=ALIAS)
def declare_service(*, actor: Actor, code: str, name: str) -> Service:
    """A department patients come to."""
    service = Service.objects.create(code=code, name=name)
    journal.record(actor=actor, action="service.declared", entity="Organization", entity_id=service.pk)
    return service


@transaction.atomic(using=ALIAS)
def declare_practitioner(
    *, actor: Actor, name: str, job: str, rpps: str = "", user_id: int | None = None
) -> Practitioner:
    """A professional, with the colleague who signs in where there is one."""
    practitioner = Practitioner.objects.create(name=name, job=job, rpps=rpps, user_id=user_id)
    journal.record(
        actor=actor, action="practitioner.declared", entity="Practitioner", entity_id=practitioner.pk
    )
    return practitioner
