"""People who ask, and colleagues who answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from accord.contacts import actions as contacts
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import Person
from accord.lib.actor import SYSTEM
from accord.sales.actions import open_lead
from accord.sales.arriving import Arrival
from accord.sales.models import Lead
from accord.staff.models import User
from accord.staff.roles import Role

Meet = Callable[..., Person]
Ask = Callable[..., Lead]


@pytest.fixture
def meet(db: None) -> Meet:
    """Lets somebody in: `meet("Amina", "Benhaddou", email="amina@vauban.example")`; told: when they were informed."""

    def let_in(
        first: str,
        last: str = "",
        *,
        email: str = "",
        phone: str = "",
        told: datetime | None = None,
        **more: Any,
    ) -> Person:
        source = more.pop("source", "form")
        points = [
            NewPoint(kind, value, "professional")
            for kind, value in (("email", email), ("phone", phone))
            if value
        ]
        return contacts.admit(
            actor=SYSTEM,
            acquisition=NewAcquisition(source, "Essai", timezone.now(), informed_at=told),
            identity=Identity(first, last, **more),
            points=points,
        )

    return let_in


@pytest.fixture
def amina(meet: Meet) -> Person:
    """Amina, who asked for a trial and was told what her data are for."""
    return meet(
        "Amina",
        "Benhaddou",
        email="amina@vauban.example",
        phone="+33199001234",
        told=timezone.now(),
        job="Gérante",
    )


@pytest.fixture
def ask(amina: Person) -> Ask:
    """A lead arrives: `ask()` is Amina's, `ask(blaise, source="referral")` somebody else's."""

    def arrive(person: Person | None = None, **about: Any) -> Lead:
        said = {"source": "form", "subject": "Essai de 30 jours", **about}
        return open_lead(actor=SYSTEM, person=person or amina, arrival=Arrival(**said))

    return arrive


@pytest.fixture
def ines(colleague: Callable[..., User]) -> User:
    """Inès, inside sales."""
    return colleague("Ines", Role.INSIDE_SALES)


@pytest.fixture
def hugo(colleague: Callable[..., User]) -> User:
    """Hugo, inside sales too."""
    return colleague("Hugo", Role.INSIDE_SALES)
