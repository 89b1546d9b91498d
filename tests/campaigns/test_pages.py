"""The pages of letters, with buttons and without a script."""

from collections.abc import Callable
from io import BytesIO

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image as Pillow
from pytest_django import DjangoAssertNumQueries, Settings

from accord.campaigns import blocks as b
from accord.campaigns import launching
from accord.campaigns.models import Campaign, Image, Link
from accord.contacts.models import ContactPoint
from accord.outbox.models import DemoMessage, Mailing
from accord.register.models import NoticeVersion, Purpose
from accord.staff.models import User
from accord.staff.roles import Role
from tests.campaigns.conftest import People

SignedIn = Callable[[User], Client]


@pytest.fixture
def marc(colleague: Callable[..., User]) -> User:
    """Marc, marketing."""
    return colleague("Marc", Role.MARKETING)


def url(name: str, letter: Campaign, *more: object) -> str:
    return reverse(f"campaigns:{name}", args=[letter.pk, *more])


def png() -> SimpleUploadedFile:
    file = BytesIO()
    Pillow.new("RGB", (60, 40), "green").save(file, "PNG")
    return SimpleUploadedFile("atelier.png", file.getvalue(), "image/png")


# Writing


def test_marc_writes_a_letter_from_nothing(
    marc: User, signed_in: SignedIn, purpose: Purpose, notice: NoticeVersion
) -> None:
    browser = signed_in(marc)
    assert "Novembre" not in browser.get(reverse("campaigns:campaigns")).content.decode()
    answer = browser.post(
        reverse("campaigns:begin"), {"name": "Novembre", "purpose": purpose.pk, "language": "fr"}, follow=True
    )
    letter = Campaign.objects.get()
    title, text = b.parse(letter.blocks)
    assert answer.status_code == 200
    browser.post(url("envelope", letter), {"name": "Novembre", "subject": "Le bois", "preview_text": ""})
    browser.post(url("block_write", letter, title.id), {"text": "Le bois qui dure"})
    browser.post(url("block_write", letter, text.id), {"text": "Bonjour {{ first_name|à vous }}"})
    browser.post(url("block_add", letter), {"kind": "button", "after": title.id})
    letter.refresh_from_db()
    assert [block.kind for block in b.parse(letter.blocks)] == ["title", "button", "text"]
    shown = browser.get(url("preview", letter))
    assert "Bonjour Marc" in shown.content.decode()
    assert shown.headers["X-Frame-Options"] == "SAMEORIGIN"
    assert "script-src 'none'" in shown.headers["Content-Security-Policy"]


def test_a_bad_field_is_named_beside_its_block_and_what_was_typed_is_kept(
    letter: Campaign, marc: User, signed_in: SignedIn
) -> None:
    text = b.parse(letter.blocks)[1]
    answer = signed_in(marc).post(
        url("block_write", letter, text.id), {"text": "Bonjour {{ prenom }}, voici le bois."}
    )
    assert answer.status_code == 422
    said = answer.content.decode()
    assert "prenom" in said and "voici le bois." in said
    letter.refresh_from_db()
    assert b.parse(letter.blocks)[1] == text


def test_a_field_is_put_in_without_a_script(letter: Campaign, marc: User, signed_in: SignedIn) -> None:
    text = b.parse(letter.blocks)[1]
    answer = signed_in(marc).post(
        url("block_write", letter, text.id), {"text": "Bonjour ", "insert": "text:first_name"}
    )
    assert "Bonjour {{ first_name|" in answer.content.decode()


def test_a_picture_without_alternative_text_is_refused(marc: User, signed_in: SignedIn) -> None:
    answer = signed_in(marc).post(
        reverse("campaigns:image_add"), {"name": "Atelier", "alternative": "", "file": png()}
    )
    assert answer.status_code == 422 and not Image.objects.exists()


