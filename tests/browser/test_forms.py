"""Marc builds a form, with the mouse and without any script; Camille fills it in on her telephone and answers more."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accord.intake.models import Form, Submission
from accord.outbox.models import Letter
from accord.register.models import Notice, Purpose
from accord.sales.models import Lead
from accord.staff.models import User
from accord.staff.roles import Role
from tests.browser.conftest import DESKTOP, PHONE, Visit
from tests.intake.conftest import lumen, notice, purposes, token_of, trial, trial_notice  # noqa: F401


@pytest.fixture
def marc(colleague: Callable[..., User]) -> User:
    """Marc, marketing."""
    return colleague("Marc", Role.MARKETING)


def titles(form: Form) -> list[str]:
    """The questions in their order."""
    return list(form.fields.order_by("position", "pk").values_list("label_fr", flat=True))


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "no-scripts"])
def test_marc_adds_a_question_and_publishes_it(
    visit: Visit,
    marc: User,
    trial: Form,  # noqa: F811
    scripts: bool,
) -> None:
    page = visit(f"/forms/{trial.pk}/", who=marc, scripts=scripts)
    page.locator("a[href*='field=new']").click()
    page.locator("#new [name=label_fr]").fill("Secteur")
    page.locator("#new [name=reason_fr]").fill("Pour choisir les exemples.")
    page.locator("#new .acts button").click()
    expect(page.locator("[data-piece]").last).to_contain_text("Secteur")
    page.locator("form[action$='/publish/'] button").click()
    expect(page.locator("main")).to_contain_text("version 2", ignore_case=True)
    assert trial.versions.filter(language="fr").count() == 2


def test_marc_drags_a_question_to_another_place(visit: Visit, marc: User, trial: Form) -> None:  # noqa: F811
    page = visit(f"/forms/{trial.pk}/", who=marc, width=DESKTOP)
    before = titles(trial)
    with page.expect_response(lambda answer: answer.request.method == "POST"):
        page.locator("[data-piece] .grip").nth(1).drag_to(page.locator("[data-piece]").first)
    expect(page.locator("[data-piece]").first).to_contain_text("Nom")
    assert titles(trial)[:2] == [before[1], before[0]]


@pytest.mark.parametrize("part", ["", "statistics/", "versions/", "elsewhere/", "submissions/"])
def test_the_pages_of_a_form_are_usable_by_everybody(
    visit: Visit,
    marc: User,
    trial: Form,  # noqa: F811
    accessible: Callable[[Page], None],
    part: str,
) -> None:
    accessible(visit(f"/forms/{trial.pk}/{part}", who=marc))


def test_camille_asks_for_a_trial_on_her_telephone_and_answers_a_little_more(
    visit: Visit,
    trial: Form,  # noqa: F811
    accessible: Callable[[Page], None],
) -> None:
    page = visit("/f/essai/", width=PHONE)
    accessible(page)
    page.locator("#last_name").fill("Roux")
    page.locator("#address").fill("camille.roux@example.org")
    page.locator("#organisation").fill("Menuiserie Roux")
    expect(page.locator("[data-work]")).not_to_have_value("", timeout=20_000)
    page.locator("button.btn-primary").last.click()
    expect(page.locator("h1")).to_contain_text("boîte aux lettres")
    page = visit(f"/c/{token_of(Letter.objects.get())}/", width=PHONE)
    accessible(page)
    page.locator("button[value=yes]").click()
    expect(page.locator("h1")).to_contain_text("confirmé")
    accessible(page)
    page.locator("#nombre_de_postes").fill("12")
    page.locator("button[value=more]").click()
    expect(page.locator("main")).to_contain_text("12")
    accessible(page)
    assert Submission.objects.get().completed_at and Lead.objects.get().organisation_name == "Menuiserie Roux"


def test_the_notice_is_read_without_a_click_before_the_button(visit: Visit, trial: Form) -> None:  # noqa: F811
    page = visit("/f/essai/", scripts=False)
    note, button = (
        page.locator("aside").bounding_box(),
        page.locator("button.btn-primary").last.bounding_box(),
    )
    assert note and button and note["y"] < button["y"]
    assert isinstance(trial.notice, Notice) and Purpose.objects.exists()
