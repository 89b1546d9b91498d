"""The calendar of a colleague, its secret address, and reminders sent once."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st

from accord.audit.models import Entry
from accord.contacts.models import Person
from accord.desk.waiting import counters, waiting
from accord.lib import ics
from accord.outbox.models import Letter
from accord.outbox.parsing import parse, parts
from accord.outbox.writing import written
from accord.sales import doing, feeding
from accord.sales.models import Activity, CalendarFeed
from accord.sales.reminding import remind_due
from accord.staff.models import User

SignIn = Callable[[User], Client]
NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


def unfolded(raw: bytes) -> list[str]:
    return raw.replace(b"\r\n ", b"").decode().split("\r\n")


# What other programs read


@given(st.text(max_size=200))
def test_nothing_typed_in_a_subject_begins_another_line_or_is_lost(title: str) -> None:
    entry = ics.Entry("1@x", title, NOON, NOON + timedelta(hours=1), NOON)
    raw = ics.calendar("Bob", [entry])
    lines = raw.split(b"\r\n")
    assert all(len(line) <= ics.FOLD for line in lines)
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert [line.split(":")[0] for line in unfolded(raw)].count("SUMMARY") == 1
    assert unfolded(raw).count("BEGIN:VEVENT") == 1


def test_commas_semicolons_and_new_lines_are_escaped() -> None:
    assert (
        ics.escaped("Vu à Lyon, salle 2; puis\nappel \\ rappel")
        == "Vu à Lyon\\, salle 2\\; puis\\nappel \\\\ rappel"
    )


def test_a_long_line_is_folded_without_cutting_a_character() -> None:
    pieces = list(ics.folded("SUMMARY:" + "é" * 100))
    assert all(len(piece) <= 75 and piece.decode() for piece in pieces)
    assert b"".join(piece.removeprefix(b" ") for piece in pieces).decode() == "SUMMARY:" + "é" * 100


def test_bob_opens_his_address_reads_it_without_signing_in_and_closes_it(
    signed_in: SignIn, bob: User, amina: Person, client: Client
) -> None:
    new = doing.NewActivity(
        "meeting",
        "Démonstration, Vauban",
        "notes secrètes",
        amina.pk,
        owner_id=bob.pk,
        due_at=timezone.now(),
        place="Lyon",
    )
    doing.plan(actor=bob.actor, new=new)
    page = signed_in(bob).post(reverse("sales:my_feed"))
    address = page.context["address"]
    path = address[address.index("/calendar/") :]
    answer = client.get(path)
    lines = unfolded(answer.content)
    assert answer.headers["Content-Type"].startswith("text/calendar")
    assert "SUMMARY:Démonstration\\, Vauban" in lines and "LOCATION:Lyon" in lines
    assert "secrètes" not in answer.content.decode() and "amina" not in answer.content.decode().lower()
    assert address not in signed_in(bob).get(reverse("sales:my_feed")).content.decode()
    signed_in(bob).post(reverse("sales:my_feed"), {"do": "close"})
    assert client.get(path).status_code == 404
    verbs = set(Entry.objects.filter(verb__startswith="sales.calendar").values_list("verb", flat=True))
    assert verbs == {"sales.calendar.opened", "sales.calendar.closed"}


def test_a_new_address_ends_the_one_before_and_whoever_left_has_none(bob: User, client: Client) -> None:
    first = feeding.open_feed(actor=bob.actor, user=bob)
    second = feeding.open_feed(actor=bob.actor, user=bob)
    assert CalendarFeed.objects.count() == 1
    paths = [one[one.index("/calendar/") :] for one in (first, second)]
    assert [client.get(path).status_code for path in paths] == [404, 200]
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert client.get(paths[1]).status_code == 404


# The pages


@pytest.mark.parametrize("view", ["month", "week", "agenda", "", "nonsense"])
def test_what_has_an_hour_stands_in_the_calendar(signed_in: SignIn, bob: User, view: str) -> None:
    new = doing.NewActivity("meeting", "Démonstration", owner_id=bob.pk, due_at=NOON)
    doing.plan(actor=bob.actor, new=new)
    page = signed_in(bob).get(reverse("sales:calendar"), {"view": view, "on": "2026-11-24"})
    assert "Démonstration" in page.content.decode()
    other = signed_in(bob).get(reverse("sales:calendar"), {"view": view, "on": "2027-11-24"})
    assert "Démonstration" not in other.content.decode()


@pytest.mark.parametrize("on", ["2026-13-45", "x", "9999-12-31", ""])
def test_a_day_that_makes_no_sense_is_today(signed_in: SignIn, bob: User, on: str) -> None:
    assert signed_in(bob).get(reverse("sales:calendar"), {"on": on}).status_code == 200


# Reminders


def test_bob_is_reminded_once_and_the_letter_names_nobody(bob: User, amina: Person) -> None:
    due = timezone.now() + timedelta(minutes=10)
    new = doing.NewActivity(
        "call",
        "Rappeler Amina",
        "",
        amina.pk,
        owner_id=bob.pk,
        due_at=due,
        remind_at=timezone.now(),
        call_kind="answer",
    )
    doing.plan(actor=bob.actor, new=new)
    assert (remind_due(), remind_due()) == (1, 0)
    letter = Letter.objects.get(service="reminder")
    text = parts(parse(written(letter).raw))["text/plain"]
    assert letter.to == bob.email and "appel" in text and "Amina" not in text
    assert Activity.objects.get().reminded_at


def test_what_is_done_or_not_yet_near_is_not_reminded_of(bob: User) -> None:
    now = timezone.now()
    doing.plan(
        actor=bob.actor,
        new=doing.NewActivity("task", "plus tard", owner_id=bob.pk, remind_at=now + timedelta(hours=1)),
    )
    past = doing.plan(actor=bob.actor, new=doing.NewActivity("task", "faite", owner_id=bob.pk, remind_at=now))
    doing.finish(actor=bob.actor, activity=past)
    assert remind_due() == 0


def test_what_is_to_do_today_waits_on_the_home_page_and_in_the_menu(bob: User, ines: User) -> None:
    for owner in (bob, ines):
        new = doing.NewActivity(
            "task", "Devis", owner_id=owner.pk, due_at=timezone.now() - timedelta(hours=1)
        )
        doing.plan(actor=owner.actor, new=new)
    assert counters(bob)["sales:activities"] == (1, "soon")
    assert [one.title for one in waiting(bob)] == ["1 chose à faire aujourd’hui"]
