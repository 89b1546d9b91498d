"""Whoever answers, whoever receives, and how long: declared once, read everywhere."""

from collections.abc import Callable
from typing import Any

import pytest
from django.db.models import ProtectedError
from django.test import Client

from accord.audit.models import Detail, Entry
from accord.lib.actor import SYSTEM
from accord.register import actions
from accord.register.models import Controller, Purpose, Recipient, RetentionRule
from accord.register.queries import first_controller, open_purposes
from accord.staff.models import User
from tests.register.conftest import Make

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
HOST = {
    "name": "Nordbaie",
    "code": "nordbaie",
    "kind": "processor",
    "country": "FR",
    "what_for_fr": "Héberge nos données.",
}
RULE = {
    "label_fr": "Deux ans sans activité",
    "code": "comptes",
    "amount": 2,
    "unit": "years",
    "start": "last_activity",
    "then": "erase",
    "source": "CNIL, comptes inactifs",
}


def test_diane_declares_a_recipient_and_the_notice_names_it(
    diane: User, signed_in: SignIn, letter: Purpose, begin: Make
) -> None:
    assert signed_in(diane).post("/register/recipients/new/", HOST).status_code == 302
    letter.recipients.add(Recipient.objects.get())
    notice = begin(letter)
    actions.new_version(actor=SYSTEM, notice=notice)
    said = notice.versions.get(language="fr").mentions["recipients"]["text"]
    assert "Nordbaie" in said and "Héberge nos données." in said


def test_data_do_not_leave_the_union_without_a_named_safeguard(
    diane: User, signed_in: SignIn, letter: Purpose, begin: Make
) -> None:
    client = signed_in(diane)
    page = client.post("/register/recipients/new/", HOST | {"country": "US"})
    assert page.status_code == 422 and "Espace économique européen" in page.content.decode()
    assert "Héberge nos données." in page.content.decode() and not Recipient.objects.exists()
    client.post(
        "/register/recipients/new/", HOST | {"country": "US", "transfer_safeguard": "Clauses types, 2021/914"}
    )
    letter.recipients.add(Recipient.objects.get())
    actions.new_version(actor=SYSTEM, notice=begin(letter))
    notice = letter.notices.get()
    assert "Clauses types" in notice.versions.get(language="fr").mentions["transfers"]["text"]


@pytest.mark.parametrize("country", ["xx", "fr", ""])
def test_a_country_that_is_none_is_refused(diane: User, signed_in: SignIn, country: str) -> None:
    page = signed_in(diane).post("/register/recipients/new/", HOST | {"country": country})
    assert page.status_code == 422 and not Recipient.objects.exists()


def test_diane_declares_how_long_and_where_the_figure_comes_from(diane: User, signed_in: SignIn) -> None:
    client = signed_in(diane)
    assert client.post("/register/retention/new/", RULE).status_code == 302
    page = client.get("/register/retention/").content.decode()
    assert "Deux ans sans activité" in page and "CNIL, comptes inactifs" in page


@pytest.mark.parametrize("wrong", [{"source": ""}, {"amount": 0}, {"amount": "trois"}, {"start": "jamais"}])
def test_a_term_without_source_or_length_is_refused(
    diane: User, signed_in: SignIn, wrong: dict[str, Any]
) -> None:
    page = signed_in(diane).post("/register/retention/new/", RULE | wrong)
    assert page.status_code == 422 and not RetentionRule.objects.exists()


def test_a_rule_that_ends_a_purpose_is_not_taken_away(letter: Purpose) -> None:
    with pytest.raises(ProtectedError):
        letter.retention.delete()


def test_a_siren_whose_key_does_not_hold_is_refused(
    alice: User, signed_in: SignIn, controller: Controller
) -> None:
    kept = ("name", "address", "country", "email", "sender_name", "sender_email")
    sent = {name: getattr(controller, name) for name in kept}
    client = signed_in(alice)
    assert (
        client.post(f"/register/controllers/{controller.pk}/", sent | {"siren": "123456789"}).status_code
        == 422
    )
    assert (
        client.post(f"/register/controllers/{controller.pk}/", sent | {"siren": "732 829 320"}).status_code
        == 302
    )
    controller.refresh_from_db()
    assert controller.siren == "732829320" and first_controller() == controller


def test_what_changed_in_the_register_and_who_did_it_are_written_down(
    diane: User, controller: Controller
) -> None:
    controller.dpo_name = "Diane Morel"
    actions.save(actor=diane.actor, row=controller)
    entry = Entry.objects.get(verb="register.controller.changed")
    words = {one.key: (one.before, one.after) for one in Detail.objects.filter(entry_id=entry.pk)}
    assert words["dpo_name"] == ("", "Diane Morel") and words["actor"] == ("", "Diane")


def test_purposes_in_use_are_asked_for_by_channel(declare: Make) -> None:
    declare("lettre")
    declare("appels", channels=["phone"])
    declare("ancienne", state="closed")
    assert [one.code for one in open_purposes("phone")] == ["appels"]
    assert len(open_purposes()) == 2


@pytest.mark.parametrize(
    "page", ["", "recipients/", "notices/", "retention/", "controllers/", "figures/", "purposes/new/"]
)
def test_the_register_is_read_in_both_languages_even_when_empty(
    diane: User, signed_in: SignIn, page: str
) -> None:
    client = signed_in(diane)
    assert client.get(f"/register/{page}").status_code == 200
    client.post("/language/", {"language": "en"})
    assert client.get(f"/register/{page}").status_code == 200


def test_charlie_does_not_read_the_register(charlie: User, signed_in: SignIn) -> None:
    assert signed_in(charlie).get("/register/").status_code in (302, 403, 404)


def test_no_country_is_chosen_for_diane_and_she_reads_them_in_her_language(
    diane: User, signed_in: SignIn
) -> None:
    client = signed_in(diane)
    page = client.get("/register/recipients/new/").content.decode()
    assert '<option value="" selected>Choisir</option>' in page
    assert "Allemagne" in page
    client.post("/language/", {"language": "en"})
    assert "Germany" in client.get("/register/recipients/new/").content.decode()
    refused = client.post("/register/recipients/new/", {**HOST, "country": ""})
    assert refused.context["form"].errors["country"]
