"""Marc writes a letter and launches it; it reaches exactly those who said yes."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accord.campaigns.models import Campaign
from accord.contacts.models import ContactPoint
from accord.outbox.models import DemoMessage
from accord.staff.models import User
from accord.staff.roles import Role
from tests.browser.conftest import DESKTOP, PHONE, Visit, is_asked_of_axe
from tests.campaigns.conftest import ada, blaise, deliver, letter, notice, people, purpose, read  # noqa: F401


@pytest.fixture
def marc(colleague: Callable[..., User]) -> User:
    """Marc, marketing."""
    return colleague("Marc", Role.MARKETING)


def begin(page: Page) -> None:
    page.locator("input[name=name]").fill("Lettre de décembre")
    page.locator("select[name=purpose]").select_option(label="Lettre mensuelle")
    page.locator("main form button[type=submit]").click()


def write(page: Page, place: int, field: str, words: str) -> None:
    """Open the block at `place`, write in one field, keep it."""
    page.locator("[data-piece]").nth(place).locator("a[href*=block]").click()
    page.locator(f"[data-piece] [name={field}]").fill(words)
    page.locator("[data-piece] form:has([name]) .acts button").click()


def walk_through(page: Page) -> None:
    begin(page)
    page.locator("input[name=subject]").fill("Le bois qui dure")
    page.locator("form:has(input[name=subject]) button[type=submit]").click()
    write(page, 0, "text", "Le bois qui dure")
    write(page, 1, "text", "Bonjour {{ first_name|à vous }}, voici **le bois**.")
    page.locator("main .head .btn-primary").click()
    expect(page.locator("main")).to_contain_text("1 personne")
    page.locator("main .head .btn-primary").click()
    expect(page.locator(".checks .todo")).to_have_count(0)
    page.locator("main .head .btn-primary").click()
    page.locator("form[action$='/launch/'] button").click()
    page.wait_for_url("**/send/")


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no scripts"])
def test_marc_writes_and_launches_a_letter(
    visit: Visit,
    marc: User,
    ada: ContactPoint,  # noqa: F811
    blaise: ContactPoint,  # noqa: F811
    deliver: Callable[[], list[DemoMessage]],  # noqa: F811
    scripts: bool,
) -> None:
    page = visit("/campaigns/new/", who=marc, scripts=scripts)
    walk_through(page)
    (message,) = deliver()
    assert message.to == ada.value and "Bonjour Ada, voici" in read(message)[0]
    page.reload()
    expect(page.locator("main")).to_contain_text("1 lettre partie")


def drag(page: Page, place: int, onto: int) -> None:
    """Take a block by its grip and let it go over another."""
    start, end = (page.locator(".grip").nth(number).bounding_box() for number in (place, onto))
    assert start and end
    page.mouse.move(start["x"] + 5, start["y"] + 5)
    page.mouse.down()
    page.mouse.move(start["x"] + 8, start["y"] + 20, steps=4)
    page.mouse.move(end["x"] + 8, end["y"] + end["height"], steps=12)
    page.mouse.up()


def test_blocks_are_dragged_and_the_field_goes_where_the_cursor_is(
    visit: Visit,
    marc: User,
    letter: Campaign,  # noqa: F811
) -> None:
    page = visit(f"/campaigns/{letter.pk}/content/", who=marc)
    first = page.locator("[data-piece]").first.get_attribute("data-piece")
    with page.expect_response("**/blocks/order/"):
        drag(page, 0, 2)
    expect(page.locator("[data-piece]").first).not_to_have_attribute("data-piece", first)
    page.locator("[data-piece]", has_text="Bonjour").locator("a[href*=block]").click()
    box = page.locator("[data-piece] textarea")
    box.evaluate("box => box.setSelectionRange(8, 8)")
    page.locator("[data-insert]").first.click()
    assert "Bonjour {{ first_name|" in box.input_value()


def test_the_preview_is_closed_and_shows_the_letter(visit: Visit, marc: User, letter: Campaign) -> None:  # noqa: F811
    page = visit(f"/campaigns/{letter.pk}/content/", who=marc)
    frame = page.frame_locator("iframe")
    expect(frame.locator("body")).to_contain_text("Bonjour Marc")
    assert page.locator("iframe").get_attribute("sandbox") == ""
    page.goto(f"/campaigns/{letter.pk}/content/?as=text")
    expect(page.frame_locator("iframe").locator("pre")).to_contain_text("Bonjour Marc")


@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_every_step_is_accessible(
    visit: Visit,
    accessible: Callable[[Page], None],
    marc: User,
    letter: Campaign,  # noqa: F811
    ada: ContactPoint,  # noqa: F811
    blaise: ContactPoint,  # noqa: F811
    width: dict,
    language: str,
) -> None:
    User.objects.filter(pk=marc.pk).update(language=language)
    page = visit("/campaigns/", who=marc, width=width)
    for address in ("", "new/", "images/", "images/new/", *(f"{letter.pk}/{step}/" for step in STEPS)):
        page.goto(f"/campaigns/{address}")
        assert page.evaluate("document.documentElement.scrollWidth <= window.innerWidth"), page.url
        if is_asked_of_axe(width, language):
            accessible(page)


STEPS = ("content", "audience", "check", "send", "audience/yes", "delete")
