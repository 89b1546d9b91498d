"""The list of deals, the page of one, the forecast, the files: as colleagues open them."""

import csv
import io
import re
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from accord.audit.models import Entry
from accord.contacts.actions import set_state
from accord.contacts.models import Organisation, Person
from accord.lib.actor import SYSTEM
from accord.sales import actions
from accord.sales.forecast import forecast
from accord.sales.models import Deal, Lead, Reason, Stage
from accord.staff.models import User
from accord.staff.roles import Role
from tests.sales.conftest import Meet, Open

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


def listed(answer: Any) -> list[str]:
    """The names of the deals of a list, in its order."""
    return re.findall(r'data-href="/deals/(\d+)/"', answer.content.decode())


# The list


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        ("state=open", {"big", "small"}),
        ("state=won", {"done"}),
        ("q=lovelace", {"big", "small", "done"}),
        ("q=big", {"big"}),
        ("q=caron", {"big", "small", "done"}),
        ("closes=month", {"big"}),
        ("closes=none", {"small", "done"}),
        ("news=nothing", {"big", "small"}),
        ("owner=nobody", set()),
        ("state=nonsense", set()),
    ],
)
def test_each_filter_keeps_what_its_sentence_says(
    browser: Client, open_deal: Open, bob: User, why_won: Reason, asked: str, found: set[str]
) -> None:
    open_deal("big", close_on=timezone.localdate())
    open_deal("small")
    actions.win(actor=bob.actor, deal=open_deal("done"), reason=why_won)
    names = dict(Deal.objects.values_list("pk", "name"))
    assert {names[int(pk)] for pk in listed(browser.get(f"/deals/list/?{asked}"))} == found


def test_what_sleeps_is_found(browser: Client, open_deal: Open) -> None:
    open_deal("awake")
    quiet = open_deal("quiet")
    Deal.objects.filter(pk=quiet.pk).update(news_at=timezone.now() - timedelta(days=15))
    assert listed(browser.get("/deals/list/?news=asleep")) == [str(quiet.pk)]


@pytest.mark.parametrize("sort", ["amount", "-amount", "closes", "-closes", "name", "-news_at", "-closed"])
def test_every_deal_is_seen_once_through_all_pages_in_any_order(
    browser: Client, open_deal: Open, sort: str
) -> None:
    like = open_deal()
    Deal.objects.bulk_create(
        Deal(
            name=f"deal {number % 7}",
            pipeline_id=like.pipeline_id,
            stage_id=like.stage_id,
            amount=number % 5,
            close_on=None if number % 3 else date(2027, 1, 1 + number % 4),
        )
        for number in range(70)
    )
    seen: list[str] = []
    address = f"/deals/list/?sort={sort}"
    while address:
        page = browser.get(address)
        seen += listed(page)
        following = re.search(r'href="([^"]*after=[^"]*)"[^>]*>[^<]*Suivantes', page.content.decode())
        address = following[1].replace("&amp;", "&") if following else ""
    assert len(seen) == len(set(seen)) == 71


def test_ten_deals_or_a_hundred_take_the_same_number_of_queries(browser: Client, open_deal: Open) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connection) as captured:
            browser.get("/deals/list/?columns=name&columns=person&columns=step&columns=owner&columns=stage")
        return len(captured)

    open_deal()
    queries()
    few = queries()
    for number in range(12):
        open_deal(f"deal {number}")
    assert queries() == few


def test_bob_keeps_a_view_under_a_name_and_forgets_it(browser: Client, open_deal: Open) -> None:
    open_deal()
    browser.post("/deals/views/new/?state=open", {"name": "Mes affaires", "query": "state=open"})
    page = browser.get("/deals/list/?state=open").content.decode()
    assert "Mes affaires" in page
    (remove,) = re.findall(r"/deals/views/\d+/remove/", page)
    browser.post(remove)
    assert "Mes affaires" not in browser.get("/deals/list/").content.decode()


# Files


@pytest.fixture
def alices(signed_in: SignIn, alice: User) -> Client:
    """Alice's browser."""
    return signed_in(alice)


def test_the_list_leaves_as_a_file_with_its_filters_and_the_journal_knows(
    alices: Client, open_deal: Open, bob: User, why_won: Reason
) -> None:
    open_deal("Workshop")
    actions.win(actor=bob.actor, deal=open_deal("Won one"), reason=why_won)
    answer = alices.post("/deals/export/?state=open&format=csv")
    (line,) = csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig")), delimiter=";")
    assert (line["Affaire"], line["Contact principal"], line["Montant"]) == (
        "Workshop",
        "Ada Lovelace",
        "9600.00",
    )
    assert Entry.objects.get(verb="sales.deals.exported").facts == {"deals": 1}
    assert alices.post("/deals/export/?format=xlsx").content.startswith(b"PK")


