"""The demonstration: some hundred people in every state the gate knows."""

import pytest

from accord.audit.models import Entry
from accord.consent import gate
from accord.contacts.models import Person
from accord.desk.verbs import VERBS
from accord.project import demo
from accord.register.models import Channel, Purpose
from accord.sales.models import Lead

pytestmark = pytest.mark.django_db


def test_the_demonstration_shows_people_the_letter_reaches_and_people_it_does_not_with_every_common_reason():
    demo.load()
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
