"""What the house decides about leads."""

from collections.abc import Callable

from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accord.audit.models import Entry
from accord.contacts.actions import admit
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.desk.verbs import VERBS
from accord.lib.actor import SYSTEM
from accord.sales.actions import open_lead
from accord.sales.arriving import Arrival
from accord.sales.leads import rescore_open
from accord.sales.models import AssignmentRule, Lead, Question, ScoreRule
from accord.staff.models import User
from accord.ui.components.drawings import DRAWINGS

SignIn = Callable[[User], Client]


def test_alice_asks_a_question_of_her_own(alice: User, signed_in: SignIn) -> None:
    browser, address = signed_in(alice), reverse("desk:new_lead_setting", args=["question"])
    said = {
        "label_fr": "Quel bois ?",
        "label_en": "Which wood?",
        "kind": "choice",
        "position": 9,
        "is_active": "on",
    }
    assert browser.post(address, {**said, "answers": "Chêne"}).status_code == 422
    browser.post(address, {**said, "answers": "Chêne | Oak\nHêtre | Beech"})
    question = Question.objects.get(label_fr="Quel bois ?")
    assert (question.code, question.choices, question.choices_en) == (
        "which-wood",
        ["Chêne", "Hêtre"],
        ["Oak", "Beech"],
    )
    page = browser.get(reverse("desk:lead_setting", args=["question", question.pk])).content.decode()
    assert "Chêne | Oak" in page
    browser.post(reverse("desk:remove_lead_setting", args=["question", question.pk]))
    assert not Question.objects.filter(label_fr="Quel bois ?").exists()


def test_alice_says_who_gets_what(alice: User, bob: User, signed_in: SignIn) -> None:
    browser, address = signed_in(alice), reverse("desk:new_lead_setting", args=["assignment"])
    said = {"name": "Nord", "position": 0, "is_active": "on", "colleagues": [bob.pk], "headcounts": ["10-49"]}
    again = browser.post(address, {**said, "places": "59, Lille"})
    assert again.status_code == 422 and "LILLE" in again.content.decode()
    browser.post(address, {**said, "places": "59, 2a, be"})
    rule = AssignmentRule.objects.get()
    assert (rule.territory, rule.headcounts, list(rule.colleagues.all())) == (
        ["59", "2A", "BE"],
        ["10-49"],
        [bob],
    )


def test_new_points_count_for_the_leads_that_are_open(alice: User, signed_in: SignIn) -> None:
    ScoreRule.objects.all().delete()
    ada = admit(
        actor=SYSTEM,
        acquisition=NewAcquisition("form", "Essai", timezone.now(), informed_at=timezone.now()),
        identity=Identity("Ada", "Lovelace", "Gérante"),
        points=[NewPoint("email", "ada@lace.example", "professional")],
    )
    lead = open_lead(actor=SYSTEM, person=ada, arrival=Arrival("form"))
    said = {
        "label_fr": "dirige",
        "axis": "fit",
        "points": 60,
        "about": "job",
        "any_of": "gérant",
        "position": 0,
    }
    browser, address = signed_in(alice), reverse("desk:new_lead_setting", args=["score"])
    assert browser.post(address, {**said, "points": 300}).status_code == 422
    assert browser.post(address, {**said, "about": "answer"}).status_code == 422
    browser.post(address, {**said, "is_active": "on"})
    assert rescore_open() == 1
    assert Lead.objects.get(pk=lead.pk).fit == 60


def test_only_the_administrator_decides(bob: User, signed_in: SignIn) -> None:
    assert signed_in(bob).get(reverse("desk:lead_settings")).status_code == 403


def test_the_settings_are_shown_and_noted(alice: User, signed_in: SignIn) -> None:
    Question.objects.get_or_create(code="need", defaults={"label_fr": "Quel besoin ?"})
    page = signed_in(alice).get(reverse("desk:lead_settings")).content.decode()
    assert "Quel besoin" in page
    assert {entry.verb for entry in Entry.objects.all()} <= set(VERBS)


def test_every_verb_of_the_journal_has_its_drawing() -> None:
    assert {icon for icon, _words in VERBS.values()} <= set(DRAWINGS)
