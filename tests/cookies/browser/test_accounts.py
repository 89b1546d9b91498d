"""Camille signs in on a site with the pasted line: her choice follows her account, the browser keeps its own."""

import time
from collections.abc import Iterator
from functools import partial
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from accord.contacts.models import ContactPoint, Person
from accord.cookies import accounts, publishing
from accord.cookies.models import Account, Site
from accord.cookies.site import signing
from accord.lib.actor import SYSTEM
from accord.lib.fingerprints import address_hash
from tests.cookies.browser import pages
from tests.cookies.browser.conftest import Guest, recorded
from tests.cookies.browser.test_banner import press

NAME = "camille@example.org"


def signed(site: Site, name: str) -> str:
    return signing.token(name, accounts.secret(site.code), time.time())


def loads_again(page: Page, call: str) -> None:
    """Call what makes the page load afresh: in a moment, as nothing is left to hear what it answers."""
    with page.expect_event("load"):
        page.evaluate(f"void setTimeout(() => {call})")


@pytest.fixture
def doors(guest: Guest, declared: Site, web: pages.Site) -> pages.SignedIn:
    """The site follows accounts, and says so; it lets nothing inline run."""
    web.is_strict = True
    declared.follows_accounts = True
    declared.save()
    publishing.publish(actor=SYSTEM, site=declared)
    web.again()
    web.answer = pages.SignedIn(web, partial(signed, declared))
    return web.answer


@pytest.fixture
def another(chromium: Browser, guest: Guest, web: pages.Site) -> Iterator[Guest]:
    """Her telephone."""
    context = chromium.new_context(locale="fr-FR")
    yield Guest(context, web)
    context.close()


def test_a_choice_made_signed_in_is_of_the_account_and_of_her_person(guest: Guest, doors: pages.SignedIn):
    ada = Person.objects.create(last_name="Caron")
    ContactPoint.objects.create(
        person=ada, kind="email", value=NAME, address_hash=address_hash("email", NAME)
    )
    page = guest.open("/connexion")
    press(page, "J’accepte")
    choice = recorded(1)[0]
    assert (choice.act, choice.is_of_account) == ("accepted", True)
    assert [one.pk for one in accounts.of_person(ada.pk)] == [choice.pk]
    assert page.evaluate("document.querySelectorAll('[data-account]').length") == 0


def test_her_telephone_is_told_once_and_is_never_asked(guest: Guest, another: Guest, doors: pages.SignedIn):
    press(guest.open("/connexion"), "Je refuse")
    recorded(1)
    another.context.add_init_script(
        "document.addEventListener('accord:shown', () => { window.asked = !document.querySelector('#ac')"
        ".shadowRoot.querySelector('aside') })"
    )
    page = another.open("/connexion")
    expect(page.get_by_role("status")).to_have_text("Le choix de votre compte s’applique sur cet appareil.")
    assert not page.evaluate("window.asked")
    another.open("/")
    expect(page.get_by_role("button", name="Cookies")).to_be_visible()
    expect(page.get_by_role("status")).to_have_count(0)


def test_signed_out_she_is_asked_as_this_browser_was(guest: Guest, doors: pages.SignedIn):
    press(guest.open("/connexion"), "J’accepte")
    guest.has_run(3)
    page = guest.open("/deconnexion")
    expect(page.get_by_role("dialog", name="Acceptez-vous ces cookies ?")).to_be_visible()
    assert guest.ran() == []


def test_this_browser_may_keep_a_choice_of_its_own(guest: Guest, doors: pages.SignedIn):
    page = guest.open("/connexion")
    press(page, "Je refuse")
    page.evaluate("accordCookies.apart(true)")
    press(page, "J’accepte")
    guest.has_run(3)
    guest.open("/")
    guest.has_run(3)
    assert [(one.act, one.is_of_account) for one in recorded(2)] == [("refused", True), ("accepted", False)]
    loads_again(page, "accordCookies.apart(false)")
    expect(page.get_by_role("button", name="Cookies")).to_be_visible()
    assert guest.ran() == []


def test_a_page_that_is_not_loaded_again_says_who_has_signed_in(
    guest: Guest, doors: pages.SignedIn, declared: Site, web: Any
):
    web.script = web.script.replace(".js?", ".js?account&")
    page = guest.open()
    press(page, "Je refuse")
    recorded(1)
    page.evaluate("(mark) => accordCookies.account(mark)", signed(declared, NAME))
    expect(page.get_by_role("dialog")).to_be_visible()
    press(page, "J’accepte")
    guest.has_run(3)
    assert recorded(2)[1].is_of_account
    loads_again(page, "accordCookies.account('')")
    expect(page.get_by_role("button", name="Cookies")).to_be_visible()
    assert guest.ran() == []


def test_somebody_the_site_has_not_signed_keeps_the_choice_of_this_browser(
    guest: Guest, doors: pages.SignedIn
):
    doors.sign = lambda name: signing.token(name, "another secret", time.time())
    page = guest.open("/connexion")
    press(page, "Je refuse")
    assert not recorded(1)[0].is_of_account
    assert not Account.objects.exists()
    assert any("422" in one for one in guest.complaints)
    guest.complaints.clear()
