"""Following a record, being named in a note, finding again what one opened last."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest
import time_machine
from django.test import Client
from django.utils import timezone

from accord.audit.models import Entry
from accord.contacts import actions as contacts
from accord.contacts.models import Person
from accord.desk.daily import write_due
from accord.desk.models import Follow, Mention, Visit
from accord.desk.seen import KEPT, seen
from accord.outbox.models import Letter
from accord.sales import doing
from accord.sales.actions import NewDeal, edit_deal, open_deal
from accord.sales.dealing import usual_pipeline
from accord.sales.models import Deal
from accord.staff.models import Reach, User
from accord.staff.naming import named_in
from accord.staff.roles import Role
from tests.desk.conftest import House, Meet, tell

SignIn = Callable[[User], Client]


@pytest.fixture
def workshop(bob: User, ada: Person) -> Deal:
    """A deal of Bob's with Ada."""
    usual_pipeline()
    new = NewDeal("Workshop", owner_id=bob.pk, people=((ada.pk, "decides"),))
    return open_deal(actor=bob.actor, new=new)


def page(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return answer.content.decode()


def test_alice_follows_ada_and_is_told_that_bob_corrected_her_job(
    signed_in: SignIn, alice: User, bob: User, ada: Person
) -> None:
    client = signed_in(alice)
    assert "Suivre" in page(client, f"/people/{ada.pk}/")
    client.post(f"/following/person/{ada.pk}/")
    contacts.edit_person(actor=bob.actor, person=ada, changes={"job": "Analyst"})
    told = page(client, "/following/")
    assert "Ada Lovelace" in told and "Bob" in told
    assert "1 fiche que vous suivez a du nouveau" in page(client, "/")


def test_what_alice_did_herself_is_no_news_to_her(signed_in: SignIn, alice: User, ada: Person) -> None:
    client = signed_in(alice)
    client.post(f"/following/person/{ada.pk}/")
    contacts.edit_person(actor=alice.actor, person=ada, changes={"job": "Analyst"})
    assert "a du nouveau" not in page(client, "/")


def test_opening_the_record_is_having_read_its_news(
    signed_in: SignIn, alice: User, bob: User, ada: Person
) -> None:
    client = signed_in(alice)
    client.post(f"/following/person/{ada.pk}/")
    contacts.edit_person(actor=bob.actor, person=ada, changes={"job": "Analyst"})
    page(client, f"/people/{ada.pk}/")
    assert "a du nouveau" not in page(client, "/")


def test_a_withdrawal_is_told_to_whoever_follows_the_person(
    signed_in: SignIn, alice: User, house: House, ada: Person
) -> None:
    client = signed_in(alice)
    client.post(f"/following/person/{ada.pk}/")
    tell(house, ada, "withdrawn")
    assert "A retiré son accord" in page(client, "/following/")


def test_what_is_planned_and_moved_in_a_deal_is_told(
    signed_in: SignIn, alice: User, bob: User, workshop: Deal
) -> None:
    client = signed_in(alice)
    client.post(f"/following/deal/{workshop.pk}/")
    edit_deal(actor=bob.actor, deal=workshop, amount=1_000)
    new = doing.NewActivity(kind="task", subject="Send the plans", deal_id=workshop.pk, owner_id=bob.pk)
    doing.plan(actor=bob.actor, new=new)
    told = page(client, "/following/")
    assert "Affaire corrigée" in told and "Send the plans" in told


def test_following_no_longer_and_marking_everything_as_read(
    signed_in: SignIn, alice: User, bob: User, ada: Person
) -> None:
    client = signed_in(alice)
    client.post(f"/following/person/{ada.pk}/")
    contacts.edit_person(actor=bob.actor, person=ada, changes={"job": "Analyst"})
    client.post("/following/read/")
    assert "Rien de neuf" in page(client, "/following/")
    client.post(f"/following/person/{ada.pk}/", {"do": "stop", "from": "list"})
    assert not Follow.objects.exists()
    verbs = (
        Entry.objects.filter(verb__startswith="desk.record.").order_by("pk").values_list("verb", flat=True)
    )
    assert list(verbs) == ["desk.record.followed", "desk.record.left"]


def test_a_colleague_who_no_longer_sees_a_deal_hears_nothing_more_of_it(
    signed_in: SignIn, colleague: Callable[..., User], bob: User, workshop: Deal
) -> None:
    hugo = colleague("Hugo", Role.SALES)
    client = signed_in(hugo)
    client.post(f"/following/deal/{workshop.pk}/")
    User.objects.filter(pk=hugo.pk).update(reach=Reach.OWN)
    edit_deal(actor=bob.actor, deal=workshop, name="Secret workshop")
    assert "orkshop" not in page(client, "/following/")
    assert client.post(f"/following/deal/{workshop.pk}/").status_code == 404


def test_nonsense_is_not_followed(signed_in: SignIn, alice: User) -> None:
    client = signed_in(alice)
    assert client.post("/following/purpose/1/").status_code == 404
    assert client.post("/following/person/999/").status_code == 404


# Named in a note


def test_bob_named_in_a_note_is_told_on_his_home_page_and_by_a_letter_without_a_name(
    signed_in: SignIn, alice: User, bob: User, ada: Person
) -> None:
    signed_in(alice).post(f"/people/{ada.pk}/notes/", {"text": "@bob, can you call her?"})
    letter = Letter.objects.get(service="named-in-a-note")
    assert letter.to == bob.email
    assert "Ada" not in str(letter.content) and "call her" not in str(letter.content)
    client = signed_in(bob)
    assert "Vous êtes cité dans 1 note" in page(client, "/")
    told = page(client, "/following/")
    assert "can you call her" in told and "Alice" in told
    page(client, f"/people/{ada.pk}/")
    assert "can you call her" not in page(client, "/following/")


def test_being_named_gives_no_access_and_the_author_is_told_so(
    signed_in: SignIn, alice: User, colleague: Callable[..., User], workshop: Deal
) -> None:
    hugo = colleague("Hugo", Role.SALES)
    User.objects.filter(pk=hugo.pk).update(reach=Reach.OWN)
    said = {"deal": workshop.pk, "kind": "note", "subject": "@Hugo knows the workshop"}
    answer = signed_in(alice).post("/activities/add/", said, follow=True)
    assert "faute de droit de lecture\N{NO-BREAK SPACE}: Hugo." in answer.content.decode()
    assert not Letter.objects.filter(service="named-in-a-note").exists()
    client = signed_in(hugo)
    assert "knows the workshop" not in page(client, "/following/")
    assert client.get(f"/deals/{workshop.pk}/").status_code == 404


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("@Bob look", True),
        ("(@bob)", True),
        ("@BOB.", True),
        ("ask @bob@lumen.example", True),
        ("mail bob@lumen.example", False),
        ("@Bobby is somebody else", False),
        ("nobody", False),
        ("@", False),
    ],
)
def test_who_is_meant_by_a_name(alice: User, bob: User, ada: Person, text: str, named: bool) -> None:
    contacts.add_note(actor=alice.actor, person=ada, text=text)
    assert Mention.objects.filter(user=bob).exists() == named


