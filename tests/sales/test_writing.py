"""Colleagues write to one person: an answer is a letter like any other, prospecting says how to stop it, no is no."""

from collections.abc import Callable
from email.message import EmailMessage
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accord.audit.models import Entry
from accord.consent import ledger
from accord.consent.models import Decision
from accord.consent.terms import Method
from accord.contacts.models import Person
from accord.contacts.queries import primary_email
from accord.desk.timeline import timeline
from accord.lib.actor import Actor
from accord.outbox.deliver import Sender
from accord.outbox.models import Letter, Mailing
from accord.outbox.parsing import parse, parts
from accord.outbox.transport import from_settings
from accord.register.models import Notice, NoticeVersion, Purpose
from accord.sales import writing
from accord.sales.deal_history import history
from accord.sales.models import Activity, Lead
from accord.sales.reaching import Approach
from accord.sales.writing import Words
from accord.staff.models import User
from tests.consent.conftest import Make, make_purpose
from tests.desk.api import Program
from tests.outbox.conftest import Sink, sink
from tests.sales.conftest import Ask, Meet, Open

__all__ = ["make_purpose", "sink"]

SignIn = Callable[[User], Client]
WORDS = Words(
    "Vos devis", "Bonjour {{ first_name|à vous }},\n\nVoici le devis : https://lumen.example.org/d?a=1&b=2"
)


@pytest.fixture
def offers(make_purpose: Make) -> Purpose:
    """What professionals are prospected for."""
    about = {"legal_basis": "legitimate_interest", "interest_fr": "vendre", "needs_confirmation": False}
    return make_purpose("offres", **about)


@pytest.fixture
def follow_up(make_purpose: Make) -> Purpose:
    """What answers rest on."""
    return make_purpose("suivi", legal_basis="contract", is_prospecting=False)


@pytest.fixture
def blaise(meet: Meet) -> Person:
    """Blaise, whose card was picked up at a fair and who was not told."""
    return meet("Blaise", "Pascal", email="blaise@pascal.example", source="in_person")


@pytest.fixture
def version(offers: Purpose) -> NoticeVersion:
    """What those whose data come from elsewhere are told."""
    notice = Notice.objects.create(
        code="ateliers", name="Ateliers", article="14", controller=offers.controller
    )
    told = {"title": "D’où viennent vos données", "short": "Nous écrivons à propos de votre métier."}
    return NoticeVersion.objects.create(
        notice=notice, number=1, language="fr", sha256="0" * 64, published_at=timezone.now(), **told
    )


def deliver() -> None:
    """Everything that waits leaves."""
    sender = Sender(from_settings())
    while sender.turn():
        pass
    sender.transport.close()


def received(sink: Sink) -> EmailMessage:
    """The only message the server was given."""
    (message,) = sink.messages
    return parse(message[2])


def send(client: Client, way: str, **about: Any) -> Any:
    said = {"way": way, "subject": WORDS.subject, "message": WORDS.message, **about}
    return client.post(reverse("sales:write"), said)


# An answer


def test_bob_answers_a_request_and_it_arrives_as_a_letter_of_his(
    signed_in: SignIn, bob: User, ask: Ask, follow_up: Purpose, sink: Sink
) -> None:
    lead = ask()
    assert send(signed_in(bob), "answer", lead=lead.pk).headers["Location"] == reverse(
        "sales:lead", args=[lead.pk]
    )
    deliver()
    message = received(sink)
    assert not [name for name in message if name.lower().startswith("list-") or name == "Precedence"]
    assert "Bob, Atelier Lumen" in str(message["From"]) and message["Reply-To"] == bob.email
    for text in parts(message).values():
        assert "Bonjour Amina," in text and "/u/" not in text and "{{" not in text
    assert "https://lumen.example.org/d?a=1&b=2" in parts(message)["text/plain"]


def test_what_was_sent_is_an_e_mail_on_the_record_and_nowhere_else(
    signed_in: SignIn, bob: User, ask: Ask, follow_up: Purpose, sink: Sink
) -> None:
    lead = ask()
    send(signed_in(bob), "answer", lead=lead.pk)
    deliver()
    sent = Activity.objects.get()
    assert (sent.kind, sent.direction, sent.lead, sent.owner) == ("email", "out", lead, bob)
    assert sent.message_id == received(sink)["Message-ID"] and sent.text.startswith("Bonjour Amina")
    assert Lead.objects.get(pk=lead.pk).answered_at
    assert Decision.objects.get(pk=sent.decision_id).act == "personal-letter"
    assert Entry.objects.filter(verb="sales.email.written").exists()
    sender = Sender(from_settings())
    sender._close_finished()
    mailing = Mailing.objects.get()
    assert (mailing.subject, mailing.html, mailing.text) == ("", "", "")