def test_a_file_does_not_name_whoever_asked_that_their_data_be_restricted(
    alices: Client, open_deal: Open, ada: Person
) -> None:
    open_deal("=Workshop")
    set_state(actor=SYSTEM, person=ada, state=Person.State.RESTRICTED)
    written = alices.post("/deals/export/").content.decode("utf-8-sig")
    assert "Lovelace" not in written
    assert "'=Workshop" in written  # no formula in a spreadsheet


def test_bob_may_not_take_deals_out(browser: Client, open_deal: Open) -> None:
    open_deal()
    assert browser.post("/deals/export/").status_code == 403


# One deal


def test_the_page_of_a_deal_says_where_it_stands_who_is_in_it_and_what_happened(
    browser: Client, open_deal: Open, bob: User, stages: list[Stage]
) -> None:
    deal = open_deal(competitor="Atelier Nord", close_on=date(2027, 3, 1))
    actions.move(actor=bob.actor, deal=deal, stage=stages[2])
    said = text(browser.get(f"/deals/{deal.pk}/"))
    for words in (
        "9 600 €",
        "5 760 €",
        "1er mars 2027",
        "Atelier Nord",
        "Ada Lovelace",
        "contact principal",
        "Découverte → Proposition · Bob",
        "Affaire ouverte",
    ):
        assert words in said


def test_bob_may_speak_of_the_deal_with_ada_and_of_nothing_else(browser: Client, open_deal: Open) -> None:
    said = text(browser.get(f"/deals/{open_deal().pk}/"))
    assert "Pour cette affaire oui" in said
    assert "Pour toute autre chose, non" in said


def test_bob_may_not_even_speak_of_the_deal_with_somebody_restricted(
    browser: Client, open_deal: Open, ada: Person
) -> None:
    deal = open_deal()
    set_state(actor=SYSTEM, person=ada, state=Person.State.RESTRICTED)
    assert "Pour cette affaire non" in text(browser.get(f"/deals/{deal.pk}/"))


def test_bob_opens_a_deal_about_somebody_with_the_company_written_by_itself(
    browser: Client, meet: Meet, caron: Organisation, stages: list[Stage], bob: User
) -> None:
    someone = meet("Blaise", "Pascal", organisation_id=caron.pk)
    page = browser.get(f"/deals/new/?person={someone.pk}")
    assert 'value="Menuiserie Caron"' in page.content.decode()
    said = {
        "name": "Workshop",
        "organisation_name": "menuiserie caron",
        "amount": "9 600,50",
        "owner": bob.pk,
        "stage": stages[1].pk,
    }
    browser.post(f"/deals/new/?person={someone.pk}", said)
    deal = Deal.objects.get()
    assert (deal.organisation, deal.amount, deal.stage, deal.owner) == (caron, 960_050, stages[1], bob)
    assert [one.person for one in deal.roles.all()] == [someone]


@pytest.mark.parametrize("amount", ["a lot", "-5", "1.234", "1" * 18, "NaN"])
def test_an_amount_that_is_none_is_said_beside_its_field_and_what_was_typed_stays(
    browser: Client, stages: list[Stage], amount: str
) -> None:
    answer = browser.post("/deals/new/", {"name": "Workshop", "amount": amount, "stage": stages[0].pk})
    assert answer.status_code == 422
    assert "Écrivez un montant en euros" in text(answer)
    assert f'value="{amount}"' in answer.content.decode()
    assert not Deal.objects.exists()


def test_bob_corrects_an_amount_and_reads_it_back_in_euros(browser: Client, open_deal: Open) -> None:
    deal = open_deal(amount=960_050)
    assert 'value="9600.50"' in browser.get(f"/deals/{deal.pk}/edit/").content.decode()
    browser.post(f"/deals/{deal.pk}/edit/", {"name": "Workshop", "amount": "12000"})
    deal.refresh_from_db()
    assert (deal.amount, deal.owner, deal.organisation) == (1_200_000, None, None)


def test_a_deal_is_won_only_with_a_reason(browser: Client, open_deal: Open, why_won: Reason) -> None:
    deal = open_deal()
    assert browser.post(f"/deals/{deal.pk}/won/", {}).status_code == 422
    browser.post(f"/deals/{deal.pk}/won/", {"reason": why_won.pk, "contract_until": "2029-12-31"})
    deal.refresh_from_db()
    assert (deal.state, deal.reason) == ("won", why_won)
    assert Person.objects.get().customer_until == date(2029, 12, 31)


