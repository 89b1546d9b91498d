"""What Ondine chooses is written for ever, holds at once, and is taken back as easily as it was given."""

from datetime import timedelta

import pytest
from django.db import DatabaseError, transaction
from django.utils import timezone

from accord.health.actions import choosing
from accord.health.actions.choosing import Chosen, Source
from accord.health.codes import Regime, State, Use
from accord.health.impossible import Impossible
from accord.health.models import AuditEvent, Consent, ConsentProvision
from accord.health.models.choices import Method
from accord.health.naming import mark_of
from tests.health.choices.conftest import NO, YES


def test_a_choice_cannot_be_changed_or_removed(chooses, arnoux) -> None:
    yes = chooses(arnoux, YES)
    for change in (
        lambda: Consent.objects.filter(pk=yes.pk).update(state=State.GIVEN),
        lambda: ConsentProvision.objects.filter(pk=yes.pk).delete(),
    ):
        with pytest.raises(DatabaseError), transaction.atomic(using="health"):
            change()


def test_the_doctor_named_may_see_it_until_ondine_takes_it_back(chooses, arnoux, report, ask, maud) -> None:
    assert ask(arnoux, report)["decision"] == "deny"
    yes = chooses(arnoux, YES)
    assert ask(arnoux, report) | {"at": ""} == {
        "decision": "permit",
        "reason": "consent",
        "sentence": "Le patient a accepté que cette personne le voie.",
        "policy": f"Consent/{yes.pk}",
        "at": "",
    }
    no = choosing.withdraw(actor=maud.actor, consent=yes)
    answer = ask(arnoux, report)
    assert (answer["decision"], answer["reason"], answer["policy"]) == ("deny", "refused", f"Consent/{no.pk}")


def test_anybody_at_the_desk_records_a_withdrawal_in_one_act_and_without_a_reason(
    chooses, arnoux, maud
) -> None:
    no = choosing.withdraw(actor=maud.actor, consent=chooses(arnoux, YES), method=Method.TELEPHONE)
    assert (no.state, no.is_checked, no.words) == (State.WITHDRAWN, True, {})
    with pytest.raises(Impossible):
        choosing.withdraw(actor=maud.actor, consent=no)


def test_a_form_read_twice_counts_once(ida, ondine, arnoux) -> None:
    source = Source(Method.FORM, timezone.now(), "FormReading", ondine.pk, checked_by="Noé")
    chosen = [
        Chosen(Use.OUTSIDE_TEAM, Regime.CONSENT, YES, str(arnoux.pk)),
        Chosen(Use.RESEARCH, "opposition", frozenset()),
    ]
    assert len(choosing.record(actor=ida.actor, patient=ondine, chosen=chosen, source=source)) == 2
    assert choosing.record(actor=ida.actor, patient=ondine, chosen=chosen, source=source) == []


def test_a_row_left_blank_is_kept_as_left_blank(ida, ondine) -> None:
    chosen = [Chosen(Use.RESEARCH, Regime.OPPOSITION, frozenset())]
    source = Source(Method.FORM, timezone.now(), checked_by="Noé")
    (line,) = choosing.record(actor=ida.actor, patient=ondine, chosen=chosen, source=source)
    assert (line.state, line.provision.kind) == (State.NOT_ASKED, "deny")


@pytest.mark.parametrize(
    ("use", "regime"),
    [(Use.OUTSIDE_TEAM, "information"), ("marketing", "consent"), (Use.RESEARCH, "designation")],
)
def test_what_the_law_does_not_allow_cannot_be_recorded(ida, ondine, use, regime) -> None:
    source = Source(Method.COUNTER, timezone.now(), checked_by="Noé")
    with pytest.raises(Impossible):
        choosing.record(
            actor=ida.actor, patient=ondine, chosen=[Chosen(use, regime, frozenset())], source=source
        )
    assert not Consent.objects.exists()


def test_a_choice_dated_tomorrow_is_refused(chooses, arnoux) -> None:
    with pytest.raises(Impossible, match="demain"):
        chooses(arnoux, YES, decided_at=timezone.now() + timedelta(days=1))


def test_a_choice_typed_from_paper_opens_nothing_until_a_colleague_checks_it(
    chooses, arnoux, report, ask, ida, maud
) -> None:
    typed = chooses(arnoux, YES, checked_by="")
    assert ask(arnoux, report)["decision"] == "deny"
    with pytest.raises(Impossible, match="collègue"):
        choosing.check(actor=ida.actor, consent=typed)
    checked = choosing.check(actor=maud.actor, consent=typed)
    assert checked.checked_by == "Maud"
    assert ask(arnoux, report)["decision"] == "permit"
    with pytest.raises(Impossible):
        choosing.check(actor=maud.actor, consent=typed)


def test_a_practice_of_one_person_may_check_its_own(chooses, arnoux, ida) -> None:
    typed = chooses(arnoux, YES, checked_by="")
    assert choosing.check(actor=ida.actor, consent=typed, one_person_may=True).is_checked


