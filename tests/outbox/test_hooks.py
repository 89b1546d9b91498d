"""Webhooks: told once, signed, ids only, tried again, never into a private network."""

import json
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import time_machine
from django.db import connection, transaction
from django.test import Client
from django.utils import timezone
from standardwebhooks import Webhook, WebhookVerificationError

from accord.audit.actions import record
from accord.audit.models import Entry
from accord.contacts import actions as contacts
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import Person
from accord.desk.waiting import waiting
from accord.lib.actor import SYSTEM
from accord.lib.sealing import Unreadable, seal, unseal
from accord.outbox.hooks import actions, door, knocking, reading
from accord.outbox.jobs import tell
from accord.outbox.models import Delivery, Endpoint, JournalMark
from accord.register.models import Recipient
from accord.staff.models import User

pytestmark = pytest.mark.django_db
SignIn = Callable[[User], Client]
WAITING, DELIVERED, FAILED = Delivery.State.WAITING, Delivery.State.DELIVERED, Delivery.State.FAILED


@dataclass
class Receiver:
    """A program elsewhere: what it got, and what it answers."""

    url: str
    status: int = 204
    got: list[tuple[dict[str, str], bytes]] = field(default_factory=list)

    @property
    def said(self) -> list[dict[str, Any]]:
        """The messages it got."""
        return [json.loads(body) for _headers, body in self.got]


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    """A real web server of this machine."""

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            known.got.append((dict(self.headers), body))
            self.send_response(known.status)
            self.send_header("Location", "http://127.0.0.1:9/")
            self.end_headers()

        def log_message(self, *_arguments: Any) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    known = Receiver(f"http://localhost:{server.server_port}/accord?house=1")
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True).start()
    yield known
    server.shutdown()
    server.server_close()


@pytest.fixture(autouse=True)
def inside(settings: Any) -> None:
    """Webhooks may go to this machine, as in the demonstration."""
    settings.ACCORD_HOOKS_INSIDE = True


ALL = ["lead.confirmed", "deal.won", "permission.changed", "person.restricted", "person.erased"]


@pytest.fixture
def listening(receiver: Receiver) -> tuple[Endpoint, str]:
    """An endpoint that is told everything, and its secret."""
    reading.read()
    return actions.create_endpoint(actor=SYSTEM, name="Facturation", url=receiver.url, events=ALL)


@pytest.fixture
def ada(db: None) -> Person:
    """Ada, known to the house."""
    at = timezone.now() - timedelta(days=1)
    return contacts.admit(
        actor=SYSTEM,
        acquisition=NewAcquisition("form", "Lettre", at, informed_at=at),
        identity=Identity("Ada", "Lovelace", "Mathématicienne"),
        points=[NewPoint("email", "ada@example.org", "personal", confirmed_at=at)],
    )


def restrict(person: Person) -> None:
    contacts.set_state(actor=SYSTEM, person=person, state="restricted")


def win(number: int = 7) -> None:
    deal = JournalMark(pk=number)  # anything with a number
    record(actor=SYSTEM, verb="sales.deal.won", about=deal, facts={"amount": 120_000, "lead": 3})


def deliver() -> None:
    """What the worker does: read the journal, try what is due."""
    reading.read()
    for delivery in knocking.due():
        knocking.knock(delivery.pk)


# What leaves


def test_what_happened_is_told_signed_and_by_numbers(listening: Any, receiver: Receiver, ada: Person) -> None:
    _endpoint, secret = listening
    restrict(ada)
    deliver()
    ((headers, body),) = receiver.got
    said = Webhook(secret).verify(body, headers)
    assert said["type"] == "person.restricted" and said["data"] == {"person_id": ada.pk}
    assert "Ada" not in body.decode() and "example.org" not in body.decode()
    assert Delivery.objects.get().state == DELIVERED


def test_a_message_that_was_changed_does_not_verify(listening: Any, receiver: Receiver, ada: Person) -> None:
    restrict(ada)
    deliver()
    ((headers, body),) = receiver.got
    with pytest.raises(WebhookVerificationError):
        Webhook(listening[1]).verify(body.replace(b"restricted", b"erased"), headers)


