"""How mail is set up is told in words; the names of settings are told to whoever may change them."""

import re
from collections.abc import Callable

import pytest
from django.test import Client
from pytest_django import Settings

from accord.staff.models import User
from accord.staff.roles import Role

pytestmark = pytest.mark.django_db
SETTING = re.compile(r"\b[A-Z]{2,}_[A-Z_]+\b")


@pytest.fixture
def read_by(client: Client, colleague: Callable[..., User], settings: Settings) -> Callable[[Role], str]:
    """The page “Sending” of a house whose returns are not read, as a colleague of some role sees it."""
    settings.MAIL_RETURN_DOMAIN = ""

    def read(role: Role) -> str:
        client.force_login(colleague("Colleague", role))
        return client.get("/letters/").content.decode()

    return read


def test_marc_who_sets_nothing_up_reads_words(read_by: Callable[[Role], str]) -> None:
    page = read_by(Role.MARKETING)
    assert "où Accord ne les lit pas" in page
    assert SETTING.findall(page) == []


def test_alice_reads_which_setting_would_change_it(read_by: Callable[[Role], str]) -> None:
    assert "Réglage : MAIL_RETURN_DOMAIN." in read_by(Role.ADMINISTRATOR).replace("\N{NO-BREAK SPACE}", " ")
