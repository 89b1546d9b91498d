"""What a colleague does with a lead: answer, qualify, hand over; and what is refused while it is frozen."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accord.audit.models import Entry
from accord.contacts.actions import declare_exception, inform
from accord.contacts.models import Acquisition, Organisation, Person
from accord.desk.waiting import counters, waiting
from accord.outbox.models import Letter
from accord.outbox.parsing import parse, parts
from accord.outbox.writing import written
from accord.sales import actions, inbox
from accord.sales.beginnings import QUESTIONS
from accord.sales.dealing import NotPossible
from accord.sales.freezing import Frozen, note_duty, with_duty
from accord.sales.handing_over import Handover
from accord.sales.models import Activity, AssignmentRule, Deal, Lead, Pipeline, Question
from accord.sales.qualifying import NotOpen, Outcome
from accord.staff.models import User
from tests.sales.conftest import Ask, Meet

SignIn = Callable[[User], Client]


@pytest.fixture
def questions(db: None) -> None:
    """The questions every house begins with."""
    Question.objects.all().delete()
    Question.objects.bulk_create(Question(position=place, **one) for place, one in enumerate(QUESTIONS))


@pytest.fixture
def late(meet: Meet, ask: Ask) -> Lead:
    """Blaise's card was picked up at a fair forty days ago, and nobody has told him since."""
    blaise = meet("Blaise", "Pascal", email="blaise@pascal.example", source="in_person")
    month = timezone.now() - timedelta(days=40)
    Acquisition.objects.filter(person=blaise).update(acquired_at=month, inform_by=month + timedelta(days=30))
    return ask(blaise, source="in_person")


def frozen(lead: Lead) -> bool:
    note_duty([lead])
    return bool(vars(lead)["is_frozen"] and with_duty(Lead.objects.all()).filter(is_frozen=True).exists())


# Told


def test_ines_is_written_to_within_the_minute_and_sees_it_in_the_menu(ask: Ask, ines: User) -> None:
    rule = AssignmentRule.objects.create(name="Toutes")
    rule.colleagues.set([ines])
    lead = ask(organisation_name="Scierie Vauban")
    letter = Letter.objects.get(service="lead-for-you")
    text = parts(parse(written(letter).raw))["text/plain"]
    assert (letter.to, letter.priority) == (ines.email, Letter.Priority.NOW)
    assert "Scierie Vauban" in text and reverse("sales:lead", args=[lead.pk]) in text
    assert "Amina" not in text and "amina@" not in text
    assert counters(ines)["sales:leads"] == (1, "soon")
    assert "1 piste attend votre première réponse" in [one.title for one in waiting(ines)]


def test_a_lead_that_is_nobodys_is_told_to_all_of_inside_sales(ask: Ask, ines: User, hugo: User) -> None:
    ask()
    told = set(Letter.objects.filter(service="lead-for-you").values_list("to", flat=True))
    assert told == {ines.email, hugo.email}
    assert [one.many for one in waiting(ines) if "responsable" in one.title] == [1]


# Answered


def test_an_answer_stops_the_clock_and_stays_written_down(ask: Ask, ines: User) -> None:
    lead = actions.note_answer(actor=ines.actor, lead=ask(), kind="call", outcome="Rappeler jeudi")
    activity = Activity.objects.get(lead=lead)
    assert lead.answered_at and activity.done_at == lead.answered_at
    assert (activity.call_kind, activity.outcome) == ("answer", "Rappeler jeudi")


def test_the_clock_turns_amber_never_red(ask: Ask) -> None:
    lead = ask()
    assert inbox.clock(lead, lead.arrived_at + timedelta(minutes=95)).words == "1\u00a0h\u00a035 sans réponse"
    assert lead.answer_by
    assert inbox.clock(lead, lead.answer_by + timedelta(minutes=1)).kind == "soon"


# Qualified


def test_what_is_learnt_is_kept_as_it_is_typed(
    questions: None, ask: Ask, ines: User, signed_in: SignIn
) -> None:
    lead = ask()
    actions.keep_answers(actor=ines.actor, lead=lead, answers={"need": "Deux tableurs", "budget": ""})
    lead.refresh_from_db()
    assert (lead.qualification, lead.state) == ({"need": "Deux tableurs"}, "working")
    assert "Deux tableurs" not in str(Entry.objects.get(verb="sales.lead.answers_kept").facts)


