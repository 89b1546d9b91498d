"""Leads, deals and activities through a program: what its owner may see, through the same actions."""

from datetime import date
from typing import Any

import pytest

from accord.audit.models import Entry
from accord.contacts.actions import set_state
from accord.contacts.models import Organisation, Person
from accord.lib.actor import SYSTEM
from accord.sales.models import Activity, Deal, Lead, Reason, Stage
from accord.sales.seeing import Seen
from accord.staff.models import User
from tests.desk.api import Program
from tests.sales.conftest import Ask, Open

pytestmark = pytest.mark.django_db


def met(**more: Any) -> dict[str, Any]:
    """Zoé, met at a fair."""
    said = {
        "channel": "fair",
        "detail": "Salon des ateliers",
        "acquired_on": "2026-03-03",
        "last_name": "Sol",
    }
    return said | {"email": "zoe.sol@example.org", "organisation_name": "Caron"} | more


# Leads


def test_a_lead_enters_with_its_source_and_the_duty_to_inform(bob: User) -> None:
    answer = Program(bob).post("/leads", met())
    assert answer.status_code == 201, answer.content
    lead = Lead.objects.get(pk=answer.json()["id"])
    told = lead.person.acquisitions.get()
    assert (told.source, told.by_kind) == ("in_person", "api") and told.inform_by and not told.informed_at


def test_a_lead_about_somebody_whose_data_are_restricted_is_refused(bob: User, ada: Person) -> None:
    set_state(actor=SYSTEM, person=ada, state="restricted")
    assert Program(bob).post("/leads", met(email="ada@example.org")).status_code == 409
    assert not Lead.objects.exists()


def test_a_lead_without_a_source_is_refused(bob: User) -> None:
    refused = Program(bob).post("/leads", {key: value for key, value in met().items() if key != "detail"})
    assert refused.json()["errors"][0]["where"] == "body.detail"


def test_sales_read_leads_and_inside_sales_decide(bob: User, ines: User, ask: Ask) -> None:
    lead = ask()
    decision = {"outcome": "not_fit", "reason": "Trop petit"}
    assert Program(bob).get(f"/leads/{lead.pk}").json()["person_id"] == lead.person_id
    assert Program(bob).post(f"/leads/{lead.pk}/decision", decision).status_code == 403
    decided = Program(ines).post(f"/leads/{lead.pk}/decision", decision)
    assert (decided.status_code, decided.json()["state"]) == (200, "not_fit")
    assert Program(ines).post(f"/leads/{lead.pk}/decision", decision).status_code == 409


def test_a_lead_is_handed_over_in_one_step(ines: User, bob: User, ask: Ask) -> None:
    said = {"owner_id": bob.pk, "reason": "Projet décidé", "amount": 1_200_000, "task": "Appeler"}
    answer = Program(ines).post(f"/leads/{ask().pk}/handover", said)
    assert answer.json()["state"] == "handed_over", answer.content
    deal = Deal.objects.get()
    assert (deal.state, deal.amount, deal.owner) == ("proposed", 1_200_000, bob)
    facts = Entry.objects.get(verb="sales.lead.qualified").facts
    assert (facts["outcome"], facts["person"]) == ("qualified", deal.lead.person_id if deal.lead else None)


# Deals


def test_a_deal_is_opened_moved_and_won(
    bob: User, ada: Person, caron: Organisation, stages: list[Stage], why_won: Reason
) -> None:
    program = Program(bob)
    said = {
        "name": "Atelier",
        "organisation_id": caron.pk,
        "people": [{"person_id": ada.pk, "role": "decides"}],
    }
    made = program.post("/deals", said | {"amount": 960_000}).json()
    assert made["stage_id"] == stages[0].pk and made["people"][0]["is_main"]
    moved = program.post(f"/deals/{made['id']}/move", {"stage_id": stages[2].pk}).json()
    assert moved["stage_id"] == stages[2].pk
    said = {"reason_id": why_won.pk, "contract_until": "2028-12-31"}
    won = program.post(f"/deals/{made['id']}/win", said).json()
    assert (won["state"], won["reason_id"], won["contract_until"]) == ("won", why_won.pk, "2028-12-31")
    assert Person.objects.get(pk=ada.pk).customer_until == date(2028, 12, 31)
    assert program.post(f"/deals/{made['id']}/move", {"stage_id": stages[0].pk}).status_code == 409


def test_a_deal_moved_meanwhile_is_not_moved_again(bob: User, open_deal: Open, stages: list[Stage]) -> None:
    deal, program = open_deal(), Program(bob)
    program.post(f"/deals/{deal.pk}/move", {"stage_id": stages[1].pk})
    late = program.post(f"/deals/{deal.pk}/move", {"stage_id": stages[2].pk, "seen_stage_id": stages[0].pk})
    assert late.status_code == 409 and late.json()["detail"]


