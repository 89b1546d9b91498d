"""Ondine chose to hear by e-mail that a document awaits: she hears that, and no mailbox learns anything more."""

import smtplib
import socket
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import timedelta
from email import message_from_bytes, policy
from typing import Any
from uuid import UUID

import pytest
import time_machine
from aiosmtpd.controller import Controller as Server
from django.db import connections, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from accord.health import rotation
from accord.health.actions import disclosing, documents, requesting, telling
from accord.health.actions.patients import correct
from accord.health.actions.requesting import Received
from accord.health.impossible import Impossible
from accord.health.models import AccessRequest, AuditEvent, AwaitingMail, Patient
from accord.health.models.documents import Review
from accord.health.queries.requests import unreached
from accord.lib.actor import SYSTEM
from accord.outbox.receiving import server
from accord.project import checks, health_mail
from accord.project.management.commands.receive import boxes
from accord.register.models import Controller

ADDRESS = "ondine@example.org"


@dataclass
class Sink:
    """A real SMTP server that remembers what it was given, and answers what the test asks for."""

    port: int
    messages: list[tuple[str, bytes]] = field(default_factory=list)
    sender: str = ""
    answer: Callable[[], str] = lambda: "250 OK"

    async def handle_RCPT(self, _server: Any, _session: Any, envelope: Any, address: str, _o: Any) -> str:
        if self.answer().startswith("2"):
            envelope.rcpt_tos.append(address)
        return self.answer()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        self.messages.append((envelope.rcpt_tos[0], envelope.content))
        self.sender = envelope.mail_from
        return "250 OK"


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        sink = Sink(free.getsockname()[1])
    server = Server(sink, hostname="127.0.0.1", port=sink.port)
    server.start()
    settings.HEALTH_MAIL = f"smtp://127.0.0.1:{sink.port}"
    settings.HEALTH_MAIL_FROM = "Accueil <accueil@example.org>"
    yield sink
    server.stop()


@pytest.fixture
def told(ondine, maud) -> Patient:
    """Ondine, who chose to be told."""
    correct(
        actor=maud.actor,
        patient=ondine,
        traits=replace(ondine.traits, email=ADDRESS),
        identity_status=ondine.identity_status,
        is_protected=False,
        is_told_by_email=True,
    )
    return Patient.objects.get(pk=ondine.pk)


@pytest.fixture
def ready(told, report, ida) -> AccessRequest:
    """Her request, its copy attached."""
    documents.review(actor=ida.actor, document=report, outcome=Review.CLEAN)
    asked = requesting.receive(
        actor=ida.actor, patient=told, received=Received("patient", timezone.now(), items=("p1.j",))
    )
    line = asked.lines.select_related("request__patient__key", "document").get()
    disclosing.attach(actor=ida.actor, line=line, content=b"%PDF-1.7 a copy")
    return asked


def test_she_is_told_that_a_document_awaits_and_nothing_more(sink, ready, ida) -> None:
    Controller.objects.create(name="Clinique des Brumes", address="8 quai des Brumes", email="a@example.org")
    row = telling.tell(actor=ida.actor, request=ready)
    assert ADDRESS.encode() not in bytes(row.address_sealed) and row.address == ADDRESS
    assert health_mail.run() == 1
    ((to, raw),) = sink.messages
    mail = message_from_bytes(raw, policy=policy.default)
    assert (to, mail["To"], mail["Subject"]) == (ADDRESS, ADDRESS, "Un document vous attend")
    assert mail["From"] == "Accueil <accueil@example.org>" and mail["Message-ID"] and mail["Date"]
    whole = f"{mail['Subject']} {mail.get_content()}".casefold()
    secrets = (
        "ondine",
        "castor",
        "brumes",
        "opération",
        "dossier",
        "médic",
        "santé",
        "hôpital",
        "clinique",
        "soin",
    )
    assert [word for word in secrets if word in whole] == []
    row.refresh_from_db()
    assert (row.state, bytes(row.address_sealed)) == ("sent", b"")
    assert health_mail.run() == 0