@pytest.mark.parametrize("outcome", ["nurture", "not_fit", "spam"])
def test_every_outcome_has_its_reason(ask: Ask, ines: User, outcome: str) -> None:
    day = date(2027, 3, 1)
    lead = actions.decide(actor=ines.actor, lead=ask(), outcome=Outcome(outcome, "Trop petit", day))
    assert (lead.state, lead.outcome_reason) == (outcome, "Trop petit")
    assert lead.take_up_on == (day if outcome == "nurture" else None)
    assert Entry.objects.get(verb="sales.lead.qualified").facts["outcome"] == outcome
    with pytest.raises(NotOpen):
        actions.decide(actor=ines.actor, lead=lead, outcome=Outcome("spam", "Encore"))
    assert actions.take_up(actor=ines.actor, lead=lead).is_open


def test_a_lead_to_take_up_comes_back_on_its_day(ask: Ask, ines: User) -> None:
    lead = ask()
    actions.assign(actor=ines.actor, lead=lead, owner=ines)
    actions.decide(actor=ines.actor, lead=lead, outcome=Outcome("nurture", "Plus tard", timezone.localdate()))
    assert [one.title for one in waiting(ines)] == ["1 piste à reprendre"]


# Handed over


def test_nothing_is_retyped_when_bob_takes_over(ask: Ask, ines: User, bob: User, pipeline: Pipeline) -> None:
    lead = ask(organisation_name="Scierie Vauban")
    said = Handover(owner=bob, reason="Budget et date connus", note="Préfère le matin", amount=320_000)
    deal = actions.hand_over(actor=ines.actor, lead=lead, handover=said)
    lead.refresh_from_db()
    company = Organisation.objects.get(name="Scierie Vauban")
    assert (deal.name, deal.organisation, deal.amount) == (
        "Scierie Vauban · Essai de 30 jours",
        company,
        320_000,
    )
    assert (deal.state, deal.owner, list(deal.people.all())) == ("proposed", bob, [lead.person])
    assert Person.objects.get(pk=lead.person_id).organisation == company
    task = Activity.objects.get(deal=deal)
    assert (task.kind, task.owner, task.text, task.person) == ("task", bob, "Préfère le matin", lead.person)
    assert (lead.state, lead.outcome_reason) == ("handed_over", "Budget et date connus")
    assert Letter.objects.filter(service="lead-for-you", to=bob.email).exists()
    assert {"sales.lead.qualified", "sales.lead.handed_over"} <= set(
        Entry.objects.values_list("verb", flat=True)
    )


def test_the_organisation_is_found_again_rather_than_made_twice(
    ask: Ask, ines: User, bob: User, pipeline: Pipeline
) -> None:
    known = Organisation.objects.create(name="Scierie Vauban")
    deal = actions.hand_over(
        actor=ines.actor,
        lead=ask(organisation_name="scierie  VAUBAN"),
        handover=Handover(owner=bob, reason="Prête"),
    )
    assert (deal.organisation, Organisation.objects.count()) == (known, 1)


def test_a_hand_over_that_fails_leaves_nothing_behind(ask: Ask, ines: User, bob: User, db: None) -> None:
    lead = ask(organisation_name="Scierie Vauban")
    Deal.objects.all().delete()
    Pipeline.objects.update(is_active=False)
    Pipeline.objects.get_or_create(label_fr="Fermé", is_active=False)
    with pytest.raises(NotPossible):
        actions.hand_over(actor=ines.actor, lead=lead, handover=Handover(owner=bob, reason="Prête"))
    lead.refresh_from_db()
    assert (lead.state, Organisation.objects.count(), Activity.objects.count()) == ("new", 0, 0)


def test_bob_sends_it_back_and_ines_hands_it_over_again(
    ask: Ask, ines: User, bob: User, pipeline: Pipeline
) -> None:
    lead, said = ask(), Handover(owner=bob, reason="Prête")
    deal = actions.hand_over(actor=ines.actor, lead=lead, handover=said)
    actions.send_back_deal(actor=bob.actor, deal=deal, reason="Pas de budget")
    lead.refresh_from_db()
    assert (lead.is_open, lead.sent_back_reason) == (True, "Pas de budget")
    again = actions.hand_over(actor=ines.actor, lead=lead, handover=said)
    actions.accept_deal(actor=bob.actor, deal=again)
    lead.refresh_from_db()
    assert (again.pk, lead.state, lead.sent_back_reason) == (deal.pk, "accepted", "")