def test_a_deal_is_corrected_where_it_is_sent_and_nowhere_else(bob: User, open_deal: Open) -> None:
    deal = open_deal()
    said = Program(bob).patch(f"/deals/{deal.pk}", {"amount": 100, "organisation_id": None}).json()
    assert (said["amount"], said["organisation_id"], said["name"]) == (100, None, deal.name)


def test_what_does_not_exist_is_said_where_it_stands(bob: User, why_lost: Reason, open_deal: Open) -> None:
    program = Program(bob)
    refused = program.post("/deals", {"name": "Atelier", "organisation_id": 999_999})
    assert refused.json()["errors"][0]["where"] == "body.organisation_id"
    assert program.post(f"/deals/{open_deal().pk}/win", {"reason_id": why_lost.pk}).status_code == 409


def test_a_token_that_only_writes_is_answered_what_it_wrote(bob: User, open_deal: Open) -> None:
    program = Program(bob, "deals:write")
    assert program.patch(f"/deals/{open_deal().pk}", {"amount": 100}).json()["amount"] == 100
    assert program.get("/deals").status_code == 403


def test_pipelines_are_read_with_their_stages(bob: User, stages: list[Stage]) -> None:
    said = Program(bob, "deals:read").get("/pipelines").json()
    assert [one["probability"] for one in said["pipelines"][0]["stages"]] == [10, 30, 60, 80]
    assert {one["outcome"] for one in said["reasons"]} == {"won", "lost"}


# Activities


def test_an_activity_is_planned_and_done(bob: User, ada: Person, open_deal: Open) -> None:
    program = Program(bob)
    said = {"kind": "call", "subject": "Rappeler", "deal_id": open_deal().pk, "call_kind": "call_back"}
    made = program.post("/activities", said | {"due_at": "2026-12-01T10:00:00+01:00"}).json()
    assert made["owner_id"] == bob.pk and program.get("/activities?state=to_do").json()["activities"]
    done = program.post(f"/activities/{made['id']}/done", {"outcome": "Rendez-vous pris"}).json()
    assert done["done_at"] and done["outcome"] == "Rendez-vous pris"


@pytest.mark.parametrize("due", ["0001-01-01T00:00:00+14:00", "9999-12-31T23:59:59-14:00"])
def test_an_instant_of_a_year_nobody_means_is_refused(bob: User, open_deal: Open, due: str) -> None:
    program, deal = Program(bob), open_deal()
    said = {"kind": "task", "subject": "Rappeler", "deal_id": deal.pk, "due_at": due}
    answer = program.post("/activities", said)
    assert answer.status_code == 422
    assert answer.json()["errors"] == [
        {"where": "body.due_at", "message": "Cette date est impossible\u00a0: corrigez l’année."}
    ]
    assert program.get("/activities").status_code == 200
    assert program.patch(f"/deals/{deal.pk}", {"close_on": due[:10]}).status_code == 422


def test_a_prospecting_call_is_not_planned_past_the_gate(bob: User, ada: Person) -> None:
    said = {"kind": "call", "subject": "Démarcher", "person_id": ada.pk, "call_kind": "prospecting"}
    assert Program(bob).post("/activities", said).status_code == 422
    assert not Activity.objects.exists()


# Who sees what


def test_every_list_and_address_asks_who_may_see(
    bob: User, ask: Ask, open_deal: Open, monkeypatch: pytest.MonkeyPatch, stages: list[Stage]
) -> None:
    lead, deal, program = ask(), open_deal(), Program(bob)
    made = program.post("/activities", {"kind": "task", "subject": "Écrire", "deal_id": deal.pk}).json()
    monkeypatch.setattr(Seen, "visible_to", lambda self, user: self.none())
    for name, pk in (("leads", lead.pk), ("deals", deal.pk), ("activities", made["id"])):
        assert program.get(f"/{name}").json()[name] == []
        assert program.get(f"/{name}/{pk}").status_code == 404
    assert program.post(f"/deals/{deal.pk}/move", {"stage_id": stages[1].pk}).status_code == 404
    assert (
        program.post("/activities", {"kind": "task", "subject": "x", "lead_id": lead.pk}).status_code == 422
    )


def test_lists_come_in_pages(bob: User, open_deal: Open) -> None:
    for number in range(5):
        open_deal(f"Affaire {number}")
    program, seen, after = Program(bob), [], ""
    while True:
        found = program.get("/deals", {"size": 2, "after": after}).json()
        seen += [one["name"] for one in found["deals"]]
        if not (after := found["after"]):
            break
    assert seen == [f"Affaire {number}" for number in reversed(range(5))]


def test_a_prospecting_call_is_noted_where_attempts_count(bob: User, ada: Person) -> None:
    call = Activity.objects.create(
        kind="call", subject="Démarcher", person=ada, owner=bob, call_kind="prospecting"
    )
    assert Program(bob).post(f"/activities/{call.pk}/done", {}).status_code == 409