def test_the_journal_which_she_reads_says_who_had_it_sent_and_what_became_of_it(sink, ready, ida) -> None:
    telling.tell(actor=ida.actor, request=ready)
    health_mail.run()
    lines = AuditEvent.objects.filter(action__startswith="mail.").order_by("pk")
    assert [(one.action, one.actor_name) for one in lines] == [
        ("mail.asked", "Ida"),
        ("mail.sent", SYSTEM.label),
    ]
    assert all(one.patients == [ready.patient_id] and ADDRESS not in str(one.facts) for one in lines)


def test_a_server_that_says_later_is_asked_again_later_and_not_before(sink, ready, ida) -> None:
    row = telling.tell(actor=ida.actor, request=ready)
    sink.answer = lambda: "450 busy"
    assert health_mail.run() == 0
    sink.answer = lambda: "250 OK"
    assert health_mail.run() == 0, "its next turn has not come"
    with time_machine.travel(timezone.now() + timedelta(minutes=8)):
        assert health_mail.run() == 1
    row.refresh_from_db()
    assert (row.state, row.tries) == ("sent", 2)


def test_a_server_that_cannot_be_reached_is_given_up_after_a_while(settings, sink, ready, ida) -> None:
    row = telling.tell(actor=ida.actor, request=ready)
    settings.HEALTH_MAIL = "smtp://127.0.0.1:1"
    for day in range(telling.MOST + 1):
        with time_machine.travel(timezone.now() + timedelta(days=day + 1)):
            assert health_mail.run() == 0
    row.refresh_from_db()
    assert (row.state, row.tries, bytes(row.address_sealed)) == ("failed", telling.MOST, b"")
    assert AuditEvent.objects.filter(action="mail.failed", outcome="failed").count() == 1


def test_an_address_nobody_has_is_not_tried_again_and_the_page_says_to_call(
    sink, ready, ida, records
) -> None:
    telling.tell(actor=ida.actor, request=ready)
    sink.answer = lambda: "550 5.1.1 nobody"
    health_mail.run()
    assert AwaitingMail.objects.get().state == "failed"
    page = records.get(reverse("health:request", args=[ready.pk])).content.decode()
    assert "écrivez ou appelez" in page
    assert reverse("health:tell", args=[ready.pk]) in page, "she can be told again"


def test_the_record_that_is_destroyed_meanwhile_sends_nothing(sink, ready, ida) -> None:
    telling.tell(actor=ida.actor, request=ready)
    with transaction.atomic(using="health"):
        rotation.destroy(ready.patient.key, actor=ida.actor)
    assert health_mail.run() == 0
    assert sink.messages == [] and AwaitingMail.objects.get().state == "failed"


def test_outside_this_machine_nothing_leaves_without_encryption(sink, ready, ida, monkeypatch) -> None:
    monkeypatch.setattr(health_mail, "HERE", ())
    row = telling.tell(actor=ida.actor, request=ready)
    assert health_mail.run() == 0
    row.refresh_from_db()
    assert (row.state, row.said, sink.messages) == ("queued", "SMTPNotSupportedErro", [])


def test_the_desk_tells_with_one_button_once(sink, ready, records) -> None:
    tell = reverse("health:tell", args=[ready.pk])
    assert tell in records.get(reverse("health:request", args=[ready.pk])).content.decode()
    records.post(tell)
    records.post(tell)
    assert AwaitingMail.objects.count() == 1
    assert tell not in records.get(reverse("health:request", args=[ready.pk])).content.decode()


def test_who_did_not_choose_it_or_has_nothing_awaiting_is_not_told(sink, ready, ida, ondine, maud) -> None:
    ready.lines.update(outcome="given")
    with pytest.raises(Impossible):
        telling.tell(actor=ida.actor, request=ready)
    ready.lines.update(outcome="pending")
    AccessRequest.objects.update(modes=["post", "secure_messaging"])
    with pytest.raises(Impossible):
        telling.tell(actor=ida.actor, request=ready)
    AccessRequest.objects.update(modes=["in_hand", "post"], kind="mandatary")
    with pytest.raises(Impossible):
        telling.tell(actor=ida.actor, request=ready)
    AccessRequest.objects.update(kind="patient")
    Patient.objects.update(is_told_by_email=False)
    with pytest.raises(Impossible):
        telling.tell(actor=ida.actor, request=ready)
    assert not AwaitingMail.objects.exists()


