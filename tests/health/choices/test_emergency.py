"""Dr Arnoux opens Ondine's record at night: a reason, an hour, and a colleague who looks afterwards."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, OperationalError, transaction

from accord.health import rotation
from accord.health.actions import emergency
from accord.health.impossible import Impossible
from accord.health.models import AuditEvent, BreakGlassFollowUp, BreakGlassReview, Practitioner
from accord.health.queries import emergencies
from accord.staff.roles import Role

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


WHY = "Le médecin de garde n’avait personne à joindre."
DONE = "Entretien avec le praticien et rappel écrit des règles."


def test_nobody_reviews_their_own_access_and_it_is_reviewed_once(grant, karim, diane) -> None:
    with pytest.raises(Impossible):
        emergency.review(actor=karim.actor, grant=grant, outcome="justified", words=WHY)
    emergency.review(actor=diane.actor, grant=grant, outcome="unjustified", words=WHY)
    with pytest.raises(Impossible):
        emergency.review(actor=diane.actor, grant=grant, outcome="justified", words=WHY)


@pytest.mark.parametrize("words", ["", "ok", " vu   vu  "])
def test_a_review_without_a_sentence_is_none(grant, diane, words) -> None:
    with pytest.raises(Impossible):
        emergency.review(actor=diane.actor, grant=grant, outcome="justified", words=words)
    assert not BreakGlassReview.objects.exists()


def test_the_sentence_of_the_referent_is_sealed_and_ends_with_the_key_of_the_patient(grant, diane) -> None:
    found = emergency.review(actor=diane.actor, grant=grant, outcome="justified", words=WHY)
    assert found.words == WHY
    assert b"garde" not in bytes(found.words_sealed)
    with transaction.atomic(using="health"):
        rotation.destroy(grant.patient.key, actor=diane.actor)
    assert BreakGlassReview.objects.get().words == ""


def test_an_access_that_was_not_right_waits_until_somebody_says_what_was_done(grant, karim, diane) -> None:
    found = emergency.review(actor=diane.actor, grant=grant, outcome="unjustified", words=WHY)
    assert list(emergencies.unfinished()) == [found] and emergencies.finished() == []
    with pytest.raises(Impossible):
        emergency.follow_up(actor=karim.actor, review=found, words=DONE)
    emergency.follow_up(actor=diane.actor, review=found, words=DONE)
    assert not emergencies.unfinished().exists()
    assert [one.follow_up.words for one in emergencies.finished()] == [DONE]
    assert AuditEvent.objects.filter(action="emergency.followed_up", actor_name="Diane").exists()
    with pytest.raises(Impossible):
        emergency.follow_up(actor=diane.actor, review=found, words=DONE)


def test_nothing_follows_an_access_that_was_right(grant, diane) -> None:
    found = emergency.review(actor=diane.actor, grant=grant, outcome="justified", words=WHY)
    assert emergencies.finished() == [found]
    with pytest.raises(Impossible):
        emergency.follow_up(actor=diane.actor, review=found, words=DONE)


def test_the_referent_is_told_in_the_menu_at_once_and_until_all_is_said(
    grant, diane, karim, maud, colleague
) -> None:
    one = {"health:emergencies": (1, "soon")}
    assert emergencies.counters(diane) == one
    assert emergencies.counters(maud) == emergencies.counters(karim) == {}
    found = emergency.review(actor=diane.actor, grant=grant, outcome="unjustified", words=WHY)
    assert emergencies.counters(diane) == one
    emergency.follow_up(actor=diane.actor, review=found, words=DONE)
    assert emergencies.counters(diane) == {}


def test_a_referent_who_cares_too_is_not_told_of_their_own_access(ondine, arnoux, colleague) -> None:
    both = colleague("Tess", Role.DPO, Role.CARE)
    emergency.open_in_emergency(actor=both.actor, patient=ondine, practitioner=arnoux, reason=REASON)
    assert emergencies.counters(both) == {}
    assert emergencies.counters(colleague("Ulla", Role.DPO)) != {}


def test_the_menu_does_without_health_where_it_is_closed_or_does_not_answer(
    grant, diane, settings, monkeypatch
) -> None:
    def broken() -> None:
        raise OperationalError

    monkeypatch.setattr(emergencies, "waiting", broken)
    assert emergencies.counters(diane) == {}
    monkeypatch.undo()
    settings.ACCORD_HEALTH = False
    assert emergencies.counters(diane) == {}


@pytest.mark.parametrize("table", [BreakGlassReview, BreakGlassFollowUp])
def test_the_table_itself_refuses_a_word_by_its_author(grant, diane, karim, table) -> None:
    said = {"author_id": grant.by_id, "by_id": grant.by_id, "by_name": "Karim"}
    found = emergency.review(actor=diane.actor, grant=grant, outcome="unjustified", words=WHY)
    about = {"review": found} if table is BreakGlassFollowUp else {"grant": grant, "outcome": "justified"}
    with pytest.raises(IntegrityError, match="their_own_access"), transaction.atomic(using="health"):
        table.objects.create(**said, **about)
