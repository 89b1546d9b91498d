"""A lead arrives: it is scored, its company is recognised, somebody gets it, a clock starts."""

from datetime import datetime
from threading import Barrier, Thread
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from accord.audit.models import Entry
from accord.contacts.models import Organisation, Person
from accord.lib.actor import SYSTEM
from accord.sales.actions import open_lead
from accord.sales.arriving import Arrival
from accord.sales.beginnings import SCORES
from accord.sales.clock import answer_by
from accord.sales.companies import matches
from accord.sales.models import AssignmentRule, Lead, ScoreRule
from accord.staff.models import User
from tests.sales.conftest import Ask, Meet


@pytest.fixture
def points(db: None) -> None:
    """The points every house begins with."""
    ScoreRule.objects.all().delete()
    ScoreRule.objects.bulk_create(ScoreRule(position=place, **one) for place, one in enumerate(SCORES))


def rule(name: str, *colleagues: User, **conditions: Any) -> AssignmentRule:
    made = AssignmentRule.objects.create(name=name, **conditions)
    made.colleagues.set(colleagues)
    return made


# Points


def test_amina_who_says_when_and_why_is_answered_before_somebody_met_at_a_fair(
    points: None, ask: Ask, meet: Meet
) -> None:
    answers = [{"code": "planned_on", "label": "Date envisagée", "value": "premier trimestre 2027"}]
    hers = ask(headcount="10-49", answers=answers, message="Nous perdons des devis.")
    his = ask(meet("Blaise", "Pascal", email="blaise@gmail.com"), source="in_person")
    assert (hers.fit, hers.interest) == (80, 100)
    assert his.interest < hers.interest
    assert {"axis": "interest", "points": 30, "words": "projet daté", "en": "project with a date"} in (
        hers.score_reasons
    )


def test_points_never_leave_0_to_100(ask: Ask) -> None:
    ScoreRule.objects.all().delete()
    for axis, some in (("fit", 90), ("fit", 80), ("interest", -40)):
        ScoreRule.objects.create(axis=axis, about="source", words=["form"], points=some, label_fr="demande")
    lead = ask()
    assert (lead.fit, lead.interest) == (100, 0)


def test_a_word_is_found_whatever_its_accents(ask: Ask) -> None:
    ScoreRule.objects.all().delete()
    ScoreRule.objects.create(axis="fit", about="job", words=["gerant"], points=10, label_fr="dirige")
    assert ask().fit == 10


# Company


def test_a_company_is_recognised_by_its_domain_and_its_name(ask: Ask, meet: Meet) -> None:
    vauban = Organisation.objects.create(name="Scierie Vauban")
    meet("Blaise", email="blaise@vauban.example", organisation_id=vauban.pk)
    assert ask(organisation_name="SCIERIE VAUBAN").organisation == vauban


def test_a_name_alone_is_a_doubt_left_to_a_colleague(ask: Ask) -> None:
    Organisation.objects.create(name="Scierie Vauban")
    assert ask(organisation_name="Scierie Vauban").organisation is None


def test_a_siren_is_enough(ask: Ask) -> None:
    vauban = Organisation.objects.create(name="SV", siren="732829320")
    answers = [{"code": "siren", "label": "SIREN", "value": "732 829 320"}]
    assert ask(organisation_name="Scierie Vauban", answers=answers).organisation == vauban


def test_the_domain_of_a_mail_provider_says_nothing(meet: Meet, ask: Ask) -> None:
    other = Organisation.objects.create(name="Autre")
    meet("Blaise", email="blaise@gmail.com", organisation_id=other.pk)
    assert ask(meet("Ada", email="ada@gmail.com"), organisation_name="Autre").organisation is None


def test_a_web_site_is_recognised_however_it_is_written(db: None) -> None:
    vauban = Organisation.objects.create(name="SV", website="https://www.vauban.example/")
    (found,) = matches(domains=["vauban.example"])
    assert (found.organisation, found.by) == (vauban, ("website",))


# Who answers


