"""Addresses written by hand, old links, robots: whatever the query string says, the page answers and widens nothing."""

from base64 import urlsafe_b64encode
from collections.abc import Callable
from urllib.parse import quote

import pytest
from django.test import Client

from accord.contacts.models import Person
from accord.contacts.queries import audience
from accord.staff.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
NUL = "%00"
HUGE = "9" * 40


def place(text: str) -> str:
    """A place in a list, as the addresses of next and previous carry it."""
    return urlsafe_b64encode(text.encode()).decode().rstrip("=")


NOBODY = [
    "notice=1e4000000",
    "imported=1e4000000",
    f"notice={HUGE}",
    "notice=NaN",
    "notice=1.5",
    "organisation=abc",
    f"organisation={HUGE}",
    f"words={HUGE}",
    "words=-1",
    f"may=yes&purpose={HUGE}",
    f"may=yes&purpose={NUL}",
    "may=yes&channel=pigeon",
    f"q={NUL}",
    "q=" + quote("\ud7ff"),
    "q=" + quote("\U0010ffff"),
    "agreed_from=2026-02-31",
    "created_from=hier",
    "confirmed_to=0000-00-00",
]
EVERYBODY = [
    "agreed_to=9999-12-31",
    "agreed_from=0001-01-01",
    "created_to=9999-12-31",
    "sort=pk",
    "sort=--name",
    "sort=password",
    "columns=nothing&columns=%00",
    "view=abc",
    "after=" + place('["\\u0000", 1]'),
    "after=" + place("[5, 1]"),
    "after=" + place(f'["a", {HUGE}]'),
    "after=" + place('["a", "b"]'),
    "after=" + place("{}"),
    "sort=created&after=" + place('["never", 1]'),
    "sort=last_sign&after=" + place("[7, 1]"),
    "before=%ff%fe",
    f"after={NUL}",
]


@pytest.mark.parametrize("query", NOBODY)
def test_a_filter_that_is_not_understood_lets_nobody_through(
    bob: User, signed_in: SignIn, ada: Person, query: str
) -> None:
    answer = signed_in(bob).get(f"/people/?{query}")
    assert answer.status_code == 200 and answer.context["lines"] == []
    assert not audience(query).exists()


@pytest.mark.parametrize("query", EVERYBODY)
def test_a_screen_that_is_not_understood_is_the_first_page(
    bob: User, signed_in: SignIn, ada: Person, query: str
) -> None:
    answer = signed_in(bob).get(f"/people/?{query}")
    assert answer.status_code == 200
    assert [line.known.name for line in answer.context["lines"]] == ["Ada Lovelace"]


@pytest.mark.parametrize(
    "address",
    [
        f"/search/?q={NUL}",
        "/search/?q=" + quote("\ud7ff"),
        f"/organisations/?q={NUL}",
        f"/organisations/?after={place('[null, 1]')}",
        "/organisations/?after=" + place('["\\u0000", 1]'),
        "/proofs/?purpose=²&state=nonsense",
        f"/proofs/?purpose={HUGE}",
        "/proofs/?after=" + place('["x"]'),
        f"/people/1/?show={NUL}",
        f"/journal/?what={NUL}&who=x",
        f"/register/versions/{HUGE}/",
        f"/people/{HUGE}/",
        f"/proofs/{HUGE}/",
    ],
)
def test_no_address_breaks_a_page(diane: User, signed_in: SignIn, ada: Person, address: str) -> None:
    assert signed_in(diane).get(address).status_code in {200, 404}


def test_ticks_that_are_no_numbers_take_nobody_out(alice: User, signed_in: SignIn, ada: Person) -> None:
    for tick in ("²", HUGE, "x"):
        answer = signed_in(alice).post("/people/export/", {"chosen": tick, "back": "state=active"})
        assert answer.status_code == 200 and answer.context["yes"] == 0
