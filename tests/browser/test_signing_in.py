"""Colleagues come in: with a password, with a code, with a passkey."""

import re

import pytest
from allauth.mfa.totp.internal import auth as totp
from django.core.cache import cache
from playwright.sync_api import Page, expect

from accord.outbox.models import Letter
from accord.staff.models import User
from tests.browser.conftest import DESKTOP, PHONE, Visit

PASSWORD = "correct horse battery"  # what tests/conftest.py gives everybody


def sign_in(page: Page, user: User) -> None:
    page.locator("input[name=login]").fill(user.email)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()


@pytest.mark.parametrize("language", ["fr", "en"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_anybody_can_read_the_sign_in_page(visit: Visit, accessible, language: str, width: dict) -> None:
    page = visit("/account/login/", language=language, width=width)
    assert page.locator("html").get_attribute("lang") == language
    assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth")
    accessible(page)


def test_alice_signs_in_with_her_password(visit: Visit, alice: User) -> None:
    page = visit("/account/login/")
    sign_in(page, alice)
    expect(page).not_to_have_url("/account/login/")


def test_a_wrong_password_is_said_beside_the_form_and_the_address_is_kept(visit: Visit, alice: User) -> None:
    page = visit("/account/login/")
    page.locator("input[name=login]").fill(alice.email)
    page.locator("input[name=password]").fill("something else")
    page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    expect(page.locator("input[name=login]")).to_have_value(alice.email)


def test_signing_in_works_without_scripts(visit: Visit, alice: User) -> None:
    page = visit("/account/login/", scripts=False)
    sign_in(page, alice)
    expect(page).not_to_have_url("/account/login/")


def test_a_passkey_opens_the_door_without_a_password(visit: Visit, alice: User) -> None:
    page = visit("/account/login/")
    authenticator(page)
    sign_in(page, alice)
    page.goto("/account/2fa/webauthn/add/")
    if page.locator("input[name=password]").count():
        page.locator("input[name=password]").fill(PASSWORD)
        page.locator("form:has(input[name=password]) button[type=submit]").first.click()
    page.locator("input[name=name]").fill("Clé d’Alice")
    passwordless = page.locator("input[name=passwordless]")
    if passwordless.count():
        passwordless.check()
    page.locator("#mfa_webauthn_add").click()
    page.wait_for_url("**/2fa/**codes/**")
    page.context.clear_cookies()
    page.goto("/account/login/")
    page.locator("#passkey_login").click()
    expect(page).not_to_have_url("/account/login/")


def send(page: Page, **typed: str) -> None:
    """Type into the form that holds these fields, and send it."""
    for name, value in typed.items():
        page.locator(f"input[name={name}]").first.fill(value)
    first = next(iter(typed))
    page.locator(f"form:has(input[name={first}]) button[type=submit]").first.click()
    page.wait_for_load_state()


def shown_code(secret: str) -> str:
    """What an application of codes would show now; a code that served is forgotten, so that it may serve again."""
    cache.clear()
    return totp.format_hotp_value(totp.hotp_value(secret, next(totp.yield_hotp_counters_from_time())))


def sign_in_again(page: Page, user: User) -> None:
    page.context.clear_cookies()
    page.goto("/account/login/")
    sign_in(page, user)
    page.wait_for_url("**/account/2fa/authenticate/**")


def test_alice_protects_her_account_with_codes_and_a_recovery_code_serves_once(
    visit: Visit, alice: User, accessible
) -> None:
    page = visit("/account/login/")
    sign_in(page, alice)
    page.goto("/account/2fa/totp/activate/")
    if page.locator("input[name=password]").count():
        send(page, password=PASSWORD)
    accessible(page)
    secret = page.locator("#authenticator_secret").input_value()
    send(page, code=shown_code(secret))
    page.goto("/account/2fa/recovery-codes/")
    recovery = page.locator("code").all_inner_texts()
    page.goto("/account/2fa/")
    accessible(page)
    sign_in_again(page, alice)
    accessible(page)
    send(page, code="000000")
    expect(page).to_have_url(re.compile("/2fa/authenticate/"))
    send(page, code=shown_code(secret))
    expect(page).to_have_url(re.compile(r":\d+/$"))
    sign_in_again(page, alice)
    send(page, code=recovery[0])
    expect(page).to_have_url(re.compile(r":\d+/$"))
    sign_in_again(page, alice)
    send(page, code=recovery[0])
    expect(page).to_have_url(re.compile("/2fa/authenticate/"))


def test_bob_hears_by_letter_that_his_account_asks_for_codes_from_now_on(visit: Visit, bob: User) -> None:
    page = visit("/account/login/")
    sign_in(page, bob)
    page.goto("/account/2fa/totp/activate/")
    if page.locator("input[name=password]").count():
        send(page, password=PASSWORD)
    send(page, code=shown_code(page.locator("#authenticator_secret").input_value()))
    told = [one.content["facts"]["title"] for one in Letter.objects.filter(service="account-security")]
    assert "Application de codes activée" in told


def authenticator(page: Page) -> None:
    """A virtual passkey holder that answers by itself."""
    protocol = page.context.new_cdp_session(page)
    protocol.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2",
        "transport": "internal",
        "hasResidentKey": True,
        "hasUserVerification": True,
        "isUserVerified": True,
        "automaticPresenceSimulation": True,
    }
    protocol.send("WebAuthn.addVirtualAuthenticator", {"options": options})
