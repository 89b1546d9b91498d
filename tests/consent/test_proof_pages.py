"""The proof one click away: on which words, how, when, and whether it still verifies."""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from accord.consent.models import ConsentEvent
from accord.project.demo import people, register
from tests.conftest import Furnishing, as_owner

pytestmark = pytest.mark.django_db


@pytest.fixture(scope="module", autouse=True)
def demonstration(once_for_all: Furnishing) -> Iterator[None]:
    """The people of the demonstration, and what they said."""
    with once_for_all("default"):
        people.load(register.load())
        yield


@pytest.fixture
def confirmed(db: None) -> ConsentEvent:
    return ConsentEvent.objects.filter(state="confirmed").first()


def test_a_colleague_reads_the_words_and_the_data_protection_officer_the_evidence_too(
    signed_in, bob, diane, confirmed
):
    address = reverse("consent:proof", args=[confirmed.pk])
    seen_by_bob = signed_in(bob).get(address).content.decode()
    seen_by_diane = signed_in(diane).get(address).content.decode()
    assert "Je souhaite recevoir" in seen_by_bob
    assert "vérifié à l’instant" in seen_by_bob
    assert "203.0.113" not in seen_by_bob
    assert "203.0.113" in seen_by_diane
    assert bytes(confirmed.leaf).hex() in seen_by_diane


def test_an_event_flipped_behind_the_ledger_s_back_is_said_to_be_wrong(signed_in, diane, confirmed):
    with as_owner():
        ConsentEvent.objects.filter(pk=confirmed.pk).update(state="withdrawn")
    page = signed_in(diane).get(reverse("consent:proof", args=[confirmed.pk])).content.decode()
    assert "une ligne a été changée" in page


def test_the_list_of_proofs_is_kept_to_one_kind_of_answer_and_closed_to_sales(
    signed_in, bob, diane, confirmed
):
    assert signed_in(bob).get(reverse("consent:proofs")).status_code == 403
    page = signed_in(diane).get(reverse("consent:proofs"), {"state": "objected"}).content.decode()
    assert page.count("<tr") > 1 and "/people/" in page.partition("<tbody")[2]
    assert signed_in(diane).get(reverse("consent:proof", args=[0])).status_code == 404
