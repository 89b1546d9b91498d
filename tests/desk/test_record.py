"""The page of one person: may we contact them, and what a colleague does from there."""

from collections.abc import Callable
from threading import Thread

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from accord.audit.models import Entry
from accord.consent import gate
from accord.contacts import actions
from accord.contacts.models import Acquisition, Person
from accord.contacts.queries import waiting_to_be_informed
from accord.lib.actor import SYSTEM
from accord.outbox.models import Letter
from accord.register.models import LegalBasis, Purpose, Recipient
from accord.staff.models import User

from .conftest import WORDS, House, Meet

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def test_adas_page_says_yes_since_when_on_which_words(bob: User, signed_in: SignIn, ada: Person) -> None:
    page = signed_in(bob).get(f"/people/{ada.pk}/").content.decode()
    assert "Ada Lovelace" in page and "en deux temps" in page and WORDS in page


def test_blaises_page_says_no_and_why(bob: User, signed_in: SignIn, blaise: Person) -> None:
    client = signed_in(bob)
    client.post("/language/", {"language": "en"})
    page = client.get(f"/people/{blaise.pk}/").content.decode()
    assert "Blaise Pascal withdrew" in page and "Withdrew their agreement" in page


def test_the_page_asks_about_purposes_that_reach_people_and_no_other(
    bob: User, signed_in: SignIn, ada: Person, house: House
) -> None:
    Purpose.objects.create(
        code="audience",
        controller=house.newsletter.controller,
        label_fr="Mesurer l’audience",
        description_fr="Compter les visites.",
        legal_basis=LegalBasis.CONSENT,
        channels=[],
        retention=house.newsletter.retention,
        state=Purpose.State.OPEN,
    )
    page = signed_in(bob).get(f"/people/{ada.pk}/").content.decode()
    assert "Lettre mensuelle" in page and "Mesurer l’audience" not in page


def test_the_proof_is_shown_only_to_those_who_may_read_it(bob: User, signed_in: SignIn, ada: Person) -> None:
    page = signed_in(bob).get(f"/people/{ada.pk}/").content.decode()
    assert "Voir la preuve" not in page


def test_a_no_heard_on_the_telephone_takes_two_actions_and_counts_at_once(
    bob: User, signed_in: SignIn, ada: Person, house: House
) -> None:
    client, point = signed_in(bob), ada.contact_points.get()
    assert client.get(f"/people/{ada.pk}/").status_code == 200
    assert gate.ask(point.pk, house.newsletter, "email").permitted
    said = {"purpose": house.newsletter.pk, "channel": "email", "heard_by": "telephone"}
    today = client.get(f"/people/{ada.pk}/heard/").context["form"]["on"].value()
    answer = client.post(f"/people/{ada.pk}/heard/", {**said, "on": today.isoformat()})
    assert answer.status_code == 302
    assert gate.ask(point.pk, house.newsletter, "email").reason == "withdrawn"


def test_a_no_to_everything_counts_for_everything(
    bob: User, signed_in: SignIn, ada: Person, house: House
) -> None:
    today = signed_in(bob).get(f"/people/{ada.pk}/heard/").context["form"]["on"].value().isoformat()
    said = {"purpose": "everything", "channel": "email", "heard_by": "counter", "on": today}
    signed_in(bob).post(f"/people/{ada.pk}/heard/", said)
    assert not gate.ask(ada.contact_points.get().pk, house.newsletter, "email").permitted


def test_a_no_from_tomorrow_is_a_slip_of_the_pen(
    bob: User, signed_in: SignIn, ada: Person, house: House
) -> None:
    said = {"purpose": house.newsletter.pk, "channel": "email", "heard_by": "telephone", "on": "2199-01-01"}
    answer = signed_in(bob).post(f"/people/{ada.pk}/heard/", said)
    assert (
        answer.status_code == 422
        and gate.ask(ada.contact_points.get().pk, house.newsletter, "email").permitted
    )


def test_consents_stay_with_the_old_address(bob: User, signed_in: SignIn, ada: Person, house: House) -> None:
    old = ada.contact_points.get()
    change = {"value": "ada@example.net", "sphere": "personal"}
    assert signed_in(bob).post(f"/people/{ada.pk}/addresses/{old.pk}/", change).status_code == 302
    new = ada.contact_points.exclude(pk=old.pk).get()
    assert gate.ask(new.pk, house.newsletter, "email").reason == "no_consent"
    assert gate.ask(old.pk, house.newsletter, "email").reason == "unreachable"
    assert not gate.allowed(Person.objects.all(), house.newsletter, "email").exists()


