"""Who works here, and what each may see."""

import pytest
from django.urls import reverse

from accord.audit.models import Detail, Entry
from accord.lib.actor import SYSTEM
from accord.staff.actions import LastAdministrator, change, welcome
from accord.staff.models import User
from accord.staff.roles import Role

pytestmark = pytest.mark.django_db


def test_a_welcomed_colleague_cannot_sign_in_before_choosing_a_password():
    user = welcome(actor=SYSTEM, email="Nina@Lumen.example.org", name="Nina Roy", roles=[Role.SALES])
    assert user.email == "nina@lumen.example.org"
    assert not user.has_usable_password()
    assert Entry.objects.get(verb="staff.user.welcomed").about_id == str(user.pk)


def test_the_last_administrator_cannot_be_closed_nor_lose_the_role(alice):
    User.objects.exclude(pk=alice.pk).delete()
    with pytest.raises(LastAdministrator):
        change(actor=alice.actor, user=alice, name=alice.name, roles=["administrator"], is_active=False)
    with pytest.raises(LastAdministrator):
        change(actor=alice.actor, user=alice, name=alice.name, roles=["reader"], is_active=True)
    alice.refresh_from_db()
    assert alice.is_active and alice.may("staff.manage")


def test_a_change_of_roles_is_written_in_the_journal_with_its_author(alice, bob):
    change(actor=alice.actor, user=bob, name=bob.name, roles=["sales", "reader"], is_active=True)
    entry = Entry.objects.get(verb="staff.user.changed")
    assert entry.actor_id == str(alice.pk)
    assert Detail.objects.get(entry_id=entry.pk, key="roles").after == "sales, reader"


def test_alice_reads_what_each_role_opens_before_she_gives_it(alice, signed_in):
    page = signed_in(alice).get("/colleagues/new/").content.decode()
    assert page.count("<small>") >= len(Role) and "aucun patient" in page


def test_a_closed_colleague_loses_every_capability(bob):
    bob.is_active = False
    assert not bob.may("people.read")


def test_charlie_who_has_no_role_sees_no_person(client, charlie):
    client.force_login(charlie)
    assert client.get(reverse("desk:people")).status_code == 403


def test_only_an_administrator_opens_the_list_of_colleagues(client, alice, bob, diane):
    for user, status in ((alice, 200), (bob, 403), (diane, 403)):
        client.force_login(user)
        assert client.get(reverse("staff:colleagues")).status_code == status


def test_alice_welcomes_a_colleague_and_the_letter_to_choose_a_password_leaves(client, alice):
    client.force_login(alice)
    answer = client.post(
        reverse("staff:welcome"), {"name": "Nina Roy", "email": "nina@lumen.example.org", "roles": ["sales"]}
    )
    assert answer.status_code == 302
    assert User.objects.get(email="nina@lumen.example.org").roles == ["sales"]


def test_an_address_already_used_is_refused_with_a_sentence_and_what_was_typed_is_kept(client, alice, bob):
    client.force_login(alice)
    answer = client.post(
        reverse("staff:welcome"), {"name": "Bob Bis", "email": bob.email, "roles": ["sales"]}
    )
    assert answer.status_code == 422
    assert "Bob Bis" in answer.content.decode()