def test_only_a_recipient_of_the_register_is_told_who(
    listening: Any, receiver: Receiver, ada: Person
) -> None:
    endpoint, _secret = listening
    processor = Recipient.objects.create(
        code="crm", name="Facture SAS", kind="processor", what_for_fr="Facturer."
    )
    actions.change_endpoint(actor=SYSTEM, endpoint=endpoint, recipient_id=processor.pk)
    record(
        actor=SYSTEM, verb="sales.lead.arrived", about=JournalMark(pk=4), facts={"form": 1, "person": ada.pk}
    )
    deliver()
    (said,) = receiver.said
    assert said["data"]["lead_id"] == 4 and said["data"]["person"]["email"] == "ada@example.org"
    assert "Ada" not in json.dumps(list(Delivery.objects.values("data")))


def test_not_even_a_recipient_is_told_who_is_restricted(
    listening: Any, receiver: Receiver, ada: Person
) -> None:
    processor = Recipient.objects.create(
        code="crm", name="Facture SAS", kind="processor", what_for_fr="Facturer."
    )
    actions.change_endpoint(actor=SYSTEM, endpoint=listening[0], recipient_id=processor.pk)
    restrict(ada)
    deliver()
    assert receiver.said[0]["data"] == {"person_id": ada.pk}


def test_only_the_events_chosen_are_told(listening: Any, receiver: Receiver, ada: Person) -> None:
    actions.change_endpoint(actor=SYSTEM, endpoint=listening[0], events=["deal.won"])
    restrict(ada)
    win()
    record(actor=SYSTEM, verb="sales.lead.arrived", about=JournalMark(pk=4), facts={"form": None})
    deliver()
    assert [said["type"] for said in receiver.said] == ["deal.won"]
    assert receiver.said[0]["data"] == {"deal_id": 7, "lead_id": 3}


def test_what_happened_before_is_not_told(receiver: Receiver, ada: Person) -> None:
    restrict(ada)
    actions.create_endpoint(actor=SYSTEM, name="Facturation", url=receiver.url, events=ALL)
    deliver()
    assert receiver.got == []


# Once


def test_the_journal_is_told_in_order_and_once(listening: Any, receiver: Receiver) -> None:
    for number in range(1, 6):
        win(number)
    deliver()
    deliver()
    reading.read()
    assert [said["data"]["deal_id"] for said in receiver.said] == [1, 2, 3, 4, 5]
    assert Delivery.objects.count() == 5


def test_a_worker_killed_while_reading_leaves_nothing_half_done(listening: Any) -> None:
    win()
    with transaction.atomic():
        reading.read()
        transaction.set_rollback(True)  # its connection is cut
    assert not Delivery.objects.exists()
    reading.read()
    assert Delivery.objects.count() == 1


def test_a_worker_killed_while_delivering_is_taken_over(listening: Any, receiver: Receiver) -> None:
    win()
    reading.read()
    claimed = knocking._claim(Delivery.objects.get().pk)
    assert claimed and knocking.knock(claimed.pk) is None, "somebody else is at it"
    with time_machine.travel(timezone.now() + timedelta(minutes=2), tick=True):
        deliver()
    assert len(receiver.got) == 1 and Delivery.objects.get().state == DELIVERED


@pytest.mark.django_db(transaction=True)
def test_what_a_long_transaction_wrote_first_is_told_when_it_ends(receiver: Receiver) -> None:
    reading.read()
    actions.create_endpoint(actor=SYSTEM, name="Facturation", url=receiver.url, events=ALL)
    written, ending = threading.Event(), threading.Event()

    def long() -> None:
        with transaction.atomic():
            win(1)
            written.set()
            ending.wait(10)
        connection.close()

    slow = threading.Thread(target=long)
    slow.start()
    assert written.wait(10)
    win(2)
    for _ in range(3):
        reading.read()
    assert [row.data["deal_id"] for row in Delivery.objects.all()] == [2]
    ending.set()
    slow.join()
    for _ in range(3):
        reading.read()
    assert sorted(row.data["deal_id"] for row in Delivery.objects.all()) == [1, 2]
    assert JournalMark.objects.get().settled >= Entry.objects.latest("pk").pk


