"""Somebody asks that their data be limited, or erased: it is done everywhere, told, and stays done."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone

from accord.audit.models import Entry
from accord.consent import gate
from accord.contacts import actions as contacts
from accord.contacts.models import ContactPoint, Person
from accord.desk.following import follow
from accord.intake.models import Form, PendingRequest
from accord.lib.actor import SYSTEM
from accord.outbox.hooks import actions as hooks
from accord.outbox.hooks import reading
from accord.outbox.models import Delivery, Letter
from accord.rights.actions import NotPossible, erase, lift_limit, limit
from accord.sales import actions as sales
from accord.sales.dealing import NewDeal, usual_pipeline
from accord.sales.doing import NewActivity
from accord.sales.models import Deal, Lead
from accord.staff.models import User
from tests.desk.conftest import House, Meet
from tests.rights.asking import confirmed, send

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
UNIQUE = "Zéphyrine"


def told(receiver: Any) -> Callable[[], list[tuple[str, dict[str, Any]]]]:
    """A program that is told what happens to people from now on; what it was told."""
    reading.read()
    hooks.create_endpoint(
        actor=SYSTEM, name="Facturation", url=receiver.url, events=["person.restricted", "person.erased"]
    )

    def messages() -> list[tuple[str, dict[str, Any]]]:
        reading.read()
        return [(one.event, one.data) for one in Delivery.objects.order_by("pk")]

    return messages


def everything() -> str:
    """Every row of every table, as text."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public'")
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT row_to_json(t)::text FROM {table} AS t")
            found += [f"{table} {row}" for (row,) in cursor.fetchall()]
    return "\n".join(found)


def holding(word: str) -> list[str]:
    """The rows in which `word` stands, in whatever case."""
    return [row for row in everything().splitlines() if word.lower() in row.lower()]


@pytest.fixture
def zephyrine(visitor: Client, trial: Form, bob: User) -> Person:
    """She asked for a trial, a deal was opened, notes were taken, letters written: her name is everywhere."""
    usual_pipeline()
    named = {"address": "zephyrine@example.org", "first_name": UNIQUE, "last_name": "Zéphyrinet"}
    person = confirmed(visitor, **named, message="Zéphyrine vous salue")
    contacts.add_note(actor=bob.actor, person=person, text="Zéphyrine préfère le matin")
    contacts.edit_person(actor=bob.actor, person=person, changes={"job": "Amie de Zéphyrine"})
    lead = person.leads.get()
    new = NewDeal(
        "Essai de Zéphyrine Zéphyrinet", owner_id=bob.pk, lead_id=lead.pk, people=((person.pk, "decides"),)
    )
    deal = sales.open_deal(actor=bob.actor, new=new)
    for new_task in (
        NewActivity("task", "Rappeler Zéphyrine", owner_id=bob.pk, person_id=person.pk),
        NewActivity("task", "Rappeler Zéphyrine", owner_id=bob.pk, deal_id=deal.pk),
    ):
        sales.plan(actor=bob.actor, new=new_task)
    follow(actor=bob.actor, user=bob, kind="person", number=person.pk)
    send(visitor, **named)
    return person


# Erased


def test_nothing_says_who_she_was_any_more_in_any_table(zephyrine: Person, diane: User, bob: User) -> None:
    assert len(holding("zéphyrin")) > 8 and holding("zephyrine@example.org")
    erase(actor=diane.actor, person=zephyrine, because="a", is_asked=True)
    assert holding("zéphyrin") == [] and holding("zephyrin") == []
    zephyrine.refresh_from_db()
    assert (zephyrine.state, str(zephyrine.organisation)) == ("erased", "None")
    assert not Lead.objects.exists() and not PendingRequest.objects.exists()
    assert Deal.objects.get().name == "Essai de [effacé]"


def test_what_she_agreed_to_stays_written_without_her(house: House, meet: Meet, diane: User) -> None:
    ada = meet("Ada", "Lovelace")
    before = everything().count("consent_consentevent")
    erase(actor=diane.actor, person=ada, because="b", is_asked=True)
    rows = everything()
    assert rows.count("consent_consentevent") == before > 0
    assert "consent_subject " not in rows and "consent_evidence " not in rows


def test_the_programs_that_listen_are_told_by_number(
    receiver: Any, inside: None, house: House, meet: Meet, diane: User
) -> None:
    ada, messages = meet("Ada", "Lovelace"), told(receiver)
    limit(actor=diane.actor, person=ada, because="a", words="Courrier du 3 mars")
    lift_limit(actor=diane.actor, person=ada, words="Corrigé")
    erase(actor=diane.actor, person=ada, because="c", is_asked=True)
    number = {"person_id": ada.pk}
    assert messages() == [("person.restricted", number), ("person.erased", number)]


def test_a_letter_that_waited_never_leaves(house: House, meet: Meet, diane: User) -> None:
    ada = meet("Ada", "Lovelace")
    point = ada.contact_points.get()
    letter = Letter.objects.create(
        service="receipt", to=point.value, person_id=ada.pk, contact_point_id=point.pk, content={"x": 1}
    )
    erase(actor=diane.actor, person=ada, because="a", is_asked=True)
    letter.refresh_from_db()
    assert (letter.state, letter.to, letter.content, letter.person_id) == ("cancelled", "", None, None)


