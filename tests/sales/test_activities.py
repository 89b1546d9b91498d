"""What a colleague has to do: written down, called, noted done; and the calls that may not be made."""

from collections.abc import Callable
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accord.audit.models import Entry
from accord.consent import ledger
from accord.consent.models import Attempt, Decision
from accord.consent.terms import Level, Method, State
from accord.consent.writing import Act
from accord.contacts.models import ContactPoint, Person
from accord.contacts.queries import primary_phone
from accord.desk.timeline import timeline
from accord.lib.actor import Actor
from accord.register.models import Purpose
from accord.sales import called, calling, doing
from accord.sales.calling import Call
from accord.sales.models import Activity, Lead
from accord.staff.models import User
from tests.consent.conftest import Make, make_purpose
from tests.sales.conftest import Ask, Meet, Open

__all__ = ["make_purpose"]

SignIn = Callable[[User], Client]
PARIS = ZoneInfo("Europe/Paris")
TUESDAY = datetime(2026, 11, 24, 15, 0, tzinfo=PARIS)
LUNCH = TUESDAY.replace(hour=13, minute=20)


@pytest.fixture
def offers(make_purpose: Make) -> Purpose:
    """What is prospected for by telephone."""
    about = {"legal_basis": "legitimate_interest", "interest_fr": "vendre", "channels": ["email", "phone"]}
    return make_purpose("offres", **about)


@pytest.fixture
def follow_up(make_purpose: Make) -> Purpose:
    """What answers rest on."""
    return make_purpose("suivi", legal_basis="contract", is_prospecting=False, channels=["email", "phone"])


@pytest.fixture
def consented(make_purpose: Make) -> Purpose:
    """What consumers may agree to."""
    return make_purpose("nouveautes", channels=["email", "phone"])


@pytest.fixture
def colette(meet: Meet, consented: Purpose) -> Person:
    """Colette, a consumer who agreed to be called."""
    with time_machine.travel(TUESDAY - timedelta(days=90), tick=False):
        person = meet("Colette", "Roux", phone="+33199004321", told=timezone.now())
        ContactPoint.objects.filter(person=person).update(sphere="personal")
        point = ContactPoint.objects.get(person=person)
        ledger.write(actor=Actor.person(), acts=[_yes(point, consented)])
    return person


def _yes(point: ContactPoint, purpose: Purpose) -> Act:
    return Act(
        contact_point_id=point.pk,
        purpose_id=purpose.pk,
        channel="phone",
        state=State.GIVEN,
        method=Method.FORM,
        indicated_at=timezone.now(),
        level=Level.FORM,
        evidence={},
    )


# Written down


def test_bob_writes_down_a_task_from_a_record_and_notes_it_done(
    signed_in: SignIn, bob: User, amina: Person
) -> None:
    client = signed_in(bob)
    said = {"person": amina.pk, "kind": "task", "subject": "Envoyer le devis", "due_on": "2030-01-02"}
    assert client.post(reverse("sales:add_activity"), said).headers["Location"] == f"/people/{amina.pk}/"
    task = Activity.objects.get()
    assert (task.person, task.owner, task.done_at) == (amina, bob, None)
    assert "Envoyer le devis" in client.get(f"/people/{amina.pk}/").content.decode()
    client.post(reverse("sales:done", args=[task.pk]), {"outcome": "Envoyé"})
    assert [one.title for day in timeline(amina, bob, "sales") for one in day.events] == ["Envoyer le devis"]
    verbs = Entry.objects.filter(about_type="sales.Activity").values_list("verb", flat=True)
    assert sorted(verbs) == ["sales.activity.done", "sales.activity.planned"]


def test_what_is_done_is_neither_corrected_nor_taken_away(bob: User, amina: Person) -> None:
    note = doing.write_down(
        actor=bob.actor, new=doing.NewActivity("note", "Vue au salon", person_id=amina.pk)
    )
    assert note.done_at
    with pytest.raises(doing.Over):
        doing.change(actor=bob.actor, activity=note, subject="Autre")
    with pytest.raises(doing.Over):
        doing.drop(actor=bob.actor, activity=note)
    with pytest.raises(doing.Over):
        doing.finish(actor=bob.actor, activity=note)


def test_a_new_hour_reminds_again(bob: User) -> None:
    soon = timezone.now() + timedelta(hours=1)
    task = doing.plan(actor=bob.actor, new=doing.NewActivity("task", "Devis", remind_at=soon))
    Activity.objects.update(reminded_at=soon)
    changed = doing.change(actor=bob.actor, activity=task, remind_at=soon + timedelta(hours=2))
    assert changed.reminded_at is None


