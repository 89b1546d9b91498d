"""What comes back is believed when it is signed or addressed to one letter, and then it counts."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from uuid import uuid4

import pytest
from anymail.signals import AnymailTrackingEvent, tracking
from django.test import Client
from django.utils import timezone
from pytest_django import Settings
from standardwebhooks import Webhook

from accord.consent import gate, suppression
from accord.contacts.models import ContactPoint
from accord.outbox import bounces, webhooks
from accord.outbox.incoming import take_in
from accord.outbox.models import Bounce, Letter, Mailing
from accord.register.models import Purpose

SECRET = "whsec_" + "c2VjcmV0" * 4
URL = "/webhooks/mail/standard/"


@pytest.fixture
def letter(
    reader: Callable[..., ContactPoint],
    monthly: Purpose,
    newsletter: Callable[..., Mailing],
    settings: Settings,
) -> Letter:
    """A letter to Ada, and a provider that signs."""
    settings.ANYMAIL = {"WEBHOOK_SECRET": SECRET}
    settings.MAIL_RETURN_DOMAIN = "bounces.lumen.example.org"
    reader("ada", monthly)
    newsletter(monthly)
    return Letter.objects.get()


def ada() -> ContactPoint:
    return ContactPoint.objects.get(value="ada@example.org")


def told(client: Client, letter_id: str, kind: str, *, secret: str = SECRET) -> int:
    body = json.dumps(
        {"type": "letter", "data": {"letter": letter_id, "kind": kind, "detail": "5.1.1 unknown"}}
    )
    now = datetime.now(tz=UTC)
    headers = {
        "webhook-id": "msg_1",
        "webhook-timestamp": str(int(now.timestamp())),
        "webhook-signature": Webhook(secret).sign("msg_1", now, body),
    }
    return client.post(URL, body, content_type="application/json", headers=headers).status_code


def test_a_signed_bounce_makes_the_address_unreachable(client: Client, letter: Letter) -> None:
    assert told(client, letter.pk.hex, "hard") == 204
    assert ada().unreachable_at is not None


def test_a_forged_webhook_changes_nothing(client: Client, letter: Letter) -> None:
    assert told(client, letter.pk.hex, "complaint", secret="whsec_" + "b3RoZXIh" * 4) == 403
    assert client.post(URL, "{}", content_type="application/json").status_code == 403
    assert not Bounce.objects.exists()


def test_without_a_secret_no_webhook_is_open(client: Client, letter: Letter, settings: Settings) -> None:
    settings.ANYMAIL = {}
    assert told(client, letter.pk.hex, "hard") == 403
    settings.MAIL_TRANSPORT = "mailgun"
    assert client.post("/webhooks/mail/mailgun/", "{}", content_type="application/json").status_code == 403


def test_a_provider_s_webhook_with_a_wrong_password_is_refused(
    client: Client, letter: Letter, settings: Settings
) -> None:
    settings.MAIL_TRANSPORT, settings.ANYMAIL = "mailjet", {"WEBHOOK_SECRET": "lumen:right"}
    event = [{"event": "bounce", "email": "ada@example.org", "hard_bounce": True}]
    headers = {"Authorization": "Basic bHVtZW46d3Jvbmc="}
    answer = client.post(
        "/webhooks/mail/mailjet/", json.dumps(event), content_type="application/json", headers=headers
    )
    assert answer.status_code in (400, 403)
    assert client.post("/webhooks/mail/brevo/").status_code == 404


def test_a_complaint_withdraws_and_suppresses(letter: Letter, monthly: Purpose) -> None:
    assert bounces.report(letter_id=letter.pk, kind=Bounce.Kind.COMPLAINT)
    verdict = gate.ask(ada().pk, monthly, "email")
    assert not verdict.permitted
    assert suppression.is_suppressed(bytes(ada().address_hash), "email")


def test_a_provider_s_event_is_tied_to_the_letter_it_carries(letter: Letter) -> None:
    event = AnymailTrackingEvent(event_type="bounced", metadata={"letter": letter.pk.hex}, description="gone")
    tracking.send(sender=webhooks, event=event, esp_name="Test")
    assert ada().unreachable_at is not None


def test_a_provider_s_event_about_a_letter_that_is_not_ours_changes_nothing(letter: Letter) -> None:
    for number in ("", "z" * 32, uuid4().hex):
        event = AnymailTrackingEvent(event_type="bounced", metadata={"letter": number}, description="gone")
        tracking.send(sender=webhooks, event=event, esp_name="Test")
    assert ada().unreachable_at is None


def test_five_refusals_for_now_make_an_address_unreachable_four_do_not(letter: Letter) -> None:
    for number in range(5):
        assert ada().unreachable_at is None
        bounces.report(letter_id=another(letter).pk, kind=Bounce.Kind.SOFT, detail=f"mailbox full {number}")
    assert ada().unreachable_at is not None


def test_a_letter_that_stayed_starts_the_count_of_refusals_again(letter: Letter) -> None:
    for number in range(7):
        sent = another(letter)
        if number != 3:
            bounces.report(letter_id=sent.pk, kind=Bounce.Kind.SOFT, detail="mailbox full")
    assert ada().unreachable_at is None
    for _ in range(2):
        bounces.report(letter_id=another(letter).pk, kind=Bounce.Kind.SOFT, detail="mailbox full")
    assert ada().unreachable_at is not None


def another(letter: Letter) -> Letter:
    """One more letter to the same address, handed over now."""
    again = Letter.objects.get(pk=letter.pk)
    again.pk, again.mailing_id, again.service, again.decision = uuid4(), None, "receipt", None
    again.state, again.claimed_at = Letter.State.SENT, timezone.now()
    again.save(force_insert=True)
    return again


def test_the_same_news_twice_counts_once(letter: Letter) -> None:
    assert bounces.report(letter_id=letter.pk, kind=Bounce.Kind.SOFT)
    assert not bounces.report(letter_id=letter.pk, kind=Bounce.Kind.SOFT)
    assert ada().soft_bounces == 1


DSN = """\
From: MAILER-DAEMON@mx.example.org
To: {to}
Subject: Undelivered Mail Returned to Sender
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary="b"

