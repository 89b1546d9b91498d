"""Forms as colleagues keep them: opened only when people are told what they must be told."""

from collections.abc import Callable

import pytest
from django.test import Client

from accord.audit.models import Entry
from accord.contacts.models import Person
from accord.intake import actions, pages, queries
from accord.intake.models import Form, PendingRequest
from accord.lib.actor import SYSTEM
from accord.outbox.models import Letter
from accord.register.models import Notice, NoticeVersion, Purpose
from accord.staff.models import User
from accord.staff.roles import Role
from tests.conftest import as_owner

SignIn = Callable[[User], Client]


@pytest.fixture
def marc(colleague: Callable[..., User]) -> User:
    """Marc, marketing."""
    return colleague("Marc", Role.MARKETING)


def test_a_form_is_written_closed_then_opened(
    marc: User, signed_in: SignIn, notice: Notice, purposes: list[Purpose]
) -> None:
    typed = {
        "title_fr": "Recevoir la lettre",
        "notice": notice.pk,
        "purposes": [one.pk for one in purposes],
        "sphere": "personal",
        "asks_first_name": "on",
        "lifetime_days": 7,
    }
    answer = signed_in(marc).post("/forms/new/", typed)
    form = Form.objects.get()
    assert answer.status_code == 302
    assert (form.slug, form.is_open) == ("recevoir-la-lettre", False)
    assert Client().get("/f/recevoir-la-lettre/").status_code == 410
    signed_in(marc).post(f"/forms/{form.pk}/open/")
    assert Client().get("/f/recevoir-la-lettre/").status_code == 200
    signed_in(marc).post(f"/forms/{form.pk}/close/")
    assert Client().get("/f/recevoir-la-lettre/").status_code == 410
    verbs = Entry.objects.filter(verb__startswith="intake.").order_by("pk").values_list("verb", flat=True)
    assert list(verbs) == [
        "intake.form.created",
        "intake.form.published",
        "intake.form.opened",
        "intake.form.closed",
    ]


def test_a_form_does_not_open_before_its_notice_is_published(form: Form) -> None:
    actions.close_form(actor=SYSTEM, form=form)
    with as_owner():  # nobody else can take back what was published
        NoticeVersion.objects.update(published_at=None, outdated_at=None)
    with pytest.raises(actions.NotReady) as refused:
        actions.open_form(actor=SYSTEM, form=form)
    assert len(refused.value.missing) == 1
    assert not Form.objects.get().is_open


def test_a_form_does_not_open_when_its_notice_says_nothing_of_a_box(
    form: Form, purposes: list[Purpose]
) -> None:
    with as_owner():
        NoticeVersion.objects.update(statements={"lettre": "Je souhaite recevoir la lettre."})
    missing = actions.what_is_missing(form)
    assert len(missing) == 1 and str(purposes[1]) in missing[0]


def test_a_box_never_asks_consent_for_what_rests_on_something_else(
    form: Form, purposes: list[Purpose]
) -> None:
    Purpose.objects.filter(pk=purposes[0].pk).update(legal_basis="contract")
    assert actions.what_is_missing(form)
    assert purposes[0] not in queries.purposes_for_boxes()


def test_an_open_form_cannot_be_changed_into_one_that_lacks_its_notice(
    marc: User, signed_in: SignIn, form: Form, purposes: list[Purpose]
) -> None:
    other = Notice.objects.create(code="autre", name="Autre", controller=form.notice.controller)
    typed = {
        "title_fr": "Autre titre",
        "slug": "lettre",
        "notice": other.pk,
        "purposes": [purposes[0].pk],
        "sphere": "personal",
        "lifetime_days": 7,
    }
    answer = signed_in(marc).post(f"/forms/{form.pk}/edit/", typed)
    assert answer.status_code == 422
    assert Form.objects.get().title_fr == "Recevoir la lettre"
    assert form.boxes.count() == 2


