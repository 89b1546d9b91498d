"""The board, as Bob sees it and moves its cards."""

import re
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.contacts.models import Person
from accord.sales import actions
from accord.sales.doing import NewActivity, plan
from accord.sales.models import Deal, Pipeline, Reason, Stage
from accord.staff.models import User
from accord.staff.roles import Role
from tests.sales.conftest import Open

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]


@pytest.fixture
def browser(signed_in: SignIn, bob: User) -> Client:
    """Bob's browser."""
    return signed_in(bob)


def text(answer: Any) -> str:
    """What is read on a page."""
    plain = re.sub(r"<(script|style).*?</\1>|<[^>]+>", " ", answer.content.decode(), flags=re.DOTALL)
    return " ".join(plain.replace("\u202f", " ").replace("\u00a0", " ").split())


def card(answer: Any, deal: Deal) -> str:
    """The words of one card."""
    found = re.search(rf'<li class="card" id="card-{deal.pk}".*?</li>', answer.content.decode(), re.DOTALL)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found[0]).replace("\u202f", " ").replace("\u00a0", " ").split())


def test_a_card_says_company_person_amount_next_step_and_days_without_news(
    browser: Client, open_deal: Open, bob: User
) -> None:
    deal = open_deal("Workshop", amount=1_270_000)
    due = timezone.now() + timedelta(days=400)
    plan(actor=bob.actor, new=NewActivity("call", "Premier appel", deal_id=deal.pk, due_at=due))
    Deal.objects.update(news_at=timezone.now() - timedelta(days=3))
    said = card(browser.get("/deals/"), deal)
    for words in (
        "Menuiserie Caron",
        "Workshop",
        "Ada Lovelace",
        "12 700 €",
        "Premier appel",
        "3 jours sans nouvelles",
    ):
        assert words in said
    assert "En sommeil" not in said


def test_a_deal_without_news_for_longer_than_its_stage_allows_is_said_to_sleep(
    browser: Client, open_deal: Open
) -> None:
    deal = open_deal()
    Deal.objects.update(news_at=timezone.now() - timedelta(days=14))
    said = card(browser.get("/deals/"), deal)
    assert "En sommeil : 14 jours sans nouvelles" in said
    assert "Rien de prévu" in said


def test_columns_say_how_many_how_much_and_how_much_of_it_is_probable(
    browser: Client, open_deal: Open, stages: list[Stage]
) -> None:
    open_deal(amount=100_000)
    open_deal(amount=200_000)
    open_deal(amount=500_000, stage_id=stages[3].pk)
    said = text(browser.get("/deals/"))
    assert "Découverte 2 3 000 € 300 € à 10 %" in said
    assert "Négociation 1 5 000 € 4 000 € à 80 %" in said
    assert "8 000 € en cours, dont 4 300 € probables" in said


def test_a_column_shows_its_first_cards_and_leads_to_the_others(
    browser: Client, open_deal: Open, stages: list[Stage]
) -> None:
    for number in range(15):
        open_deal(f"deal {number}")
    answer = browser.get("/deals/")
    assert answer.content.decode().count('<li class="card"') == 10
    link = re.search(r'<a href="(/deals/list/[^"]+)">5 autres</a>', answer.content.decode())
    assert link
    listed = browser.get(link[1].replace("&amp;", "&"))
    assert "deal 14" in text(listed) and "deal 0" in text(listed)


def test_fifty_deals_or_five_thousand_take_the_same_number_of_queries(
    browser: Client, open_deal: Open, stages: list[Stage], ada: Person
) -> None:
    first = open_deal()
    open_deal(stage_id=stages[1].pk)

    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            assert browser.get("/deals/").status_code == 200
        return len(captured)

    more(first, stages, ada, 50)
    queries()  # what is kept from one page to the next is there
    few = queries()
    more(first, stages, ada, 5_000)
    assert queries() == few


def more(like: Deal, stages: list[Stage], person: Person, count: int) -> None:
    """So many deals more, in all stages, each with somebody in it."""
    made = Deal.objects.bulk_create(
        Deal(
            name=f"deal {number}",
            pipeline_id=like.pipeline_id,
            stage=stages[number % 4],
            organisation_id=like.organisation_id,
            owner_id=like.owner_id,
            amount=number,
            rank=number,
        )
        for number in range(count)
    )
    through = Deal.people.through
    through.objects.bulk_create(through(deal=one, person=person, is_main=True) for one in made)


