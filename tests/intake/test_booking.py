"""People choose a time to meet a colleague: told before, confirmed by their address, never promised what is taken."""

import contextlib
import gzip
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from threading import Barrier, Thread
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.contrib.staticfiles import finders
from django.core import signing
from django.db import connections
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accord.contacts.actions import admit
from accord.contacts.admission import Identity, NewAcquisition, NewPoint
from accord.contacts.models import Person
from accord.intake.bookings.chosen import short
from accord.intake.models import Form, PendingRequest
from accord.lib.actor import SYSTEM
from accord.outbox.deliver import Sender
from accord.outbox.models import DemoMessage, Letter
from accord.outbox.parsing import parse
from accord.outbox.transport import from_settings
from accord.sales import booking as bookings
from accord.sales.booked import manage_url
from accord.sales.booking import Passed, Taken, Wanted
from accord.sales.diary import Busy
from accord.sales.doing import NewActivity, change, drop, plan
from accord.sales.leaving import Heirs, leave
from accord.sales.models import Activity, Booking, BookingPage, Lead
from accord.sales.slots import free
from accord.staff.models import User
from tests.intake.conftest import confirm, filled

SignIn = Callable[[User], Client]
PARIS = ZoneInfo("Europe/Paris")
PUBLIC_BUDGET = 15_000  # bytes of page and style as they travel, ui.md
EVERY_DAY = [[day, "09:00", "12:00"] for day in range(7)]


@pytest.fixture
def page(bob: User, trial: Form) -> BookingPage:
    """Bob's page: every morning but public holidays, half an hour each."""
    said = {
        "code": "bob",
        "form_id": trial.pk,
        "hours": EVERY_DAY,
        "place": "8 quai des Brumes",
        "is_open": True,
    }
    return bookings.save_page(actor=bob.actor, page=BookingPage(user=bob), **said)


def known(name: str, number: int) -> Person:
    """Somebody already in the base."""
    now = timezone.now()
    return admit(
        actor=SYSTEM,
        acquisition=NewAcquisition("form", "Essai", now, informed_at=now),
        identity=Identity(name, "Caron"),
        points=[NewPoint("email", f"{name.lower()}{number}@example.org", "professional", confirmed_at=now)],
    )


def asked(visitor: Client, page: BookingPage, at: datetime, zone: str = "Europe/Paris", **more: Any) -> Any:
    """The visitor chooses `at` and sends the form, as a browser does."""
    shown = visitor.get("/rendez-vous/bob/", {"at": short(at), "zone": zone})
    assert shown.status_code == 200 and 'name="meeting"' in shown.text
    signed = shown.text.partition('name="meeting" value="')[2].partition('"')[0]
    return visitor.post("/rendez-vous/bob/", filled(meeting=signed, **more))


def booked(visitor: Client, page: BookingPage) -> Booking:
    """Ada's meeting, at the first free time."""
    asked(visitor, page, free(page)[0])
    confirm()
    return Booking.objects.select_related("activity", "page__user").get()


def calendars() -> list[str]:
    """The calendar files that reached people, unfolded, the oldest first."""
    sender = Sender(from_settings())
    while sender.turn():
        pass
    messages = [parse(bytes(one.raw)) for one in DemoMessage.objects.order_by("pk")]
    files = [
        part for message in messages for part in message.walk() if part.get_content_type() == "text/calendar"
    ]
    return [file.get_content().replace("\r\n ", "") for file in files]


# From the page to the calendar


def test_nothing_enters_before_the_click_and_the_notice_is_read_before(
    visitor: Client, page: BookingPage
) -> None:
    at = free(page)[0]
    shown = visitor.get("/rendez-vous/bob/", {"at": short(at)})
    assert "mention" in shown.text and not shown.cookies
    assert asked(visitor, page, at).status_code == 200
    assert PendingRequest.objects.count() == 1
    assert not Person.objects.exists() and not Booking.objects.exists() and not Activity.objects.exists()
    assert at in free(page)  # a request that nobody confirmed holds nothing


