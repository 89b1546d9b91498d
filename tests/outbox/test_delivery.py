"""From the gate to the mailbox: exactly those who said yes, as long as they say yes."""

import time
from collections.abc import Callable
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import Settings

from accord.consent import ledger, pauses
from accord.consent.terms import Method
from accord.contacts.models import ContactPoint
from accord.lib.actor import SYSTEM, Actor
from accord.outbox import letters, mailings, settling
from accord.outbox.deliver import Sender
from accord.outbox.models import Bounce, Letter, Mailing
from accord.outbox.parsing import parse, parts
from accord.outbox.smtp import Pipelined, connect
from accord.outbox.transport import from_settings
from accord.register.models import Purpose
from tests.outbox.conftest import Sink

Reader = Callable[..., ContactPoint]
Readers = Callable[[int, Purpose], list[ContactPoint]]
Newsletter = Callable[..., Mailing]
Work = Callable[[], None]


def withdraw(point: ContactPoint, purpose: Purpose) -> None:
    ledger.withdraw(
        actor=Actor.person(point.person_id),
        contact_point_id=point.pk,
        purpose_id=purpose.pk,
        channel="email",
        method=Method.PREFERENCES,
    )


def test_a_letter_reaches_exactly_those_who_said_yes(
    sink: Sink, reader: Reader, monthly: Purpose, newsletter: Newsletter, work_off: Work
) -> None:
    reader("ada", monthly)
    reader("charlie")
    withdraw(reader("blaise", monthly), monthly)
    mailing = newsletter(monthly)
    work_off()
    assert sink.recipients == ["ada@example.org"]
    mailing.refresh_from_db()
    assert mailing.state == Mailing.State.FINISHED
    assert mailings.progress(mailing).by_state == {"sent": 1}


def test_withdrawal_stops_a_queued_letter(
    sink: Sink, reader: Reader, monthly: Purpose, newsletter: Newsletter, work_off: Work
) -> None:
    ada, blaise = reader("ada", monthly), reader("blaise", monthly)
    mailing = newsletter(monthly)
    withdraw(blaise, monthly)
    work_off()
    assert sink.recipients == [ada.value]
    progress = mailings.progress(mailing)
    assert progress.by_state == {"sent": 1, "skipped": 1}
    assert progress.by_reason == {"withdrawn": 1}


def test_every_marketing_letter_can_be_stopped_by_the_mail_reader_itself(
    sink: Sink, reader: Reader, monthly: Purpose, newsletter: Newsletter, work_off: Work, settings: Settings
) -> None:
    settings.MAIL_RETURN_DOMAIN = "bounces.lumen.example.org"
    reader("zoe", monthly, first_name="Zoé\r\nBcc: x@example.org")
    newsletter(monthly)
    work_off()
    ((sender, to, raw),) = sink.messages
    letter = Letter.objects.get()
    message = parse(raw)
    assert sender == f"bounce+{letter.pk.hex}@bounces.lumen.example.org"
    assert to == "zoe@example.org"
    https, mailto = str(message["List-Unsubscribe"]).split(", ")
    assert https.startswith(f"<{settings.SITE_URL}/u/") and https.endswith("/>")
    assert mailto.startswith(f"<mailto:unsubscribe+{letter.pk.hex}@bounces.lumen.example.org")
    assert str(message["List-Unsubscribe-Post"]) == "List-Unsubscribe=One-Click"
    assert str(message["Precedence"]) == "bulk" and "lettre" in str(message["List-Id"])
    assert str(message["Message-ID"]) == letter.message_id
    assert str(message["From"]) == "Atelier Lumen <lettre@lumen.example.org>"
    assert "Bcc" not in message and "Feedback-ID" not in message
    texts = parts(message)
    assert https[1:-1] in texts["text/html"] and https[1:-1] in texts["text/plain"]
    assert "<img" not in texts["text/html"]
    assert texts["text/plain"].startswith("Bonjour Zoé Bcc: x@example.org")


def test_a_confirmation_letter_overtakes_a_running_campaign(
    sink: Sink, readers: Readers, monthly: Purpose, newsletter: Newsletter, work_off: Work
) -> None:
    readers(60, monthly)
    newsletter(monthly)
    sender = Sender(from_settings())
    sender.turn()
    letters.account_security(to="alice@lumen.example.org", language="fr", title="Bonjour", message="…")
    sender.turn()
    sender.transport.close()
    assert sink.recipients.index("alice@lumen.example.org") == 25


def test_a_paused_mailing_waits_a_cancelled_one_never_leaves(
    sink: Sink, reader: Reader, monthly: Purpose, newsletter: Newsletter, work_off: Work
) -> None:
    reader("ada", monthly)
    mailing = newsletter(monthly)
    mailings.pause(actor=SYSTEM, mailing=mailing)
    work_off()
    assert not sink.messages
    mailings.resume(actor=SYSTEM, mailing=mailing)
    mailings.cancel(actor=SYSTEM, mailing=mailing)
    work_off()
    assert not sink.messages
    with pytest.raises(mailings.NotNow):
        mailings.resume(actor=SYSTEM, mailing=mailing)


