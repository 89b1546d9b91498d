"""Dr Arnoux opens Ondine's record at night: a reason, an hour, and a colleague who looks afterwards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from accord.health.actions import emergency
from accord.health.impossible import Impossible
from accord.health.models import AuditEvent, BreakGlassReview, Practitioner

REASON = "Douleur brutale, médecin traitant absent."


@pytest.fixture
def grant(karim, ondine, arnoux):
    """Karim's account is Dr Arnoux's for this test."""
    return emergency.open_in_emergency(actor=karim.actor, patient=ondine, practitioner=arnoux, reason=REASON)


def test_it_lasts_an_hour_and_its_reason_is_sealed(grant) -> None:
    assert grant.until - grant.since == timedelta(minutes=60)
    assert grant.reason == REASON
    assert b"Douleur" not in bytes(grant.reason_sealed)
    assert AuditEvent.objects.get(action="emergency.opened").purpose == "BTG"


@pytest.mark.parametrize("reason", ["", "urgent", "  x  x  x  "])
def test_a_reason_that_says_nothing_opens_nothing(karim, ondine, arnoux, reason) -> None:
    with pytest.raises(Impossible):
        emergency.open_in_emergency(actor=karim.actor, patient=ondine, practitioner=arnoux, reason=reason)


def test_a_clerk_opens_nothing_in_an_emergency(maud, ondine) -> None:
    clerk = Practitioner.objects.create(name="Zoé", job="billing")
    with pytest.raises(Impossible):
        emergency.open_in_emergency(actor=maud.actor, patient=ondine, practitioner=clerk, reason=REASON)


def test_nobody_reviews_their_own_access_and_it_is_reviewed_once(grant, karim, diane) -> None:
    with pytest.raises(Impossible):
        emergency.review(actor=karim.actor, grant=grant, outcome="justified")
    emergency.review(actor=diane.actor, grant=grant, outcome="unjustified")
    with pytest.raises(Impossible):
        emergency.review(actor=diane.actor, grant=grant, outcome="justified")


def test_the_table_itself_refuses_a_review_by_its_author(grant, karim) -> None:
    with pytest.raises(IntegrityError), transaction.atomic(using="health"):
        BreakGlassReview.objects.create(
            grant=grant, outcome="justified", author_id=grant.by_id, by_id=grant.by_id, by_name="Karim"
        )