def test_confirmed_it_is_in_bobs_calendar_and_ada_is_his_lead(
    visitor: Client, page: BookingPage, bob: User
) -> None:
    at = free(page)[0]
    asked(visitor, page, at)
    confirm()
    held, person = Activity.objects.get(), Person.objects.get()
    assert (held.kind, held.owner, held.due_at, held.ends_at) == (
        "meeting",
        bob,
        at,
        at + timedelta(minutes=30),
    )
    assert (held.person, held.lead, Lead.objects.get().owner) == (person, Lead.objects.get(), bob)
    assert at not in free(page) and held.place == "8 quai des Brumes"


def test_ada_gets_it_for_her_calendar_and_bob_a_word_without_her_name(
    visitor: Client, page: BookingPage, bob: User
) -> None:
    held = booked(visitor, page).activity
    assert held and held.due_at
    told = Letter.objects.get(service="reminder")
    assert told.to == bob.email and "Ada" not in str(told.content)
    (file,) = calendars()
    assert f"DTSTART:{held.due_at.astimezone(UTC):%Y%m%dT%H%M%SZ}" in file
    assert f"UID:{held.uid}" in file and "METHOD:PUBLISH" in file and "LOCATION:8 quai des Brumes" in file


def test_whoever_has_a_lead_with_bob_opens_no_second_one(visitor: Client, page: BookingPage) -> None:
    visitor.post("/f/essai/", filled())
    confirm()
    Letter.objects.all().delete()
    with time_machine.travel(timezone.now() + timedelta(hours=1)):
        asked(visitor, page, free(page)[0])
        confirm()
        assert Activity.objects.get().lead == Lead.objects.get()


def test_the_hours_are_those_of_the_reader(visitor: Client, page: BookingPage) -> None:
    at = free(page)[0]
    shown = visitor.get("/rendez-vous/bob/", {"zone": "Asia/Tokyo"}).text
    there = at.astimezone(ZoneInfo("Asia/Tokyo"))
    assert f"{there.hour} h {there.minute:02}".replace(" ", "\xa0") in shown
    asked(visitor, page, at, "Asia/Tokyo")
    confirm()
    letter = Letter.objects.get(service="meeting")
    assert letter.content and "Tokyo" in letter.content["facts"]["when"]
    assert f"{there.hour}\xa0h" in letter.content["facts"]["when"]


def test_the_page_of_free_times_is_light_and_needs_no_script(visitor: Client, page: BookingPage) -> None:
    BookingPage.objects.update(minutes=15, hours=[[day, "08:00", "19:00"] for day in range(7)], lead_hours=0)
    style = Path(finders.find("ui/public.css") or "").read_bytes()
    for language in ("fr", "en"):
        shown = visitor.get("/rendez-vous/bob/", {"lang": language, "zone": "America/New_York"})
        sent = gzip.compress(shown.content) + gzip.compress(style)
        assert b"?at=" in shown.content and b"<script" not in shown.content
        assert len(sent) <= PUBLIC_BUDGET


# Which times


def test_nine_in_the_morning_stays_nine_across_the_change_of_hour(page: BookingPage) -> None:
    with time_machine.travel(datetime(2026, 3, 26, 6, 0, tzinfo=PARIS), tick=False):
        mornings = [at for at in free(page) if at.astimezone(PARIS).hour == 9 and at.minute == 0]
    assert {at.hour for at in mornings if at.date().day < 29 and at.month == 3} == {8}
    assert {at.hour for at in mornings if at.month == 4} == {7}


def test_meetings_holidays_and_the_next_hours_are_left_out(page: BookingPage, bob: User) -> None:
    with time_machine.travel(datetime(2026, 12, 23, 8, 0, tzinfo=PARIS), tick=False):
        days = {at.astimezone(PARIS).date().day for at in free(page)}
        assert 25 not in days and 23 not in days and 26 in days  # Christmas; within 24 hours
        begins = datetime(2026, 12, 28, 9, 45, tzinfo=PARIS)
        new = NewActivity(
            "meeting", "Atelier", owner_id=bob.pk, due_at=begins, ends_at=begins + timedelta(hours=1)
        )
        plan(actor=bob.actor, new=new)
        times = [f"{at.astimezone(PARIS):%H:%M}" for at in free(page) if at.astimezone(PARIS).day == 28]
    assert times == ["09:00", "11:00", "11:30"]


