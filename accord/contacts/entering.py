"""From what a form cleaned to what the door in asks for."""

from datetime import date, datetime, time
from typing import Any

from django.utils import timezone

from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.admitting import admit
from accord.contacts.models import ContactPoint, Person
from accord.contacts.organising import organisation_named
from accord.lib.actor import Actor
from accord.register.queries import current_notice_version


def enter(*, actor: Actor, said: dict[str, Any]) -> Person:
    """Admit the person that a NewPersonForm describes (`said`: its cleaned data), with source and notice."""
    version = current_notice_version(said["notice"], said["language"])
    points = [
        NewPoint(kind, said[kind], said["sphere"], is_published_for_trade=said["is_published_for_trade"])
        for kind in ContactPoint.Kind.values
        if said[kind]
    ]
    acquisition = NewAcquisition(
        source=said["source"],
        detail=said["detail"],
        acquired_at=_moment(said["acquired_on"]),
        notice_version_id=version.pk if version else None,
        informed_at=_moment(said["told_on"]) if said["is_told"] else None,
    )
    identity = Identity(
        first_name=said["first_name"],
        last_name=said["last_name"],
        job=said["job"],
        language=said["language"],
        organisation_id=organisation_id(actor=actor, name=said["organisation_name"]),
        born_on=said["born_on"],
    )
    return admit(actor=actor, acquisition=acquisition, identity=identity, points=points)


def _moment(day: date) -> datetime:
    """The end of a past day, now for today: a day is all a colleague knows."""
    return min(timezone.now(), timezone.make_aware(datetime.combine(day, time(12))))


def organisation_id(*, actor: Actor, name: str) -> int | None:
    """The organisation of this name, entered when we did not know it; None for no name."""
    if not name:
        return None
    return organisation_named(actor=actor, name=name).pk