def test_a_no_typed_from_paper_counts_before_any_second_look(chooses, arnoux, report, ask) -> None:
    chooses(arnoux, YES, decided_at=timezone.now() - timedelta(days=1))
    chooses(arnoux, NO, checked_by="")
    assert ask(arnoux, report)["decision"] == "deny"


def test_an_older_paper_found_later_does_not_undo_a_withdrawal(chooses, arnoux, report, ask, maud) -> None:
    yes = chooses(arnoux, YES, decided_at=timezone.now() - timedelta(days=2))
    choosing.withdraw(actor=maud.actor, consent=yes)
    chooses(arnoux, YES, decided_at=timezone.now() - timedelta(days=1))
    assert ask(arnoux, report)["decision"] == "deny"


def test_an_objection_closes_the_record_to_the_team_until_ondine_takes_it_back(
    chooses, kervella, report, ask, maud
) -> None:
    assert ask(kervella, report)["reason"] == "care_team"
    no = chooses(None, frozenset({"object"}), use=Use.CARE_TEAM, regime=Regime.OPPOSITION)
    assert ask(kervella, report)["reason"] == "objected"
    chooses(None, frozenset({"informed"}), use=Use.CARE_TEAM, regime=Regime.OPPOSITION)
    assert ask(kervella, report)["reason"] == "objected"
    choosing.lift(actor=maud.actor, consent=no)
    assert ask(kervella, report)["reason"] == "care_team"
    with pytest.raises(Impossible):
        choosing.lift(actor=maud.actor, consent=no)


def test_an_agreement_found_invalid_stops_and_a_no_stays_a_no(chooses, arnoux, report, ask, ida) -> None:
    yes = chooses(arnoux, YES)
    choosing.invalidate(actor=ida.actor, consent=yes)
    assert ask(arnoux, report)["decision"] == "deny"
    with pytest.raises(Impossible):
        choosing.invalidate(actor=ida.actor, consent=chooses(arnoux, NO))


def test_what_ondine_wrote_is_sealed_and_a_name_is_found_whatever_its_accents(
    chooses, ondine, anselme
) -> None:
    line = chooses(None, YES, use=Use.RECIPIENT, words={"who": "Élodie Quéré"})
    assert line.words == {"who": "Élodie Quéré"}
    assert b"Qu" not in bytes(line.words_sealed)
    assert (
        mark_of(ondine, "Élodie Quéré")
        == mark_of(ondine, "elodie  QUERE")
        != mark_of(anselme, "Élodie Quéré")
    )
    assert mark_of(ondine, " ") == ""


def test_the_journal_says_who_recorded_what_without_a_word_of_the_patient(chooses, arnoux, ondine) -> None:
    line = chooses(arnoux, YES, words={"who": "Docteur Arnoux"})
    event = AuditEvent.objects.get(action="choice.recorded")
    assert (event.actor_name, event.patients, event.entity_id) == ("Ida", [ondine.pk], str(line.pk))
    assert event.facts == {"use": "outside_team", "state": "given"}


def named(ondine, ida, answers, name: str = "Docteur Arnoux, Nantes", **more) -> Consent:
    """What Ondine wrote by hand about a professional outside her team."""
    chosen = Chosen(Use.OUTSIDE_TEAM, Regime.CONSENT, answers, mark_of(ondine, name), {"who": name})
    source = Source(Method.FORM, timezone.now(), checked_by="Noé")
    return choosing.record(actor=ida.actor, patient=ondine, chosen=[chosen], source=source)[0]


def test_a_name_written_by_hand_opens_nothing_until_somebody_says_which_doctor_it_is(
    ondine, ida, arnoux, report, ask
) -> None:
    written = named(ondine, ida, YES)
    assert ask(arnoux, report)["decision"] == "deny"
    choosing.identify(actor=ida.actor, consent=written, practitioner=arnoux)
    assert ask(arnoux, report)["decision"] == "permit"


@pytest.mark.parametrize("which", ["written", "found"])
def test_taking_back_the_name_or_the_doctor_it_was_takes_both_back(
    ondine, ida, arnoux, report, ask, which
) -> None:
    written = named(ondine, ida, YES)
    found = choosing.identify(actor=ida.actor, consent=written, practitioner=arnoux)
    choosing.withdraw(actor=ida.actor, consent={"written": written, "found": found}[which])
    assert ask(arnoux, report)["decision"] == "deny"


def test_a_later_no_to_the_same_name_is_a_no_to_the_doctor_it_was(ondine, ida, arnoux, report, ask) -> None:
    choosing.identify(actor=ida.actor, consent=named(ondine, ida, YES), practitioner=arnoux)
    named(ondine, ida, NO, "docteur ARNOUX Nantes")
    assert ask(arnoux, report)["decision"] == "deny"


def test_a_refusal_or_a_choice_about_a_known_doctor_has_nobody_to_find(ondine, ida, arnoux, chooses) -> None:
    for line in (named(ondine, ida, NO), chooses(arnoux, YES)):
        with pytest.raises(Impossible):
            choosing.identify(actor=ida.actor, consent=line, practitioner=arnoux)
