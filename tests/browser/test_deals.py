"""The board in a real browser: dragged, moved with the keys, moved without any script; and axe."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Locator, Page, expect

from accord.sales import actions
from accord.sales.models import Deal, Stage
from accord.staff.models import User
from tests.browser.conftest import DESKTOP, PHONE, Visit, is_asked_of_axe
from tests.sales.conftest import (  # noqa: F401
    Open,
    ada,
    caron,
    meet,
    open_deal,
    pipeline,
    stages,
    why_won,
)


@pytest.fixture
def deals(open_deal: Open, stages: list[Stage]) -> list[Deal]:  # noqa: F811
    """Two deals in discovery, one in proposal."""
    return [open_deal("low"), open_deal("high"), open_deal("further", stage_id=stages[2].pk)]


def card(page: Page, deal: Deal) -> Locator:
    return page.locator(f"#card-{deal.pk}")


def column(page: Page, stage: Stage) -> Locator:
    return page.locator(f"[data-column='{stage.pk}']")


def drag(page: Page, card: Locator, onto: Locator) -> None:
    """Take a card and let it go over something."""
    start, end = card.bounding_box(), onto.bounding_box()
    assert start and end
    page.mouse.move(start["x"] + 30, start["y"] + 60)
    page.mouse.down()
    page.mouse.move(start["x"] + 50, start["y"] + 66, steps=4)
    page.mouse.move(end["x"] + 60, end["y"] + 12, steps=14)
    page.mouse.up()


def test_bob_drags_a_card_to_another_stage_and_drags_it_again(
    visit: Visit,
    bob: User,
    deals: list[Deal],
    stages: list[Stage],  # noqa: F811
) -> None:
    low, _high, further = deals
    page = visit("/deals/", who=bob)
    with page.expect_response("**/deals/move/*"):
        drag(page, card(page, low), card(page, further))
    expect(column(page, stages[2]).locator("[data-card]")).to_have_count(2)
    expect(page.get_by_role("status")).to_contain_text("low est maintenant à l’étape")
    with page.expect_response("**/deals/move/*"):
        drag(page, card(page, low), column(page, stages[3]))
    expect(column(page, stages[3])).to_contain_text("low")
    low.refresh_from_db()
    assert low.stage == stages[3]


def test_bob_moves_a_card_with_the_keys_and_keeps_the_focus_on_it(
    visit: Visit,
    bob: User,
    deals: list[Deal],
    stages: list[Stage],  # noqa: F811
) -> None:
    low, high, _further = deals
    page = visit("/deals/", who=bob)
    card(page, high).get_by_role("link").focus()
    page.keyboard.press("ArrowDown")
    expect(card(page, low).get_by_role("link")).to_be_focused()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("status")).to_contain_text(
        "low est maintenant à l’étape «\u00a0Démonstration\u00a0»"
    )
    expect(card(page, low).get_by_role("link")).to_be_focused()
    page.keyboard.press("ArrowLeft")
    expect(card(page, high).get_by_role("link")).to_be_focused()
    low.refresh_from_db()
    assert low.stage == stages[1]


def test_a_card_moved_meanwhile_elsewhere_says_so_and_stays_there(
    visit: Visit,
    bob: User,
    deals: list[Deal],
    stages: list[Stage],  # noqa: F811
) -> None:
    low = deals[0]
    page = visit("/deals/", who=bob)
    actions.move(actor=bob.actor, deal=low, stage=stages[3])
    card(page, low).get_by_role("link").focus()
    page.keyboard.press("Shift+ArrowRight")
    expect(page.get_by_role("status")).to_contain_text(
        "est passée entre-temps à l’étape «\u00a0Négociation\u00a0»"
    )
    expect(column(page, stages[3])).to_contain_text("low")


def test_a_card_dropped_among_the_won_ones_asks_why(visit: Visit, bob: User, deals: list[Deal]) -> None:
    page = visit("/deals/", who=bob)
    drag(page, card(page, deals[2]), page.locator("[data-column=won]"))
    expect(page).to_have_url(f"{page.url.split('/deals/')[0]}/deals/{deals[2].pk}/won/")


def test_without_a_script_the_button_of_a_card_moves_it(
    visit: Visit,
    bob: User,
    deals: list[Deal],
    stages: list[Stage],  # noqa: F811
) -> None:
    page = visit("/deals/", who=bob, scripts=False)
    box = card(page, deals[0])
    box.locator("summary").click()
    box.locator("select").select_option(str(stages[1].pk))
    box.get_by_role("button", name="Déplacer", exact=True).click()
    expect(column(page, stages[1])).to_contain_text("low")


@pytest.mark.parametrize("width", [DESKTOP, PHONE], ids=["desktop", "phone"])
@pytest.mark.parametrize("language", ["fr", "en"])
def test_the_pages_of_deals_are_accessible(
    visit: Visit,
    accessible: Callable[[Page], None],
    bob: User,
    deals: list[Deal],
    width: dict,
    language: str,
) -> None:
    bob.language = language
    bob.save()
    page = visit("/deals/", who=bob, width=width, language=language)
    for address in (
        "/deals/",
        "/deals/list/?state=open",
        "/deals/forecast/",
        f"/deals/{deals[0].pk}/",
        f"/deals/{deals[0].pk}/won/",
        f"/deals/{deals[0].pk}/people/",
        "/deals/new/",
    ):
        page.goto(address)
        if is_asked_of_axe(width, language):
            accessible(page)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), address
