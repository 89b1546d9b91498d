"""The list of people: who is on it, in which order, at what cost."""

import re
from collections.abc import Callable
from html import unescape

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.contacts import actions
from accord.contacts.models import Person, SavedView
from accord.contacts.queries import audience
from accord.lib.actor import SYSTEM
from accord.staff.models import User

from .conftest import WORDS, House, Meet

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


def names(client: Client, query: str = "") -> list[str]:
    answer = client.get(f"/people/?{query}")
    assert answer.status_code == 200
    return [line.known.name for line in answer.context["lines"]]


def test_the_list_says_who_may_be_written_to_and_since_when(
    bob: User, signed_in: SignIn, ada: Person, blaise: Person
) -> None:
    page = signed_in(bob).get("/people/?columns=email_verdict&columns=words&columns=method").content.decode()
    assert "Ada Lovelace" in page and "Blaise Pascal" in page
    assert WORDS.replace("’", "’") in page and "oui" in page


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", ["Ada Lovelace", "Blaise Pascal"]),
        ("sort=-name", ["Blaise Pascal", "Ada Lovelace"]),
        ("q=lovel", ["Ada Lovelace"]),
        ("q=BLAISE+pas", ["Blaise Pascal"]),
        ("may=yes", ["Ada Lovelace"]),
        ("may=no", ["Blaise Pascal"]),
        ("may=withdrawn&channel=email", ["Blaise Pascal"]),
        ("may=no_consent", []),
        ("state=active&informed=yes", ["Ada Lovelace", "Blaise Pascal"]),
        ("informed=no", []),
        ("source=form&sphere=personal&confirmed=yes", ["Ada Lovelace", "Blaise Pascal"]),
        ("source=purchased", []),
        ("may=nonsense", []),
        ("state=asleep", []),
        ("after=nonsense", ["Ada Lovelace", "Blaise Pascal"]),
        ("after=WyJhIiwgIngiXQ", ["Ada Lovelace", "Blaise Pascal"]),
    ],
)
def test_each_filter_is_a_sentence_about_the_person(
    bob: User, signed_in: SignIn, ada: Person, blaise: Person, query: str, found: list[str]
) -> None:
    assert names(signed_in(bob), query) == found


def test_people_are_found_by_the_words_and_the_day_of_their_agreement(
    bob: User, signed_in: SignIn, ada: Person, blaise: Person, house: House
) -> None:
    today = timezone.localdate().isoformat()
    client = signed_in(bob)
    assert names(client, f"words={house.version.pk}") == ["Ada Lovelace"]
    assert names(client, f"words={house.version.pk + 1}") == []
    assert names(client, f"agreed_to={today}") == ["Ada Lovelace"]
    assert names(client, f"agreed_from={today}") == []
    assert names(client, "how=link") == ["Ada Lovelace"]
    assert names(client, "how=import") == names(client, "how=pigeon") == []


def test_next_and_previous_walk_through_everybody_once(bob: User, signed_in: SignIn, meet: Meet) -> None:
    for number in range(60):
        meet("Person", f"{number:03}", says="")
    client, seen, address = signed_in(bob), [], "/people/"
    while address:
        listing = client.get(address).context["list"]
        seen += [row.person.last_name for row in listing.rows]
        last, address = listing, listing.following and f"/people/{listing.following}"
    assert seen == [f"{number:03}" for number in range(60)]
    before = client.get(f"/people/{last.previous}").context["list"]
    assert [row.person.last_name for row in before.rows] == [f"{number:03}" for number in range(25, 50)]


LISTS = ["", "q=person", "may=yes", "sort=-last_sign", "sort=created&columns=words"]


def test_twice_the_people_and_not_one_question_more(bob: User, signed_in: SignIn, meet: Meet) -> None:
    client = signed_in(bob)

    def asked(query: str) -> int:
        with CaptureQueriesContext(connection) as captured:
            assert client.get(f"/people/?{query}").status_code == 200
        return len(captured)

    for number in range(4):
        meet("Person", f"{number:03}")
    few = {query: asked(query) and asked(query) for query in LISTS}
    for number in range(4, 12):
        meet("Person", f"{number:03}")
    assert {query: asked(query) for query in LISTS} == few


