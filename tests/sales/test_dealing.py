"""The life of a deal: opened, accepted or sent back, moved, won or lost, taken up again."""

from datetime import date

import pytest

from accord.audit.models import Detail, Entry
from accord.contacts.models import Organisation, Person
from accord.sales import actions
from accord.sales.actions import MovedMeanwhile, NewDeal, NotPossible
from accord.sales.models import Deal, Lead, Pipeline, Reason, Stage
from accord.staff.models import User
from tests.sales.conftest import Open

pytestmark = pytest.mark.django_db


def column(stage: Stage) -> list[str]:
    return list(stage.deals.filter(state="open").order_by("rank", "pk").values_list("name", flat=True))


def verbs(deal: Deal) -> list[str]:
    found = Entry.objects.filter(about_type="sales.Deal", about_id=str(deal.pk)).order_by("pk")
    return [verb.removeprefix("sales.deal.") for verb in found.values_list("verb", flat=True)]


# Opened


def test_a_new_house_has_one_pipeline_of_four_stages_and_reasons_to_win_and_lose() -> None:
    (pipeline,) = Pipeline.objects.all()
    assert str(pipeline) == "Ventes"
    assert [(str(stage), stage.probability) for stage in pipeline.stages.all()] == [
        ("Découverte", 10),
        ("Démonstration", 30),
        ("Proposition", 60),
        ("Négociation", 80),
    ]
    assert set(Reason.objects.values_list("outcome", flat=True)) == {"won", "lost"}


def test_a_deal_begins_in_the_first_stage_with_its_main_contact_and_is_in_the_journal(
    open_deal: Open, stages: list[Stage], ada: Person
) -> None:
    deal = open_deal("Workshop", people=((ada.pk, "decides"),))
    assert (deal.state, deal.stage, deal.amount) == ("open", stages[0], 960_000)
    assert [(one.person, one.role, one.is_main) for one in deal.roles.all()] == [(ada, "decides", True)]
    assert verbs(deal) == ["opened"]


def test_the_newest_deal_stands_on_top_of_its_column(open_deal: Open, stages: list[Stage]) -> None:
    for name in ("first", "second", "third"):
        open_deal(name)
    assert column(stages[0]) == ["third", "second", "first"]


def test_the_name_of_a_deal_stands_in_the_deletable_words_of_the_journal_only(open_deal: Open) -> None:
    deal = open_deal("Workshop of Ada Lovelace")
    entry = Entry.objects.get(about_type="sales.Deal", about_id=str(deal.pk))
    assert "Ada" not in str(entry.facts)
    assert Detail.objects.filter(entry_id=entry.pk, key="name", after=deal.name).exists()


# Handed over


@pytest.fixture
def lead(ada: Person) -> Lead:
    """Ada asked for something and inside sales handed her over."""
    return Lead.objects.create(person=ada, source="form", state=Lead.State.HANDED_OVER)


def test_bob_accepts_what_inside_sales_proposes_and_the_lead_says_so(
    open_deal: Open, lead: Lead, bob: User
) -> None:
    deal = open_deal(lead_id=lead.pk, is_proposed=True)
    assert deal.state == "proposed"
    assert actions.accept_deal(actor=bob.actor, deal=deal).state == "open"
    lead.refresh_from_db()
    assert lead.state == "accepted"


def test_what_bob_sends_back_is_open_again_for_inside_sales_with_his_reason(
    open_deal: Open, lead: Lead, bob: User
) -> None:
    deal = open_deal(lead_id=lead.pk, is_proposed=True)
    actions.send_back_deal(actor=bob.actor, deal=deal, reason="No budget before 2028")
    lead.refresh_from_db()
    assert (lead.state, lead.sent_back_reason) == ("working", "No budget before 2028")


def test_a_lead_proposed_once_more_comes_back_as_the_same_deal(
    open_deal: Open, lead: Lead, bob: User
) -> None:
    deal = open_deal(lead_id=lead.pk, is_proposed=True)
    actions.send_back_deal(actor=bob.actor, deal=deal, reason="No budget")
    again = open_deal("Workshop, next year", lead_id=lead.pk, is_proposed=True)
    assert again.pk == deal.pk
    assert (again.state, again.reason_detail, again.closed_at) == ("proposed", "", None)
    assert verbs(again) == ["opened", "sent_back", "opened"]


def test_a_deal_is_accepted_once(open_deal: Open, bob: User) -> None:
    deal = open_deal(is_proposed=True)
    actions.accept_deal(actor=bob.actor, deal=deal)
    with pytest.raises(NotPossible, match="en cours"):
        actions.accept_deal(actor=bob.actor, deal=deal)
    with pytest.raises(NotPossible):
        actions.send_back_deal(actor=bob.actor, deal=deal, reason="too late")


# On the board


def test_a_deal_moves_to_another_stage_above_the_one_it_is_dropped_on(
    open_deal: Open, stages: list[Stage], bob: User
) -> None:
    low, high = open_deal("low"), open_deal("high")
    for one in (low, high):
        actions.move(actor=bob.actor, deal=one, stage=stages[1])
    assert column(stages[1]) == ["high", "low"]
    between = actions.move(actor=bob.actor, deal=open_deal("between"), stage=stages[1], before=low.pk)
    last = actions.move(actor=bob.actor, deal=open_deal("last"), stage=stages[1], after=low.pk)
    assert column(stages[1]) == ["high", "between", "low", "last"]
    assert between.stage_since > low.created_at
    assert verbs(last) == ["opened", "moved"]


