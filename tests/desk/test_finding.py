"""Ctrl+K: what a few words find, and what they do not show to whoever may not see it."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.contacts import actions as contacts
from accord.contacts.models import Person
from accord.lib.actor import SYSTEM
from accord.sales.actions import NewDeal, edit_deal, open_deal, open_lead
from accord.sales.arriving import Arrival
from accord.sales.dealing import lose, usual_pipeline
from accord.sales.models import Deal, Reason
from accord.staff.models import Reach, User
from accord.staff.roles import Role
from tests.desk.conftest import Meet

SignIn = Callable[[User], Client]


@pytest.fixture
def workshop(bob: User, ada: Person) -> Deal:
    """A deal of Bob's with Ada."""
    usual_pipeline()
    return open_deal(
        actor=bob.actor, new=NewDeal("L’Atelier connecté", owner_id=bob.pk, people=((ada.pk, "decides"),))
    )


def found(client: Client, text: str) -> dict[str, list[str]]:
    """{family: titles} of what these words find."""
    lines = client.get("/search/", {"q": text}, headers={"Accept": "application/json"}).json()["found"]
    families: dict[str, list[str]] = {}
    for line in lines:
        families.setdefault(line["family"], []).append(line["title"])
    return families


@pytest.mark.parametrize("text", ["atelier", "CONNECTE", "conn atel", "l'atelier", "ada"])
def test_a_deal_is_found_by_the_beginning_of_its_words_or_by_who_has_a_say_in_it(
    signed_in: SignIn, alice: User, workshop: Deal, text: str
) -> None:
    assert found(signed_in(alice), text)["Affaires"] == ["L’Atelier connecté"]


@pytest.mark.parametrize("text", ["telier", "connectes", "atelier 3000", "!&|:*'", "<->", "(", "\\", "\x00"])
def test_other_words_find_no_deal_and_break_nothing(
    signed_in: SignIn, alice: User, workshop: Deal, text: str
) -> None:
    assert "Affaires" not in found(signed_in(alice), text)


def test_a_deal_is_found_by_its_new_name_at_once(signed_in: SignIn, alice: User, workshop: Deal) -> None:
    edit_deal(actor=alice.actor, deal=workshop, name="Greenhouse")
    client = signed_in(alice)
    assert found(client, "green")["Affaires"] == ["Greenhouse"]
    assert "Affaires" not in found(client, "connecte")


def test_a_deal_and_a_lead_are_found_by_their_company(signed_in: SignIn, alice: User, meet: Meet) -> None:
    caron = contacts.save_organisation(actor=SYSTEM, name="Menuiserie Caron")
    usual_pipeline()
    open_deal(actor=alice.actor, new=NewDeal("Stairs", organisation_id=caron.pk))
    ada = meet("Ada", "Lovelace", organisation_id=caron.pk)
    open_lead(actor=SYSTEM, person=ada, arrival=Arrival(source="form", subject="Essai"))
    families = found(signed_in(alice), "caron")
    assert families["Affaires"] == ["Stairs"]
    assert families["Pistes"] == ["Ada Lovelace, Menuiserie Caron"]
    assert families["Organisations"] == ["Menuiserie Caron"]


def test_deals_under_way_come_before_those_that_are_closed(
    signed_in: SignIn, alice: User, bob: User, workshop: Deal
) -> None:
    reason = Reason.objects.filter(outcome=Reason.Outcome.LOST)[0]
    for name in ("Atelier du pont", "Atelier du port", "Atelier du parc", "Atelier du quai"):
        lose(
            actor=bob.actor,
            deal=open_deal(actor=bob.actor, new=NewDeal(name, owner_id=bob.pk)),
            reason=reason,
        )
    names = found(signed_in(alice), "atelier")["Affaires"]
    assert names[:2] == ["L’Atelier connecté", "Atelier du quai"]


def test_nobody_finds_the_leads_and_deals_they_may_not_see(
    signed_in: SignIn, colleague: Callable[..., User], workshop: Deal, ada: Person
) -> None:
    open_lead(actor=SYSTEM, person=ada, arrival=Arrival(source="form", subject="Essai"))
    hugo = colleague("Hugo", Role.SALES)
    User.objects.filter(pk=hugo.pk).update(reach=Reach.OWN)
    assert set(found(signed_in(hugo), "ada")) == {"Personnes"}
    assert "Affaires" not in found(signed_in(hugo), "atelier")


def test_new_lead_is_an_action_in_the_words_one_would_use(
    signed_in: SignIn, bob: User, colleague: Callable[..., User]
) -> None:
    for text in ("nouvelle piste", "ajouter une piste", "pist nouv"):
        assert "Ajouter une piste" in found(signed_in(bob), text)["Créer"]
    reader = colleague("Remi", Role.READER)
    assert "Créer" not in found(signed_in(reader), "nouvelle piste")


def test_before_anything_is_typed_the_last_records_opened_come_first(
    signed_in: SignIn, alice: User, ada: Person, workshop: Deal
) -> None:
    client = signed_in(alice)
    client.get(f"/people/{ada.pk}/")
    client.get(f"/deals/{workshop.pk}/")
    families = found(client, "")
    assert next(iter(families)) == "Vu récemment"
    assert families["Vu récemment"] == ["L’Atelier connecté", "Ada Lovelace"]


def test_the_palette_asks_as_many_questions_of_a_large_base_as_of_a_small_one(
    signed_in: SignIn, alice: User, bob: User, meet: Meet
) -> None:
    usual_pipeline()
    client = signed_in(alice)

    def questions() -> int:
        with CaptureQueriesContext(
            connection,
        ) as asked:
            found(client, "mar")
        return len(asked)

    def grow(begin: int, end: int) -> None:
        for number in range(begin, end):
            person = meet("Marie", f"Curie{number}")
            said = NewDeal(f"Marble {number}", owner_id=bob.pk, people=((person.pk, "decides"),))
            open_deal(actor=bob.actor, new=said)
            open_lead(actor=SYSTEM, person=person, arrival=Arrival(source="form", subject="Essai"))

    grow(0, 1)
    questions()
    few = questions()
    grow(1, 12)
    assert questions() == few