def test_a_first_name_two_colleagues_bear_calls_nobody_but_the_whole_name_does(
    alice: User, ada: Person
) -> None:
    make = User.objects.create_user
    one = make("bg@lumen.example", name="Bruno Garnier", roles=[Role.SALES])
    make("bm@lumen.example", name="Bruno Morel", roles=[Role.SALES])
    contacts.add_note(actor=alice.actor, person=ada, text="@Bruno?")
    assert not Mention.objects.exists()
    contacts.add_note(actor=alice.actor, person=ada, text="@Bruno Garnier, please.")
    assert [mention.user for mention in Mention.objects.all()] == [one]


def test_correcting_an_activity_names_only_the_newcomer(alice: User, bob: User, workshop: Deal) -> None:
    new = doing.NewActivity(kind="task", subject="With @Bob", deal_id=workshop.pk)
    task = doing.plan(actor=alice.actor, new=new)
    doing.change(actor=alice.actor, activity=task, subject="With @Bob, tomorrow")
    assert Mention.objects.filter(user=bob).count() == 1


# Recently seen


def test_what_was_opened_last_is_found_again_and_only_twenty_are_kept(
    signed_in: SignIn, alice: User, meet: Meet
) -> None:
    client = signed_in(alice)
    people = [meet("Person", f"Number{place}") for place in range(KEPT + 2)]
    for person in people[:-2]:
        seen(user=alice, kind="person", number=person.pk)
    for person in (people[-2], people[-1], people[-2]):
        page(client, f"/people/{person.pk}/")
    assert Visit.objects.filter(user=alice).count() == KEPT
    home = page(client, "/")
    assert home.index("Number20") < home.index("Number21")
    assert "Number0<" not in home