def test_it_stands_once_on_the_line_of_time_of_the_person_with_what_became_of_it(
    signed_in: SignIn, bob: User, ask: Ask, follow_up: Purpose, sink: Sink
) -> None:
    lead, client = ask(), signed_in(bob)
    send(client, "answer", lead=lead.pk)
    deliver()
    told = [one for day in timeline(lead.person, bob) for one in day.events if one.icon == "mail"]
    assert [one.title for one in told] == ["Vos devis"] and "remise" in told[0].sentence
    assert "Vos devis" in client.get(reverse("sales:lead", args=[lead.pk])).content.decode()
    page = client.get(reverse("sales:activity", args=[Activity.objects.get().pk])).content.decode()
    assert "Voici le devis" in page


def test_a_running_deal_is_written_about_and_its_history_says_so(
    signed_in: SignIn, bob: User, open_deal: Open, follow_up: Purpose, sink: Sink
) -> None:
    deal = open_deal()
    send(signed_in(bob), "answer", deal=deal.pk)
    deliver()
    assert not received(sink)["List-Unsubscribe"]
    assert any("Vos devis" in one.title for day in history(deal) for one in day.events)


def test_pressing_send_twice_sends_once(signed_in: SignIn, bob: User, ask: Ask, follow_up: Purpose) -> None:
    lead, client = ask(), signed_in(bob)
    form = client.get(reverse("sales:write"), {"lead": lead.pk}).context["form"]
    for _time in range(2):
        send(client, "answer", lead=lead.pk, ticket=form["ticket"].value())
    assert Letter.objects.count() == Activity.objects.count() == 1


# What it rests on


def test_the_page_says_what_the_letter_may_be_and_why(
    signed_in: SignIn, bob: User, ask: Ask, follow_up: Purpose, offers: Purpose
) -> None:
    shown = signed_in(bob).get(reverse("sales:write"), {"lead": ask().pk})
    possible = {one.code: one.answer.article for one in shown.context["possible"]}
    assert possible == {
        "answer": "RGPD, art.\u00a06-1-b",
        f"prospecting:{offers.pk}": "RGPD, art.\u00a06-1-f et 21-2",
    }
    assert [one.code for one in shown.context["impossible"]] == ["contract"]
    assert "aucun contrat en cours" in shown.content.decode()


def test_whoever_asked_for_nothing_is_not_answered(
    signed_in: SignIn, bob: User, ask: Ask, ada: Person, open_deal: Open, amina: Person, follow_up: Purpose
) -> None:
    client, deal = signed_in(bob), open_deal()  # with Ada, not with Amina
    for about in (
        {"person": amina.pk},
        {"lead": ask(source="referral").pk},
        {"deal": deal.pk, "person": amina.pk},
    ):
        assert send(client, "answer", **about).status_code == 422, about
    assert send(client, "answer", lead=ask().pk, person=ada.pk).status_code == 422  # somebody else's request
    assert not Letter.objects.exists()


def test_a_deal_with_somebody_never_told_is_no_way_round_the_notice(
    bob: User, blaise: Person, open_deal: Open, follow_up: Purpose
) -> None:
    deal = open_deal(people=((blaise.pk, "decides"),))
    answer = writing.answer(Approach(blaise, "answer", deal=deal))
    assert (answer.is_permitted, answer.code) == (False, "not_informed")


def test_whoever_asked_that_their_data_rest_is_not_even_answered_and_the_no_is_kept(
    bob: User, ask: Ask, follow_up: Purpose
) -> None:
    lead = ask()
    Person.objects.filter(pk=lead.person_id).update(state="restricted")
    with pytest.raises(writing.NotWritten) as refused:
        writing.write(user=bob, approach=Approach(lead.person, "answer", lead=lead), words=WORDS)
    assert refused.value.answer.code == "restricted" and not Letter.objects.exists()
    assert Decision.objects.get().reason == "restricted"


def test_a_no_said_between_writing_and_leaving_counts(
    signed_in: SignIn, bob: User, amina: Person, offers: Purpose, sink: Sink
) -> None:
    send(signed_in(bob), f"prospecting:{offers.pk}", person=amina.pk)
    point = primary_email(amina)
    assert point
    ledger.object_to(
        actor=Actor.person(), contact_point_id=point.pk, purpose_id=None, channel="email", method=Method.REPLY
    )
    deliver()
    assert not sink.messages
    page = signed_in(bob).get(reverse("sales:activity", args=[Activity.objects.get().pk])).content.decode()
    assert "opposition" in page


