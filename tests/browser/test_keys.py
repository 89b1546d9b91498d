"""The keys of the house in a real browser: never while one types, and off for whoever wants it so."""

import re
from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accord.contacts.models import Note, Person
from accord.desk.models import Mention
from accord.staff.models import User
from tests.browser.conftest import Visit
from tests.sales.conftest import (  # noqa: F401
    Open,
    ada,
    caron,
    meet,
    open_deal,
    pipeline,
)


@pytest.fixture
def deals(open_deal: Open) -> None:  # noqa: F811
    """Two deals."""
    open_deal("Stairs")
    open_deal("Windows")


def test_bob_goes_from_page_to_page_chooses_and_creates_without_a_mouse(
    visit: Visit, bob: User, deals: None
) -> None:
    page = visit("/", who=bob)
    page.keyboard.type("gd")
    page.wait_for_url("**/deals/")
    page.goto("/deals/list/")
    page.keyboard.type("jj")
    expect(page.locator("tr.is-cursor")).to_contain_text("Stairs")
    page.keyboard.type("k")
    expect(page.locator("tr.is-cursor")).to_contain_text("Windows")
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile(r"/deals/\d+/$"))
    page.goto("/deals/")
    page.keyboard.type("n")
    page.wait_for_url("**/deals/new/")


def test_the_palette_is_used_with_the_keys_alone(visit: Visit, bob: User, deals: None) -> None:
    page = visit("/", who=bob)
    page.keyboard.press("Control+k")
    expect(page.locator("#palette-found")).to_contain_text("Aller à")
    page.keyboard.type("wind")
    expect(page.locator("#palette-found")).to_contain_text("Windows")
    page.keyboard.press("ArrowDown")
    expect(page.locator("#palette-found a").first).to_be_focused()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("Control+a")
    page.keyboard.type("nouvelle piste")
    expect(page.locator("#palette-found a")).to_have_count(1)
    page.keyboard.press("Enter")
    page.wait_for_url("**/leads/new/")


def test_the_slash_searches_everything_where_there_is_no_list(visit: Visit, bob: User) -> None:
    page = visit("/me/", who=bob)
    page.keyboard.press("/")
    expect(page.locator("#palette input")).to_be_focused()
    page.keyboard.press("Escape")
    expect(page.locator("#palette")).to_be_hidden()


def test_a_letter_typed_in_a_field_is_a_letter(visit: Visit, bob: User, deals: None) -> None:
    page = visit("/deals/new/", who=bob)
    page.locator("input[name=name]").press_sequentially("gdn?/")
    expect(page.locator("input[name=name]")).to_have_value("gdn?/")
    expect(page.locator("#keys")).to_be_hidden()


def test_the_question_mark_lists_the_keys_and_axe_finds_nothing(
    visit: Visit, bob: User, accessible: Callable[[Page], None]
) -> None:
    page = visit("/", who=bob)
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Raccourcis clavier")).to_contain_text("Affaires")
    accessible(page)
    page.keyboard.press("Escape")
    expect(page.locator("#keys")).to_be_hidden()


def test_bob_turns_the_keys_of_one_letter_off_and_ctrl_k_still_works(visit: Visit, bob: User) -> None:
    page = visit("/me/", who=bob)
    page.locator("#keys-of-mine").get_by_role("button", name="Les désactiver").click()
    expect(page.locator("#keys-of-mine")).to_contain_text("désactivées")
    page.keyboard.type("?gd")
    expect(page.locator("#keys")).to_be_hidden()
    page.keyboard.press("Control+k")
    expect(page.locator("#palette input")).to_be_focused()
    assert "/me/" in page.url


def test_bob_names_alice_with_the_keys_and_axe_finds_nothing(
    visit: Visit,
    bob: User,
    alice: User,
    ada: Person,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    page = visit(f"/people/{ada.pk}/", who=bob)
    note = page.get_by_label("Note", exact=False).and_(page.locator("textarea"))
    note.press_sequentially("Vu avec @al")
    names = page.get_by_role("listbox", name="Collègues").get_by_role("option")
    expect(names).to_have_text(["Alice"])
    expect(page.locator("[aria-live=polite]").filter(has_text="Entrée")).to_have_count(1)
    accessible(page)
    note.press("Escape")
    expect(names).to_have_count(0)
    note.press_sequentially("i")
    note.press("ArrowDown")
    note.press("Enter")
    expect(note).to_have_value("Vu avec @Alice ")
    note.press_sequentially("ce matin")
    note.locator("xpath=ancestor::form").get_by_role("button").click()
    expect(page.get_by_text("@Alice ce matin")).to_be_visible()
    assert Mention.objects.get(note=Note.objects.get()).user == alice