def test_a_column_in_which_there_is_no_room_left_between_two_deals_makes_some(
    open_deal: Open, stages: list[Stage], bob: User
) -> None:
    names = ["one", "two", "three"]
    for name in reversed(names):
        open_deal(name)
    Deal.objects.update(rank=5)
    three, moved = Deal.objects.get(name="three"), open_deal("moved", stage_id=stages[1].pk)
    order = column(stages[0])
    actions.move(actor=bob.actor, deal=moved, stage=stages[0], before=three.pk)
    order.insert(order.index("three"), "moved")
    assert column(stages[0]) == order


def test_a_card_taken_in_two_tabs_moves_once_and_the_second_tab_hears_where_it_is(
    open_deal: Open, stages: list[Stage], bob: User
) -> None:
    deal = open_deal()
    actions.move(actor=bob.actor, deal=deal, stage=stages[1], seen=stages[0].pk)
    with pytest.raises(MovedMeanwhile, match="Démonstration"):
        actions.move(actor=bob.actor, deal=deal, stage=stages[2], seen=stages[0].pk)
    assert column(stages[1]) == ["Workshop"]


def test_the_same_drop_sent_twice_is_recorded_once(open_deal: Open, stages: list[Stage], bob: User) -> None:
    deal = open_deal()
    for _time in range(2):
        actions.move(actor=bob.actor, deal=deal, stage=stages[1], seen=stages[0].pk)
    assert verbs(deal) == ["opened", "moved"]


def test_another_place_in_the_same_column_is_no_news_of_the_deal(
    open_deal: Open, stages: list[Stage], bob: User
) -> None:
    low, high = open_deal("low"), open_deal("high")
    moved = actions.move(actor=bob.actor, deal=low, stage=stages[0], before=high.pk)
    assert column(stages[0]) == ["low", "high"]
    assert moved.news_at == low.news_at
    assert verbs(low) == ["opened", "placed"]


def test_a_deal_won_meanwhile_does_not_move(
    open_deal: Open, stages: list[Stage], bob: User, why_won: Reason
) -> None:
    deal = open_deal()
    actions.win(actor=bob.actor, deal=deal, reason=why_won)
    with pytest.raises(NotPossible, match="gagnée"):
        actions.move(actor=bob.actor, deal=deal, stage=stages[1])


# Its end


def test_a_won_deal_says_why_and_renews_the_clock_of_whoever_ordered(
    open_deal: Open, bob: User, ada: Person, why_won: Reason
) -> None:
    deal = actions.win(actor=bob.actor, deal=open_deal(), reason=why_won, detail="They liked the workshop")
    ada.refresh_from_db()
    assert (deal.state, deal.reason, deal.reason_detail) == ("won", why_won, "They liked the workshop")
    assert ada.heard_from_at == deal.closed_at
    assert ada.customer_until is None


def test_the_end_of_a_contract_makes_ada_a_customer_until_then_and_never_shortens_an_older_one(
    open_deal: Open, bob: User, ada: Person, why_won: Reason
) -> None:
    for until in (date(2028, 1, 31), date(2027, 6, 30)):
        actions.win(actor=bob.actor, deal=open_deal(), reason=why_won, contract_until=until)
    ada.refresh_from_db()
    assert ada.customer_until == date(2028, 1, 31)


def test_nobody_stays_a_customer_through_a_deal_that_is_taken_up_again(
    open_deal: Open, bob: User, ada: Person, why_won: Reason
) -> None:
    earlier, later = date(2027, 6, 30), date(2028, 1, 31)
    deals = [
        actions.win(actor=bob.actor, deal=open_deal(), reason=why_won, contract_until=until)
        for until in (earlier, later)
    ]
    for deal, left in ((deals[1], earlier), (deals[0], None)):
        again = actions.reopen(actor=bob.actor, deal=deal)
        ada.refresh_from_db()
        assert (ada.customer_until, again.contract_until) == (left, None)


def test_a_reason_to_lose_does_not_win(open_deal: Open, bob: User, why_lost: Reason) -> None:
    with pytest.raises(NotPossible):
        actions.win(actor=bob.actor, deal=open_deal(), reason=why_lost)


def test_a_lost_deal_can_be_taken_up_again_where_it_was(
    open_deal: Open, bob: User, stages: list[Stage], why_lost: Reason
) -> None:
    deal = open_deal()
    actions.move(actor=bob.actor, deal=deal, stage=stages[2])
    actions.lose(actor=bob.actor, deal=deal, reason=why_lost, detail="Too dear")
    again = actions.reopen(actor=bob.actor, deal=deal)
    assert (again.state, again.stage, again.reason, again.closed_at) == ("open", stages[2], None, None)
    assert verbs(deal) == ["opened", "moved", "lost", "reopened"]


def test_what_is_corrected_is_in_the_journal_before_and_after(open_deal: Open, bob: User) -> None:
    deal = open_deal()
    actions.edit_deal(actor=bob.actor, deal=deal, amount=1_200_000, competitor="Atelier Nord")
    deal.refresh_from_db()
    assert (deal.amount, deal.competitor) == (1_200_000, "Atelier Nord")
    assert Detail.objects.filter(key="amount", before="960000", after="1200000").exists()


# Who sees


def test_charlie_who_has_no_role_sees_no_deal(open_deal: Open, charlie: User, bob: User) -> None:
    open_deal()
    assert Deal.objects.visible_to(bob).count() == 1
    assert not Deal.objects.visible_to(charlie).exists()


def test_a_deal_may_be_proposed_without_a_company_and_without_anybody(bob: User, pipeline: Pipeline) -> None:
    deal = actions.open_deal(actor=bob.actor, new=NewDeal("Something at a fair"))
    assert deal.organisation is None and not deal.roles.exists()
    assert not Organisation.objects.exists()