def test_whoever_waits_to_be_told_is_sent_the_notice(
    bob: User, signed_in: SignIn, meet: Meet, house: House
) -> None:
    zoe = meet("Zoé", "Sol", says="", told=False)
    signed_in(bob).post(f"/people/{zoe.pk}/inform/")
    letter = Letter.objects.get(service="information-notice")
    assert (letter.person_id, letter.to) == (zoe.pk, zoe.contact_points.get().value)
    assert zoe.acquisitions.get().informed_at is None  # told once it has been delivered


def test_the_data_protection_officer_declares_an_exception_with_its_reason_and_review(
    bob: User, diane: User, signed_in: SignIn, meet: Meet
) -> None:
    zoe = meet("Zoé", "Sol", says="", told=False)
    source = zoe.acquisitions.get()
    address = f"/people/{zoe.pk}/sources/{source.pk}/exception/"
    said = {"ground": "b", "why": "Aucune adresse pour lui écrire.", "review_on": "2199-01-01"}
    assert signed_in(bob).post(address, said).status_code == 403
    client = signed_in(diane)
    assert address in client.get(f"/people/{zoe.pk}/").content.decode()
    for slip in ({"ground": ""}, {"why": " "}, {"review_on": "2020-01-01"}, {"review_on": ""}):
        assert client.post(address, said | slip).status_code == 422
    assert client.post(address, said).status_code == 302
    source.refresh_from_db()
    assert "Aucune adresse" in source.exception and "14" in source.exception
    assert "Aucune adresse" in client.get(f"/people/{zoe.pk}/").content.decode()
    assert not waiting_to_be_informed().exists()
    assert Entry.objects.filter(verb="contacts.exception.declared", actor_id=str(diane.pk)).exists()


def test_whoever_was_not_told_is_not_said_to_have_been(
    bob: User, signed_in: SignIn, meet: Meet, house: House
) -> None:
    type(house.newsletter).objects.update(legal_basis="contract", is_prospecting=False)
    page = signed_in(bob).get(f"/people/{meet('Zoé', 'Sol', says='', told=False).pk}/").content.decode()
    assert "say yes" in page and "a été informée et" not in page


def test_a_note_is_kept_and_an_empty_one_is_not(bob: User, signed_in: SignIn, ada: Person) -> None:
    client = signed_in(bob)
    client.post(f"/people/{ada.pk}/notes/", {"text": "Veut équiper l’atelier."})
    client.post(f"/people/{ada.pk}/notes/", {"text": "  "})
    assert [note.by_label for note in ada.notes.all()] == ["Bob"]
    assert "Veut équiper" in client.get(f"/people/{ada.pk}/?show=notes").content.decode()


def test_a_longer_history_asks_no_more_questions(bob: User, signed_in: SignIn, ada: Person) -> None:
    client = signed_in(bob)

    def asked() -> int:
        with CaptureQueriesContext(connection) as captured:
            client.get(f"/people/{ada.pk}/")
        return len(captured)

    for number in range(3):
        actions.add_note(actor=SYSTEM, person=ada, text=str(number))
    asked()
    few = asked()
    for number in range(9):
        actions.add_note(actor=SYSTEM, person=ada, text=str(number))
        actions.edit_person(actor=SYSTEM, person=ada, changes={"job": str(number)})
    assert asked() == few


ENTERED = {
    "first_name": "Zoé",
    "last_name": "Sol",
    "language": "fr",
    "email": "zoe@example.org",
    "sphere": "personal",
    "source": "in_person",
    "detail": "Salon Bois & Habitat",
    "acquired_on": "2026-11-02",
}


def test_somebody_is_entered_by_hand_with_a_source_and_a_notice(
    bob: User, signed_in: SignIn, house: House
) -> None:
    said = ENTERED | {"notice": house.notice.pk, "organisation_name": "Caron & Fils"}
    assert signed_in(bob).post("/people/new/", said).status_code == 302
    source = Acquisition.objects.select_related("person__organisation").get()
    assert (source.detail, source.notice_version_id) == ("Salon Bois & Habitat", house.version.pk)
    assert source.inform_by and source.by_label == "Bob"
    assert str(source.person.organisation) == "Caron & Fils"


