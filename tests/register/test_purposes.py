"""What data is used for: closed and not deleted; agreements end when what people were told changes in substance."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.utils import timezone

from accord.audit.models import Entry
from accord.consent import gate, ledger
from accord.consent.ledger import Act
from accord.consent.terms import Level, Method, State
from accord.contacts.actions import admit
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import ContactPoint
from accord.lib.actor import SYSTEM, Actor
from accord.register import actions
from accord.register.models import Controller, Notice, Purpose, RetentionRule
from accord.staff.models import User
from tests.register.conftest import WORDS, Make, publish

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def notice(begin: Make, letter: Purpose) -> Notice:
    """A notice about the letter."""
    begun: Notice = begin(letter)
    return begun


def agreed(purpose: Purpose, version_id: int) -> ContactPoint:
    """The address of Ada, who confirmed `purpose` on that version."""
    then = timezone.now() - timedelta(minutes=5)
    told = NewAcquisition("form", "La lettre", then, notice_version_id=version_id, informed_at=then)
    person = admit(
        actor=SYSTEM,
        acquisition=told,
        identity=Identity("Ada"),
        points=[NewPoint("email", "ada@example.org", "personal", confirmed_at=then)],
    )
    point = person.contact_points.get()
    said = Act(
        contact_point_id=point.pk,
        purpose_id=purpose.pk,
        channel="email",
        state=State.CONFIRMED,
        method=Method.LINK,
        indicated_at=then,
        words=WORDS,
        notice_version_id=version_id,
        level=Level.DOUBLE_OPT_IN,
    )
    ledger.write(actor=Actor.person(person.pk), acts=[said])
    return point


# What was agreed holds as long as what was said


def test_a_change_of_substance_ends_earlier_agreements(letter: Purpose, notice: Notice) -> None:
    ada = agreed(letter, publish(notice).pk)
    assert gate.ask(ada.pk, letter, "email").permitted
    publish(notice, changes_substance=True)
    assert gate.ask(ada.pk, letter, "email").reason == "notice_changed"


def test_a_change_of_spelling_ends_nothing(letter: Purpose, notice: Notice) -> None:
    ada = agreed(letter, publish(notice).pk)
    publish(notice, short="Atelier Lumen se sert de votre adresse pour vous écrire.")
    assert gate.ask(ada.pk, letter, "email").permitted


def test_whoever_agrees_to_the_new_words_is_written_to_even_after_their_spelling_changes(
    letter: Purpose, notice: Notice
) -> None:
    publish(notice)
    ada = agreed(letter, publish(notice, changes_substance=True).pk)
    publish(notice, title="Vos données, simplement")
    assert gate.ask(ada.pk, letter, "email").permitted


def test_a_change_of_substance_spares_other_notices(letter: Purpose, notice: Notice, begin: Make) -> None:
    ada = agreed(letter, publish(begin(letter, code="autre")).pk)
    publish(notice)
    publish(notice, changes_substance=True)
    assert gate.ask(ada.pk, letter, "email").permitted


def test_nobody_is_written_to_for_a_closed_purpose_and_its_proofs_stay(
    diane: User, signed_in: SignIn, letter: Purpose, notice: Notice
) -> None:
    ada = agreed(letter, publish(notice).pk)
    assert signed_in(diane).post(f"/register/purposes/{letter.pk}/close/").status_code == 302
    letter.refresh_from_db()
    assert letter.closed_at and gate.ask(ada.pk, letter, "email").reason == "purpose_closed"
    signed_in(diane).post(f"/register/purposes/{letter.pk}/open/")
    letter.refresh_from_db()
    assert gate.ask(ada.pk, letter, "email").permitted


# Closed, not deleted


@pytest.mark.parametrize("state", ["open", "closed"])
def test_a_purpose_that_served_is_never_deleted(
    diane: User, signed_in: SignIn, declare: Make, state: str
) -> None:
    served = declare("lettre", state=state)
    with pytest.raises(actions.Frozen):
        actions.delete_purpose(actor=SYSTEM, purpose=served)
    page = signed_in(diane).post(f"/register/purposes/{served.pk}/delete/", follow=True).content.decode()
    assert "peut être close, pas supprimée" in page and Purpose.objects.filter(pk=served.pk).exists()


def test_a_draft_people_were_told_about_is_never_deleted(declare: Make, begin: Make) -> None:
    told = declare("lettre", state="draft")
    publish(begin(told))
    with pytest.raises(actions.Frozen):
        actions.delete_purpose(actor=SYSTEM, purpose=told)


def test_a_purpose_opened_in_another_window_is_not_deleted(declare: Make) -> None:
    seen = declare("lettre", state="draft")
    actions.open_purpose(actor=SYSTEM, purpose=Purpose.objects.get(pk=seen.pk))
    with pytest.raises(actions.Frozen):
        actions.delete_purpose(actor=SYSTEM, purpose=seen)


def test_a_draft_nobody_knows_can_go(diane: User, signed_in: SignIn, declare: Make) -> None:
    draft = declare("essai", state="draft")
    signed_in(diane).post(f"/register/purposes/{draft.pk}/delete/")
    assert not Purpose.objects.exists()
    assert Entry.objects.filter(verb="register.purpose.deleted", about_id=str(draft.pk)).exists()


def test_people_told_of_one_legal_basis_are_not_moved_to_another(
    letter: Purpose, notice: Notice, diane: User, signed_in: SignIn
) -> None:
    publish(notice)
    page = signed_in(diane).post(
        f"/register/purposes/{letter.pk}/edit/",
        typed(letter, legal_basis="legitimate_interest", interest_fr="Vendre"),
    )
    assert page.status_code == 422 and "sur quelle base" in page.content.decode()
    letter.refresh_from_db()
    assert letter.legal_basis == "consent"


def test_a_purpose_in_use_is_never_moved_to_another_basis_nor_out_of_prospecting(letter: Purpose) -> None:
    for change in ({"legal_basis": "contract"}, {"is_prospecting": False}, {"code": "autre"}):
        moved = Purpose.objects.get(pk=letter.pk)
        for name, value in change.items():
            setattr(moved, name, value)
        with pytest.raises(actions.Frozen):
            actions.save(actor=SYSTEM, row=moved)
    kept = Purpose.objects.get(pk=letter.pk)
    assert (kept.legal_basis, kept.is_prospecting, kept.code) == ("consent", True, letter.code)


def test_a_purpose_people_were_told_about_stays_in_its_notice(
    letter: Purpose, notice: Notice, declare: Make
) -> None:
    offers = declare("offres", state="draft")
    publish(notice)
    actions.save(actor=SYSTEM, row=notice, links={"purposes": [letter, offers]})
    with pytest.raises(actions.Frozen, match=letter.label):
        actions.save(actor=SYSTEM, row=notice, links={"purposes": [offers]})
    assert set(notice.purposes.all()) == {letter, offers}


def test_a_purpose_says_whom_it_reaches_and_where_it_serves(
    letter: Purpose, notice: Notice, alice: User, signed_in: SignIn
) -> None:
    agreed(letter, publish(notice).pk)
    page = signed_in(alice).get(f"/register/purposes/{letter.pk}/").content.decode()
    assert f"/people/?may=yes&amp;purpose={letter.pk}&amp;channel=email" in page


# Declaring


def typed(purpose: Purpose, **changed: Any) -> dict[str, Any]:
    """What the form of a purpose sends."""
    kept = ("code", "label_fr", "description_fr", "legal_basis", "channels", "audience")
    sent = {name: getattr(purpose, name) for name in kept}
    return sent | {"controller": purpose.controller_id, "retention": purpose.retention_id, **changed}


def test_alice_declares_a_purpose_and_puts_it_in_use(
    alice: User, signed_in: SignIn, controller: Controller, three_years: RetentionRule
) -> None:
    fresh = Purpose(
        code="offres",
        label_fr="Offres",
        description_fr="Nos offres.",
        legal_basis="consent",
        channels=["email", "post"],
        audience="everyone",
        controller=controller,
        retention=three_years,
    )
    answer = signed_in(alice).post("/register/purposes/new/", typed(fresh))
    declared = Purpose.objects.get()
    assert answer.headers["Location"] == f"/register/purposes/{declared.pk}/"
    assert (declared.state, declared.channels) == ("draft", ["email", "post"])
    signed_in(alice).post(f"/register/purposes/{declared.pk}/open/")
    declared.refresh_from_db()
    assert declared.state == "open"


def test_an_interest_that_is_not_named_is_refused_and_what_was_typed_is_kept(
    alice: User, signed_in: SignIn, letter: Purpose
) -> None:
    sent = typed(letter, legal_basis="legitimate_interest", label_fr="La lettre du mois")
    page = signed_in(alice).post(f"/register/purposes/{letter.pk}/edit/", sent)
    assert page.status_code == 422 and "art.\u00a013-1-d" in page.content.decode()
    assert "La lettre du mois" in page.content.decode()
    with pytest.raises(IntegrityError), transaction.atomic():
        Purpose.objects.update(legal_basis="legitimate_interest")


def test_two_purposes_never_share_a_code(alice: User, signed_in: SignIn, letter: Purpose) -> None:
    page = signed_in(alice).post("/register/purposes/new/", typed(letter))
    assert page.status_code == 422 and Purpose.objects.count() == 1
    assert (
        signed_in(alice).post("/register/purposes/new/", typed(letter, code="La Lettre")).status_code == 422
    )