@pytest.mark.django_db(transaction=True)
def test_two_workers_that_read_at_once_tell_once(receiver: Receiver) -> None:
    reading.read()
    actions.create_endpoint(actor=SYSTEM, name="Facturation", url=receiver.url, events=ALL)
    for number in range(20):
        win(number + 1)

    def look() -> None:
        reading.read()
        connection.close()

    threads = [threading.Thread(target=look) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert Delivery.objects.count() == 20


@pytest.mark.django_db(transaction=True)
def test_the_clock_has_each_delivery_tried_by_one_job(receiver: Receiver) -> None:
    reading.read()
    actions.create_endpoint(actor=SYSTEM, name="Facturation", url=receiver.url, events=ALL)
    win()
    tell(0)
    tell(10)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT args ->> 'delivery_id' FROM procrastinate_jobs WHERE task_name = 'outbox.knock'"
        )
        assert cursor.fetchall() == [(str(Delivery.objects.get().pk),)]


# Again, and no more


def test_a_program_that_fails_is_asked_again_later_and_later(listening: Any, receiver: Receiver) -> None:
    receiver.status = 503
    win()
    deliver()
    delivery = Delivery.objects.get()
    assert (delivery.state, delivery.tries) == (WAITING, 1)
    now, waits = timezone.now(), []
    with time_machine.travel(now, tick=False) as clock:
        for _ in range(20):
            delivery.refresh_from_db()
            if delivery.state != WAITING:
                break
            waits.append(delivery.next_at - timezone.now())
            clock.move_to(delivery.next_at)
            deliver()
    assert waits == sorted(waits) and len(waits) == len(knocking.LATER)
    assert delivery.state == FAILED and delivery.attempts.count() == len(knocking.LATER) + 1
    numbers = {headers["webhook-id"] for headers, _body in receiver.got}
    assert len(numbers) == 1


def test_a_program_that_takes_nothing_for_a_day_is_stopped_and_administrators_see_it(
    listening: Any, receiver: Receiver, alice: User
) -> None:
    receiver.status = 500
    win()
    with time_machine.travel(timezone.now(), tick=False) as clock:
        for _ in range(len(knocking.LATER) + 1):
            deliver()
            clock.move_to(Delivery.objects.get().next_at)
    endpoint = Endpoint.objects.get()
    assert not endpoint.is_active and endpoint.stopped_why == "failed"
    assert Entry.objects.filter(verb="outbox.endpoint.stopped").count() == 1
    assert any("Facturation" in thing.title for thing in waiting(alice))
    win(8)
    deliver()
    assert Delivery.objects.count() == 1


def test_a_program_that_is_gone_is_stopped_at_once(listening: Any, receiver: Receiver) -> None:
    receiver.status = 410
    win()
    deliver()
    assert Endpoint.objects.get().stopped_why == "gone" and Delivery.objects.get().state == FAILED


def test_one_that_recovers_goes_on(listening: Any, receiver: Receiver) -> None:
    receiver.status = 500
    win()
    deliver()
    assert Endpoint.objects.get().failing_since
    receiver.status = 204
    with time_machine.travel(timezone.now() + timedelta(seconds=6), tick=True):
        deliver()
    assert Endpoint.objects.get().failing_since is None and Delivery.objects.get().state == DELIVERED


def test_nothing_is_followed_elsewhere(listening: Any, receiver: Receiver) -> None:
    receiver.status = 307
    win()
    deliver()
    assert len(receiver.got) == 1 and Delivery.objects.get().attempts.get().status == 307


def test_a_program_that_is_not_there_is_an_error_in_words(listening: Any) -> None:
    actions.change_endpoint(actor=SYSTEM, endpoint=listening[0], url="http://127.0.0.1:9/")
    win()
    deliver()
    attempt = Delivery.objects.get().attempts.get()
    assert attempt.status is None and "refused" in attempt.error