def test_bob_sees_his_own_deals_when_he_asks_for_them(
    browser: Client, open_deal: Open, colleague: Callable[..., User]
) -> None:
    zoe = colleague("Zoe", Role.SALES)
    open_deal("his")
    open_deal("hers", owner_id=zoe.pk)
    open_deal("free", owner_id=None)
    assert "hers" not in text(browser.get("/deals/?owner=me"))
    assert "free" in text(browser.get("/deals/?owner=nobody"))
    hers = text(browser.get(f"/deals/?owner={zoe.pk}"))
    assert "hers" in hers and "his " not in hers


def test_a_filter_that_makes_no_sense_shows_nothing_rather_than_everything(
    browser: Client, open_deal: Open
) -> None:
    open_deal("Workshop")
    assert "Workshop" not in text(browser.get("/deals/?owner=everybody"))


def test_the_deals_won_this_month_stand_in_the_last_column(
    browser: Client, open_deal: Open, bob: User, why_won: Reason
) -> None:
    actions.win(actor=bob.actor, deal=open_deal("Workshop"), reason=why_won)
    said = text(browser.get("/deals/"))
    assert "Gagnées ce mois-ci 1 9 600 €" in said


# Moving


def test_without_a_script_a_choice_and_a_button_move_the_card(
    browser: Client, open_deal: Open, stages: list[Stage]
) -> None:
    deal = open_deal()
    said = {"deal": f"{deal.pk}:{stages[0].pk}", f"to-{deal.pk}": stages[2].pk}
    answer = browser.post("/deals/move/?owner=me", said, follow=True)
    assert answer.redirect_chain[-1][0] == "/deals/?owner=me"
    assert "Workshop est maintenant à l’étape « Proposition »." in text(answer)
    deal.refresh_from_db()
    assert deal.stage == stages[2]


def test_a_dropped_card_answers_with_the_board_alone_and_what_to_read_aloud(
    browser: Client, open_deal: Open, stages: list[Stage]
) -> None:
    deal = open_deal()
    said = {"deal": f"{deal.pk}:{stages[0].pk}", "stage": stages[1].pk}
    answer = browser.post("/deals/move/", said, headers={"HX-Request": "true"})
    page = answer.content.decode()
    assert page.lstrip().startswith('<div id="board-part">')
    assert "est maintenant à l’étape «\u00a0Démonstration\u00a0»" in page


def test_a_card_moved_meanwhile_in_another_tab_stays_where_it_is_and_says_so(
    browser: Client, open_deal: Open, stages: list[Stage], bob: User
) -> None:
    deal = open_deal()
    actions.move(actor=bob.actor, deal=deal, stage=stages[1])
    said = {"deal": f"{deal.pk}:{stages[0].pk}", "stage": stages[2].pk}
    answer = browser.post("/deals/move/", said, headers={"HX-Request": "true"})
    assert "Workshop est passée entre-temps à l’étape «\u00a0Démonstration\u00a0»." in answer.content.decode()
    deal.refresh_from_db()
    assert deal.stage == stages[1]


@pytest.mark.parametrize("said", [{}, {"deal": "x:y"}, {"deal": "1", "stage": "nowhere"}, {"deal": "0:0"}])
def test_a_move_that_names_nothing_moves_nothing(browser: Client, said: dict[str, str]) -> None:
    assert browser.post("/deals/move/", said).status_code == 404


def test_a_reader_sees_the_board_and_has_nothing_to_move_with(
    signed_in: SignIn, colleague: Callable[..., User], open_deal: Open, stages: list[Stage]
) -> None:
    deal = open_deal()
    reader = signed_in(colleague("Remi", Role.READER))
    page = reader.get("/deals/").content.decode()
    assert "Menuiserie Caron" in page
    assert "data-board" not in page and "card-move" not in page
    assert reader.post("/deals/move/", {"deal": deal.pk, "stage": stages[1].pk}).status_code == 403


def test_a_house_without_any_deal_is_told_where_deals_come_from(browser: Client, pipeline: Pipeline) -> None:
    assert "Une affaire vient d’une piste" in text(browser.get("/deals/"))
