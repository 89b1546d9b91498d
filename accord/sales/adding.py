"""A lead from anywhere but a form: its source is said, and the duty to inform starts."""

from dataclasses import dataclass, replace

from django.db import transaction
from django.utils.translation import gettext as _

from accord.contacts.actions import acquire, admit, normalise
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import Acquisition, Person
from accord.contacts.queries import find_by_address
from accord.lib.actor import Actor
from accord.sales.arriving import Arrival
from accord.sales.leads import open_lead
from accord.sales.models import Lead


class Untouchable(ValueError):
    """This person's data may not be used for now (art. 18), or are archived; the message says so."""


@dataclass(frozen=True, slots=True)
class NewLead:
    """Who it is, how they are reached, where they come from and what it is about."""

    identity: Identity
    points: tuple[NewPoint, ...]
    acquisition: NewAcquisition
    arrival: Arrival


@transaction.atomic
def add_lead(*, actor: Actor, new: NewLead) -> Lead:
    """Enter somebody met, recommended, bought or found, and the lead about them; whoever is known stays one person.

    Nobody prospects them before they are told where the data come from. Raises contacts.admission.NoSource,
    NoAddress, lib.addresses.AddressError, Untouchable.
    """
    person = _known(new.points)
    if person is None:
        person = admit(actor=actor, acquisition=new.acquisition, identity=new.identity, points=new.points)
        acquisition = person.acquisitions.get()
    else:
        acquisition = acquire(actor=actor, person=person, acquisition=new.acquisition)
    return open_lead(actor=actor, person=person, arrival=_arrival(new.arrival, acquisition))


def _known(points: tuple[NewPoint, ...]) -> Person | None:
    """The one person who has one of these addresses. Raises Untouchable."""
    for point in points:
        held = find_by_address(point.kind, normalise(point.kind, point.value))
        if found := held.exclude(person__state=Person.State.ERASED).first():
            if found.person.state != Person.State.ACTIVE:
                raise Untouchable(
                    _("We know this person, and their data may not be used: “%(state)s”.")
                    % {"state": found.person.get_state_display()}
                )
            return found.person
    return None


def _arrival(arrival: Arrival, acquisition: Acquisition) -> Arrival:
    return replace(
        arrival,
        source=acquisition.source,
        source_detail=arrival.source_detail or acquisition.detail,
        acquisition_id=acquisition.pk,
    )
