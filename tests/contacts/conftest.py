"""People to begin with."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from django.utils import timezone

from accord.contacts import actions
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import Person
from accord.lib.actor import SYSTEM

Admit = Callable[..., Person]


@pytest.fixture
def admit(db: None) -> Admit:
    """Lets somebody in: `admit("Ada", "Lovelace", email="ada@example.org")`."""

    def let_in(
        first: str,
        last: str = "",
        *,
        email: str = "",
        phone: str = "",
        told: datetime | None = None,
        **identity: Any,
    ) -> Person:
        points = [
            NewPoint(kind, value, "personal") for kind, value in (("email", email), ("phone", phone)) if value
        ]
        return actions.admit(
            actor=SYSTEM,
            acquisition=NewAcquisition("referral", "a friend", timezone.now(), informed_at=told),
            identity=Identity(first, last, **identity),
            points=points,
        )

    return let_in