--b
Content-Type: text/plain

Sorry.

--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example.org

Final-Recipient: rfc822; ada@example.org
Action: failed
Status: 5.1.1
Diagnostic-Code: smtp; 550 5.1.1 no such user

--b
Content-Type: message/rfc822

Message-ID: {message_id}
Subject: Bonjour

hello

--b--
"""


@pytest.mark.parametrize("by_address", [True, False])
def test_a_delivery_report_finds_its_letter_by_address_or_by_message_id(
    letter: Letter, by_address: bool
) -> None:
    to = f"bounce+{letter.pk.hex}@bounces.lumen.example.org" if by_address else "lettre@lumen.example.org"
    returned = take_in(DSN.format(to=to, message_id=letter.message_id).encode())
    assert returned is not None and returned.kind == Bounce.Kind.HARD
    assert ada().unreachable_at is not None


def test_a_report_about_a_letter_that_is_not_ours_changes_nothing(letter: Letter) -> None:
    take_in(
        DSN.format(to="lettre@lumen.example.org", message_id=f"<{uuid4().hex}@elsewhere.example>").encode()
    )
    assert ada().unreachable_at is None
    assert take_in(b"To: x@example.org\n\nhello") is None


def test_a_mail_to_the_unsubscribe_address_withdraws(letter: Letter, monthly: Purpose) -> None:
    take_in(f"To: <unsubscribe+{letter.pk.hex}@bounces.lumen.example.org>\nSubject: unsubscribe\n\n".encode())
    assert gate.ask(ada().pk, monthly, "email").reason == "withdrawn"
