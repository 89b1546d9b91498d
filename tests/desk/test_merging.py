"""Two records of one person become one: both histories, the more restrictive answer."""

from collections.abc import Callable

import pytest
from django.test import Client

from accord.audit.models import Entry
from accord.consent import gate
from accord.contacts import actions as contacts
from accord.contacts.admission import NewPoint
from accord.contacts.models import Organisation, Person
from accord.desk.merging import NotPossible, merge_organisations, merge_people
from accord.lib.actor import SYSTEM
from accord.sales.actions import NewDeal, open_deal, open_lead
from accord.sales.arriving import Arrival
from accord.sales.dealing import usual_pipeline
from accord.sales.models import Lead
from accord.staff.models import User
from tests.desk.conftest import House, Meet

SignIn = Callable[[User], Client]


def may(house: House, person: Person, address: str) -> bool:
    point = person.contact_points.get(value=address)
    return gate.ask(point.pk, house.newsletter, "email").permitted


def test_a_withdrawal_at_one_address_counts_at_the_other_after_the_merging(
    house: House, meet: Meet, alice: User
) -> None:
    kept = meet("Ada", "Lovelace", email="ada@example.org")
    gone = meet("Ada", "Lovelace", email="ada.old@example.org", says="withdrawn")
    assert may(house, kept, "ada@example.org")
    merge_people(actor=alice.actor, kept=kept, gone=gone, chosen={})
    assert not may(house, kept, "ada@example.org")
    assert not may(house, kept, "ada.old@example.org")


def test_an_agreement_alone_stays_with_its_address(house: House, meet: Meet, alice: User) -> None:
    kept = meet("Ada", "Lovelace", email="ada@example.org")
    gone = meet("Ada", "Lovelace", email="ada.old@example.org", says="")
    merge_people(actor=alice.actor, kept=kept, gone=gone, chosen={})
    assert may(house, kept, "ada@example.org")
    assert not may(house, kept, "ada.old@example.org")


@pytest.mark.parametrize("withdrawn_is_kept", [True, False])
def test_one_address_in_two_records_becomes_one_with_the_no_of_either(
    house: House, meet: Meet, alice: User, withdrawn_is_kept: bool
) -> None:
    one = meet("Ada", "Lovelace", email="ada@example.org", says="withdrawn")
    other = meet("Ada", "L", email="ada@example.org")
    kept, gone = (one, other) if withdrawn_is_kept else (other, one)
    merge_people(actor=alice.actor, kept=kept, gone=gone, chosen={})
    assert kept.contact_points.count() == 1
    assert not may(house, kept, "ada@example.org")


def test_leads_deals_notes_and_sources_of_both_are_kept(house: House, meet: Meet, alice: User) -> None:
    kept, gone = meet("Ada", "Lovelace"), meet("Ada", "Byron", email="byron@example.org")
    usual_pipeline()
    lead = open_lead(actor=SYSTEM, person=gone, arrival=Arrival(source="form", subject="Essai"))
    roles = ((gone.pk, "decides"), (kept.pk, "uses"))
    deal = open_deal(actor=alice.actor, new=NewDeal("Stairs", owner_id=alice.pk, people=roles))
    contacts.add_note(actor=alice.actor, person=gone, text="Prefers mornings")
    merge_people(actor=alice.actor, kept=kept, gone=gone, chosen={"last_name": "Byron"})
    kept.refresh_from_db()
    assert str(kept) == "Ada Byron"
    assert Lead.objects.get(pk=lead.pk).person == kept
    assert [(role.person, role.is_main) for role in deal.roles.all()] == [(kept, True)]
    assert kept.notes.get().text == "Prefers mornings"
    assert kept.acquisitions.count() == 2
    assert not Person.objects.filter(pk=gone.pk).exists()
    assert Entry.objects.get(verb="contacts.person.merged").facts["gone"] == gone.pk


def test_limited_data_stay_limited_and_what_was_unknown_is_filled_in(
    house: House, meet: Meet, alice: User
) -> None:
    kept, gone = meet("Ada", "Lovelace"), meet("Ada", "Lovelace", email="other@example.org", job="Analyst")
    contacts.set_state(actor=alice.actor, person=gone, state=Person.State.RESTRICTED)
    merge_people(actor=alice.actor, kept=kept, gone=gone, chosen={})
    kept.refresh_from_db()
    assert (kept.state, kept.job) == (Person.State.RESTRICTED, "Analyst")


def test_the_erased_and_oneself_are_joined_to_nobody(house: House, meet: Meet, alice: User) -> None:
    kept, gone = meet("Ada", "Lovelace"), meet("Ada", "Lovelace", email="other@example.org")
    with pytest.raises(NotPossible):
        merge_people(actor=alice.actor, kept=kept, gone=kept, chosen={})
    contacts.set_state(actor=alice.actor, person=gone, state=Person.State.ERASED)
    with pytest.raises(NotPossible):
        merge_people(actor=alice.actor, kept=kept, gone=gone, chosen={})