# Nobody is promised what somebody else has


def test_whoever_confirms_second_is_told_and_chooses_another_time(visitor: Client, page: BookingPage) -> None:
    at = free(page)[0]
    asked(visitor, page, at)
    bookings.book(actor=SYSTEM, page=page, person=known("Blaise", 1), wanted=Wanted(at, "Europe/Paris", "fr"))
    confirm()
    late = Booking.objects.get(activity=None)
    address = manage_url(late).partition("/rendez-vous/")[2]
    other = free(page)[0]
    said = visitor.post(f"/rendez-vous/{address}", {"at": short(other)})
    assert said.status_code == 200
    late.refresh_from_db()
    assert late.activity and late.activity.due_at == other


@pytest.mark.django_db(transaction=True)
def test_two_people_who_confirm_the_same_time_at_once_get_one_meeting(page: BookingPage) -> None:
    at, start = free(page)[0], Barrier(4)
    people = [known("Ada", number) for number in range(4)]

    def book(person: Person) -> None:
        start.wait()
        bookings.book(actor=SYSTEM, page=page, person=person, wanted=Wanted(at, "Europe/Paris", "fr"))
        connections.close_all()

    threads = [Thread(target=book, args=[person]) for person in people]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert Booking.objects.count() == 4
    assert Activity.objects.filter(kind="meeting").count() == 1


# Afterwards


def test_ada_moves_her_meeting_and_her_calendar_follows(visitor: Client, page: BookingPage) -> None:
    booking = booked(visitor, page)
    assert booking.activity
    before, other = booking.activity.due_at, free(page)[3]
    address = manage_url(booking).partition("/rendez-vous/")[2]
    visitor.post(f"/rendez-vous/{address}", {"at": short(other)})
    held = Activity.objects.get()
    assert (held.due_at, held.pk) == (other, booking.activity_id) and before in free(page)
    first, second = calendars()
    assert "SEQUENCE:1" in first and "SEQUENCE:2" in second and f"UID:{held.uid}" in second


def test_ada_cancels_and_the_time_is_free_again(visitor: Client, page: BookingPage) -> None:
    booking = booked(visitor, page)
    at = booking.activity.due_at  # type: ignore[union-attr]
    address = "/rendez-vous/" + manage_url(booking).partition("/rendez-vous/")[2]
    visitor.post(address, {"do": "cancel"})
    assert not Activity.objects.exists() and at in free(page)
    assert "METHOD:CANCEL" in calendars()[-1] and "STATUS:CANCELLED" in calendars()[-1]
    assert visitor.post(address, {"at": short(at)}).status_code == 422  # type: ignore[union-attr]
    assert not Activity.objects.exists()


def test_a_meeting_that_has_begun_or_a_time_that_is_taken_cannot_be_chosen(
    visitor: Client, page: BookingPage
) -> None:
    booking, times = booked(visitor, page), free(page)
    bookings.book(
        actor=SYSTEM, page=page, person=known("Zoe", 1), wanted=Wanted(times[0], "Europe/Paris", "fr")
    )
    with pytest.raises(Taken):
        bookings.move(actor=SYSTEM, booking=booking, at=times[0])
    with pytest.raises(Taken):
        bookings.move(actor=SYSTEM, booking=booking, at=times[1] + timedelta(minutes=7))
    begun = booking.activity.due_at + timedelta(minutes=1)  # type: ignore[union-attr, operator]
    with time_machine.travel(begun, tick=False), pytest.raises(Passed):
        bookings.cancel(actor=SYSTEM, booking=booking)


# What does not work


def test_times_nobody_offered_and_links_nobody_signed_do_nothing(visitor: Client, page: BookingPage) -> None:
    night = short(free(page)[0] + timedelta(hours=12))
    for at in (night, "hier", "-5", "999999999", "9" * 40, "١٢"):
        assert 'name="meeting"' not in visitor.get("/rendez-vous/bob/", {"at": at}).text
    forged = signing.dumps([page.pk, night, "Europe/Paris"], salt="another")
    assert visitor.post("/rendez-vous/bob/", filled(meeting=forged)).status_code == 422
    assert visitor.get("/rendez-vous/m/forged/").status_code == 410
    assert not PendingRequest.objects.exists()
    for zone in ("Mars/Olympus", "../../etc/passwd", ""):
        assert visitor.get("/rendez-vous/bob/", {"zone": zone, "day": "999999"}).status_code == 200