def test_a_refusal_awaits_too(sink, told, ida) -> None:
    asked = requesting.receive(actor=ida.actor, patient=told, received=Received("patient", timezone.now()))
    requesting.refuse(actor=ida.actor, request=asked, ground="no_right", words="")
    assert telling.tell(actor=ida.actor, request=asked)


def test_without_a_server_nobody_is_told(settings, ready, ida) -> None:
    assert settings.HEALTH_MAIL == ""
    with pytest.raises(Impossible):
        telling.tell(actor=ida.actor, request=ready)
    assert health_mail.run() == 0


def test_being_told_needs_an_address(desk) -> None:
    typed = {
        "birth_name": "MUGUET",
        "first_names": "Line",
        "born_on": "1980-01-02",
        "sex": "female",
        "identity_status": "PROV",
        "is_told_by_email": "on",
    }
    answer = desk.post(reverse("health:new_patient"), typed)
    assert answer.status_code == 422 and "une adresse" in answer.content.decode()
    desk.post(reverse("health:new_patient"), typed | {"email": "line@example.org"})
    assert Patient.objects.get().is_told_by_email


@pytest.mark.parametrize("server", ["imap://example.org", "smtp://", "mail.example.org"])
def test_a_server_that_cannot_be_meant_is_refused_at_start(settings, server) -> None:
    settings.HEALTH_MAIL, settings.HEALTH_MAIL_FROM = server, "accueil@example.org"
    assert [one.id for one in checks.a_mail_of_health(None)] == ["accord.C007"]


def test_a_server_needs_a_sender(settings, sink) -> None:
    assert checks.a_mail_of_health(None) == []
    settings.HEALTH_MAIL_FROM = ""
    assert len(checks.a_mail_of_health(None)) == 1


# What comes back

DSN = """From: MAILER-DAEMON@mx.example.net
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

The mail did not arrive.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.net

Final-Recipient: rfc822; ondine@example.org
Action: {action}
Status: {status}
Diagnostic-Code: smtp; {status} mailbox

--b--
"""


@pytest.fixture
def sent(settings, sink, ready, ida) -> AwaitingMail:
    """The mail to Ondine left; what comes back is received at a domain of its own."""
    settings.HEALTH_MAIL_RETURN_DOMAIN = "retours.example.org"
    row = telling.tell(actor=ida.actor, request=ready)
    assert health_mail.run() == 1
    row.refresh_from_db()
    return row


def back(sink: Sink, action: str = "failed", status: str = "5.1.1") -> bool:
    """A report comes back at the address the mail left with."""
    return health_mail.take_back(
        sink.sender, DSN.format(to=sink.sender, action=action, status=status).encode()
    )


def test_each_mail_leaves_with_an_address_of_its_own_that_says_nothing(sink, sent) -> None:
    assert sink.sender == f"mail+{sent.pk.hex}@retours.example.org"
    assert health_mail.is_ours(sink.sender.upper())
    ((_to, raw),) = sink.messages
    assert b"retours.example.org" not in raw


@pytest.mark.parametrize(
    ("action", "status"), [("failed", "5.1.1"), ("failed", "4.4.7"), ("failed", "5.2.2")]
)
def test_a_mail_that_came_back_is_told_to_the_desk_and_to_the_patient(
    sink, sent, records, ready, action, status
) -> None:
    assert back(sink, action, status)
    sent.refresh_from_db()
    assert sent.state == "returned"
    line = AuditEvent.objects.get(action="mail.returned")
    assert (line.outcome, line.patients, line.facts) == ("failed", [ready.patient_id], {})
    assert "Ondine CASTOR" in (page := records.get(reverse("health:requests")).content.decode())
    assert "ne leur est pas parvenu" in page.replace("\xa0", " ")
    page = records.get(reverse("health:request", args=[ready.pk])).content.decode()
    assert "écrivez ou appelez" in page and reverse("health:write_awaiting", args=[ready.pk]) in page


