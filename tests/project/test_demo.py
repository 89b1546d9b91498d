"""The demonstration: some hundred people in every state the gate knows."""

from collections.abc import Iterator
from datetime import date

import pytest
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from accord.audit.models import Entry
from accord.consent import gate
from accord.contacts.models import Person
from accord.desk.verbs import VERBS
from accord.project import demonstration as project_demonstration
from accord.project.demo.scene import working_day
from accord.register.models import Channel, Purpose
from accord.sales.models import Activity, Lead
from tests.conftest import Furnishing

pytestmark = pytest.mark.django_db(databases=["default", "health"])


@pytest.fixture(scope="module", autouse=True)
def demonstration(once_for_all: Furnishing) -> Iterator[None]:
    """What the first start loads, once for these tests, which only read it."""
    with once_for_all("default", "health"), override_settings(ACCORD_DEMO=True):
        assert project_demonstration.first()
        yield


def test_the_demonstration_shows_people_the_letter_reaches_and_people_it_does_not_with_every_common_reason():
    counts = gate.counts(Purpose.objects.get(code="lettre"), Channel.EMAIL)
    assert Person.objects.count() >= 100
    assert counts[""] >= 40
    assert {"withdrawn", "no_consent", "unreachable", "silent_too_long", "restricted", "under_age"} <= set(
        counts
    )
    assert sum(counts.values()) == Person.objects.count()
    assert set(Lead.objects.values_list("state", flat=True)) == set(Lead.State.values)
    assert set(Entry.objects.values_list("verb", flat=True)) <= set(
        VERBS
    )  # the journal has words for all it holds


def test_colleagues_of_the_demonstration_worked_these_last_weeks_and_have_to_do_in_the_coming_days():
    now = timezone.now()
    done = Activity.objects.filter(done_at__lte=now)
    assert set(done.values_list("kind", flat=True)) == set(Activity.Kind.values)
    assert set(done.filter(kind="email").values_list("direction", flat=True)) == {"in", "out"}
    assert done.dates("done_at", "week").count() >= 4
    coming = Activity.objects.filter(done_at=None, due_at__gt=now)
    assert coming.dates("due_at", "day").count() >= 5
    assert not Activity.objects.filter(done_at__gt=now).exists()
    for name in ("bob", "ines"):
        assert coming.filter(owner__email=f"{name}@lumen.example.org").exists()


def test_the_demonstration_may_be_started_afresh_and_started_in_a_base_without_any_table():
    project_demonstration.refuse_real_people()
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL search_path TO pg_temp")  # where no table is
    assert connection.introspection.table_names() == []
    project_demonstration.refuse_real_people()


@pytest.mark.parametrize("today", [date(2026, 11, day) for day in range(16, 23)])
def test_what_they_do_falls_on_working_days_in_order(today: date):
    days = [working_day(number, today) for number in range(-10, 11)]
    assert days == sorted(days) and all(day.weekday() < 5 for day in days)
    assert len(set(days)) >= 20