def test_a_picture_is_served_to_everybody_without_a_cookie(
    marc: User, signed_in: SignedIn, client: Client
) -> None:
    signed_in(marc).post(
        reverse("campaigns:image_add"), {"name": "Atelier", "alternative": "L’atelier", "file": png()}
    )
    image = Image.objects.get()
    answer = client.get(f"/images/{image.file_name}")
    assert answer.status_code == 200 and answer.headers["Content-Type"] == "image/png"
    assert not answer.cookies and "immutable" in answer.headers["Cache-Control"]
    assert client.get(f"/images/{image.sha256}.gif").status_code == 404
    assert client.get(f"/images/{'0' * 64}.png").status_code == 404


# Who may


def test_the_library_leads_to_the_page_of_a_picture_whoever_may_change_it(
    marc: User, bob: User, signed_in: SignedIn
) -> None:
    signed_in(marc).post(
        reverse("campaigns:image_add"), {"name": "Atelier", "alternative": "L’atelier", "file": png()}
    )
    page = reverse("campaigns:image", args=[Image.objects.get().pk])
    assert page in signed_in(marc).get(reverse("campaigns:images")).content.decode()
    assert page not in signed_in(bob).get(reverse("campaigns:images")).content.decode()


@pytest.mark.parametrize("name", ["campaigns", "begin", "images"])
def test_charlie_sees_nothing(charlie: User, signed_in: SignedIn, name: str) -> None:
    assert signed_in(charlie).get(reverse(f"campaigns:{name}")).status_code == 403


@pytest.mark.parametrize("verb", ["launch", "duplicate", "pause", "ask_approval", "envelope", "audience"])
def test_bob_reads_letters_and_changes_none(
    letter: Campaign, ada: ContactPoint, bob: User, signed_in: SignedIn, verb: str
) -> None:
    browser = signed_in(bob)
    assert browser.get(url("content", letter)).status_code == 200
    assert browser.post(url(verb, letter)).status_code == 403
    assert not Mailing.objects.exists() and Campaign.objects.count() == 1


def test_marc_cannot_approve(letter: Campaign, ada: ContactPoint, marc: User, signed_in: SignedIn) -> None:
    assert signed_in(marc).post(url("approve", letter)).status_code == 403


def test_a_visitor_is_asked_to_sign_in(letter: Campaign, client: Client) -> None:
    assert client.get(url("audience", letter)).status_code == 302


# Audience, verification, sending


def test_the_audience_says_how_many_yes_and_no_and_opens_them(
    letter: Campaign, ada: ContactPoint, blaise: ContactPoint, alice: User, signed_in: SignedIn
) -> None:
    browser = signed_in(alice)
    page = browser.get(url("audience", letter))
    (group,) = page.context["count"].groups
    said = page.content.decode()
    assert "1 personne" in said.replace("<b>", "").replace("</b>", "")
    assert url("people", letter, group.code) in said
    listed = browser.get(url("people", letter, group.code)).content.decode()
    assert "Blaise" in listed and "Ada" not in listed
    assert "Lovelace" in browser.get(url("people", letter, "yes")).content.decode()
    file = b"".join(browser.get(url("people_file", letter, group.code)).streaming_content).decode()
    assert "Blaise" in file


def test_a_number_of_an_unknown_reason_is_not_found(
    letter: Campaign, alice: User, signed_in: SignedIn
) -> None:
    assert signed_in(alice).get(url("people", letter, "whatever")).status_code == 404


def test_verification_names_what_is_missing(letter: Campaign, alice: User, signed_in: SignedIn) -> None:
    Campaign.objects.filter(pk=letter.pk).update(subject="")
    page = signed_in(alice).get(url("check", letter))
    assert page.context["missing"] == 1


def test_an_incomplete_letter_is_not_launched_and_the_page_says_why(
    letter: Campaign, ada: ContactPoint, alice: User, signed_in: SignedIn
) -> None:
    Campaign.objects.filter(pk=letter.pk).update(subject="")
    answer = signed_in(alice).post(url("launch", letter))
    assert answer.status_code == 409 and not Mailing.objects.exists()


