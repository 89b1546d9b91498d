"""Programs that act for a colleague: within the token, within the roles, once, and not too often."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
import time_machine
from allauth.idp.oidc.models import Token
from django.db import connection
from django.test import Client
from django.utils import timezone

from accord.audit.models import Entry
from accord.contacts.models import Organisation, Person
from accord.staff import repeated
from accord.staff.models import ApiAnswer, User
from accord.staff.roles import Role

from .api import Program
from .conftest import House, Meet
from .test_across import SignIn

pytestmark = pytest.mark.django_db


def somebody(**more: Any) -> dict[str, Any]:
    """Zoé, met at a fair, as a program describes her."""
    return {
        "first_name": "Zoé",
        "last_name": "Sol",
        "email": "zoe.sol@example.org",
        "sphere": "professional",
        "source": "in_person",
        "detail": "Salon des ateliers",
        "acquired_on": "2026-03-03",
        "notice": "inscription",
        **more,
    }


# Tokens


def test_the_token_is_shown_once_and_only_its_hash_is_kept(bob: User, signed_in: SignIn) -> None:
    client = signed_in(bob)
    said = {"name": "Site", "scopes": ["people:read"], "days": "30"}
    text = client.post("/me/tokens/new/", said).context["text"]
    token = Token.objects.get(user=bob)
    assert text.startswith("accord_") and text not in f"{token.hash} {token.data} {token.scopes}"
    assert text not in client.get("/me/tokens/").content.decode()
    assert Client(headers={"Authorization": f"Bearer {text}"}).get("/api/v1/people").status_code == 200


def test_a_colleague_lends_only_what_their_roles_hold(bob: User, signed_in: SignIn) -> None:
    offered = [
        code for code, _ in signed_in(bob).get("/me/tokens/new/").context["form"]["scopes"].field.choices
    ]
    assert "people:write" in offered and "leads:write" in offered
    reader = User.objects.create_user("rose@lumen.example", roles=[Role.READER])
    refused = signed_in(reader).post(
        "/me/tokens/new/", {"name": "Site", "scopes": ["people:write"], "days": "0"}
    )
    assert refused.status_code == 422 and not Token.objects.filter(user=reader).exists()


def test_a_token_reaches_no_further_than_its_scopes(bob: User, ada: Person) -> None:
    program = Program(bob, "people:read")
    assert program.get("/people").status_code == 200
    refused = program.post("/people", somebody(), Accept_Language="en")
    assert refused.status_code == 403 and "people:write" in refused.json()["detail"]


def test_a_token_loses_what_its_owner_loses(bob: User, ada: Person) -> None:
    program = Program(bob, "people:read", "people:write")
    User.objects.filter(pk=bob.pk).update(roles=[Role.READER])
    assert program.get("/people").status_code == 200
    assert program.post("/people", somebody()).status_code == 403
    User.objects.filter(pk=bob.pk).update(is_active=False)
    assert program.get("/people").status_code == 401


def test_a_revoked_token_opens_nothing(bob: User, signed_in: SignIn, ada: Person) -> None:
    program = Program(bob)
    signed_in(bob).post(f"/me/tokens/{program.token.pk}/revoke/")
    assert program.get("/people").status_code == 401
    verbs = Entry.objects.filter(verb__startswith="staff.token.").order_by("pk")
    assert [entry.verb for entry in verbs] == ["staff.token.created", "staff.token.revoked"]


def test_nobody_revokes_the_token_of_another(bob: User, diane: User, signed_in: SignIn, ada: Person) -> None:
    program = Program(bob)
    assert signed_in(diane).post(f"/me/tokens/{program.token.pk}/revoke/").status_code == 404
    assert program.get("/people").status_code == 200


def test_a_token_ends_at_its_day(bob: User, ada: Person) -> None:
    program = Program(bob, days=30)
    with time_machine.travel(timezone.now() + timedelta(days=31), tick=False):
        assert program.get("/people").status_code == 401


def test_a_session_writes_only_with_the_token_against_forged_requests(alice: User, house: House) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(alice)
    assert client.post("/api/v1/organisations", {"name": "X"}, "application/json").status_code == 403
    assert not Organisation.objects.exists()


# Limits


def test_a_program_that_calls_too_often_is_told_when_to_come_back(
    bob: User, ada: Person, settings: Any
) -> None:
    settings.ACCORD_API_PER_MINUTE = 3
    program, other = Program(bob), Program(bob)
    assert [program.get("/people").status_code for _ in range(4)] == [200, 200, 200, 429]
    refused = program.get("/people")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60 and refused.json()["detail"]
    assert other.get("/people").status_code == 200
    with time_machine.travel(timezone.now() + timedelta(seconds=61), tick=False):
        assert program.get("/people").status_code == 200


# Once


def test_a_write_sent_twice_has_one_effect(bob: User, house: House) -> None:
    program = Program(bob)
    first = program.post("/people", somebody(), Idempotency_Key="a1")
    again = program.post("/people", somebody(), Idempotency_Key="a1")
    assert (first.status_code, again.status_code) == (201, 201) and first.content == again.content
    assert Person.objects.count() == 1 and again.headers["Idempotency-Replayed"] == "true"


def test_a_key_serves_one_request(bob: User, house: House) -> None:
    program = Program(bob)
    program.post("/organisations", {"name": "Menuiserie Caron"}, Idempotency_Key="a1")
    refused = program.post("/organisations", {"name": "Autre"}, Idempotency_Key="a1")
    assert refused.status_code == 422 and refused.json()["reason"] == "key_reused"
    assert Program(bob).post("/organisations", {"name": "Autre"}, Idempotency_Key="a1").status_code == 201


def test_what_was_refused_may_be_sent_again_mended(bob: User, house: House) -> None:
    program = Program(bob)
    assert program.post("/people", somebody(email="nobody"), Idempotency_Key="a1").status_code == 422
    assert program.post("/people", somebody(), Idempotency_Key="a1").status_code == 201


def test_answers_are_kept_a_day(bob: User, house: House) -> None:
    Program(bob).post("/organisations", {"name": "Menuiserie Caron"}, Idempotency_Key="a1")
    assert repeated.forget() == 0
    with time_machine.travel(timezone.now() + timedelta(hours=25), tick=False):
        assert repeated.forget() == 1
    assert not ApiAnswer.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_at_once_have_one_effect(bob: User) -> None:
    program = Program(bob)

    def send(_number: int) -> int:
        try:
            return program.post(
                "/organisations", {"name": "Menuiserie Caron"}, Idempotency_Key="a1"
            ).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as threads:
        assert list(threads.map(send, range(4))) == [201] * 4
    assert Organisation.objects.count() == 1


# People and organisations


def test_a_program_enters_somebody_with_source_and_notice(bob: User, house: House) -> None:
    answer = Program(bob).post("/people", somebody(organisation_name="Menuiserie Caron"))
    person = Person.objects.get(pk=answer.json()["id"])
    told = person.acquisitions.get()
    assert (told.source, told.detail, told.notice_version_id) == (
        "in_person",
        "Salon des ateliers",
        house.version.pk,
    )
    assert told.by_kind == "api" and told.by_label == "Bob" and told.inform_by
    assert person.organisation and person.organisation.name == "Menuiserie Caron"
    assert not any(
        verdict["permitted"] for verdict in Program(bob).get(f"/people/{person.pk}/permissions").json()
    )


def test_nobody_is_entered_without_a_source(bob: User, house: House) -> None:
    for lacking in ("source", "detail", "notice"):
        refused = Program(bob).post(
            "/people", {key: value for key, value in somebody().items() if key != lacking}
        )
        assert refused.status_code == 422
        assert [error["where"] for error in refused.json()["errors"]] == [f"body.{lacking}"]


def test_an_address_somebody_has_is_asked_about(bob: User, ada: Person) -> None:
    mine = somebody(email="ada.lovelace@example.org")
    refused = Program(bob).post("/people", mine)
    assert (refused.status_code, refused.json()["reason"]) == (409, "known_address")
    assert Program(bob).post("/people", mine | {"is_somebody_else": True}).status_code == 201


def test_a_program_corrects_what_it_sends_and_nothing_else(bob: User, ada: Person) -> None:
    answer = Program(bob).patch(f"/people/{ada.pk}", {"job": "Mathématicienne"})
    assert (answer.json()["job"], answer.json()["last_name"]) == ("Mathématicienne", "Lovelace")
    assert Entry.objects.get(verb="contacts.person.edited").actor_kind == "api"
    assert Program(bob).patch(f"/people/{ada.pk}", {"state": "erased"}).status_code == 422


def test_an_address_is_added_without_any_permission(bob: User, ada: Person) -> None:
    point = {"kind": "phone", "value": "01 99 00 12 34", "sphere": "professional"}
    answer = Program(bob).post(f"/people/{ada.pk}/points", point)
    assert answer.status_code == 201 and ada.contact_points.filter(value="+33199001234").exists()


def test_organisations_are_entered_corrected_and_found(bob: User, house: House) -> None:
    program = Program(bob)
    made = program.post("/organisations", {"name": "Menuiserie Caron", "siren": "732 829 320"}).json()
    assert made["siren"] == "732829320"
    for siren in ("732829321", "732829320"):  # a key that does not hold; a firm that is known
        assert program.post("/organisations", {"name": "X", "siren": siren}).status_code == 422
    renamed = program.patch(f"/organisations/{made['id']}", {"name": "Caron", "siren": "732829320"})
    assert renamed.status_code == 200
    assert program.patch(f"/organisations/{made['id']}", {"city": "Lyon"}).json()["city"] == "Lyon"
    found = program.get("/organisations", {"q": "caron"}).json()["organisations"]
    assert [one["id"] for one in found] == [made["id"]]


# Permissions


def test_a_list_of_people_is_asked_about_at_once(
    bob: User, ada: Person, blaise: Person, django_assert_max_num_queries: Any, meet: Meet
) -> None:
    program = Program(bob)
    people = [ada.pk, 999_999, blaise.pk, ada.pk, *(meet("Person", f"{number}").pk for number in range(20))]
    question = {"purpose": "lettre", "channel": "email", "people": people}
    with django_assert_max_num_queries(12):
        answers = program.post("/permissions", question).json()
    said = {one["person_id"]: (one["permitted"], one["reason"]) for one in answers}
    assert [one["person_id"] for one in answers] == list(dict.fromkeys(people))
    assert said[ada.pk] == (True, "") and said[blaise.pk] == (False, "withdrawn")
    assert said[999_999] == (False, "no_address")


def test_at_most_five_hundred_people_are_asked_about(bob: User, house: House) -> None:
    question = {"purpose": "lettre", "channel": "email", "people": list(range(1, 502))}
    assert Program(bob).post("/permissions", question).status_code == 422


# Words


def test_refusals_speak_the_language_of_the_caller(bob: User, colleague: Any, house: House) -> None:
    john = colleague("John", Role.SALES, language="en")
    assert Program(bob).get("/people/999999").json()["title"] == "Introuvable"
    assert Program(john).get("/people/999999").json()["title"] == "Not found"
    assert Program(john).get("/people/999999", **{"Accept-Language": "fr"}).json()["title"] == "Introuvable"
    wrong = Program(bob).get("/people?size=0").json()
    assert wrong["errors"] == [{"where": "query.size", "message": "Au moins 1."}]


def test_every_operation_declares_its_refusals_and_its_scope(client: Client) -> None:
    described = client.get("/api/v1/openapi.json").json()
    assert described["openapi"] == "3.1.0"
    operations = [one for methods in described["paths"].values() for one in methods.values()]
    for operation in operations:
        assert {"401", "403", "404", "409", "422", "429"} <= set(operation["responses"])
        assert operation["security"][0]["Token"]
    assert client.get("/api/v1/nowhere").json()["status"] == 404