# Frozen


def test_a_frozen_lead_refuses_every_work(late: Lead, ines: User, bob: User) -> None:
    works = (
        lambda: actions.keep_answers(actor=ines.actor, lead=late, answers={"need": "x"}),
        lambda: actions.note_answer(actor=ines.actor, lead=late, kind="call"),
        lambda: actions.decide(actor=ines.actor, lead=late, outcome=Outcome("not_fit", "x")),
        lambda: actions.hand_over(actor=ines.actor, lead=late, handover=Handover(owner=bob, reason="x")),
        lambda: actions.assign(actor=ines.actor, lead=late, owner=ines),
    )
    for work in works:
        with pytest.raises(Frozen):
            work()


def test_telling_blaise_thaws_his_lead(late: Lead, ines: User, diane: User) -> None:
    assert "1 piste gelée" in [one.title for one in waiting(diane)]
    inform(actor=ines.actor, person=late.person, notice_version_id=1, at=timezone.now())
    actions.keep_answers(actor=ines.actor, lead=late, answers={"need": "Une scie"})
    assert "1 piste gelée" not in [one.title for one in waiting(diane)]


def test_an_exception_thaws_it_until_its_review(late: Lead, ines: User, diane: User) -> None:
    (acquisition,) = late.person.acquisitions.all()
    tomorrow = timezone.localdate() + timedelta(days=1)
    declare_exception(actor=diane.actor, acquisition=acquisition, why="Adresse inconnue", review_on=tomorrow)
    assert not frozen(late)
    assert any("Revoir l’exception" in one.title for one in waiting(diane))
    Acquisition.objects.update(exception_review_on=timezone.localdate() - timedelta(days=1))
    assert frozen(late)


# Pages


def test_ines_reads_who_where_from_why_and_since_when(
    questions: None, ask: Ask, meet: Meet, ines: User, signed_in: SignIn
) -> None:
    Organisation.objects.create(name="Scierie Vauban")
    meet("Amina", "Benhaddou", email="amina@vauban.example")
    answers = [{"code": "need", "label": "Votre besoin", "value": "Suivre nos devis"}]
    lead = ask(organisation_name="Scierie Vauban", answers=answers, message="Nous perdons des devis.")
    page = signed_in(ines).get(reverse("sales:lead", args=[lead.pk])).content.decode()
    for words in (
        "Amina Benhaddou, Scierie Vauban",
        "Nous perdons des devis.",
        "Suivre nos devis",
        "sans réponse",
        "même nom",
        "même adresse",
        "Quel besoin",
        "Rattacher",
    ):
        assert words in page, words


def test_the_page_takes_the_answers_and_the_decision_together(
    questions: None, ask: Ask, ines: User, bob: User, pipeline: Pipeline, signed_in: SignIn
) -> None:
    lead = ask()
    said = {"q-need": "Deux tableurs", "outcome": "qualified", "reason": "Prête", "do": "decide"}
    browser: Client = signed_in(ines)
    address = reverse("sales:qualify_lead", args=[lead.pk])
    again = browser.post(address, said)
    assert again.status_code == 422 and "Dites à qui la confier." in again.content.decode()
    assert "Deux tableurs" in again.content.decode()
    assert browser.post(address, {**said, "owner": bob.pk, "amount": "3200"}).status_code == 302
    lead.refresh_from_db()
    assert (lead.state, lead.qualification) == ("handed_over", {"need": "Deux tableurs"})
    assert Deal.objects.get().amount == 320_000


def test_a_frozen_lead_shows_why_and_offers_to_tell(late: Lead, ines: User, signed_in: SignIn) -> None:
    browser: Client = signed_in(ines)
    page = browser.get(reverse("sales:lead", args=[late.pk])).content.decode()
    assert "Gelée" in page and reverse("desk:inform", args=[late.person_id]) in page
    assert reverse("sales:qualify_lead", args=[late.pk]) not in page
    browser.post(reverse("sales:assign_lead", args=[late.pk]), {"owner": ines.pk})
    late.refresh_from_db()
    assert late.owner is None