@pytest.mark.parametrize(("is_asked", "may_again"), [(True, False), (False, True)])
def test_whoever_asked_is_never_written_to_again_even_when_a_file_brings_them_back(
    house: House, meet: Meet, diane: User, is_asked: bool, may_again: bool
) -> None:
    erase(actor=diane.actor, person=meet("Ada", "Lovelace"), because="a", is_asked=is_asked)
    again = meet("Ada", "Lovelace").contact_points.get()
    assert gate.ask(again.pk, house.newsletter, "email").permitted is may_again


def test_a_no_outlives_the_erasure_its_time_has_brought(house: House, meet: Meet) -> None:
    erase(
        actor=SYSTEM, person=meet("Blaise", "Pascal", says="withdrawn"), because="retention", is_asked=False
    )
    again = meet("Blaise", "Pascal").contact_points.get()
    assert not gate.ask(again.pk, house.newsletter, "email").permitted


def test_a_running_contract_and_a_first_erasure_stand_in_the_way(
    house: House, meet: Meet, diane: User
) -> None:
    ada = meet("Ada", "Lovelace")
    contacts.note_customer(actor=SYSTEM, person=ada, until=timezone.localdate() + timedelta(days=1))
    with pytest.raises(NotPossible, match=r"art\.\s17-3"):
        erase(actor=diane.actor, person=ada, because="a", is_asked=True)
    assert ContactPoint.objects.filter(person=ada).exists()
    contacts.correct_customer(actor=SYSTEM, person=ada, until=None)
    erase(actor=diane.actor, person=ada, because="a", is_asked=True)
    with pytest.raises(NotPossible):
        erase(actor=diane.actor, person=ada, because="a", is_asked=True)


# Limited


def test_limited_data_are_kept_and_nobody_writes_until_the_limit_is_lifted(
    house: House, meet: Meet, diane: User
) -> None:
    ada = meet("Ada", "Lovelace")
    point = ada.contact_points.get().pk
    limit(actor=diane.actor, person=ada, because="a", words="Courrier du 3 mars")
    assert gate.ask(point, house.newsletter, "email").reason == "restricted"
    with pytest.raises(NotPossible):
        limit(actor=diane.actor, person=ada, because="a", words="Encore")
    lift_limit(actor=diane.actor, person=ada, words="Corrigé")
    assert gate.ask(point, house.newsletter, "email").permitted


# Pages


def test_diane_limits_tells_lifts_then_erases_from_the_page_of_ada(
    signed_in: SignIn, house: House, meet: Meet, diane: User
) -> None:
    ada, client = meet("Ada", "Lovelace"), signed_in(diane)
    record = f"/people/{ada.pk}/"
    assert f"{record}erase/" in client.get(record).content.decode()
    client.post(f"{record}limit/", {"because": "a", "words": "Courrier du 3 mars"})
    assert client.post(f"{record}limit/", {"words": "Corrigé"}).status_code == 422  # not told yet
    client.post(f"{record}limit/", {"is_told": "on", "words": "Corrigé"})
    ada.refresh_from_db()
    assert ada.state == "active"
    assert "Ada Lovelace" in client.get(f"{record}erase/").content.decode()
    assert client.post(f"{record}erase/", {"because": "a"}).status_code == 422  # not meant
    page = client.post(
        f"{record}erase/", {"because": "a", "is_asked": "on", "is_meant": "on"}, follow=True
    ).content.decode()
    assert "Lovelace" not in page and "ada.lovelace" not in page
    assert Entry.objects.get(verb="rights.person.erased").facts["because"] == "a"
    assert client.get(f"{record}erase/").status_code == client.get(f"{record}limit/").status_code == 404
    assert record not in client.get("/people/").content.decode()


def test_a_contract_is_said_on_the_page(signed_in: SignIn, house: House, meet: Meet, diane: User) -> None:
    ada = meet("Ada", "Lovelace")
    contacts.note_customer(actor=SYSTEM, person=ada, until=timezone.localdate() + timedelta(days=1))
    answer = signed_in(diane).post(f"/people/{ada.pk}/erase/", {"because": "a", "is_meant": "on"})
    assert answer.status_code == 422 and "art.\u00a017-3" in answer.content.decode()


def test_archived_data_are_read_by_the_data_protection_officer_alone(
    signed_in: SignIn, house: House, meet: Meet, diane: User, bob: User
) -> None:
    ada = meet("Ada", "Lovelace")
    contacts.set_state(actor=SYSTEM, person=ada, state="archived")
    assert signed_in(bob).get(f"/people/{ada.pk}/").status_code == 403
    assert signed_in(diane).get(f"/people/{ada.pk}/").status_code == 200
    for page in ("/people/", "/search/?q=lovelace"):
        assert f"/people/{ada.pk}/" not in signed_in(bob).get(page).content.decode()