def test_nobody_gets_more_letters_in_a_week_than_the_house_allows(
    sink: Sink, reader: Reader, monthly: Purpose, newsletter: Newsletter, work_off: Work, settings: Settings
) -> None:
    settings.ACCORD_LETTERS_PER_WEEK = 2
    reader("ada", monthly)
    made = [newsletter(monthly) for _ in range(3)]
    work_off()
    assert len(sink.messages) == 2
    assert mailings.progress(made[2]).by_reason == {"too_many_this_week": 1}
    Letter.objects.update(claimed_at=timezone.now() - timedelta(days=8))
    newsletter(monthly)
    work_off()
    assert len(sink.messages) == 3


def test_a_pause_and_a_slower_rhythm_are_kept(
    sink: Sink, reader: Reader, monthly: Purpose, newsletter: Newsletter, work_off: Work
) -> None:
    ada, zoe = reader("ada", monthly), reader("zoe", monthly)
    later = pauses.Rhythm(until=timezone.now() + timedelta(days=30))
    for point, rhythm in ((ada, later), (zoe, pauses.Rhythm(every_days=30))):
        pauses.ask(
            actor=Actor.person(point.person_id),
            contact_point_id=point.pk,
            purpose_id=monthly.pk,
            channel="email",
            rhythm=rhythm,
        )
    newsletter(monthly)
    work_off()
    newsletter(monthly)
    work_off()
    assert sink.recipients == ["zoe@example.org"]


def test_an_address_that_does_not_exist_is_not_written_to_again(
    sink: Sink, reader: Reader, monthly: Purpose, newsletter: Newsletter, work_off: Work
) -> None:
    ada = reader("ada", monthly)
    sink.at_rcpt = lambda _address: "550 5.1.1 no such user"
    newsletter(monthly)
    work_off()
    ada.refresh_from_db()
    assert ada.unreachable_at is not None
    assert Letter.objects.get().state == Letter.State.BOUNCED
    assert Bounce.objects.get().kind == Bounce.Kind.HARD


def test_a_letter_refused_for_now_goes_later_under_the_same_name(
    sink: Sink, reader: Reader, monthly: Purpose, newsletter: Newsletter, work_off: Work
) -> None:
    reader("ada", monthly)
    sink.at_data = lambda _address: "451 4.7.1 come back"
    mailing = newsletter(monthly)
    sender = Sender(from_settings())
    sender.stop.set()
    sender.stop.clear()
    sender.stop.wait = lambda _seconds=None: False  # type: ignore[method-assign,assignment]
    sender.turn()
    letter = Letter.objects.get()
    assert (letter.state, letter.attempts) == (Letter.State.QUEUED, 1)
    assert letter.not_before > timezone.now() + timedelta(minutes=4)
    assert sender.wait > 0
    assert not sender.turn()
    sink.at_data = lambda _address: "250 OK"
    Letter.objects.update(not_before=timezone.now())
    sender.turn()
    sender.transport.close()
    assert [parse(raw)["Message-ID"] for _from, _to, raw in sink.messages] == [letter.message_id]
    assert mailings.progress(mailing).done == 1


def test_what_cannot_leave_in_two_seconds_goes_back_to_the_queue(
    sink: Sink, reader: Reader, monthly: Purpose, newsletter: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(5):
        reader(f"reader{number}", monthly)
    newsletter(monthly)
    monkeypatch.setattr("accord.outbox.deliver.HORIZON", -1)
    sender = Sender(from_settings())
    sender.turn()
    sender.transport.close()
    waiting = Letter.objects.filter(state=Letter.State.QUEUED, attempts=0, claimed_at=None)
    assert not sink.messages and waiting.count() == 5


def test_a_server_slow_to_greet_gets_no_letter_of_somebody_who_withdrew_meanwhile(
    sink: Sink, reader: Reader, monthly: Purpose, newsletter: Newsletter, monkeypatch: pytest.MonkeyPatch
) -> None:
    ada = reader("ada", monthly)
    newsletter(monthly)

    def slowly() -> Pipelined:
        time.sleep(0.3)
        withdraw(ada, monthly)
        return connect()

    monkeypatch.setattr("accord.outbox.deliver.HORIZON", 0.2)
    monkeypatch.setattr("accord.outbox.transport.connect", slowly)
    sender = Sender(from_settings())
    assert sender.turn() and sender.turn()
    sender.transport.close()
    assert not sink.messages
    assert Letter.objects.get().reason == "withdrawn"


def test_a_letter_that_comes_back_to_a_cancelled_mailing_never_leaves(
    sink: Sink, reader: Reader, monthly: Purpose, newsletter: Newsletter
) -> None:
    reader("ada", monthly)
    mailing = newsletter(monthly)
    sender = Sender(from_settings())
    current = sender.take()
    mailings.cancel(actor=SYSTEM, mailing=mailing)
    sink.at_data = lambda _address: "451 4.7.1 come back"
    sender.stop.wait = lambda _seconds=None: False  # type: ignore[method-assign,assignment]
    sender.send(current)  # type: ignore[arg-type]
    sender.settle(current)  # type: ignore[arg-type]
    sender.transport.close()
    settling.sweep()
    assert mailings.progress(mailing).by_state == {"cancelled": 1}


def test_what_a_service_letter_said_is_forgotten_once_it_has_left(
    sink: Sink, work_off: Work, db: None
) -> None:
    letters.account_security(to="alice@lumen.example.org", language="fr", title="Bonjour", message="secret")
    work_off()
    letter = Letter.objects.get()
    assert (letter.state, letter.to, letter.content) == (Letter.State.SENT, "", None)
    assert sink.recipients == ["alice@lumen.example.org"]