def test_a_lead_goes_to_whoever_keeps_its_territory(ask: Ask, ines: User, hugo: User) -> None:
    rule("Nord", ines, territory=["59", "62", "BE"])
    rule("Ailleurs", hugo, position=1)
    assert (ask(postcode="59000").owner, ask(postcode="59000").assigned_by_rule) == (ines, "")
    Lead.objects.all().delete()
    lead = ask(postcode="62100")
    assert (lead.owner, lead.assigned_by_rule) == (ines, "Nord")
    Lead.objects.all().delete()
    assert ask(postcode="1000", country="BE").owner == ines
    Lead.objects.all().delete()
    assert ask(postcode="5900", country="CH").owner == hugo


def test_corsica_has_two_departments(ask: Ask, ines: User, hugo: User) -> None:
    rule("Sud", ines, territory=["2A"])
    rule("Haute-Corse", hugo, territory=["2B"], position=1)
    assert ask(postcode="20000").owner == ines
    Lead.objects.all().delete()
    assert ask(postcode="20200").owner == hugo


def test_size_and_form_decide_too(ask: Ask, ines: User, hugo: User) -> None:
    rule("Grands", ines, headcounts=["250-4999"], form_ids=[7])
    rule("Autres", hugo, position=1)
    assert ask(headcount="250-4999", form_id=7).owner == ines
    Lead.objects.all().delete()
    assert ask(headcount="250-4999", form_id=8).owner == hugo


def test_colleagues_take_turns_and_who_left_is_passed_over(
    ask: Ask, meet: Meet, ines: User, hugo: User, bob: User
) -> None:
    bob.is_active = False
    bob.save()
    rule("Tous", ines, hugo, bob)
    owners = [ask(meet(f"Ada {number}")).owner for number in range(4)]
    assert owners == [ines, hugo, ines, hugo] or owners == [hugo, ines, hugo, ines]


def test_whoever_already_answers_amina_answers_her_again(ask: Ask, ines: User, hugo: User) -> None:
    rule("Tous", ines, hugo)
    assert ask().owner == ask().owner


def test_nobody_gets_it_when_no_rule_fits(ask: Ask, ines: User) -> None:
    rule("Nord", ines, territory=["59"])
    assert ask(postcode="69001").owner is None


@pytest.mark.django_db(transaction=True)
def test_two_leads_at_the_same_instant_go_to_two_colleagues(meet: Meet, ines: User, hugo: User) -> None:
    rule("Tous", ines, hugo)
    people, start = [meet("Ada"), meet("Blaise")], Barrier(2)

    def arrive(person: Person) -> None:
        start.wait()
        open_lead(actor=SYSTEM, person=person, arrival=Arrival("form"))
        connection.close()

    threads = [Thread(target=arrive, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert set(Lead.objects.values_list("owner__name", flat=True)) == {"Ines", "Hugo"}


# The clock


@pytest.mark.parametrize(
    ("arrived", "due"),
    [
        ("2026-11-24T09:00", "2026-11-24T14:30"),  # four hours of work, the lunch break between
        ("2026-11-24T22:00", "2026-11-25T14:30"),  # at night: from the next morning
        ("2026-11-27T17:30", "2026-11-30T12:30"),  # a Friday evening: half an hour, then Monday
        ("2026-12-24T17:00", "2026-12-28T12:00"),  # Christmas and a week-end
    ],
)
def test_the_first_answer_is_due_in_hours_of_work(arrived: str, due: str) -> None:
    at = timezone.make_aware(datetime.fromisoformat(arrived))
    expected = timezone.make_aware(datetime.fromisoformat(due))
    assert answer_by(at) == expected


def test_the_journal_says_where_it_came_from_and_no_name(ask: Ask) -> None:
    lead = ask(form_id=3)
    entry = Entry.objects.get(verb="sales.lead.arrived")
    assert (entry.about_id, entry.facts["source"], entry.facts["form"]) == (str(lead.pk), "form", 3)
    assert "Amina" not in str(entry.facts)
