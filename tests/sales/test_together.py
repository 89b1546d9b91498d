"""One act on several deals or leads, views that keep order and columns, the next step in one click."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.test import Client
from django.utils import timezone

from accord.contacts.models import Organisation, SavedView
from accord.sales import actions, doing
from accord.sales.models import Activity, Deal, Reason, Stage
from accord.staff.models import Reach, User
from accord.staff.roles import Role
from tests.sales.conftest import Ask, Meet, Open

SignIn = Callable[[User], Client]


@pytest.fixture
def browser(signed_in: SignIn, bob: User) -> Client:
    return signed_in(bob)


def together(client: Client, deals: list[Deal], **said: object) -> str:
    answer = client.post("/deals/together/?state=open", {"chosen": [deal.pk for deal in deals], **said})
    assert answer.status_code == 200
    return answer.content.decode()


def test_bob_gives_two_deals_to_hugo_at_once(browser: Client, open_deal: Open, hugo: User) -> None:
    deals = [open_deal("Stairs"), open_deal("Windows")]
    said = together(browser, deals, do="owner", owner=hugo.pk)
    assert "2 faites" in said and "Stairs" in said
    assert set(Deal.objects.values_list("owner", flat=True)) == {hugo.pk}


def test_what_is_not_possible_is_said_beside_its_line_and_stops_none_of_the_others(
    browser: Client, open_deal: Open, stages: list[Stage], bob: User, why_lost: Reason
) -> None:
    lost = open_deal("Gone")
    actions.lose(actor=bob.actor, deal=lost, reason=why_lost)
    still = open_deal("Still")
    said = together(browser, [lost, still], do="stage", stage=stages[2].pk)
    assert "1 faite, 1 laissée telle quelle." in said
    assert "ce n’est plus possible" in said
    still.refresh_from_db()
    assert still.stage == stages[2]


def test_a_day_and_a_loss_with_its_reason_for_several(
    browser: Client, open_deal: Open, why_lost: Reason
) -> None:
    deals = [open_deal("Stairs"), open_deal("Windows")]
    together(browser, deals, do="close", close_on="2027-03-01")
    assert set(Deal.objects.values_list("close_on", flat=True)) == {date(2027, 3, 1)}
    together(browser, deals, do="lost", reason=why_lost.pk, detail="budget frozen")
    assert set(Deal.objects.values_list("state", "reason_detail")) == {("lost", "budget frozen")}


def test_a_loss_without_a_reason_changes_nothing_and_asks_for_one(browser: Client, open_deal: Open) -> None:
    deal = open_deal("Stairs")
    answer = browser.post("/deals/together/", {"chosen": [deal.pk], "do": "lost"}, follow=True)
    assert "Dites pourquoi elles sont perdues." in answer.content.decode()
    assert Deal.objects.get().state == "open"


def test_deals_out_of_reach_are_left_alone(
    signed_in: SignIn, colleague: Callable[..., User], open_deal: Open
) -> None:
    deal = open_deal("Secret")
    colleague("Zoe", Role.SALES)
    zoe = User.objects.get(name="Zoe")
    User.objects.filter(pk=zoe.pk).update(reach=Reach.OWN)
    said = together(signed_in(zoe), [deal], do="owner", owner=zoe.pk)
    assert "Secret" not in said and "Aucune ne fait partie" in said
    assert Deal.objects.get().owner != zoe


@pytest.mark.parametrize(
    "said", [{}, {"do": "nonsense"}, {"do": "owner", "owner": "999"}, {"do": "close", "close_on": "x"}]
)
def test_nonsense_is_refused_in_words(browser: Client, open_deal: Open, said: dict[str, str]) -> None:
    deal = open_deal("Stairs")
    for chosen in ([deal.pk], ["x"], []):
        answer = browser.post("/deals/together/", {"chosen": chosen, **said})
        assert answer.status_code == 302
    assert Deal.objects.get().close_on is None


def test_a_reader_is_offered_no_act_on_several_deals(
    signed_in: SignIn, colleague: Callable[..., User], open_deal: Open
) -> None:
    open_deal("Stairs")
    page = signed_in(colleague("Remi", Role.READER)).get("/deals/list/").content.decode()
    assert "data-select" not in page


def test_leads_given_together_are_told_line_by_line(
    signed_in: SignIn, ines: User, hugo: User, ask: Ask, meet: Meet
) -> None:
    late = timezone.now() - timedelta(days=1)
    frozen_one = meet("Paul", "Diallo", email="paul@example.org", source="purchased")
    frozen_one.acquisitions.update(inform_by=late)
    leads = [ask(), ask(frozen_one, source="purchased")]
    answer = signed_in(ines).post("/leads/assign/", {"chosen": [one.pk for one in leads], "owner": hugo.pk})
    said = answer.content.decode()
    assert "1 faite, 1 laissée telle quelle." in said and "gelée" in said


def test_a_saved_view_keeps_its_order_and_its_columns(browser: Client, open_deal: Open) -> None:
    open_deal("Stairs", competitor="Rival")
    query = "state=open&sort=-amount&columns=name&columns=competitor"
    page = browser.get(f"/deals/list/?{query}").content.decode()
    assert f"/deals/views/new/?{query.replace('&', '&amp;')}" in page
    browser.post("/deals/views/new/", {"name": "Rivals", "query": query})
    assert SavedView.objects.get().query == query
    shown = browser.get(f"/deals/list/?{query}").content.decode()
    assert 'aria-current="page">Rivals' in shown
    assert "Rival" in shown and "Expected" not in shown


def test_choosing_columns_keeps_the_filters(browser: Client, open_deal: Open) -> None:
    open_deal("Stairs")
    page = browser.get("/deals/list/?state=open&sort=name").content.decode()
    form = page[page.index('class="column-choice"') :]
    assert 'name="state" value="open"' in form and 'name="sort" value="name"' in form


def test_the_next_step_is_planned_in_one_click_never_on_a_week_end(
    browser: Client, open_deal: Open, bob: User
) -> None:
    deal = open_deal("Stairs")
    page = browser.get(f"/deals/{deal.pk}/")
    presets = page.context["to_do"].presets
    assert len(presets) == 3 and "Appeler" in page.content.decode()
    for _label, fields in presets:
        browser.post("/activities/add/", fields)
    planned = Activity.objects.filter(deal=deal, owner=bob)
    assert planned.count() == 3
    assert all(timezone.localtime(one.due_at).weekday() < 5 for one in planned if one.due_at)


def test_the_page_of_an_organisation_shows_what_is_done_about_it(
    signed_in: SignIn, bob: User, colleague: Callable[..., User], caron: Organisation
) -> None:
    new = doing.NewActivity(
        kind="task", subject="Visit the workshop", organisation_id=caron.pk, owner_id=bob.pk
    )
    doing.plan(actor=bob.actor, new=new)
    assert "Visit the workshop" in signed_in(bob).get(f"/organisations/{caron.pk}/").content.decode()
    zoe = colleague("Zoe", Role.SALES)
    User.objects.filter(pk=zoe.pk).update(reach=Reach.OWN)
    assert "Visit the workshop" not in signed_in(zoe).get(f"/organisations/{caron.pk}/").content.decode()


def test_a_lead_who_asked_may_be_answered_from_its_page(signed_in: SignIn, ines: User, ask: Ask) -> None:
    lead = ask()
    page = signed_in(ines).get(f"/leads/{lead.pk}/").content.decode()
    assert "Répondre" in page and "Appeler" in page


def test_nobody_may_be_called_without_a_number_and_the_button_says_so(
    signed_in: SignIn, ines: User, ask: Ask, meet: Meet
) -> None:
    lead = ask(meet("Paul", "Diallo", email="paul@example.org", told=timezone.now()))
    page = signed_in(ines).get(f"/leads/{lead.pk}/").content.decode()
    assert 'aria-disabled="true"' in page
    assert f"/activities/call/?lead={lead.pk}" not in page.split('id="to-do"')[0]