def test_a_saved_view_shows_the_same_people_to_a_campaign(
    bob: User, signed_in: SignIn, ada: Person, blaise: Person, house: House
) -> None:
    query = f"may=yes&purpose={house.newsletter.pk}&channel=email&sort=-name"
    signed_in(bob).post("/people/views/", {"name": "Ceux qui veulent", "query": query, "is_shared": "on"})
    view = SavedView.objects.get()
    assert view.is_shared and list(audience(view.query)) == [ada]
    assert names(signed_in(bob), view.query) == ["Ada Lovelace"]


def test_without_a_script_a_view_is_saved_on_a_page_of_its_own_that_keeps_the_filters(
    bob: User, signed_in: SignIn, ada: Person
) -> None:
    client = signed_in(bob)
    listed = client.get("/people/?state=active").content.decode()
    link = re.search(r'href="([^"]+)"[^>]* data-dialog="save-view"', listed)
    assert link
    asked = client.get(unescape(link[1]))
    assert asked.status_code == 200 and 'value="state=active"' in asked.content.decode()
    nameless = client.post("/people/views/", {"name": "", "query": "state=active"})
    assert nameless.status_code == 422 and 'value="state=active"' in nameless.content.decode()
    assert not SavedView.objects.exists()


def test_a_view_of_ones_own_is_nobody_else_s(bob: User, alice: User, signed_in: SignIn, ada: Person) -> None:
    signed_in(bob).post("/people/views/", {"name": "À moi", "query": "state=active"})
    view = SavedView.objects.get()
    assert "À moi" in signed_in(bob).get("/people/").content.decode()
    assert "À moi" not in signed_in(alice).get("/people/").content.decode()
    assert signed_in(alice).post(f"/people/views/{view.pk}/remove/").status_code == 404
    signed_in(bob).post(f"/people/views/{view.pk}/remove/")
    assert not SavedView.objects.exists()


def test_a_person_without_a_name_is_listed_by_their_address(bob: User, signed_in: SignIn, meet: Meet) -> None:
    meet("", "", email="zoe@example.org", says="")
    assert names(signed_in(bob)) == ["zoe@example.org"]


def test_an_empty_list_says_what_to_do_next(bob: User, signed_in: SignIn, house: House) -> None:
    page = signed_in(bob).get("/people/").content.decode()
    assert "/people/new/" in page


def test_a_reader_may_look_and_not_touch(
    colleague: Callable[..., User], signed_in: SignIn, ada: Person
) -> None:
    reader = signed_in(colleague("Rita", "reader"))
    page = reader.get("/people/").content.decode()
    assert "Ada Lovelace" in page and "/people/new/" not in page and "export" not in page
    assert reader.get("/people/new/").status_code == 403
    assert reader.post(f"/people/{ada.pk}/notes/", {"text": "x"}).status_code == 403


def test_a_thousand_firms_do_not_weigh_on_the_list(bob: User, signed_in: SignIn, ada: Person) -> None:
    firms = [actions.save_organisation(actor=SYSTEM, name=f"Caron {number}") for number in range(12)]
    actions.edit_person(actor=SYSTEM, person=ada, changes={"organisation_id": firms[3].pk})
    page = signed_in(bob).get(f"/people/?organisation={firms[3].pk}").content.decode()
    assert "Caron 3" in page and f'name="organisation" value="{firms[3].pk}"' in page
    assert "Caron 5" not in page


def test_an_organisation_lists_its_people(bob: User, signed_in: SignIn, ada: Person) -> None:
    firm = actions.save_organisation(actor=SYSTEM, name="Caron & Fils")
    actions.edit_person(actor=SYSTEM, person=ada, changes={"organisation_id": firm.pk})
    assert names(signed_in(bob), f"organisation={firm.pk}") == ["Ada Lovelace"]
    assert "Ada Lovelace" in signed_in(bob).get(f"/organisations/{firm.pk}/").content.decode()


def test_what_is_missing_to_let_somebody_in_is_said_field_by_field(bob: User, signed_in: SignIn) -> None:
    answer = signed_in(bob).post("/people/new/", {"last_name": "Chevalier", "email": "nour@exemple"})
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Chevalier" in page and "nour@exemple" in page
    assert "Dites d’où elles viennent" in page and "Choisissez la mention" in page