def test_what_one_colleague_opened_is_not_shown_to_another(
    signed_in: SignIn, alice: User, bob: User, ada: Person
) -> None:
    page(signed_in(alice), f"/people/{ada.pk}/")
    assert "Vu récemment" not in page(signed_in(bob), "/")


def test_a_record_that_goes_takes_these_traces_along(
    signed_in: SignIn, alice: User, bob: User, workshop: Deal
) -> None:
    client = signed_in(alice)
    client.post(f"/following/deal/{workshop.pk}/")
    page(client, f"/deals/{workshop.pk}/")
    new = doing.NewActivity(kind="note", subject="@Alice, see", deal_id=workshop.pk)
    doing.write_down(actor=bob.actor, new=new)
    workshop.delete()
    assert not (Follow.objects.exists() or Visit.objects.exists() or Mention.objects.exists())


def test_what_is_offered_after_the_at_sign_always_calls_the_one_who_is_meant(
    signed_in: SignIn, alice: User
) -> None:
    for address in ("b.martin@example.org", "bob.two@example.org"):
        User.objects.create_user(address, name="Bob Martin")
    User.objects.create_user("zoe@example.org", name="Zoé Petit", is_active=False)
    offered = signed_in(alice).get("/colleagues/names/").json()["names"]
    called = {one["said"]: [user.email for user in named_in(f"@{one['said']}, merci")] for one in offered}
    assert called == {
        "b.martin": ["b.martin@example.org"],
        "bob.two": ["bob.two@example.org"],
    }


# The letter of the day


@pytest.fixture
def morning() -> datetime:
    """Tomorrow, half past seven."""
    return (timezone.localtime() + timedelta(days=1)).replace(hour=7, minute=30)


def news_letters() -> list[Letter]:
    return list(Letter.objects.filter(service="daily-news").order_by("created_at"))


def test_alice_asks_for_the_letter_gets_one_a_day_and_none_when_nothing_happened(
    signed_in: SignIn, alice: User, bob: User, ada: Person, workshop: Deal, morning: datetime
) -> None:
    with time_machine.travel(morning, tick=False) as clock:
        client = signed_in(alice)
        for address in (f"person/{ada.pk}", f"deal/{workshop.pk}", "letter"):
            client.post(f"/following/{address}/", {"do": "on"})
        assert write_due() == 0  # nothing happened since
        clock.shift(timedelta(hours=2))
        contacts.edit_person(actor=bob.actor, person=ada, changes={"job": "Analyst"})
        assert write_due() == 0  # looked at today already
        clock.move_to(morning.replace(hour=6) + timedelta(days=1))
        assert write_due() == 0  # not before seven
        clock.shift(timedelta(hours=2))
        assert (write_due(), write_due()) == (1, 0)
        (letter,) = news_letters()
        assert letter.to == alice.email and "Ada" not in str(letter.content)
        assert letter.content["facts"]["lines"] == ["1 personne"]
        clock.shift(timedelta(days=1))
        assert write_due() == 0  # not read, but told


def test_nobody_is_written_to_unasked_nor_after_refusing_nor_about_what_they_have_read(
    signed_in: SignIn, alice: User, bob: User, ada: Person, morning: datetime
) -> None:
    with time_machine.travel(morning, tick=False) as clock:
        client = signed_in(alice)
        client.post(f"/following/person/{ada.pk}/")
        for do, opens in (("", False), ("on", True), ("off", False)):
            if do:
                signed_in(alice).post("/following/letter/", {"do": do})
            clock.shift(timedelta(days=1))
            contacts.edit_person(actor=bob.actor, person=ada, changes={"job": f"Analyst {do}"})
            clock.shift(timedelta(minutes=1))
            if opens:
                page(signed_in(alice), f"/people/{ada.pk}/")
            assert write_due() == 0
    assert not news_letters()
