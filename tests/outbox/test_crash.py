"""Whatever kills the sender, whenever: nobody is written to twice, nobody is skipped, what is not known is shown."""

import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
from django.conf import settings as django_settings
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accord.contacts.models import ContactPoint
from accord.lib.actor import SYSTEM, Actor
from accord.outbox import actions, mailings, settling
from accord.outbox.models import Letter, Mailing
from accord.preferences import actions as preferences
from accord.project import databases, embedded
from accord.register.models import Purpose
from accord.staff.models import User
from tests.outbox.conftest import Sink

Readers = Callable[[int, Purpose], list[ContactPoint]]
READERS, KILLS = 500, 4
IN_FLIGHT = 75  # one batch claimed, one leaving, one not yet settled


@contextmanager
def worker(sink: Sink) -> Iterator["subprocess.Popen[bytes]"]:
    """A real `accord deliver` on the test's database and server."""
    environment = {key: value for key, value in os.environ.items() if key != databases.AS_OWNER}
    environment |= {
        "DATABASE_URL": databases.cluster().url(
            embedded.APPLICATION, database=connection.settings_dict["NAME"]
        ),
        "SECRET_KEY": django_settings.SECRET_KEY,
        "MAIL_TRANSPORT": "smtp",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(sink.port),
        "DJANGO_SETTINGS_MODULE": "accord.project.settings",
    }
    process = subprocess.Popen([sys.executable, "-m", "accord", "deliver"], env=environment)
    try:
        yield process
    finally:
        process.kill()
        process.wait()


def wait_until(done: Callable[[], bool], seconds: float = 180) -> None:
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "too long"
        time.sleep(0.02)


@pytest.mark.django_db(transaction=True)
def test_a_sender_killed_again_and_again_writes_to_everybody_once(
    sink: Sink, readers: Readers, monthly: Purpose, newsletter: Callable[..., Mailing]
) -> None:
    expected = {point.value for point in readers(READERS, monthly)}
    mailing = newsletter(monthly)
    chance = random.Random(7)
    for _ in range(KILLS):
        seen = len(sink.messages)
        with worker(sink) as process:
            wait_until(lambda seen=seen: len(sink.messages) > seen)  # type: ignore[misc]
            time.sleep(chance.random() / 10)
            os.kill(process.pid, signal.SIGKILL)
    with worker(sink):
        wait_until(lambda: not Letter.objects.filter(mailing=mailing, state=Letter.State.QUEUED).exists())
        wait_until(lambda: Letter.objects.filter(state=Letter.State.CLAIMED).count() <= KILLS * IN_FLIGHT)
        time.sleep(0.5)
    assert_nobody_twice_nobody_skipped(sink, mailing, expected)


def assert_nobody_twice_nobody_skipped(sink: Sink, mailing: Mailing, expected: set[str]) -> None:
    received = Counter(sink.recipients)
    assert max(received.values()) == 1
    in_flight = set(
        Letter.objects.filter(state=Letter.State.CLAIMED).values_list("contact_point_id", flat=True)
    )
    assert len(in_flight) <= KILLS * IN_FLIGHT
    Letter.objects.filter(state=Letter.State.CLAIMED).update(claimed_at=timezone.now() - timedelta(minutes=6))
    assert settling.sweep() == len(in_flight)
    by_state = mailings.progress(mailing).by_state
    assert by_state.get("unknown", 0) == len(in_flight)
    assert by_state["sent"] + len(in_flight) == READERS
    unknown = set(ContactPoint.objects.filter(pk__in=in_flight).values_list("value", flat=True))
    assert set(received) | unknown == expected
    for letter in Letter.objects.filter(state=Letter.State.UNKNOWN):
        actions.consider_sent(actor=SYSTEM, letter=letter)
    assert mailings.finish_if_done(Mailing.objects.get(pk=mailing.pk))


@pytest.mark.django_db(transaction=True)
def test_a_sender_told_to_stop_finishes_what_it_holds(
    sink: Sink, readers: Readers, monthly: Purpose, newsletter: Callable[..., Mailing]
) -> None:
    readers(120, monthly)
    newsletter(monthly)
    with worker(sink) as process:
        wait_until(lambda: bool(sink.messages))
        process.send_signal(signal.SIGTERM)
        assert process.wait(20) == 0
    states = Counter(Letter.objects.values_list("state", flat=True))
    assert set(states) <= {"sent", "queued"}
    assert states["sent"] == len(sink.messages)