def test_a_closed_page_takes_no_meeting(visitor: Client, page: BookingPage, bob: User) -> None:
    BookingPage.objects.update(is_open=False)
    assert visitor.get("/rendez-vous/bob/").status_code == 410
    BookingPage.objects.update(is_open=True)
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert visitor.get("/rendez-vous/bob/").status_code == 410


# Bob's settings


def test_bob_says_when_he_can_be_met(signed_in: SignIn, bob: User, trial: Form) -> None:
    client, address = signed_in(bob), reverse("intake:my_booking_page")
    said = {
        "code": "bob", "form": trial.pk, "minutes": 30, "time_zone": "Europe/Paris", "lead_hours": 24,
        "days_ahead": 30, "is_open": "on", "day0": "9:00-12:00, 14h-17h30",
    }  # fmt: skip
    assert client.get(address).status_code == 200
    assert client.post(address, said).status_code == 302
    page = BookingPage.objects.get()
    assert page.hours == [[0, "09:00", "12:00"], [0, "14:00", "17:30"]]
    assert "/rendez-vous/bob/" in client.get(address).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"day0": "de 9 à 12"}, "day0"),
        ({"day0": "12:00-9:00"}, "day0"),
        ({"day0": "9:00-12:00, 11:00-13:00"}, "day0"),
        ({"day0": "9:00-25:00"}, "day0"),
        ({"day0": ""}, "day0"),
        ({"time_zone": "Paris"}, "time_zone"),
        ({"code": "m"}, "code"),
    ],
)
def test_hours_nobody_understands_are_said_to_be(
    signed_in: SignIn, bob: User, trial: Form, wrong: dict[str, str], field: str
) -> None:
    said = {
        "code": "bob", "form": trial.pk, "minutes": 30, "time_zone": "Europe/Paris", "lead_hours": 24,
        "days_ahead": 30, "is_open": "on", "day0": "9:00-12:00",
    }  # fmt: skip
    answer = signed_in(bob).post(reverse("intake:my_booking_page"), said | wrong)
    assert answer.status_code == 422 and field in answer.context["form"].errors
    assert not BookingPage.objects.exists()


def test_bob_puts_his_link_into_a_letter_with_one_click(
    signed_in: SignIn, bob: User, page: BookingPage, visitor: Client
) -> None:
    booked(visitor, page)
    said = signed_in(bob).post(reverse("sales:write"), {"lead": Lead.objects.get().pk, "insert": "booking"})
    assert "/rendez-vous/bob/" in str(said.context["form"]["message"].value())


# What the colleague does with it


def test_bob_moves_it_and_ada_is_told_once_with_the_new_hour_for_her_calendar(
    signed_in: SignIn, visitor: Client, page: BookingPage, bob: User
) -> None:
    held = booked(visitor, page).activity
    assert held and held.due_at
    client, address = signed_in(bob), reverse("sales:edit_activity", args=[held.pk])
    form = client.get(address).context["form"]
    later = held.due_at + timedelta(hours=2)
    said = {name: form[name].value() or "" for name in form.fields} | {
        "due_at": f"{later.astimezone(PARIS):%Y-%m-%dT%H:%M}",
        "ends_at": f"{later.astimezone(PARIS) + timedelta(minutes=45):%Y-%m-%dT%H:%M}",
        "place": "12 rue des Essais",
    }
    said.pop("is_asked_for")
    assert client.post(address, said).status_code == 302
    held.refresh_from_db()
    assert held.due_at == later and held.is_asked_for  # she asked for it all the same
    _first, second = calendars()
    assert f"DTSTART:{later.astimezone(UTC):%Y%m%dT%H%M%SZ}" in second and "SEQUENCE:2" in second
    assert "LOCATION:12 rue des Essais" in second and f"UID:{held.uid}" in second
    assert client.post(address, said | {"text": "Apporter le dossier"}).status_code == 302
    assert Letter.objects.filter(service="meeting").count() == 2  # a note of Bob's is no news for her


