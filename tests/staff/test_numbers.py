"""A social security number typed outside health is never kept, and nothing else of what was typed is lost."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accord.audit.models import Entry
from accord.contacts.models import Note, Person
from accord.staff.models import User
from accord.staff.tokens import create

NIR = "2 69 05 49 588 157 80"  # of INSEE's own example
SignIn = Callable[[User], Client]
pytestmark = pytest.mark.django_db


@pytest.fixture
def ada() -> Person:
    return Person.objects.create(first_name="Ada", last_name="Lovelace", sort_key="lovelace ada")


@pytest.mark.parametrize("number", [NIR, NIR.replace(" ", ""), NIR.rpartition(" ")[0]])
def test_a_note_with_a_number_comes_back_to_be_mended_and_is_not_kept(
    signed_in: SignIn, bob: User, ada: Person, number: str
) -> None:
    words = f"Rappeler l’assurée {number} lundi"
    answer = signed_in(bob).post(reverse("contacts:add_note", args=[ada.pk]), {"text": words})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Rien n’a été gardé" in page and words in page
    assert not Note.objects.exists() and not Entry.objects.filter(verb="contacts.note.added").exists()


def test_what_is_not_a_number_is_kept_once_its_author_says_so_and_the_journal_says_who(
    signed_in: SignIn, bob: User, ada: Person
) -> None:
    said = {"text": f"Commande {NIR}", "not_nir": "on"}
    assert signed_in(bob).post(reverse("contacts:add_note", args=[ada.pk]), said).status_code == 302
    assert Note.objects.get().text == said["text"]
    entry = Entry.objects.get(verb="staff.nir.contested")
    assert entry.actor_id == str(bob.pk) and entry.facts == {"fields": ["text"]}


def test_the_rest_of_a_form_is_carried_along(signed_in: SignIn, alice: User) -> None:
    said = {"name": f"Équipe {NIR}", "parent": "", "order": ["b", "a"]}
    page = signed_in(alice).post(reverse("staff:new_team"), said).content.decode()
    assert page.index('name="order" value="b"') < page.index('name="order" value="a"')
    assert f'action="{reverse("staff:new_team")}"' in page


@pytest.mark.parametrize(
    "text", ["06 39 98 12 34", "552 100 554 00013", "2 69 13 49 588 157 80", "Lundi à 10 h"]
)
def test_other_numbers_pass(signed_in: SignIn, bob: User, ada: Person, text: str) -> None:
    signed_in(bob).post(reverse("contacts:add_note", args=[ada.pk]), {"text": text})
    assert Note.objects.get().text == text


def test_a_program_is_told_and_keeps_nothing_either(client: Client, alice: User) -> None:
    _held, token = create(actor=alice.actor, user=alice, name="Site", scopes=["people:write"])
    body = {"first_name": "Ada", "last_name": NIR}
    answer = client.post(
        "/api/v1/people", body, content_type="application/json", headers={"Authorization": f"Bearer {token}"}
    )
    assert answer.status_code == 422 and "social" in answer.json()["detail"]
    assert not Person.objects.exists()


def test_a_program_without_a_token_is_not_told_what_its_request_holds(client: Client) -> None:
    answer = client.post("/api/v1/people", {"last_name": NIR}, content_type="application/json")
    assert answer.status_code == 401 and "social" not in answer.json()["detail"]