# Where it may go


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "::1",
        "fe80::1",
        "fd00::1",
        "::ffff:10.0.0.1",
        "64:ff9b::a00:1",
        "2002:a00:1::",
    ],
)
def test_a_private_network_is_no_public_address(address: str) -> None:
    assert not door.is_public(address)


def test_a_public_address_is_one() -> None:
    assert door.is_public("198.41.0.4") and door.is_public("2001:503:ba3e::2:30")


def test_webhooks_do_not_go_into_a_private_network(receiver: Receiver, settings: Any) -> None:
    settings.ACCORD_HOOKS_INSIDE = False
    for url in (
        receiver.url,
        receiver.url.replace("http:", "https:"),
        "https://127.0.0.1/",
        "https://[::1]/",
    ):
        answer = door.post(url, b"{}", {})
        assert answer.status is None and answer.error
    assert receiver.got == []


@pytest.mark.parametrize(
    "url", ["ftp://example.org/", "https://", "https://me:secret@example.org/", "https://x:y/"]
)
def test_what_is_no_address_of_a_web_server_is_refused(url: str) -> None:
    with pytest.raises(door.Forbidden):
        door.checked(url)


# The secret


def test_a_secret_is_sealed_and_shown_once(alice: User, signed_in: SignIn, receiver: Receiver) -> None:
    client = signed_in(alice)
    said = {"name": "Facturation", "url": receiver.url, "events": ["deal.won"]}
    secret = client.post("/hooks/new/", said).context["secret"]
    endpoint = Endpoint.objects.get()
    assert secret.startswith("whsec_") and secret.encode() not in bytes(endpoint.sealed_secret)
    assert secret not in client.get(f"/hooks/{endpoint.pk}/").content.decode()
    other = client.post(f"/hooks/{endpoint.pk}/secret/").context["secret"]
    assert other != secret


def test_what_is_sealed_for_one_use_is_not_read_for_another() -> None:
    assert unseal(seal("secret", purpose="a"), purpose="a") == "secret"
    with pytest.raises(Unreadable):
        unseal(seal("secret", purpose="a"), purpose="b")


# Pages


def test_only_administrators_see_webhooks(diane: User, bob: User, signed_in: SignIn, listening: Any) -> None:
    for user in (diane, bob):
        assert signed_in(user).get("/hooks/").status_code == 403


def test_a_delivery_is_inspected_and_replayed(
    alice: User, signed_in: SignIn, listening: Any, receiver: Receiver
) -> None:
    win()
    deliver()
    delivery, client = Delivery.objects.get(), signed_in(alice)
    page = client.get(f"/hooks/deliveries/{delivery.pk}/").content.decode()
    assert "204" in page and "deal.won" in page and delivery.message_id.hex in page
    client.post(f"/hooks/deliveries/{delivery.pk}/replay/")
    deliver()
    assert len(receiver.got) == 2 and receiver.got[0][0]["webhook-id"] == receiver.got[1][0]["webhook-id"]


def test_an_endpoint_is_tried_out_with_a_message_about_nobody(
    alice: User, signed_in: SignIn, listening: Any, receiver: Receiver
) -> None:
    signed_in(alice).post(f"/hooks/{listening[0].pk}/try/")
    deliver()
    assert receiver.said[0]["type"] == "endpoint.tried" and receiver.said[0]["data"] == {}


def test_a_form_that_leads_inside_is_refused_beside_its_field(
    alice: User, signed_in: SignIn, settings: Any
) -> None:
    settings.ACCORD_HOOKS_INSIDE = False
    said = {"name": "Facturation", "url": "http://example.org/", "events": ["deal.won"]}
    refused = signed_in(alice).post("/hooks/new/", said)
    assert refused.status_code == 422 and refused.context["form"].errors["url"]


def test_old_deliveries_are_forgotten(listening: Any, receiver: Receiver) -> None:
    win()
    deliver()
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=True):
        actions.tidy_deliveries()
    assert not Delivery.objects.exists()