def test_how_many_queries_the_list_takes_does_not_depend_on_how_many_were_not_reached(
    sink, sent, ready, records, ida, told
) -> None:
    def queries() -> int:
        with CaptureQueriesContext(connections["health"]) as seen:
            assert records.get(reverse("health:requests")).status_code == 200
        return len(seen)

    back(sink)
    alone = queries()
    for _one in range(2):
        other = requesting.receive(
            actor=ida.actor, patient=told, received=Received("patient", timezone.now(), items=("p1.j",))
        )
        line = other.lines.select_related("request__patient__key", "document").get()
        disclosing.attach(actor=ida.actor, line=line, content=b"%PDF-1.7 a copy")
        AwaitingMail.objects.create(request=other, state="failed", address_sealed=b"")
    first, *others = unreached()
    assert first == ready and len(others) == 2
    assert queries() == alone


def test_the_letter_on_paper_says_that_a_document_awaits_and_is_in_the_journal(
    sink, sent, records, ready
) -> None:
    back(sink)
    answer = records.get(reverse("health:write_awaiting", args=[ready.pk]))
    assert answer.content.startswith(b"%PDF") and "no-store" in answer.headers["Cache-Control"]
    assert AuditEvent.objects.get(action="mail.printed").patients == [ready.patient_id]


def test_nothing_is_written_to_a_patient_nothing_awaits(records, ready) -> None:
    ready.lines.update(outcome="given")
    assert records.get(reverse("health:write_awaiting", args=[ready.pk])).status_code == 404


def test_no_second_mail_goes_to_an_address_that_sent_one_back_until_it_is_corrected(
    sink, sent, ready, ida, told
) -> None:
    back(sink)
    with pytest.raises(Impossible, match="est revenu"):
        telling.tell(actor=ida.actor, request=ready)
    correct(
        actor=ida.actor,
        patient=told,
        traits=replace(told.traits, email="ondine.castor@example.org"),
        identity_status=told.identity_status,
        is_protected=False,
        is_told_by_email=True,
    )
    assert telling.tell(actor=ida.actor, request=ready)


def test_a_mail_that_is_only_late_or_an_answer_is_no_return(sink, sent) -> None:
    assert not back(sink, "delayed", "4.4.1")
    assert not health_mail.take_back(
        sink.sender, b"From: ondine@example.org\nSubject: Merci\n\nJe viens demain.\n"
    )
    sent.refresh_from_db()
    assert sent.state == "sent"


def test_what_comes_back_before_anybody_could_note_that_it_left_is_not_lost(
    settings, sink, ready, ida
) -> None:
    settings.HEALTH_MAIL_RETURN_DOMAIN = "retours.example.org"
    row = telling.tell(actor=ida.actor, request=ready)

    def send(_address: str, number: UUID) -> telling.Outcome:
        sink.sender = health_mail.return_path(number)
        assert back(sink)
        return telling.Outcome("sent", "250")

    assert telling.send_waiting(send) == 1
    row.refresh_from_db()
    assert (row.state, bytes(row.address_sealed)) == ("returned", b"")
    assert list(AuditEvent.objects.filter(entity_id=str(row.pk)).values_list("action", flat=True)) == [
        "mail.asked",
        "mail.returned",
    ]
    assert telling.came_back_to(ready.patient)


def test_told_twice_or_of_a_mail_nobody_sent_nothing_happens(sink, sent) -> None:
    assert back(sink)
    assert not back(sink)
    sink.sender = "mail+00000000000040008000000000000000@retours.example.org"
    assert not back(sink)
    assert AuditEvent.objects.filter(action="mail.returned").count() == 1


@pytest.mark.parametrize(
    "address", ["mail+x@retours.example.org", "accueil@retours.example.org", "", "mail+@", "a@example.org"]
)
def test_another_address_is_not_ours(settings, address) -> None:
    settings.HEALTH_MAIL_RETURN_DOMAIN = "retours.example.org"
    assert not health_mail.is_ours(address)
    settings.HEALTH_MAIL_RETURN_DOMAIN = ""
    assert not health_mail.is_ours(address)


@pytest.mark.django_db(databases=["default", "health"], transaction=True)
def test_the_mail_server_hands_it_over_by_smtp(sink, sent) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    receiving = server(boxes(), "127.0.0.1", port)
    receiving.start()
    try:
        report = DSN.format(to=sink.sender, action="failed", status="5.1.1")
        with smtplib.SMTP("127.0.0.1", port) as client:
            client.sendmail("", [sink.sender], report)
    finally:
        receiving.stop()
    sent.refresh_from_db()
    assert sent.state == "returned"