def test_bob_drops_it_and_ada_is_told_may_choose_again_and_nothing_leads_back(
    signed_in: SignIn, visitor: Client, page: BookingPage, bob: User
) -> None:
    booking = booked(visitor, page)
    signed_in(bob).post(reverse("sales:drop_activity", args=[booking.activity_id]))
    told = Letter.objects.filter(service="meeting").latest("created_at")
    assert told.content and told.content["facts"]["again"].endswith("/rendez-vous/bob/")
    assert "METHOD:CANCEL" in calendars()[-1]
    address = "/rendez-vous/" + manage_url(booking).partition("/rendez-vous/")[2]
    assert visitor.post(address, {"at": short(free(page)[0])}).status_code == 422
    assert not Activity.objects.exists()


def test_what_is_past_is_tidied_without_a_letter(visitor: Client, page: BookingPage, bob: User) -> None:
    held = booked(visitor, page).activity
    assert held and held.due_at
    with time_machine.travel(held.due_at + timedelta(days=1), tick=False):
        drop(actor=bob.actor, activity=held)
    assert Letter.objects.filter(service="meeting").count() == 1


def test_whoever_leaves_hands_it_on_and_ada_learns_whom_she_meets(
    visitor: Client, page: BookingPage, bob: User, alice: User
) -> None:
    booking = booked(visitor, page)
    leave(actor=alice.actor, user=bob, heirs=Heirs(alice, alice, alice))
    told = Letter.objects.filter(service="meeting").latest("created_at")
    assert told.content and told.content["facts"]["colleague"] == str(alice)
    address = "/rendez-vous/" + manage_url(booking).partition("/rendez-vous/")[2]
    assert str(alice) in visitor.get(address).text
    assert visitor.post(address, {"at": short(free(page)[0])}).status_code == 422  # not on Bob's page
    assert visitor.post(address, {"do": "cancel"}).status_code == 200
    assert not Activity.objects.exists()


def test_no_meeting_is_planned_on_what_ada_booked(
    signed_in: SignIn, visitor: Client, page: BookingPage, bob: User
) -> None:
    booking = booked(visitor, page)
    assert booking.activity and booking.activity.due_at
    client, at = signed_in(bob), booking.activity.due_at.astimezone(PARIS) + timedelta(minutes=15)
    said = {"kind": "meeting", "subject": "Atelier", "due_at": f"{at:%Y-%m-%dT%H:%M}", "owner": bob.pk}
    address = f"{reverse('sales:new_activity')}?person={booking.person_id}"
    refused = client.post(address, said)
    assert refused.status_code == 422 and "due_at" in refused.context["form"].errors
    assert Activity.objects.count() == 1
    after = booking.activity.ends_at.astimezone(PARIS)  # type: ignore[union-attr]
    assert client.post(address, said | {"due_at": f"{after:%Y-%m-%dT%H:%M}"}).status_code == 302


def test_a_meeting_somebody_booked_keeps_an_hour(visitor: Client, page: BookingPage, bob: User) -> None:
    held = booked(visitor, page).activity
    assert held
    with pytest.raises(Busy):
        change(actor=bob.actor, activity=held, due_at=None, ends_at=None)
    held.refresh_from_db()
    assert held.due_at and Letter.objects.filter(service="meeting").count() == 1


@pytest.mark.django_db(transaction=True)
def test_an_hour_planned_and_booked_at_once_is_given_once(page: BookingPage, bob: User) -> None:
    at, start, ada = free(page)[0], Barrier(2), known("Ada", 1)

    def book() -> None:
        start.wait()
        bookings.book(actor=SYSTEM, page=page, person=ada, wanted=Wanted(at, "Europe/Paris", "fr"))
        connections.close_all()

    def write() -> None:
        start.wait()
        with contextlib.suppress(Busy):
            plan(actor=bob.actor, new=NewActivity("meeting", "Atelier", owner_id=bob.pk, due_at=at))
        connections.close_all()

    threads = [Thread(target=one) for one in (book, write)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert Activity.objects.filter(kind="meeting").count() == 1