def test_each_tab_shows_what_it_says_mine_first(signed_in: SignIn, bob: User, ines: User) -> None:
    now = timezone.now()
    for owner, subject, due in (
        (bob, "hier", now - timedelta(days=1)),
        (bob, "un jour", None),
        (bob, "dans un an", now + timedelta(days=365)),
        (ines, "pas à moi", now - timedelta(days=2)),
    ):
        new = doing.NewActivity("task", subject, owner_id=owner.pk, due_at=due)
        doing.plan(actor=owner.actor, new=new)
    client = signed_in(bob)

    def shown(query: str) -> list[str]:
        return [one.subject for one, _icon, _about in client.get(f"/activities/{query}").context["lines"]]

    assert shown("") == ["hier", "dans un an", "un jour"]
    assert shown("?show=overdue") == ["hier"]
    assert shown("?show=overdue&who=all") == ["pas à moi", "hier"]
    assert shown("?who=all&kind=call") == []
    assert shown("?show=done") == []


def test_a_longer_list_asks_no_more_of_the_database(
    signed_in: SignIn, bob: User, amina: Person, open_deal: Open
) -> None:
    client, deal = signed_in(bob), open_deal()
    client.get("/activities/")

    def cost(many: int) -> int:
        for _one in range(many):
            new = doing.NewActivity("task", "x", owner_id=bob.pk, person_id=amina.pk, deal_id=deal.pk)
            doing.plan(actor=bob.actor, new=new)
        with CaptureQueriesContext(connection) as asked:
            client.get("/activities/")
        return len(asked)

    assert cost(3) == cost(12)


def test_a_form_that_lacks_something_says_so_and_keeps_what_was_typed(signed_in: SignIn, bob: User) -> None:
    said = {"kind": "meeting", "subject": "Démonstration", "owner": bob.pk, "place": "Lyon"}
    answer = signed_in(bob).post(reverse("sales:new_activity"), said)
    assert answer.status_code == 422
    assert "Démonstration" in answer.content.decode()
    assert answer.context["form"].errors["due_at"]


