"""Sign-ups that come through a program: the same door, the same limits, the same answer."""

from typing import Any

import pytest

from accord.contacts.models import Person
from accord.intake import confirmation
from accord.intake.models import Form, PendingRequest
from accord.outbox.models import Letter
from accord.register.models import Purpose
from accord.staff.models import User
from tests.desk.api import Program
from tests.intake.conftest import WORDS, tokens

pytestmark = pytest.mark.django_db


def typed_for_ada(form: Form, purposes: list[Purpose], address: str = "Ada@Example.org", **more: Any) -> Any:
    """What a web site sends for Ada, who has read the version it showed."""
    version = form.versions.get(language="fr")
    answers = {"address": address, "first_name": "Ada"}
    said = {"answers": answers, "boxes": [str(purposes[0].pk)], "form_version": version.pk, "ip": "192.0.2.7"}
    return said | more


def test_a_site_shows_the_words_and_the_notice_before_anything_is_typed(bob: User, form: Form) -> None:
    program = Program(bob, "forms:read")
    (listed,) = program.get("/forms").json()["forms"]
    said = program.get(f"/forms/{listed['slug']}", {"language": "fr"}).json()
    assert [box["words"] for box in said["boxes"]] == list(WORDS.values()) and said["notice_short"]
    assert [one["code"] for one in said["questions"]] == ["address", "first_name"]
    assert all(one["reason"] for one in said["questions"])


def test_asking_makes_nobody_a_contact(bob: User, form: Form, purposes: list[Purpose]) -> None:
    answer = Program(bob).post("/forms/lettre/submissions", typed_for_ada(form, purposes))
    assert answer.status_code == 202 and set(answer.json()) == {"reference", "expires_at"}
    request = PendingRequest.objects.get()
    assert (request.address, request.origin, request.network["ip"]) == ("ada@example.org", "api", "192.0.2.7")
    assert Letter.objects.get().service == "confirm-your-address" and not Person.objects.exists()


def test_what_its_owner_confirmed_is_read(bob: User, form: Form, purposes: list[Purpose]) -> None:
    program = Program(bob)
    program.post("/forms/lettre/submissions", typed_for_ada(form, purposes))
    assert program.get("/submissions").json()["submissions"] == []
    confirmation.confirm(token=tokens()[0], network={})
    (sent,) = program.get("/submissions", {"form": "lettre"}).json()["submissions"]
    assert sent["person_id"] == Person.objects.get().pk and sent["boxes"] == [str(purposes[0].pk)]
    assert program.get(f"/submissions/{sent['id']}").json() == sent


def test_the_answer_does_not_tell_who_is_known(bob: User, form: Form, purposes: list[Purpose]) -> None:
    program = Program(bob)
    first = program.post("/forms/lettre/submissions", typed_for_ada(form, purposes))
    again = program.post("/forms/lettre/submissions", typed_for_ada(form, purposes))
    assert (first.status_code, set(first.json())) == (again.status_code, set(again.json()))
    assert Letter.objects.count() == 1


def test_the_limits_of_the_page_hold(bob: User, form: Form, purposes: list[Purpose]) -> None:
    program = Program(bob)
    said = [
        program.post("/forms/lettre/submissions", typed_for_ada(form, purposes, f"ada{number}@example.org"))
        for number in range(11)
    ]
    assert [answer.status_code for answer in said] == [202] * 10 + [429]
    assert said[-1].headers["Retry-After"] and PendingRequest.objects.count() == 10


def test_whoever_read_an_older_version_reads_the_new_one(
    bob: User, form: Form, purposes: list[Purpose]
) -> None:
    refused = Program(bob).post(
        "/forms/lettre/submissions", typed_for_ada(form, purposes, form_version=1_000_000)
    )
    assert (refused.status_code, refused.json()["reason"]) == (409, "form_changed")
    assert not PendingRequest.objects.exists()


def test_what_cannot_be_read_is_said_where_it_stands(bob: User, form: Form, purposes: list[Purpose]) -> None:
    refused = Program(bob).post("/forms/lettre/submissions", typed_for_ada(form, purposes, "ada", boxes=[]))
    assert {error["where"] for error in refused.json()["errors"]} == {"body.answers.address", "body.boxes"}


def test_a_closed_form_takes_nothing(bob: User, form: Form, purposes: list[Purpose]) -> None:
    said = typed_for_ada(form, purposes)
    Form.objects.update(is_open=False)
    assert Program(bob).post("/forms/lettre/submissions", said).status_code == 404