def test_what_is_done_is_done_once(bob: User, open_deal: Open) -> None:
    program = Program(bob)
    said = {"kind": "task", "subject": "Écrire", "deal_id": open_deal().pk}
    made = program.post("/activities", said).json()
    assert program.post(f"/activities/{made['id']}/done", {}).status_code == 200
    assert program.post(f"/activities/{made['id']}/done", {}).status_code == 409


# What is done besides


def test_a_proposed_deal_is_accepted_or_sent_back_once(bob: User, ines: User, ask: Ask) -> None:
    handed = {"owner_id": bob.pk, "reason": "Projet décidé", "task": "Appeler"}
    lead, program = ask(), Program(bob)
    Program(ines).post(f"/leads/{lead.pk}/handover", handed)
    deal = Deal.objects.get()
    assert program.post(f"/deals/{deal.pk}/send-back", {"reason": " "}).status_code == 422
    back = program.post(f"/deals/{deal.pk}/send-back", {"reason": "Pas de budget"}).json()
    assert back["state"] == "sent_back" and program.get(f"/leads/{lead.pk}").json()["state"] == "working"
    assert program.post(f"/deals/{deal.pk}/accept", None).status_code == 409
    Program(ines).post(f"/leads/{lead.pk}/handover", handed)
    assert program.post(f"/deals/{deal.pk}/accept", None).json()["state"] == "open"


def test_a_deal_won_by_mistake_is_taken_up_again(bob: User, open_deal: Open, why_won: Reason) -> None:
    deal, program = open_deal(), Program(bob)
    assert program.post(f"/deals/{deal.pk}/reopen", None).status_code == 409
    program.post(f"/deals/{deal.pk}/win", {"reason_id": why_won.pk})
    assert program.post(f"/deals/{deal.pk}/reopen", None).json()["state"] == "open"


def test_people_enter_and_leave_a_deal(bob: User, open_deal: Open, ada: Person, amina: Person) -> None:
    deal, program = open_deal(), Program(bob)
    said = {"person_id": amina.pk, "role": "buys", "is_main": True}
    people = program.post(f"/deals/{deal.pk}/people", said).json()["people"]
    assert {one["person_id"]: one["is_main"] for one in people} == {ada.pk: False, amina.pk: True}
    (left,) = program.delete(f"/deals/{deal.pk}/people/{amina.pk}").json()["people"]
    assert (left["person_id"], left["is_main"]) == (ada.pk, True)
    refused = program.post(f"/deals/{deal.pk}/people", {"person_id": 999_999})
    assert refused.json()["errors"][0]["where"] == "body.person_id"


def test_a_lead_is_given_answered_put_aside_and_taken_up_again(
    ines: User, bob: User, ask: Ask, caron: Organisation
) -> None:
    lead, program = ask(), Program(ines)
    assert program.post(f"/leads/{lead.pk}/assign", {"owner_id": bob.pk}).json()["owner_id"] == bob.pk
    assert program.post(f"/leads/{lead.pk}/assign", {"owner_id": 999_999}).status_code == 422
    assert (
        program.post(f"/leads/{lead.pk}/organisation/{caron.pk}", None).json()["organisation_id"] == caron.pk
    )
    assert program.post(f"/leads/{lead.pk}/answer", {"kind": "email"}).json()["answered_at"]
    program.post(f"/leads/{lead.pk}/decision", {"outcome": "not_fit", "reason": "Trop petit"})
    assert program.post(f"/leads/{lead.pk}/answer", {"kind": "email"}).status_code == 409
    assert program.post(f"/leads/{lead.pk}/take-up", None).json()["state"] == "working"
    assert Program(bob).post(f"/leads/{lead.pk}/assign", {"owner_id": None}).status_code == 403


def test_something_to_do_is_corrected_or_taken_away_and_what_is_done_stays(
    bob: User, charlie: User, ada: Person
) -> None:
    program = Program(bob)
    said = {"kind": "meeting", "subject": "Démonstration", "person_id": ada.pk}
    made = program.post("/activities", said | {"due_at": "2027-03-03T10:00:00+01:00"}).json()
    place = f"/activities/{made['id']}"
    assert program.patch(place, {"place": "Lyon"}).json()["place"] == "Lyon"
    assert program.patch(place, {"ends_at": "2027-03-03T09:00:00+01:00"}).status_code == 422
    assert program.patch(place, {"owner_id": charlie.pk}).status_code == 422
    assert program.patch(place, {"kind": "call"}).status_code == 422
    program.post(f"{place}/done", {})
    assert program.patch(place, {"place": "Paris"}).status_code == 409
    assert program.delete(place).status_code == 409
    other = program.post("/activities", said).json()
    assert program.delete(f"/activities/{other['id']}").status_code == 200
    assert not Activity.objects.filter(pk=other["id"]).exists()