@pytest.mark.parametrize("due", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_year_nobody_means_is_refused_beside_its_date(signed_in: SignIn, bob: User, due: str) -> None:
    client = signed_in(bob)
    said = {"kind": "task", "subject": "Rappeler", "owner": bob.pk, "due_at": due}
    answer = client.post(reverse("sales:new_activity"), said)
    assert answer.status_code == 422
    assert "cette date est impossible" in answer.content.decode().lower()
    assert client.get("/activities/").status_code == 200


# Called


def test_a_call_back_nobody_asked_for_is_not_one(amina: Person, follow_up: Purpose) -> None:
    said = calling.answer(Call(amina, "call_back"))
    assert not said.is_permitted and "heure" in said.sentence


def test_a_prospecting_call_asks_the_gate_at_the_moment_and_is_counted(
    signed_in: SignIn, bob: User, amina: Person, offers: Purpose
) -> None:
    client = signed_in(bob)
    said = {"person": amina.pk, "kind": "prospecting", "purpose": offers.pk}
    page = client.post(reverse("sales:call"), said, follow=True)
    call = Activity.objects.get()
    decision = Decision.objects.get(pk=call.decision_id)
    assert (decision.act, decision.is_permitted, decision.actor_id) == ("call", True, str(bob.pk))
    assert Attempt.objects.get().contact_point_id == primary_phone(amina).pk  # type: ignore[union-attr]
    assert "L.221-16" in page.content.decode()


def test_whoever_was_not_told_is_not_called_for_prospecting_and_the_refusal_is_kept(
    signed_in: SignIn, bob: User, meet: Meet, offers: Purpose
) -> None:
    blaise = meet("Blaise", "Pascal", phone="+33199005555", source="in_person")
    said = {"person": blaise.pk, "kind": "prospecting", "purpose": offers.pk}
    page = signed_in(bob).post(reverse("sales:call"), said)
    assert page.status_code == 422 and "art.\u00a014" in page.content.decode()
    assert Decision.objects.get(act="call").reason == "not_informed"
    assert not Activity.objects.exists() and not Attempt.objects.exists()


def test_a_consumer_is_not_called_at_lunch_and_the_next_possible_time_is_said(
    signed_in: SignIn, bob: User, colette: Person, consented: Purpose
) -> None:
    said = {"person": colette.pk, "kind": "prospecting", "purpose": consented.pk}
    with time_machine.travel(LUNCH, tick=False):
        page = signed_in(bob).post(reverse("sales:call"), said).content.decode()
    assert "D.223-9" in page and "24 novembre 2026 à 14" in page
    assert Decision.objects.get(act="call").reason == "outside_hours"
    with time_machine.travel(TUESDAY, tick=False):
        assert signed_in(bob).post(reverse("sales:call"), said).status_code == 302


def test_the_fifth_call_in_thirty_days_waits_until_the_first_is_thirty_days_old(
    bob: User, colette: Person, consented: Purpose
) -> None:
    call = Call(colette, "prospecting", consented)
    for day in range(4):
        with time_machine.travel(TUESDAY + timedelta(days=day), tick=False):
            calling.begin(actor=bob.actor, call=call)
    later = time_machine.travel(TUESDAY + timedelta(days=6), tick=False)
    with later, pytest.raises(calling.NotCalled) as refused:
        calling.begin(actor=bob.actor, call=call)
    assert refused.value.answer.possible_at == TUESDAY + timedelta(days=30)


def test_the_hour_a_consumer_asked_for_is_honoured_and_no_other(
    bob: User, colette: Person, follow_up: Purpose
) -> None:
    asked_for = TUESDAY.replace(hour=20, minute=30)
    planned = doing.plan(
        actor=bob.actor,
        new=doing.NewActivity(
            "call",
            "Rappeler",
            person_id=colette.pk,
            due_at=asked_for,
            call_kind="call_back",
            is_asked_for=True,
        ),
    )
    call = Call(colette, "call_back", slot=calling.slot_of(planned))
    with time_machine.travel(asked_for + timedelta(minutes=5), tick=False):
        assert calling.answer(call).is_permitted
    with time_machine.travel(asked_for + timedelta(hours=2), tick=False):
        assert calling.answer(call).possible_at == TUESDAY.replace(day=25, hour=10)


def test_a_slot_asked_for_lifts_the_hours_of_prospecting_but_not_the_number_of_calls(
    bob: User, colette: Person, consented: Purpose
) -> None:
    slot = (LUNCH, LUNCH + timedelta(hours=1))
    with time_machine.travel(LUNCH, tick=False):
        assert calling.answer(Call(colette, "prospecting", consented, slot=slot)).is_permitted
        for _time in range(4):
            calling.begin(actor=bob.actor, call=Call(colette, "prospecting", consented, slot=slot))
        assert not calling.answer(Call(colette, "prospecting", consented, slot=slot)).is_permitted


def test_a_call_is_an_answer_only_when_they_asked(amina: Person, ask: Ask, follow_up: Purpose) -> None:
    assert not calling.answer(Call(amina, "answer")).is_permitted
    assert calling.answer(Call(amina, "answer", lead=ask())).is_permitted
    assert not calling.answer(Call(amina, "answer", lead=ask(source="in_person"))).is_permitted
    assert not calling.answer(Call(amina, "contract")).is_permitted
    Person.objects.filter(pk=amina.pk).update(customer_until=timezone.localdate() + timedelta(days=9))
    assert calling.answer(Call(Person.objects.get(pk=amina.pk), "contract")).is_permitted


def test_whoever_asked_that_their_data_rest_is_not_called_even_to_answer(
    amina: Person, ask: Ask, follow_up: Purpose
) -> None:
    lead = ask()
    Person.objects.filter(pk=amina.pk).update(state="restricted")
    assert not calling.answer(Call(amina, "answer", lead=lead)).is_permitted


def test_an_answered_call_stops_the_clock_of_the_lead(bob: User, ask: Ask, follow_up: Purpose) -> None:
    lead = ask()
    call = calling.begin(actor=bob.actor, call=Call(lead.person, "answer", lead=lead))
    called.finish(actor=bob.actor, activity=call, ended=called.Ended("reached", "Veut une démonstration"))
    assert Lead.objects.get(pk=lead.pk).answered_at
    assert Person.objects.get(pk=lead.person_id).heard_from_at
    assert not Attempt.objects.exists()  # an answer is no attempt of prospecting


def test_a_refusal_on_the_telephone_ends_prospecting_by_telephone(
    signed_in: SignIn, bob: User, amina: Person, offers: Purpose
) -> None:
    call = calling.begin(actor=bob.actor, call=Call(amina, "prospecting", offers))
    signed_in(bob).post(reverse("sales:call_ended", args=[call.pk]), {"result": "refused"})
    said = calling.answer(Call(amina, "prospecting", offers))
    assert not said.is_permitted and "opposition" in said.sentence


def test_a_call_back_asked_for_becomes_a_call_to_make_at_that_hour(
    signed_in: SignIn, bob: User, amina: Person, offers: Purpose
) -> None:
    call = calling.begin(actor=bob.actor, call=Call(amina, "prospecting", offers))
    client, address = signed_in(bob), reverse("sales:call_ended", args=[call.pk])
    assert client.post(address, {"result": "call_back"}).status_code == 422
    client.post(address, {"result": "call_back", "call_back_at": "2031-03-04T18:30"})
    planned = Activity.objects.get(done_at=None)
    assert (planned.call_kind, planned.is_asked_for, planned.owner) == ("call_back", True, bob)
    assert timezone.localtime(planned.due_at).hour == 18  # type: ignore[arg-type]


def test_the_page_of_a_call_says_yes_or_no_for_each_kind(
    signed_in: SignIn, bob: User, amina: Person, offers: Purpose, follow_up: Purpose
) -> None:
    page = signed_in(bob).get(reverse("sales:call"), {"person": amina.pk})
    said = {way.fields["kind"]: way.answer.is_permitted for way in page.context["ways"]}
    assert said == {"answer": False, "call_back": False, "contract": False, "prospecting": True}


def test_charlie_and_a_reader_call_nobody(signed_in: SignIn, charlie: User, amina: Person) -> None:
    assert signed_in(charlie).get(reverse("sales:call"), {"person": amina.pk}).status_code == 403
