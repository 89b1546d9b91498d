"""Atelier Lumen, its newsletter, and Ada and Blaise."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from accord.consent import ledger
from accord.consent.ledger import Act
from accord.consent.terms import Level, Method, State
from accord.contacts import actions
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import Person
from accord.lib.actor import SYSTEM, Actor
from accord.register.models import Controller, LegalBasis, Notice, NoticeVersion, Purpose, RetentionRule

WORDS = "Je souhaite recevoir chaque mois la lettre d’Atelier Lumen à cette adresse."


@dataclass(frozen=True)
class House:
    """What must exist before anybody can be written to."""

    newsletter: Purpose
    notice: Notice
    version: NoticeVersion


@pytest.fixture
def house(db: None) -> House:
    """Atelier Lumen with one purpose in use and one published notice."""
    controller = Controller.objects.create(
        name="Atelier Lumen",
        address="1 rue des Ateliers",
        email="donnees@lumen.example",
        sender_email="lettre@lumen.example",
        sender_name="Atelier Lumen",
    )
    rule = RetentionRule.objects.create(
        code="prospects", label_fr="Prospects", amount=3, unit="years", start="last_contact", source="CNIL"
    )
    purpose = Purpose.objects.create(
        code="lettre",
        controller=controller,
        label_fr="Lettre mensuelle",
        label_en="Monthly letter",
        description_fr="Une lettre par mois.",
        legal_basis=LegalBasis.CONSENT,
        channels=["email"],
        retention=rule,
        state=Purpose.State.OPEN,
    )
    notice = Notice.objects.create(code="inscription", name="Inscription", controller=controller)
    notice.purposes.add(purpose)
    version = NoticeVersion.objects.create(
        notice=notice,
        number=3,
        language="fr",
        title="Vos données",
        sha256="0" * 64,
        published_at=timezone.now(),
    )
    return House(purpose, notice, version)


Meet = Callable[..., Person]


@pytest.fixture
def meet(house: House) -> Meet:
    """Somebody known: `meet("Ada", "Lovelace")` has confirmed the newsletter; says="withdrawn" or "" otherwise."""

    def known(
        first: str, last: str = "", *, says: str = "confirmed", told: bool = True, **more: Any
    ) -> Person:
        at = timezone.now() - timedelta(days=2)
        email = more.pop("email", f"{first}.{last}@example.org".lower().strip("."))
        points = [NewPoint("email", email, "personal", confirmed_at=at)] if email else []
        person = actions.admit(
            actor=SYSTEM,
            acquisition=NewAcquisition(
                "form", "Lettre", at, notice_version_id=house.version.pk, informed_at=at if told else None
            ),
            identity=Identity(first, last, **more),
            points=points,
        )
        if says:
            tell(house, person, says)
        return person

    return known


def tell(house: House, person: Person, says: str) -> None:
    """What somebody said about the newsletter: asked and confirmed, and perhaps withdrawn since."""
    point = person.contact_points.get(kind="email")
    asked = timezone.now() - timedelta(days=2)

    def act(state: State, minutes: int, method: Method) -> Act:
        return Act(
            contact_point_id=point.pk,
            purpose_id=house.newsletter.pk,
            channel="email",
            state=state,
            method=method,
            indicated_at=asked + timedelta(minutes=minutes),
            words=WORDS,
            notice_version_id=house.version.pk,
            level=Level.DOUBLE_OPT_IN,
        )

    acts = [act(State.REQUESTED, 0, Method.FORM), act(State.CONFIRMED, 10, Method.LINK)]
    if says == "withdrawn":
        acts.append(act(State.WITHDRAWN, 600, Method.PREFERENCES))
    ledger.write(actor=Actor.person(), acts=acts)


@pytest.fixture
def ada(meet: Meet) -> Person:
    """Ada, who confirmed."""
    return meet("Ada", "Lovelace")


@pytest.fixture
def blaise(meet: Meet) -> Person:
    """Blaise, who withdrew."""
    return meet("Blaise", "Pascal", says="withdrawn")
