"""Every page of contacts and of the desk opens, in both languages, filled and empty."""

import re
from collections.abc import Callable

import pytest
from django.test import Client

from accord.contacts import actions
from accord.contacts.models import Person
from accord.lib.actor import SYSTEM
from accord.staff.models import User
from accord.staff.roles import Role
from tests.conftest import Colleague

pytestmark = pytest.mark.django_db
EMPTY = (
    "/",
    "/people/",
    "/people/?q=nobody",
    "/people/new/",
    "/organisations/",
    "/organisations/?q=x",
    "/organisations/new/",
    "/search/",
    "/search/?q=zz",
    "/journal/",
    "/journal/?what=staff&who=staff",
)
FILLED = (
    "/",
    "/people/{p}/",
    "/people/{p}/?show=said",
    "/people/{p}/edit/",
    "/people/{p}/heard/",
    "/people/{p}/confirmation/",
    "/people/{p}/addresses/new/",
    "/people/{p}/addresses/{a}/",
    "/organisations/{o}/",
    "/organisations/{o}/edit/",
)


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_opens_in_an_empty_house(
    alice: User, signed_in: Callable[[User], Client], language: str
) -> None:
    client = signed_in(alice)
    client.post("/language/", {"language": language})
    assert [address for address in EMPTY if client.get(address).status_code != 200] == []


@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_page_opens_on_somebody(
    alice: User, signed_in: Callable[[User], Client], ada: Person, language: str
) -> None:
    firm = actions.save_organisation(actor=SYSTEM, name="Caron & Fils")
    client = signed_in(alice)
    client.post("/language/", {"language": language})
    places = {"p": ada.pk, "a": ada.contact_points.get().pk, "o": firm.pk}
    refused = [one for one in FILLED if client.get(one.format(**places)).status_code != 200]
    assert refused == []


@pytest.mark.parametrize("address", ["/people/export/", "/deals/together/"])
def test_whoever_opens_an_address_that_only_receives_reads_what_to_do(
    client: Client, alice: User, address: str
) -> None:
    client.force_login(alice)
    page = client.get(address)
    assert page.status_code == 405 and page.headers["Allow"] == "POST"
    assert "appuyez de nouveau sur le bouton" in page.content.decode()


@pytest.mark.parametrize("lost", ["/nowhere/", "/me/keys/"])
def test_maud_who_has_no_page_of_the_day_is_led_back_from_a_wrong_address_to_her_patients(
    client: Client, colleague: Colleague, lost: str
) -> None:
    client.force_login(colleague("Maud", Role.ADMISSIONS))
    way_back = re.findall(
        r'<a class="btn btn-primary"[^>]* href="([^"]+)"', client.get(lost).content.decode()
    )
    assert way_back == ["/health/patients/"]


def test_maud_who_has_no_page_of_the_day_begins_with_her_patients(
    client: Client, colleague: Colleague
) -> None:
    client.force_login(colleague("Maud", Role.ADMISSIONS))
    assert client.get("/").headers["Location"] == "/health/patients/"
