"""Leads from anywhere but a form: nobody is prospected before they were told where we have their data from."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count
from typing import Any

import pytest
import time_machine
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from accord.consent import gate, ledger
from accord.consent.gate import Refused
from accord.consent.terms import Method
from accord.contacts.actions import acquire, declare_exception, inform, lift_exception
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import Acquisition, ContactPoint, Person
from accord.lib.actor import SYSTEM, Actor
from accord.outbox import mailings
from accord.outbox.deliver import Sender
from accord.outbox.first_letters import FirstLetter, OneIsEnough, lacks, post_first, text_of
from accord.outbox.models import DemoMessage, Letter
from accord.outbox.parsing import parse, parts
from accord.outbox.post import NotPermitted, post
from accord.outbox.transport import from_settings
from accord.register.models import Controller, Notice, NoticeVersion, Purpose, RetentionRule
from accord.sales import actions
from accord.sales.arriving import Arrival
from accord.sales.models import Lead
from accord.staff.models import User

SHORT = "Nous écrivons à propos de votre métier ; vous pouvez vous y opposer d’un mot."
SignIn = Callable[[User], Client]


@pytest.fixture
def offers(db: None) -> Purpose:
    """Writing to professionals about their trade, on legitimate interest."""
    lumen = Controller.objects.create(
        name="Atelier Lumen",
        legal_form="SAS",
        address="8 quai des Brumes\n69000 Lyon",
        email="donnees@lumen.example.org",
        sender_email="lettre@lumen.example.org",
        sender_name="Atelier Lumen",
    )
    rule = RetentionRule.objects.create(
        code="prospects", label_fr="Prospects", amount=3, unit="years", start="last_contact", source="CNIL"
    )
    return Purpose.objects.create(
        code="offres-pro",
        controller=lumen,
        retention=rule,
        label_fr="Présenter nos logiciels",
        description_fr="À propos du métier.",
        legal_basis="legitimate_interest",
        interest_fr="Faire connaître nos logiciels.",
        channels=["email", "phone"],
        audience="professional",
        needs_confirmation=False,
        state="open",
    )


@pytest.fixture
def version(offers: Purpose) -> NoticeVersion:
    """The published notice for data obtained elsewhere."""
    notice = Notice.objects.create(
        code="atelier", name="Ateliers", article=Notice.Article.ART14, controller=offers.controller
    )
    notice.purposes.add(offers)
    return NoticeVersion.objects.create(
        notice=notice,
        number=1,
        language="fr",
        title="D’où nous tenons votre adresse",
        short=SHORT,
        sha256="0" * 64,
        published_at=timezone.now(),
    )


def add(email: str = "blaise@pascal.example", **about: Any) -> Lead:
    """A card picked up at a fair."""
    told = {
        "source": "in_person",
        "detail": "carte de visite, Salon Bois",
        "acquired_at": timezone.now(),
        **about,
    }
    new = actions.NewLead(
        Identity("Blaise", "Pascal"),
        (NewPoint("email", email, "professional"), NewPoint("phone", "+33199001235", "professional")),
        NewAcquisition(**told),
        Arrival(source=told["source"], organisation_name="Pascal"),
    )
    return actions.add_lead(actor=SYSTEM, new=new)


def email_of(lead: Lead) -> ContactPoint:
    return lead.person.contact_points.get(kind="email")


def first_letter(lead: Lead, version: NoticeVersion, **more: str) -> FirstLetter:
    said = {"subject": "Vos devis", "message": "Bonjour,\n\nNous faisons un logiciel de devis.", **more}
    source = str(lead.person.acquisitions.filter(informed_at=None).earliest("pk"))
    return FirstLetter(said["subject"], said["message"], source, version)


def deliver() -> None:
    sender = Sender(from_settings())
    while sender.turn():
        pass


# Adding


def test_a_card_from_a_fair_keeps_its_source_and_starts_the_clock(offers: Purpose) -> None:
    lead = add()
    (acquisition,) = lead.person.acquisitions.all()
    assert (acquisition.source, acquisition.detail) == ("in_person", "carte de visite, Salon Bois")
    assert acquisition.inform_by and acquisition.informed_at is None
    assert (lead.acquisition, lead.source, lead.source_detail) == (
        acquisition,
        "in_person",
        acquisition.detail,
    )


def test_whoever_is_known_stays_one_person_with_two_sources(offers: Purpose) -> None:
    first, again = add(), add(source="purchased", detail="Fichier Ateliers")
    assert (first.person, Person.objects.count()) == (again.person, 1)
    assert sorted(again.person.acquisitions.values_list("source", flat=True)) == ["in_person", "purchased"]


def test_a_new_source_must_be_told_even_to_somebody_told_before(
    offers: Purpose, version: NoticeVersion
) -> None:
    lead = add()
    inform(actor=SYSTEM, person=lead.person, notice_version_id=version.pk, at=timezone.now())
    assert gate.ask(email_of(lead).pk, offers, "email").permitted
    add(source="purchased", detail="Fichier Ateliers")
    assert gate.ask(email_of(lead).pk, offers, "email").reason == "not_informed"


def test_nobody_is_added_whose_data_may_not_be_used(offers: Purpose) -> None:
    lead = add()
    Person.objects.filter(pk=lead.person_id).update(state="restricted")
    with pytest.raises(ValueError, match="ne peuvent pas"):
        add()


def test_ines_adds_a_lead_and_is_told_what_it_starts(ines: User, offers: Purpose, signed_in: SignIn) -> None:
    said = {
        "channel": "fair", "detail": "Salon Bois & Habitat", "acquired_on": timezone.localdate().isoformat(),
        "last_name": "Perret", "email": "perret@scierie.example", "sphere": "professional", "language": "fr",
    }  # fmt: skip
    browser = signed_in(ines)
    assert browser.post(reverse("sales:add_lead"), {**said, "detail": ""}).status_code == 422
    bought = {**said, "channel": "purchased", "is_told": "on"}
    again = browser.post(reverse("sales:add_lead"), bought)
    assert again.status_code == 422 and "perret@scierie.example" in again.content.decode()
    page = browser.post(reverse("sales:add_lead"), said, follow=True).content.decode()
    lead = Lead.objects.get()
    assert lead.source_detail == "salon, Salon Bois & Habitat"
    assert "ne sait pas encore que nous avons ses données" in page
    assert reverse("desk:inform", args=[lead.person_id]) in page


# Never before the notice

NUMBERS = count()
ACTS = ["again", "inform", "except", "lift", "ten days", "forty days", "first letter"]


@pytest.mark.django_db
@settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(acts=st.lists(st.sampled_from(ACTS), max_size=8))
def test_no_prospecting_before_the_notice_whatever_the_order(
    offers: Purpose, version: NoticeVersion, acts: list[str]
) -> None:
    with time_machine.travel(timezone.now(), tick=False) as clock:
        lead = add(f"blaise{next(NUMBERS)}@pascal.example")
        lead.person.contact_points.filter(kind="phone").delete()
        served, excused = {lead.acquisition_id: False}, {}
        for act in ["", *acts]:
            _do(act, lead, version, offers, clock, served, excused)
            today = timezone.localdate()
            told = all(yes or excused.get(pk, today - timedelta(1)) >= today for pk, yes in served.items())
            point = email_of(lead).pk
            assert gate.ask(point, offers, "email").permitted == told
            assert (point in _permitted(offers, lead.person)) == told
            assert gate.counts(offers, "email", Person.objects.filter(pk=lead.person_id)) == {
                "" if told else "not_informed": 1
            }


def _do(
    act: str, lead: Lead, version: NoticeVersion, offers: Purpose, clock: Any, served: dict, excused: dict
) -> None:
    now, waiting = timezone.now(), [pk for pk, yes in served.items() if not yes]
    if act == "again":
        told = NewAcquisition("purchased", "Fichier", now)
        served[acquire(actor=SYSTEM, person=lead.person, acquisition=told).pk] = False
    elif act == "inform":
        inform(actor=SYSTEM, person=lead.person, notice_version_id=version.pk, at=now)
        served |= dict.fromkeys(served, True)
    elif act == "first letter" and waiting:
        if not gate.ask(email_of(lead).pk, offers, "email").permitted:
            post_first(actor=SYSTEM, point=email_of(lead), purpose=offers, letter=first_letter(lead, version))
            deliver()
            served |= dict.fromkeys(served, True)
    elif act in ("except", "lift") and waiting:
        acquisition = Acquisition.objects.get(pk=waiting[0])
        if act == "lift":
            lift_exception(actor=SYSTEM, acquisition=acquisition)
            excused.pop(acquisition.pk, None)
        else:
            until = timezone.localdate() + timedelta(days=20)
            declare_exception(actor=SYSTEM, acquisition=acquisition, why="Impossible", review_on=until)
            excused[acquisition.pk] = until
    elif act.endswith("days"):
        clock.shift(timedelta(days=10 if act == "ten days" else 40))


def _permitted(offers: Purpose, person: Person) -> set[int]:
    sealed = gate.permitted(offers, "email", Person.objects.filter(pk=person.pk))
    with connection.cursor() as cursor:
        cursor.execute(sealed.sql, sealed.params)
        return {row[0] for row in cursor.fetchall()}


def test_neither_by_telephone_nor_through_the_api(offers: Purpose, ines: User, signed_in: SignIn) -> None:
    lead = add()
    phone = lead.person.contact_points.get(kind="phone")
    assert gate.ask(phone.pk, offers, "phone").reason == "not_informed"
    page = signed_in(ines).get(reverse("sales:lead", args=[lead.pk])).content.decode()
    assert "pas encore" in page and "ne sait pas d’où viennent ses données" in page.replace("&#x27;", "’")


# The first letter


def test_the_first_letter_says_source_notice_and_way_out_and_counts_as_telling(
    offers: Purpose, version: NoticeVersion
) -> None:
    lead = add()
    post_first(actor=SYSTEM, point=email_of(lead), purpose=offers, letter=first_letter(lead, version))
    assert gate.ask(email_of(lead).pk, offers, "email").reason == "not_informed"  # not yet: it has not left
    deliver()
    raw = bytes(DemoMessage.objects.get().raw)
    for part in parts(parse(raw)).values():
        said = " ".join(part.split())
        assert SHORT in said and "carte de visite, Salon Bois" in said
        assert "/notice/atelier/v1/fr/" in said and "/p/" in said and "/u/" in said and "{{" not in said
    acquisition = lead.person.acquisitions.get()
    assert (acquisition.notice_version_id, acquisition.informed_at is not None) == (version.pk, True)
    assert gate.ask(email_of(lead).pk, offers, "email").permitted


def test_a_first_letter_without_the_whole_notice_does_not_leave(
    offers: Purpose, version: NoticeVersion
) -> None:
    letter = first_letter(add(), version)
    text = text_of(letter, offers)
    assert lacks(text, letter) == []
    for word in (SHORT, "carte de visite, Salon Bois", letter.link, "preferences_url"):
        cut = mailings.Text(text.subject, text.html, text.text.replace(word, ""))
        assert len(lacks(cut, letter)) == 1, word
        cut = mailings.Text(text.subject, text.html.replace(word, ""), text.text)
        assert len(lacks(cut, letter)) == 1, word


def test_a_permit_for_a_first_letter_serves_for_no_other_letter(
    offers: Purpose, version: NoticeVersion
) -> None:
    lead = add()
    with pytest.raises(Refused):
        gate.permit(actor=SYSTEM, contact_point_id=email_of(lead).pk, purpose=offers, channel="email")
    permit = gate.permit(
        actor=SYSTEM,
        contact_point_id=email_of(lead).pk,
        purpose=offers,
        channel="email",
        carrying=version.pk,
    )
    text = mailings.Text("Offre", "<p>{{ unsubscribe_url }}</p>", "{{ unsubscribe_url }}")
    plain = mailings.create(actor=SYSTEM, purpose=offers, name="Offre", text=text)
    with pytest.raises(NotPermitted):
        post(permit, mailing=plain)


def test_blaise_who_objects_meanwhile_gets_nothing(offers: Purpose, version: NoticeVersion) -> None:
    lead = add()
    letter = post_first(
        actor=SYSTEM, point=email_of(lead), purpose=offers, letter=first_letter(lead, version)
    )
    ledger.object_to(
        actor=Actor.person(), contact_point_id=email_of(lead).pk, purpose_id=None, channel="email",
        method=Method.REPLY,
    )  # fmt: skip
    deliver()
    letter.refresh_from_db()
    assert (letter.state, letter.reason) == (Letter.State.SKIPPED, "objected")
    assert not DemoMessage.objects.exists() and lead.person.acquisitions.get().informed_at is None
    with pytest.raises(Refused):
        post_first(actor=SYSTEM, point=email_of(lead), purpose=offers, letter=first_letter(lead, version))


def test_there_is_one_first_letter(offers: Purpose, version: NoticeVersion) -> None:
    lead = add()
    post_first(actor=SYSTEM, point=email_of(lead), purpose=offers, letter=first_letter(lead, version))
    with pytest.raises(OneIsEnough):
        post_first(actor=SYSTEM, point=email_of(lead), purpose=offers, letter=first_letter(lead, version))


def test_ines_writes_it_from_the_lead(
    offers: Purpose, version: NoticeVersion, ines: User, signed_in: SignIn
) -> None:
    lead, browser = add(), signed_in(ines)
    address = reverse("sales:write")
    page = browser.get(address, {"lead": lead.pk}).content.decode()
    assert SHORT in page and "carte de visite, Salon Bois" in page
    way = f"prospecting:{offers.pk}"
    said = {"way": way, "subject": "Vos devis", "message": "Bonjour", "lead": lead.pk}
    assert browser.post(address, {**said, "message": ""}).status_code == 422
    assert browser.post(address, said).headers["Location"] == reverse("sales:lead", args=[lead.pk])
    deliver()
    assert lead.person.acquisitions.get().notice_version_id == version.pk
    assert "n’a pas encore" not in browser.get(address, {"lead": lead.pk}).content.decode()


# Exceptions


def test_diane_declares_reviews_and_lifts_an_exception(
    offers: Purpose, diane: User, ines: User, signed_in: SignIn
) -> None:
    lead = add()
    address = reverse("desk:excuse", args=[lead.person_id, lead.acquisition_id])
    assert signed_in(ines).get(address).status_code == 403
    browser = signed_in(diane)
    past = {"ground": "b", "why": "Adresse illisible", "review_on": timezone.localdate().isoformat()}
    assert browser.post(address, past).status_code == 422
    day = timezone.localdate() + timedelta(days=5)
    browser.post(address, {**past, "review_on": day.isoformat()})
    acquisition = Acquisition.objects.get(pk=lead.acquisition_id)
    assert "14-5-b" in acquisition.exception and "Adresse illisible" in acquisition.exception
    assert gate.ask(email_of(lead).pk, offers, "email").permitted
    browser.post(address, {"do": "lift"})
    assert gate.ask(email_of(lead).pk, offers, "email").reason == "not_informed"


def test_an_exception_ends_on_the_day_after_its_review(offers: Purpose, diane: User) -> None:
    lead = add()
    day = timezone.localdate() + timedelta(days=5)
    declare_exception(actor=diane.actor, acquisition=lead.acquisition, why="Impossible", review_on=day)
    point = email_of(lead).pk
    assert gate.ask(point, offers, "email", now=timezone.now() + timedelta(days=5)).permitted
    assert not gate.ask(point, offers, "email", now=timezone.now() + timedelta(days=6)).permitted
