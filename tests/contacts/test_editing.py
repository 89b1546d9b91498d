"""Correcting, moving house, going quiet."""

from datetime import timedelta

import pytest
from django.utils import timezone

from accord.audit.models import Detail, Entry
from accord.contacts import actions, queries
from accord.contacts.admission import NewPoint
from accord.contacts.models import ContactPoint
from accord.lib.actor import SYSTEM

from .conftest import Admit

pytestmark = pytest.mark.django_db


def test_a_correction_keeps_what_stood_before_in_words_that_can_be_erased(admit: Admit) -> None:
    ada = admit("Adda", "Lovelace")
    actions.edit_person(actor=SYSTEM, person=ada, changes={"first_name": "Ada", "job": "Mathematician"})
    entry = Entry.objects.get(verb="contacts.person.edited")
    assert entry.facts == {"fields": ["first_name", "job"]}
    assert Detail.objects.get(entry_id=entry.pk, key="first_name").before == "Adda"


def test_nothing_is_written_when_nothing_changes(admit: Admit) -> None:
    ada = admit("Ada")
    actions.edit_person(actor=SYSTEM, person=ada, changes={"first_name": "Ada"})
    assert not Entry.objects.filter(verb="contacts.person.edited").exists()


def test_the_state_of_a_person_is_not_corrected_by_hand(admit: Admit) -> None:
    with pytest.raises(ValueError, match="state"):
        actions.edit_person(actor=SYSTEM, person=admit("Ada"), changes={"state": "active"})


def test_a_new_address_starts_from_nothing_and_the_old_one_is_left_alone(admit: Admit) -> None:
    ada = admit("Ada", email="ada@example.org")
    old = ada.contact_points.get()
    actions.confirm_point(actor=SYSTEM, point=old, at=timezone.now())
    new = actions.change_point(actor=SYSTEM, point=old, value="ada@example.net")
    old.refresh_from_db()
    assert new.pk != old.pk and new.confirmed_at is None
    assert old.value == "ada@example.org" and old.confirmed_at and old.unreachable_why == "replaced"
    assert queries.primary_email(ada) == new


def test_the_same_address_written_otherwise_is_no_change(admit: Admit) -> None:
    point = admit("Ada", email="ada@example.org").contact_points.get()
    assert actions.change_point(actor=SYSTEM, point=point, value=" ADA@Example.org") == point
    assert ContactPoint.objects.count() == 1


def test_a_second_number_takes_the_first_place(admit: Admit) -> None:
    ada = admit("Ada", phone="01 99 00 00 01")
    actions.add_point(actor=SYSTEM, person=ada, point=NewPoint("phone", "06 39 98 00 02", "professional"))
    assert ada.contact_points.get(is_primary=True).value == "+33639980002"


def test_letters_refused_for_now_are_counted_until_one_is_answered(admit: Admit) -> None:
    point = admit("Ada", email="ada@example.org").contact_points.get()
    assert [actions.soft_bounce(actor=SYSTEM, point_id=point.pk) for _ in range(2)] == [1, 2]
    actions.mark_unreachable(actor=SYSTEM, point_id=point.pk, why="550 5.1.1 unknown")
    actions.confirm_point(actor=SYSTEM, point=point, at=timezone.now())
    point.refresh_from_db()
    assert (point.soft_bounces, point.unreachable_at, point.unreachable_why) == (0, None, "")


def test_an_opened_mail_is_no_sign_of_life(admit: Admit) -> None:
    ada = admit("Ada")
    with pytest.raises(ValueError, match="opened"):
        actions.heard_from(person_id=ada.pk, kind="opened", at=timezone.now())


def test_an_older_sign_never_replaces_a_newer_one(admit: Admit) -> None:
    ada, now = admit("Ada"), timezone.now()
    for days in (2, 5, 1):
        actions.heard_from(person_id=ada.pk, kind="replied", at=now - timedelta(days=days))
    ada.refresh_from_db()
    assert ada.heard_from_at == now - timedelta(days=1)


def test_two_people_may_share_an_address(admit: Admit) -> None:
    ada, byron = admit("Ada", email="family@example.org"), admit("Annabella", email="family@example.org")
    points = queries.find_by_address("email", "family@example.org")
    assert [point.person for point in points] == [ada, byron]