# Prospecting


def test_prospecting_says_how_to_stop_it_in_the_words_and_to_the_mail_reader(
    signed_in: SignIn, bob: User, amina: Person, offers: Purpose, sink: Sink
) -> None:
    send(signed_in(bob), f"prospecting:{offers.pk}", person=amina.pk)
    deliver()
    message = received(sink)
    assert "/u/" in message["List-Unsubscribe"] and message["List-Unsubscribe-Post"]
    assert message["List-Id"] is None and message["Precedence"] is None  # not a list
    for text in parts(message).values():
        assert "/u/" in text and "/p/" in text


def test_whoever_objected_is_not_prospected_and_the_reason_is_said(
    signed_in: SignIn, bob: User, amina: Person, offers: Purpose
) -> None:
    point = primary_email(amina)
    assert point
    ledger.object_to(
        actor=Actor.person(), contact_point_id=point.pk, purpose_id=None, channel="email", method=Method.REPLY
    )
    page = send(signed_in(bob), f"prospecting:{offers.pk}", person=amina.pk)
    assert page.status_code == 422 and "RGPD, art.\u00a021" in page.content.decode()
    assert not Letter.objects.exists()


def test_blaise_who_was_not_told_gets_one_letter_that_tells_him(
    signed_in: SignIn, bob: User, blaise: Person, offers: Purpose, version: NoticeVersion, sink: Sink
) -> None:
    client, way = signed_in(bob), f"prospecting:{offers.pk}"
    send(client, way, person=blaise.pk)
    assert send(client, way, person=blaise.pk).status_code == 422  # one is on its way
    deliver()
    text = parts(received(sink))["text/plain"]
    assert version.short in text and "Essai" in text and "/notice/ateliers/" in text
    assert blaise.acquisitions.get().notice_version_id == version.pk
    assert Activity.objects.get().subject == "Vos devis"


def test_without_a_published_notice_blaise_gets_none(bob: User, blaise: Person, offers: Purpose) -> None:
    with pytest.raises(writing.NotWritten) as refused:
        writing.write(user=bob, approach=Approach(blaise, "prospecting", offers), words=WORDS)
    assert refused.value.answer.code == "not_informed"


# What is typed


def test_a_field_nobody_can_fill_in_is_named_and_what_was_typed_is_kept(
    signed_in: SignIn, bob: User, ask: Ask, follow_up: Purpose
) -> None:
    said = {"way": "answer", "subject": "Oui", "message": "Cher {{ surnom }}", "lead": ask().pk}
    page = signed_in(bob).post(reverse("sales:write"), said)
    assert page.status_code == 422
    assert "Cher {{ surnom }}" in page.content.decode() and "surnom" in str(page.context["form"].errors)


def test_a_subject_cannot_begin_a_header_nor_a_message_mark_up(
    signed_in: SignIn, bob: User, ask: Ask, follow_up: Purpose, sink: Sink
) -> None:
    said = {"subject": "Oui\r\nBcc: eve@example.org", "message": "<b>Gras</b> <script>1</script>"}
    signed_in(bob).post(reverse("sales:write"), {"way": "answer", "lead": ask().pk, **said})
    deliver()
    message = received(sink)
    assert message["Bcc"] is None and "<script>" not in parts(message)["text/html"]


def test_charlie_writes_to_nobody(signed_in: SignIn, charlie: User, amina: Person) -> None:
    assert signed_in(charlie).get(reverse("sales:write"), {"person": amina.pk}).status_code == 403


# Through a program


def test_a_program_writes_with_the_same_gate(
    bob: User, ask: Ask, blaise: Person, follow_up: Purpose, offers: Purpose
) -> None:
    lead, program = ask(), Program(bob)
    said = {"person_id": lead.person_id, "lead_id": lead.pk, "subject": "Oui", "message": "Bonjour"}
    sent = program.post("/emails", {**said, "basis": "answer"})
    assert (sent.status_code, sent.json()["kind"]) == (201, "email"), sent.content
    refused = program.post(
        "/emails",
        {
            "person_id": blaise.pk,
            "basis": "prospecting",
            "purpose_id": offers.pk,
            "subject": "a",
            "message": "b",
        },
    )
    assert (refused.status_code, refused.json()["reason"]) == (409, "not_informed")
    assert Letter.objects.count() == 1


def test_a_token_without_the_scope_writes_nothing(bob: User, amina: Person) -> None:
    said = {"person_id": amina.pk, "basis": "contract", "subject": "a", "message": "b"}
    assert Program(bob, "activities:write").post("/emails", said).status_code == 403
