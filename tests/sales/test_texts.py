"""Texts written once: whose they are, who may use them, and how one enters a letter."""

from collections.abc import Callable

import pytest
from django.test import Client
from django.urls import reverse

from accord.audit.models import Entry
from accord.contacts.models import Organisation, Person
from accord.outbox.models import Letter
from accord.register.models import Purpose
from accord.sales import texts
from accord.sales.models import ReusableText
from accord.staff.models import Team, User
from tests.consent.conftest import Make, make_purpose
from tests.sales.conftest import Ask

__all__ = ["make_purpose"]

SignIn = Callable[[User], Client]
Write = Callable[..., ReusableText]


@pytest.fixture
def follow_up(make_purpose: Make) -> Purpose:
    """What answers rest on."""
    return make_purpose("suivi", legal_basis="contract", is_prospecting=False)


@pytest.fixture
def write(bob: User) -> Write:
    """Bob writes a text: `write("Rappel", body_fr="…")`."""

    def written(title: str, owner: User = bob, **said: object) -> ReusableText:
        return texts.save(
            actor=owner.actor, text=None, owner=owner, title=title, **{"body_fr": "Oui.", **said}
        )

    return written


def titles(page: object) -> list[str]:
    return [one.title for one, _may in page.context["lines"]]  # type: ignore[attr-defined]


def insert(client: Client, lead: int, text: ReusableText, **typed: str) -> dict[str, str]:
    """What stands in the letter once `text` was put into it."""
    page = client.post(reverse("sales:write"), {"lead": lead, "insert": text.pk, **typed})
    assert page.status_code == 200
    return {name: page.context["form"][name].value() for name in ("subject", "message")}


# In a letter


def test_a_text_enters_with_what_is_known_of_the_person_and_words_for_what_is_not(
    signed_in: SignIn, bob: User, ask: Ask, follow_up: Purpose, write: Write
) -> None:
    body = "Bonjour {{ first_name|à vous }}, pour {{ organisation|votre atelier }}."
    text = write("Merci", subject_fr="Votre demande, {{ first_name }}", body_fr=body)
    assert insert(signed_in(bob), ask().pk, text) == {
        "subject": "Votre demande, Amina",
        "message": "Bonjour Amina, pour votre atelier.",
    }


def test_what_was_typed_stays_and_nothing_is_sent(
    signed_in: SignIn, bob: User, ask: Ask, follow_up: Purpose, write: Write
) -> None:
    said = insert(
        signed_in(bob), ask().pk, write("Merci", subject_fr="Autre"), subject="Le mien", message="Avant"
    )
    assert said == {"subject": "Le mien", "message": "Avant\n\nOui."}
    assert not Letter.objects.exists()


def test_a_reader_of_english_gets_the_english_and_otherwise_what_there_is(
    signed_in: SignIn, bob: User, ask: Ask, amina: Person, follow_up: Purpose, write: Write
) -> None:
    both, french = write("Deux", body_fr="Oui.", body_en="Yes."), write("Un", body_fr="Oui.")
    Person.objects.filter(pk=amina.pk).update(language="en")
    lead, client = ask().pk, signed_in(bob)
    assert insert(client, lead, both)["message"] == "Yes."
    assert insert(client, lead, french)["message"] == "Oui."


def test_a_name_full_of_braces_is_only_a_name(
    signed_in: SignIn, bob: User, ask: Ask, amina: Person, follow_up: Purpose, write: Write
) -> None:
    firm = Organisation.objects.create(name="{{ unsubscribe_url }} & <b>Fils</b>")
    Person.objects.filter(pk=amina.pk).update(organisation=firm)
    said = insert(signed_in(bob), ask().pk, write("Merci", body_fr="Pour {{ organisation|vous }}"))
    page = signed_in(bob).post(
        reverse("sales:write"), {"way": "answer", "lead": ask().pk, **said, "subject": "a"}
    )
    assert page.status_code == 422 and not Letter.objects.exists()  # said, not filled in


# Whose they are


def test_texts_are_mine_or_my_teams(
    signed_in: SignIn, bob: User, ines: User, hugo: User, ask: Ask, follow_up: Purpose, write: Write
) -> None:
    east, west = Team.objects.create(name="Est"), Team.objects.create(name="Ouest")
    for user, team in ((bob, east), (ines, east), (hugo, west)):
        User.objects.filter(pk=user.pk).update(team=team)
    mine, ours = write("À moi"), write("À nous", is_shared=True)
    assert titles(signed_in(bob).get(reverse("sales:texts"))) == ["À moi", "À nous"]
    assert titles(signed_in(ines).get(reverse("sales:texts"))) == ["À nous"]
    assert titles(signed_in(hugo).get(reverse("sales:texts"))) == []
    lead = ask().pk
    assert insert(signed_in(hugo), lead, ours)["message"] in (None, "")
    assert insert(signed_in(ines), lead, mine)["message"] in (None, "")
    assert insert(signed_in(ines), lead, ours)["message"] == "Oui."


def test_a_shared_text_is_changed_by_its_author_only(
    signed_in: SignIn, bob: User, ines: User, alice: User, write: Write
) -> None:
    text = write("À nous", is_shared=True)
    said = {"title": "Changé", "body_fr": "Non.", "is_shared": "on"}
    address = reverse("sales:text", args=[text.pk])
    assert signed_in(ines).post(address, said).status_code == 404
    assert signed_in(ines).post(reverse("sales:archive_text", args=[text.pk])).status_code == 404
    assert signed_in(bob).post(address, said).status_code == 302
    assert signed_in(alice).get(address).status_code == 200  # who manages sales
    assert ReusableText.objects.get().title == "Changé"
    assert Entry.objects.filter(verb="sales.text.changed").count() == 1


def test_what_is_put_away_is_offered_no_more_and_can_be_taken_up_again(
    signed_in: SignIn, bob: User, write: Write
) -> None:
    text, client = write("Vieux"), signed_in(bob)
    client.post(reverse("sales:archive_text", args=[text.pk]))
    assert titles(client.get(reverse("sales:texts"))) == []
    assert titles(client.get(reverse("sales:texts"), {"show": "archived"})) == ["Vieux"]
    client.post(reverse("sales:archive_text", args=[text.pk]))
    assert titles(client.get(reverse("sales:texts"))) == ["Vieux"]


# Writing and finding


def test_texts_are_found_by_their_words_whatever_the_accents(
    signed_in: SignIn, bob: User, write: Write
) -> None:
    write("Démonstration", body_fr="Voici le devis")
    write("Rappel", body_en="A gentle reminder")
    client, address = signed_in(bob), reverse("sales:texts")
    assert titles(client.get(address, {"q": "demonstration DEVIS"})) == ["Démonstration"]
    assert titles(client.get(address, {"q": "gentle"})) == ["Rappel"]
    assert titles(client.get(address, {"q": "rien de tel"})) == []


@pytest.mark.parametrize(
    ("said", "field"),
    [({"title": "Vide"}, "body_fr"), ({"title": "Faux", "body_en": "Dear {{ nickname }}"}, "body_en")],
)
def test_a_text_that_says_nothing_or_cannot_be_filled_in_is_not_kept(
    signed_in: SignIn, bob: User, said: dict[str, str], field: str
) -> None:
    page = signed_in(bob).post(reverse("sales:new_text"), said)
    assert page.status_code == 422 and field in page.context["form"].errors
    assert not ReusableText.objects.exists()
