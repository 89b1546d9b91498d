"""Camille signs up in a browser, gets the letter from a real mail server, and answers it."""

import re
from collections.abc import Callable
from email import message_from_bytes, policy

import pytest
from django.utils import timezone
from playwright.sync_api import Page, expect
from pytest_django import Settings
from pytest_django.live_server_helper import LiveServer

from accord.contacts.models import ContactPoint, Person
from accord.intake.models import Form, PendingRequest
from accord.outbox.deliver import Sender
from accord.outbox.transport import from_settings
from accord.register.models import Controller, Purpose
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.intake.conftest import form, lumen, notice, purposes  # noqa: F401
from tests.outbox.conftest import Sink, sink  # noqa: F401

CAMILLE = "camille.roux@example.org"


@pytest.fixture(autouse=True)
def here(live_server: LiveServer, settings: Settings) -> None:
    """Links in letters lead to the server of the test."""
    settings.SITE_URL = live_server.url


def sign_up(page: Page, address: str = CAMILLE, *, script: bool = True) -> None:
    page.locator("#address").fill(address)
    page.locator("input[name=purposes]").first.check()
    if script:
        expect(page.locator("[data-work]")).not_to_have_value("", timeout=20_000)
    else:
        page.wait_for_timeout(3_200)
    page.locator("button.btn-primary").last.click()


def link_in_the_letter(sink: Sink) -> str:  # noqa: F811
    """What Camille finds in her mailbox: the address of the page, from the plain text of the message."""
    sender = Sender(from_settings())
    while sender.turn():
        pass
    sender.transport.close()
    _from, to, raw = sink.messages[-1]
    assert to == CAMILLE
    message = message_from_bytes(raw, policy=policy.default)
    assert not re.search(rb"<img|utm_", raw)
    text = message.get_body(("plain",)).get_content()  # type: ignore[union-attr]
    return re.search(r"http\S+/c/[\w-]+/", text)[0]  # type: ignore[index]


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_camille_signs_up_reads_her_mail_and_confirms(
    scripts: bool,
    visit: Visit,
    form: Form,  # noqa: F811
    purposes: list[Purpose],  # noqa: F811
    sink: Sink,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    page = visit("/f/lettre/", scripts=scripts, width=PHONE)
    assert page.locator("input[name=purposes]:checked").count() == 0
    sign_up(page, script=scripts)
    expect(page.locator("h1")).to_contain_text("boîte")
    look = accessible if scripts else (lambda page: None)
    look(page)
    assert not Person.objects.exists()
    link = link_in_the_letter(sink)
    page.goto(link)
    page.reload()
    assert not Person.objects.exists()
    look(page)
    other = page.context.new_page()
    other.goto(link)
    page.locator("button[value=yes]").dblclick()
    expect(page.locator("button[value=yes]")).to_have_count(0)
    other.locator("button[value=yes]").click()
    expect(other.locator("button[value=yes]")).to_have_count(0)
    look(page)
    look(other)
    point = ContactPoint.objects.get()
    assert point.value == CAMILLE and point.confirmed_at
    assert not PendingRequest.objects.exists()
    page.goto(link)
    assert page.locator("button[value=yes]").count() == 0
    assert page.context.cookies() == []


def test_camille_says_no_and_nothing_is_left(
    visit: Visit,
    form: Form,  # noqa: F811
    sink: Sink,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    page = visit("/f/lettre/")
    sign_up(page)
    page.wait_for_selector("h1")
    page.goto(link_in_the_letter(sink))
    page.locator("button[value=no]").click()
    expect(page.locator("button[value=never]")).to_be_visible()
    accessible(page)
    assert not PendingRequest.objects.exists() and not Person.objects.exists()
    page.locator("button[value=never]").click()
    expect(page.locator("button")).to_have_count(0)
    accessible(page)


def test_an_old_link_and_an_invented_one_are_pages_like_the_others(
    visit: Visit,
    form: Form,  # noqa: F811
    sink: Sink,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    page = visit("/f/lettre/", width=PHONE)
    sign_up(page)
    page.wait_for_selector("h1 >> text=boîte")
    PendingRequest.objects.update(expires_at=timezone.now())
    page.goto(link_in_the_letter(sink))
    expect(page.locator("button[value=again]")).to_be_visible()
    accessible(page)
    page.goto("/c/invented/")
    accessible(page)


@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_public_pages_are_accessible_light_and_without_cookies(
    width: dict,
    language: str,
    visit: Visit,
    form: Form,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    sizes: list[int] = []
    page = visit("/f/lettre/?lang=" + language, width=width, language=language)
    page.on("response", lambda answer: sizes.append(len(answer.body())))
    page.goto("/f/lettre/?lang=" + language)
    page.wait_for_load_state("networkidle")
    assert sum(sizes) < 15_000
    accessible(page)
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    _mistyped(page.context.new_page(), accessible)
    page.goto("/f/lettre/kiosk/")
    accessible(page)
    assert page.context.cookies() == []


def _mistyped(page: Page, accessible: Callable[[Page], None]) -> None:
    page.goto("/f/lettre/")
    page.locator("#address").fill("camille@example")
    page.locator("button.btn-primary").last.click()
    expect(page.locator("#address-error")).to_be_visible()
    accessible(page)


def test_a_mistyped_domain_is_offered_and_can_be_kept(visit: Visit, form: Form) -> None:  # noqa: F811
    page = visit("/f/lettre/")
    sign_up(page, "camille@gmial.com")
    page.locator("button[name=use]").click()
    expect(page.locator("main b").first).to_contain_text("camille@gmail.com")
    assert PendingRequest.objects.get().address == "camille@gmail.com"


def test_camille_asks_for_the_link_of_her_preferences_in_the_language_she_chose(
    visit: Visit,
    lumen: Controller,  # noqa: F811
) -> None:
    """A page that hid where it is from would make the browser send “Origin: null”, which is refused."""
    page = visit("/p/", width=PHONE)
    page.get_by_role("button", name="English").click()
    expect(page.locator("h1")).to_have_text("My preferences")
    page.locator("input[type=email]").fill(CAMILLE)
    page.get_by_role("button", name="Send me the link").click()
    expect(page.locator("h1")).to_have_text("Look at your mailbox")
