"""The pattern page: every component in every state, read by everybody, with or without scripts."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from accord.staff.models import User
from tests.browser.conftest import DESKTOP, PHONE, Visit

NARROWEST = {"width": 320, "height": 700}
PUBLIC_BUDGET = 15_000  # bytes of HTML and CSS, ui.md


@pytest.fixture(autouse=True)
def in_development(settings: Any) -> None:
    settings.DEBUG = True


@pytest.mark.parametrize("address", ["/ui/", "/ui/public/"])
@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(
    visit: Visit, accessible, alice: User, address: str, scheme: str, width: dict
) -> None:
    page = visit(address, who=alice, width=width)
    page.emulate_media(color_scheme=scheme)
    accessible(page)


@pytest.mark.parametrize("address", ["/ui/", "/ui/public/"])
def test_nobody_scrolls_sideways_at_320_pixels(visit: Visit, alice: User, address: str) -> None:
    page = visit(address, who=alice, width=NARROWEST)
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_everything_reached_with_the_tab_key_shows_where_the_focus_is(visit: Visit, alice: User) -> None:
    page = visit("/ui/", who=alice)
    page.evaluate("document.activeElement.blur()")
    unseen = set()
    for _each in range(60):
        page.keyboard.press("Tab")
        if hidden := page.evaluate(FOCUS):
            unseen.add(hidden)
    assert not unseen


FOCUS = """() => {
    const here = document.activeElement;
    const drawn = (element) => element && getComputedStyle(element).outlineStyle !== "none";
    const around = here.closest(".ck, .search-box");
    return here === document.body || drawn(here) || drawn(around) ? "" : here.outerHTML.slice(0, 120);
}"""


def test_the_keys_of_a_list_move_choose_and_explain(visit: Visit, alice: User) -> None:
    page = visit("/ui/", who=alice)
    page.evaluate("document.activeElement.blur()")
    page.keyboard.press("j")
    page.keyboard.press("j")
    expect(page.locator("tr.is-cursor")).to_contain_text("Thomas Caron")
    page.keyboard.press("x")
    expect(page.locator("[data-chosen]")).to_contain_text("2")
    page.keyboard.press("?")
    expect(page.locator("#keys")).to_be_visible()


def test_escape_closes_a_window_and_a_menu(visit: Visit, alice: User) -> None:
    page = visit("/ui/", who=alice)
    page.locator("[data-dialog=example]").click()
    expect(page.locator("#example")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.locator("#example")).to_be_hidden()
    page.locator(".head details.menu summary").first.click()
    page.keyboard.press("Escape")
    assert page.locator("details.menu[open]").count() == 0


def test_on_a_phone_the_menu_is_a_drawer_also_without_scripts(visit: Visit, alice: User) -> None:
    for scripts in (True, False):
        page = visit("/ui/", who=alice, width=PHONE, scripts=scripts)
        menu = page.locator("#menu")
        expect(menu).to_be_hidden()
        page.locator("[data-drawer]").click()
        expect(menu).to_be_visible()


def test_on_a_phone_the_current_tab_is_in_sight(visit: Visit, alice: User) -> None:
    page = visit("/register/figures/", who=alice, width=PHONE)
    expect(page.locator(".tabs [aria-current]")).to_be_in_viewport(ratio=1)


def weight(page: Page) -> int:
    """Bytes of the page and of its style sheets, uncompressed."""
    return page.evaluate(
        """async () => {
            const sheets = [...document.querySelectorAll("link[rel=stylesheet]")].map((link) => link.href);
            const texts = await Promise.all([location.href, ...sheets].map(async (url) => (await fetch(url)).text()));
            return texts.reduce((sum, text) => sum + new Blob([text]).size, 0);
        }"""
    )


def test_a_public_page_stays_light_and_needs_no_script(visit: Visit) -> None:
    page = visit("/ui/public/")
    assert page.locator("script").count() == 0
    assert weight(page) < PUBLIC_BUDGET + 2_000  # the pattern page holds three pages in one