@pytest.mark.django_db(transaction=True)
def test_two_senders_at_once_share_the_letters(
    sink: Sink, readers: Readers, monthly: Purpose, newsletter: Callable[..., Mailing]
) -> None:
    expected = {point.value for point in readers(200, monthly)}
    newsletter(monthly)
    with worker(sink), worker(sink):
        wait_until(lambda: Letter.objects.filter(state=Letter.State.SENT).count() == len(expected))
    assert Counter(sink.recipients) == Counter(expected)


@pytest.mark.django_db(transaction=True)
def test_a_withdrawal_during_the_send_is_honoured_within_two_seconds(
    sink: Sink, readers: Readers, monthly: Purpose, newsletter: Callable[..., Mailing]
) -> None:
    points = readers(60, monthly)
    sink.at_data = lambda _address: time.sleep(0.1) or "250 OK"
    newsletter(monthly)
    with worker(sink):
        wait_until(lambda: len(sink.messages) >= 3)
        waiting = Letter.objects.filter(state=Letter.State.QUEUED).values_list("contact_point_id", flat=True)
        last = next(point for point in points if point.pk == list(waiting)[-1])
        from_now = len(sink.messages)
        withdraw_from_everything(last)
        wait_until(lambda: Letter.objects.filter(state=Letter.State.SKIPPED).exists())
    assert last.value not in sink.recipients
    assert len(sink.messages) >= from_now


def withdraw_from_everything(point: ContactPoint) -> None:
    preferences.stop_everything(actor=Actor.person(point.person_id), person_id=point.person_id)


def test_a_person_decides_about_an_unknown_letter_once(
    reader: Callable[..., ContactPoint], monthly: Purpose, newsletter: Callable[..., Mailing]
) -> None:
    reader("ada", monthly)
    newsletter(monthly)
    letter = Letter.objects.get()
    Letter.objects.update(state=Letter.State.UNKNOWN, claimed_at=timezone.now(), attempts=1)
    before = letter.message_id
    actions.send_again(actor=SYSTEM, letter=letter)
    letter.refresh_from_db()
    assert (letter.state, letter.message_id) == (Letter.State.QUEUED, before)
    with pytest.raises(actions.Settled):
        actions.consider_sent(actor=SYSTEM, letter=letter)


@pytest.fixture
def unknown(
    reader: Callable[..., ContactPoint], monthly: Purpose, newsletter: Callable[..., Mailing]
) -> Mailing:
    """A mailing whose sender was killed while it held the letters to Ada and Zoé; Zoé withdrew since."""
    reader("ada", monthly)
    zoe = reader("zoe", monthly)
    mailing = newsletter(monthly)
    Letter.objects.update(state=Letter.State.UNKNOWN, claimed_at=timezone.now() - timedelta(minutes=6))
    withdraw_from_everything(zoe)
    return mailing


def test_one_decision_sends_all_unknown_letters_again_to_those_who_still_agree(
    sink: Sink, work_off: Callable[[], None], unknown: Mailing
) -> None:
    assert actions.send_all_again(actor=SYSTEM, mailing=unknown) == 2
    work_off()
    assert sink.recipients == ["ada@example.org"]
    with pytest.raises(actions.Settled):
        actions.consider_all_sent(actor=SYSTEM, mailing=unknown)


def test_one_decision_takes_all_unknown_letters_for_delivered(
    signed_in: Callable[[User], Client], alice: User, diane: User, unknown: Mailing
) -> None:
    as_alice, as_diane = signed_in(alice), signed_in(diane)
    address = reverse("outbox:decide-all", args=[unknown.pk])
    page = as_alice.get(reverse("outbox:sending")).content.decode()
    assert address in page and "ada@example.org" in page
    assert as_diane.post(address, {"do": "delivered"}).status_code == 403
    as_alice.post(address, {"do": "delivered"})
    assert mailings.progress(unknown).by_state == {"sent": 2}
    assert address not in as_alice.get(reverse("outbox:sending")).content.decode()


def test_the_unknown_letters_of_a_cancelled_mailing_never_leave(unknown: Mailing) -> None:
    mailings.cancel(actor=SYSTEM, mailing=unknown)
    with pytest.raises(actions.Settled):
        actions.send_all_again(actor=SYSTEM, mailing=unknown)