def test_diane_tells_excuses_or_gives_up_a_frozen_lead(late: Lead, diane: User, signed_in: SignIn) -> None:
    browser: Client = signed_in(diane)
    (acquisition,) = late.person.acquisitions.all()
    page = browser.get(reverse("sales:lead", args=[late.pk])).content.decode()
    give_up = reverse("sales:set_aside", args=[late.pk])
    ways = ("desk:inform", [late.person_id]), ("desk:excuse", [late.person_id, acquisition.pk])
    assert all(address in page for address in (give_up, *(reverse(name, args=args) for name, args in ways)))
    assert browser.post(reverse("desk:inform", args=[late.person_id])).status_code == 302
    assert browser.post(give_up, {"why": ""}).status_code == 422
    browser.post(give_up, {"why": "Carte illisible"})
    late.refresh_from_db()
    assert (late.state, late.outcome_reason) == ("not_fit", "Carte illisible")
    assert "1 piste gelée" not in [one.title for one in waiting(diane)]
    assert frozen(late)  # Blaise is still to be told
    assert late not in inbox.leads(diane, "frozen")


def test_only_a_frozen_lead_is_given_up_without_being_qualified(ask: Ask, ines: User) -> None:
    with pytest.raises(NotOpen):
        actions.set_aside(actor=ines.actor, lead=ask(), reason="x")


def test_bob_may_look_but_does_not_qualify(ask: Ask, bob: User, signed_in: SignIn) -> None:
    lead = ask()
    browser: Client = signed_in(bob)
    assert browser.get(reverse("sales:lead", args=[lead.pk])).status_code == 200
    assert browser.post(reverse("sales:qualify_lead", args=[lead.pk])).status_code == 403


def test_several_leads_are_given_at_once_and_frozen_ones_stay(
    ask: Ask, late: Lead, ines: User, signed_in: SignIn
) -> None:
    lead = ask()
    browser: Client = signed_in(ines)
    browser.post(reverse("sales:assign_leads"), {"chosen": [lead.pk, late.pk], "owner": ines.pk})
    assert set(Lead.objects.filter(owner=ines)) == {lead}


def test_the_inbox_asks_as_much_for_many_leads_as_for_few(
    ask: Ask, meet: Meet, ines: User, signed_in: SignIn
) -> None:
    browser: Client = signed_in(ines)

    def questions(show: str) -> int:
        address = f"{reverse('sales:leads')}?show={show}"
        browser.get(address)
        with CaptureQueriesContext(connection) as asked:
            browser.get(address)
        return len(asked)

    def questions_for(many: int) -> dict[str, int]:
        for number in range(many):
            ask(meet(f"Ada {Lead.objects.count()} {number}", email=f"ada{Lead.objects.count()}@lace.example"))
        return {show: questions(show) for show in inbox.SHOWS}

    assert questions_for(3) == questions_for(30)


def test_a_lead_sent_back_shows_why_on_its_page(
    ask: Ask, ines: User, bob: User, pipeline: Pipeline, signed_in: SignIn
) -> None:
    lead = ask()
    deal = actions.hand_over(actor=ines.actor, lead=lead, handover=Handover(owner=bob, reason="Prête"))
    browser, address = signed_in(ines), reverse("sales:lead", args=[lead.pk])
    assert "Prête" in browser.get(address).content.decode()
    actions.send_back_deal(actor=bob.actor, deal=deal, reason="Pas de budget")
    assert "Pas de budget" in browser.get(address).content.decode()


@pytest.mark.parametrize("outcome", ["nurture", "not_fit", "spam"])
def test_a_lead_put_aside_shows_why_and_can_be_taken_up(
    ask: Ask, ines: User, signed_in: SignIn, outcome: str
) -> None:
    lead, browser = ask(), signed_in(ines)
    actions.decide(actor=ines.actor, lead=lead, outcome=Outcome(outcome, "Trop petit", date(2027, 3, 1)))
    address = reverse("sales:lead", args=[lead.pk])
    assert "Trop petit" in browser.get(address).content.decode()
    browser.post(reverse("sales:take_up_lead", args=[lead.pk]))
    assert reverse("sales:qualify_lead", args=[lead.pk]) in browser.get(address).content.decode()
