"""How the tests let somebody say something: one act, minutes ago."""

from datetime import timedelta
from typing import Any

from django.utils import timezone

from accord.consent import ledger
from accord.consent.ledger import Act
from accord.consent.terms import Level, Method, State
from accord.contacts.models import ContactPoint
from accord.lib.actor import SYSTEM, Actor
from accord.register.models import Purpose


def act(point: ContactPoint, purpose: Purpose, state: str, minutes_ago: int = 1, **more: Any) -> Act:
    """An act about `point`; a form confirmed by mail unless said otherwise."""
    values = {"method": Method.FORM, "level": Level.DOUBLE_OPT_IN, **more}
    return Act(
        contact_point_id=point.pk,
        purpose_id=purpose.pk,
        channel="email",
        state=State(state),
        indicated_at=timezone.now() - timedelta(minutes=minutes_ago),
        **values,
    )


def say(point: ContactPoint, purpose: Purpose, state: str, minutes_ago: int = 1, **more: Any) -> int:
    """The person says it; the id of the event."""
    said = act(point, purpose, state, minutes_ago, **more)
    return ledger.write(actor=Actor.person(point.person_id), acts=[said])[0]


def declare(point: ContactPoint, purpose: Purpose, state: str, minutes_ago: int = 1) -> int:
    """An import says it."""
    said = act(point, purpose, state, minutes_ago, method=Method.IMPORT, level=Level.DECLARED, import_id=1)
    return ledger.write(actor=SYSTEM, acts=[said])[0]
