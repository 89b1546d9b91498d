"""People who ask, and colleagues who answer."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from accord.contacts import actions as contacts
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import Organisation, Person
from accord.lib.actor import SYSTEM
from accord.sales import actions
from accord.sales.actions import NewDeal, open_lead
from accord.sales.arriving import Arrival
from accord.sales.dealing import usual_pipeline
from accord.sales.models import Deal, Lead, Pipeline, Reason, Stage
from accord.staff.models import User
from accord.staff.roles import Role

Meet = Callable[..., Person]
Ask = Callable[..., Lead]
Open = Callable[..., Deal]


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


# What is sold


@pytest.fixture
def ada(meet: Meet) -> Person:
    """Ada, who decides at Caron."""
    return meet("Ada", "Lovelace", email="ada@example.org", told=timezone.now())


@pytest.fixture
def caron(db: None) -> Organisation:
    """A company."""
    return contacts.save_organisation(actor=SYSTEM, name="Menuiserie Caron")


@pytest.fixture
def pipeline(db: None) -> Pipeline:
    """The pipeline a new house begins with."""
    return usual_pipeline()


@pytest.fixture
def stages(pipeline: Pipeline) -> list[Stage]:
    """Its stages: discovery, demonstration, proposal, negotiation."""
    return list(pipeline.stages.all())


@pytest.fixture
def why_won(pipeline: Pipeline) -> Reason:
    """A reason to win."""
    return Reason.objects.filter(outcome="won")[0]


@pytest.fixture
def why_lost(pipeline: Pipeline) -> Reason:
    """A reason to lose."""
    return Reason.objects.filter(outcome="lost")[0]


@pytest.fixture
def open_deal(bob: User, ada: Person, caron: Organisation, pipeline: Pipeline) -> Open:
    """Opens a deal of Bob's with Ada of Caron: `open_deal("Workshop", amount=960_000)`."""

    def opened(name: str = "Workshop", **details: Any) -> Deal:
        said: dict[str, Any] = {
            "organisation_id": caron.pk,
            "people": ((ada.pk, "decides"),),
            "owner_id": bob.pk,
            "amount": 960_000,
        }
        return actions.open_deal(actor=bob.actor, new=NewDeal(name, **{**said, **details}))

    return opened