def test_a_button_pressed_twice_enters_one_person_even_without_an_address(
    bob: User, signed_in: SignIn, house: House
) -> None:
    client = signed_in(bob)
    ticket = client.get("/people/new/").context["form"]["ticket"].value()
    said = ENTERED | {"notice": house.notice.pk, "email": "", "ticket": ticket}
    assert client.post("/people/new/", said | {"detail": ""}).status_code == 422
    answers = [client.post("/people/new/", said) for _press in range(3)]
    zoe = Person.objects.get()
    assert {one.headers["Location"] for one in answers} == {f"/people/{zoe.pk}/"}
    other = client.get("/people/new/").context["form"]["ticket"].value()
    client.post("/people/new/", said | {"ticket": other})
    assert Person.objects.count() == 2, "a namesake may be entered from another page"


@pytest.mark.django_db(transaction=True)
def test_two_presses_at_once_enter_one_person(bob: User, signed_in: SignIn, house: House) -> None:
    said = ENTERED | {"notice": house.notice.pk, "email": "", "ticket": "the same for both"}

    def press(client: Client) -> None:
        client.post("/people/new/", said)
        connection.close()

    threads = [Thread(target=press, args=(signed_in(bob),)) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Person.objects.filter(first_name="Zoé").count() == 1


def test_adas_page_says_who_receives_her_data(
    bob: User, signed_in: SignIn, ada: Person, blaise: Person, house: House
) -> None:
    host = Recipient.objects.create(
        name="Nordbaie", code="nordbaie", kind="processor", what_for_fr="Héberge."
    )
    house.newsletter.recipients.add(host)
    assert "Nordbaie" in signed_in(bob).get(f"/people/{ada.pk}/").content.decode()
    assert "Nordbaie" not in signed_in(bob).get(f"/people/{blaise.pk}/").content.decode()


@pytest.mark.parametrize(
    ("slip", "field"),
    [
        ({"source": ""}, "source"),
        ({"detail": ""}, "detail"),
        ({"notice": ""}, "notice"),
        ({"email": "zoe(at)example"}, "email"),
        ({"acquired_on": "2199-01-01"}, "acquired_on"),
        ({"is_told": "on"}, "told_on"),
        ({"email": "", "first_name": "", "last_name": ""}, "last_name"),
        ({"sphere": ""}, "sphere"),
    ],
)
def test_a_slip_is_said_beside_its_field_and_nobody_enters(
    bob: User, signed_in: SignIn, house: House, slip: dict[str, str], field: str
) -> None:
    answer = signed_in(bob).post("/people/new/", ENTERED | {"notice": str(house.notice.pk)} | slip)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert "Salon Bois" in answer.content.decode() or "detail" in slip
    assert not Person.objects.exists()


def test_an_address_already_known_is_asked_about(
    bob: User, signed_in: SignIn, ada: Person, house: House
) -> None:
    said = ENTERED | {"notice": house.notice.pk, "email": "ada.lovelace@example.org"}
    answer = signed_in(bob).post("/people/new/", said)
    assert "Ada Lovelace" in answer.context["form"].errors["email"][0]
    assert signed_in(bob).post("/people/new/", said | {"is_somebody_else": "on"}).status_code == 302


def test_correcting_a_name_is_written_down(bob: User, signed_in: SignIn, ada: Person) -> None:
    signed_in(bob).post(
        f"/people/{ada.pk}/edit/", {"first_name": "Augusta", "last_name": "Lovelace", "language": "fr"}
    )
    ada.refresh_from_db()
    assert str(ada) == "Augusta Lovelace"
    assert Entry.objects.filter(verb="contacts.person.edited", actor_id=str(bob.pk)).exists()


def test_an_organisation_is_checked_before_it_is_kept(bob: User, signed_in: SignIn) -> None:
    answer = signed_in(bob).post("/organisations/new/", {"name": "Caron", "siren": "123456789"})
    assert answer.status_code == 422 and "siren" in answer.context["form"].errors
    said = {
        "name": "Caron",
        "siret": "732 829 320 00074",
        "activity_code": "62.01Z",
        "website": "caron.example",
    }
    assert signed_in(bob).post("/organisations/new/", said).status_code == 302
    assert "732829320" in signed_in(bob).get("/organisations/?q=car").content.decode()


def test_a_colleague_sends_somebody_their_own_page(bob: User, signed_in: SignIn, ada: Person) -> None:
    signed_in(bob).post(f"/people/{ada.pk}/preferences/")
    assert Letter.objects.get(service="preferences-link").person_id == ada.pk