def test_bob_finds_the_duplicate_compares_and_joins_it(
    signed_in: SignIn, bob: User, house: House, meet: Meet
) -> None:
    kept = meet("Ada", "Lovelace", job="Analyst")
    gone = meet("Ada", "Lovelace", email="other@example.org", job="Countess")
    client = signed_in(bob)
    address = f"/people/{kept.pk}/merge/{gone.pk}/"
    for page in ("/people/duplicates/", f"/people/{kept.pk}/merge/", f"/people/{kept.pk}/merge/?q=ada"):
        assert address in client.get(page).content.decode()
    compared = client.get(address).content.decode()
    assert "Analyst" in compared and "other@example.org" in compared
    answer = client.post(address, {"job": "gone"}, follow=True)
    assert answer.status_code == 200 and "Countess" in answer.content.decode()
    assert "Réunie avec une autre fiche" in answer.content.decode()
    assert client.get(address).status_code == 404


def test_a_choice_that_is_missing_or_makes_no_sense_joins_nothing(
    signed_in: SignIn, bob: User, house: House, meet: Meet
) -> None:
    kept = meet("Ada", "Lovelace", job="Analyst")
    gone = meet("Ada", "Lovelace", email="other@example.org", job="Countess")
    client = signed_in(bob)
    for said in ({}, {"job": "nonsense"}):
        assert client.post(f"/people/{kept.pk}/merge/{gone.pk}/", said).status_code == 422
    assert client.get(f"/people/{kept.pk}/merge/{kept.pk}/").status_code == 404
    assert Person.objects.count() == 2


def test_two_records_of_one_siren_become_one_organisation(
    signed_in: SignIn, bob: User, house: House, meet: Meet
) -> None:
    save = contacts.save_organisation
    kept = save(actor=SYSTEM, name="Menuiserie Caron", siren="732829320")
    gone = save(actor=SYSTEM, name="Caron SAS", siren="732829320", city="Lille")
    ada = meet("Ada", "Lovelace", organisation_id=gone.pk)
    client = signed_in(bob)
    address = f"/organisations/{kept.pk}/merge/{gone.pk}/"
    assert address in client.get("/people/duplicates/").content.decode()
    assert "Caron SAS" in client.get(address).content.decode()
    assert client.post(address, follow=True).status_code == 200
    ada.refresh_from_db()
    assert ada.organisation == kept
    assert Organisation.objects.get().city == "Lille"
    assert "ada" in client.get("/people/?q=menuiserie").content.decode().lower()


def test_two_siren_numbers_are_two_organisations(house: House, alice: User) -> None:
    save = contacts.save_organisation
    kept = save(actor=SYSTEM, name="Caron", siren="732829320")
    gone = save(actor=SYSTEM, name="Caron", siren="552100554")
    with pytest.raises(NotPossible):
        merge_organisations(actor=alice.actor, kept=kept, gone=gone)


def test_a_second_address_never_takes_the_place_of_the_main_one(
    house: House, meet: Meet, alice: User
) -> None:
    kept = meet("Ada", "Lovelace", email="ada@example.org")
    gone = meet("Ada", "Lovelace", email="other@example.org")
    contacts.add_point(actor=SYSTEM, person=gone, point=NewPoint("phone", "+33199001234", "professional"))
    merge_people(actor=alice.actor, kept=kept, gone=gone, chosen={})
    assert {point.value: point.is_primary for point in kept.contact_points.all()} == {
        "ada@example.org": True,
        "other@example.org": False,
        "+33199001234": True,
    }


def test_the_old_address_of_a_record_leads_to_the_one_that_was_kept_in_the_end(
    signed_in: SignIn, bob: User, charlie: User, house: House, meet: Meet
) -> None:
    first, second, third = (meet("Ada", "Lovelace", email=f"ada{one}@example.org") for one in range(3))
    numbers = (first.pk, second.pk)
    merge_people(actor=bob.actor, kept=second, gone=first, chosen={})
    merge_people(actor=bob.actor, kept=third, gone=second, chosen={})
    client = signed_in(bob)
    for number in numbers:
        answer = client.get(f"/people/{number}/?show=letters")
        assert answer.status_code == 302 and answer["Location"] == f"/people/{third.pk}/?show=letters"
        assert client.get(f"/people/{number}/edit/")["Location"] == f"/people/{third.pk}/edit/"
    assert client.post(f"/people/{numbers[0]}/edit/", {"first_name": "Eve"}).status_code == 404
    assert client.get("/people/999999/").status_code == 404
    assert signed_in(charlie).get(f"/people/{numbers[0]}/").status_code == 403
    assert str(third.pk) not in Client().get(f"/people/{numbers[0]}/")["Location"]


def test_the_old_address_of_an_organisation_leads_on_too(signed_in: SignIn, bob: User, house: House) -> None:
    kept = contacts.save_organisation(actor=SYSTEM, name="Caron", siren="732829320")
    gone = contacts.save_organisation(actor=SYSTEM, name="Caron SAS", siren="732829320")
    number = gone.pk
    merge_organisations(actor=bob.actor, kept=kept, gone=gone)
    assert signed_in(bob).get(f"/organisations/{number}/")["Location"] == f"/organisations/{kept.pk}/"
