"""What the tests of the ledger and the gate stand on: purposes, and people with one address."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
from django.utils import timezone

from accord.contacts.actions import admit
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import ContactPoint
from accord.lib.actor import SYSTEM
from accord.register.models import Controller, Purpose, RetentionRule

Make = Callable[..., Any]
_numbers = count(1)


@pytest.fixture
def make_purpose(db: None) -> Make:
    """Makes an open purpose; resting on consent unless said otherwise."""
    lumen = Controller.objects.create(
        name="Atelier Lumen",
        address="8 quai des Brumes",
        email="donnees@lumen.example.org",
        sender_email="lettre@lumen.example.org",
        sender_name="Atelier Lumen",
    )
    rule = RetentionRule.objects.create(
        code="prospects", label_fr="Trois ans", amount=3, unit="years", start="last_contact", source="CNIL"
    )

    def make(code: str, **fields: Any) -> Purpose:
        values = {"legal_basis": "consent", "channels": ["email"], "state": "open", **fields}
        return Purpose.objects.create(
            code=code, controller=lumen, retention=rule, label_fr=code, description_fr=code, **values
        )

    return make


@pytest.fixture
def letter(make_purpose: Make) -> Purpose:
    """The monthly letter, which rests on consent."""
    return make_purpose("lettre")


@pytest.fixture
def make_point(db: None) -> Make:
    """Makes somebody told of everything a day ago, with one confirmed address."""
    return somebody


def somebody(*, sphere: str = "personal", informed: bool = True, days: int = 1) -> ContactPoint:
    """The address of somebody new, collected `days` days ago."""
    then = timezone.now() - timedelta(days=days)
    person = admit(
        actor=SYSTEM,
        acquisition=NewAcquisition("form", "La lettre", then, informed_at=then if informed else None),
        identity=Identity(first_name="Ada"),
        points=[NewPoint("email", f"ada{next(_numbers)}@example.org", sphere, confirmed_at=then)],
    )
    return person.contact_points.get()