def test_boxes_change_places(marc: User, signed_in: SignIn, form: Form, purposes: list[Purpose]) -> None:
    second = form.boxes.get(purpose=purposes[1])
    signed_in(marc).post(f"/forms/{form.pk}/order/", {"box": second.pk, "by": "-1"})
    page = pages.page("lettre", "fr")
    assert page and page.box_ids == [
        purposes[0].pk,
        purposes[1].pk,
    ]  # what is public changes when it is published
    actions.publish(actor=SYSTEM, form=form)
    page = pages.page("lettre", "fr")
    assert page and page.box_ids == [purposes[1].pk, purposes[0].pk]


def test_the_snippet_shows_its_code_and_sends_to_the_form(marc: User, signed_in: SignIn, form: Form) -> None:
    page = signed_in(marc).get(f"/forms/{form.pk}/elsewhere/")
    assert "&lt;form method=&quot;post&quot; action=&quot;" in page.text
    assert "/f/lettre/kiosk/" in page.text


def test_bob_who_met_somebody_sends_the_letter_and_makes_no_contact(
    bob: User, signed_in: SignIn, form: Form, purposes: list[Purpose]
) -> None:
    typed = {
        "form": form.pk,
        "address": "ines@example.org",
        "first_name": "Inès",
        "origin": "telephone",
        "words": "Oui, envoyez-moi la lettre.",
        "language": "fr",
        "purposes": [purposes[0].pk],
    }
    assert signed_in(bob).post("/signups/met/", typed).status_code == 302
    request = PendingRequest.objects.get()
    assert (request.asked_by_label, request.asked_words) == ("Bob", "Oui, envoyez-moi la lettre.")
    said = Letter.objects.get().content["facts"]  # type: ignore[index]
    assert (said["asked_by"], said["asked_words"]) == ("Bob", "Oui, envoyez-moi la lettre.")
    assert not Person.objects.exists()
    entry = Entry.objects.get(verb="intake.request.noted")
    assert entry.actor_id == str(bob.pk) and "ines" not in str(entry.facts)


def test_nobody_asks_for_a_box_the_form_does_not_have(
    bob: User, signed_in: SignIn, form: Form, purposes: list[Purpose]
) -> None:
    form.boxes.filter(purpose=purposes[1]).delete()
    typed = {
        "form": form.pk,
        "address": "ines@example.org",
        "origin": "fair",
        "words": "Tout",
        "language": "fr",
        "purposes": [purposes[1].pk],
    }
    assert signed_in(bob).post("/signups/met/", typed).status_code == 422
    assert not PendingRequest.objects.exists()


def test_bob_who_reads_english_is_told_in_english_what_is_missing(
    form: Form, bob: User, signed_in: SignIn
) -> None:
    client = signed_in(bob)
    client.post("/language/", {"language": "en"})
    page = client.post("/signups/met/", {"origin": "fair"}).content.decode()
    assert "Write their e-mail address" in page and "Écrivez" not in page


def test_charlie_sees_nothing_and_bob_changes_nothing(
    charlie: User, bob: User, signed_in: SignIn, form: Form
) -> None:
    for address in ("/forms/", f"/forms/{form.pk}/", "/signups/", "/signups/met/", "/forms/new/"):
        assert signed_in(charlie).get(address).status_code == 403
    assert signed_in(bob).get("/forms/").status_code == 200
    assert signed_in(bob).get("/forms/new/").status_code == 403
    assert signed_in(bob).post(f"/forms/{form.pk}/close/").status_code == 403


def test_twice_the_forms_and_requests_take_the_same_queries(
    marc: User, signed_in: SignIn, form: Form, ask: Callable[..., str], django_assert_max_num_queries: object
) -> None:
    browser = signed_in(marc)
    for number in range(4):
        ask(f"p{number}@example.org")
    for address in ("/forms/", "/signups/"):
        browser.get(address)
        with django_assert_max_num_queries(12):  # type: ignore[operator]
            browser.get(address)