def test_launching_twice_from_two_tabs_writes_to_everybody_once(
    letter: Campaign,
    ada: ContactPoint,
    alice: User,
    signed_in: SignedIn,
    deliver: Callable[[], list[DemoMessage]],
) -> None:
    browser = signed_in(alice)
    for _tab in range(2):
        assert browser.post(url("launch", letter), follow=True).status_code == 200
    assert [message.to for message in deliver()] == [ada.value]
    page = browser.get(url("send", letter))
    assert page.context["report"].handed_over == 1
    assert "Lovelace" in browser.get(url("outcomes", letter, "sent")).content.decode()
    file = b"".join(browser.get(url("outcomes_file", letter, "sent")).streaming_content).decode()
    assert ada.value in file


def test_a_scheduled_letter_shows_when_and_can_be_taken_off(
    letter: Campaign, ada: ContactPoint, alice: User, signed_in: SignedIn
) -> None:
    browser = signed_in(alice)
    assert browser.post(url("schedule", letter), {"at": "2020-01-01T10:00"}).status_code == 422
    assert browser.post(url("schedule", letter), {"at": "demain"}).status_code == 422
    browser.post(url("schedule", letter), {"at": "2099-01-01T10:00"})
    letter.refresh_from_db()
    assert letter.state == Campaign.State.SCHEDULED
    assert "2099" in browser.get(url("send", letter)).content.decode()
    browser.post(url("unschedule", letter))
    letter.refresh_from_db()
    assert letter.state == Campaign.State.DRAFT


def test_diane_approves_what_alice_wrote(
    letter: Campaign, ada: ContactPoint, alice: User, diane: User, signed_in: SignedIn, settings: Settings
) -> None:
    settings.ACCORD_SECOND_APPROVAL = True
    signed_in(alice).post(url("ask_approval", letter))
    assert "approve" not in signed_in(alice).get(url("check", letter)).content.decode().split("<main")[1]
    signed_in(diane).post(url("approve", letter))
    letter.refresh_from_db()
    assert (letter.state, letter.approved_by_label) == (Campaign.State.APPROVED, "Diane")


def test_a_test_is_mailed_to_chosen_colleagues_only(
    letter: Campaign, alice: User, marc: User, signed_in: SignedIn, deliver: Callable[[], list[DemoMessage]]
) -> None:
    signed_in(alice).post(url("trial", letter), {"to": [marc.pk]})
    assert [message.to for message in deliver()] == [marc.email]


# Clicks


def test_a_click_counts_for_the_letter_and_leaves_no_trace_of_anybody(
    letter: Campaign, ada: ContactPoint, alice: User, client: Client
) -> None:
    launching.launch(actor=alice.actor, campaign_id=letter.pk)
    link = Link.objects.get(url="https://lumen.example/lire")
    answer = client.get(f"/l/{link.code}/?url=https://evil.example/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "https://lumen.example/lire")
    assert not answer.cookies
    client.head(f"/l/{link.code}/")
    link.refresh_from_db()
    assert link.clicks == 1
    assert client.get("/l/nothing/").status_code == 404
    assert {field.name for field in Link._meta.get_fields()} == {
        "id",
        "campaign",
        "code",
        "url",
        "label",
        "clicks",
    }


# Speed


def test_twice_the_people_and_letters_ask_no_more_queries(
    letter: Campaign,
    ada: ContactPoint,
    people: People,
    alice: User,
    signed_in: SignedIn,
    django_assert_max_num_queries: DjangoAssertNumQueries,
) -> None:
    browser = signed_in(alice)
    pages = [
        reverse("campaigns:campaigns"),
        url("audience", letter),
        url("people", letter, "yes"),
        url("content", letter),
    ]
    counts = [_queries(browser, page) for page in pages]
    for number in range(4):
        people.consenting(f"Personne{number}")
        Campaign.objects.create(name=f"Lettre {number}", purpose=letter.purpose)
    assert [_queries(browser, page) for page in pages] == counts


def _queries(browser: Client, page: str) -> int:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    browser.get(page)
    with CaptureQueriesContext(connection) as captured:
        assert browser.get(page).status_code == 200
    return len(captured)
