"""Letters that need no permission say what they are for, and nothing else."""

from datetime import UTC, datetime

import pytest
from django.db import IntegrityError, transaction
from django.test import Client

from accord.outbox import letters
from accord.outbox.models import SERVICE_LETTERS, Letter
from accord.outbox.parsing import parse, parts
from accord.outbox.writing import written
from accord.register.models import Controller
from accord.staff.models import User

LINK = "http://localhost:8000/c/9fK2vQ7mT4xZ1bR8"


def confirmation(lumen: Controller, **facts: object) -> Letter:
    number = letters.confirm_address(
        to="camille.roux@example.org",
        language="fr",
        controller=lumen,
        form_title="Recevoir la lettre",
        words=["La lettre mensuelle", "Les nouveautés de nos logiciels"],
        link=LINK,
        asked_at=datetime(2026, 11, 23, 9, 2, tzinfo=UTC),
        expires_at=datetime(2026, 11, 30, 9, 2, tzinfo=UTC),
        **facts,  # type: ignore[arg-type]
    )
    return Letter.objects.get(pk=number)


def test_the_confirmation_letter_says_who_asked_what_and_until_when(lumen: Controller) -> None:
    message = parse(written(confirmation(lumen)).raw)
    text = parts(message)["text/plain"]
    assert str(message["To"]) == "camille.roux@example.org"
    assert str(message["From"]) == "Atelier Lumen <lettre@lumen.example.org>"
    assert str(message["Auto-Submitted"]) == "auto-generated"
    for said in (
        "camille.roux@example.org",
        "  - La lettre mensuelle",
        LINK,
        "2026",
        "Atelier Lumen SAS, 8 quai",
    ):
        assert said in text
    assert text.count(LINK) == 1


def test_the_confirmation_letter_has_no_picture_no_tracker_and_no_list_header(lumen: Controller) -> None:
    raw = written(confirmation(lumen)).raw
    html = parts(parse(raw))["text/html"]
    assert "<img" not in html and "url(" not in html and "<style" not in html
    links = {piece.split('"')[0] for piece in html.split('href="')[1:]}
    assert links == {LINK}
    assert b"List-" not in raw and b"Precedence" not in raw


def test_a_first_name_typed_by_a_stranger_cannot_put_a_link_in_the_letter(lumen: Controller) -> None:
    letter = confirmation(lumen, first_name='<a href="https://charlie.example">x</a>{{ email }}')
    html = parts(parse(written(letter).raw))["text/html"]
    assert '<a href="https://charlie.example' not in html
    assert "{{ email }}" in html


def test_every_service_letter_is_a_function_of_its_own() -> None:
    named = {name.replace("_", "-") for name in vars(letters) if not name.startswith("_")}
    assert {name for name in SERVICE_LETTERS if name != "confirm-your-address"} <= named


def test_a_letter_that_is_neither_a_named_service_nor_decided_by_the_gate_cannot_be_stored(db: None) -> None:
    for service in ("", "a-very-good-offer"):
        with pytest.raises(IntegrityError), transaction.atomic():
            Letter.objects.create(service=service, to="ada@example.org")


def test_a_colleague_who_forgot_a_password_gets_the_link_through_the_outbox(
    alice: User, client: Client
) -> None:
    client.post("/account/password/reset/", {"email": alice.email})
    letter = Letter.objects.get()
    assert (letter.service, letter.to, letter.priority) == (
        "account-password",
        alice.email,
        Letter.Priority.NOW,
    )
    assert "/account/password/reset/key/" in parts(parse(written(letter).raw))["text/plain"]


def test_a_stranger_s_address_typed_into_the_password_page_is_not_written_to(
    client: Client, db: None
) -> None:
    client.post("/account/password/reset/", {"email": "nobody@example.org"})
    assert not Letter.objects.exists()