def test_a_deal_lost_in_another_tab_meanwhile_cannot_be_won_and_the_page_says_so(
    browser: Client, open_deal: Open, bob: User, why_won: Reason, why_lost: Reason
) -> None:
    deal = open_deal()
    actions.lose(actor=bob.actor, deal=deal, reason=why_lost)
    answer = browser.post(f"/deals/{deal.pk}/won/", {"reason": why_won.pk})
    assert answer.status_code == 422
    assert "ce n’est plus possible" in text(answer)


def test_bob_sends_a_proposed_deal_back_with_a_reason_and_accepts_another(
    browser: Client, open_deal: Open, ada: Person, bob: User
) -> None:
    lead = Lead.objects.create(person=ada, source="form", state=Lead.State.HANDED_OVER)
    deal = open_deal(lead_id=lead.pk, is_proposed=True)
    assert "attend votre réponse" in text(browser.get("/deals/"))
    assert browser.post(f"/deals/{deal.pk}/send-back/", {"reason": ""}).status_code == 422
    browser.post(f"/deals/{deal.pk}/send-back/", {"reason": "Pas de budget"})
    deal.refresh_from_db()
    assert (deal.state, deal.reason_detail) == ("sent_back", "Pas de budget")
    other = open_deal(is_proposed=True)
    browser.post(f"/deals/{other.pk}/accept/")
    other.refresh_from_db()
    assert other.state == "open"


def test_bob_adds_a_colleague_of_ada_and_makes_them_the_main_contact(
    browser: Client, open_deal: Open, meet: Meet, caron: Organisation, ada: Person
) -> None:
    deal, blaise = open_deal(), meet("Blaise", "Pascal", organisation_id=caron.pk)
    assert "Blaise Pascal" in text(browser.get(f"/deals/{deal.pk}/people/"))
    browser.post(f"/deals/{deal.pk}/people/", {"person": blaise.pk, "role": "buys"})
    browser.post(f"/deals/{deal.pk}/people/{blaise.pk}/main/")
    assert deal.roles.get(is_main=True).person == blaise
    browser.post(f"/deals/{deal.pk}/people/{blaise.pk}/remove/")
    assert deal.roles.get().person == ada and deal.roles.get().is_main


def test_a_reader_reads_a_deal_and_finds_nothing_to_press(
    signed_in: SignIn, colleague: Callable[..., User], open_deal: Open
) -> None:
    page = signed_in(colleague("Remi", Role.READER)).get(f"/deals/{open_deal().pk}/").content.decode()
    assert "Menuiserie Caron" in page
    assert "/won/" not in page and "/edit/" not in page


def test_the_deals_of_a_person_and_of_a_company_stand_on_their_pages(
    browser: Client, open_deal: Open, ada: Person, caron: Organisation
) -> None:
    open_deal("Workshop of the year")
    for address, about in ((f"/people/{ada.pk}/", "person"), (f"/organisations/{caron.pk}/", "organisation")):
        page = browser.get(address).content.decode()
        assert "Workshop of the year" in page
        assert f"/deals/new/?{about}=" in page


def test_a_deal_leads_back_to_the_lead_it_comes_from(browser: Client, open_deal: Open, ada: Person) -> None:
    lead = Lead.objects.create(person=ada, source="form", subject="Essai de 30 jours")
    page = browser.get(f"/deals/{open_deal(lead_id=lead.pk).pk}/").content.decode()
    assert f'href="/leads/{lead.pk}/"' in page and "Essai de 30 jours" in page


# The forecast


def test_the_forecast_weighs_each_month_by_the_probability_of_the_stages(
    open_deal: Open, stages: list[Stage], bob: User, why_won: Reason
) -> None:
    first = timezone.localdate().replace(day=1)
    open_deal(amount=100_000, close_on=first)
    open_deal(amount=200_000, close_on=first, stage_id=stages[3].pk)
    open_deal(amount=400_000, close_on=first + relativedelta(months=2), stage_id=stages[2].pk)
    open_deal(amount=500_000, close_on=first - timedelta(days=1))
    open_deal(amount=600_000)
    open_deal(amount=700_000, close_on=first + relativedelta(months=12))
    actions.win(actor=bob.actor, deal=open_deal(close_on=first), reason=why_won)
    drawn = forecast(Deal.objects.all())
    assert [(one.count, one.amount, one.weighted) for one in drawn.months[:3]] == [
        (2, 300_000, 170_000),
        (0, 0, 0),
        (1, 400_000, 240_000),
    ]
    assert [(one.count, one.weighted) for one in drawn.around] == [(1, 50_000), (1, 70_000), (1, 60_000)]


def test_the_forecast_is_drawn_and_written(browser: Client, open_deal: Open) -> None:
    open_deal(close_on=timezone.localdate())
    page = browser.get("/deals/forecast/")
    assert "<svg" in page.content.decode()
    assert "960 € en douze mois" in text(page)
