"""Pages in the person's own hands: no is one click, yes is never there, and looking changes nothing."""

import json
from collections.abc import Callable

import pytest
from django.apps import apps
from django.db import connection
from django.test import Client
from django.utils import timezone

from accord.consent import gate, pauses
from accord.consent.terms import Method
from accord.contacts.models import ContactPoint
from accord.outbox.links import one_click_url, preferences_url
from accord.outbox.models import Letter, Mailing
from accord.preferences import actions
from accord.register.models import Controller, Purpose
from accord.staff.models import User

Reader = Callable[..., ContactPoint]

SCANNERS = (
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/131 Safari/537.36",
    "Mozilla/5.0 (compatible; Barracuda Sentinel)",
    "Mimecast-URL-Protect/1.0",
    "Mozilla/5.0 (compatible; Microsoft Defender SafeLinks)",
    "curl/8.5.0",
)


def path(url: str) -> str:
    return "/" + url.split("/", 3)[3]


@pytest.fixture
def ada(reader: Reader, monthly: Purpose) -> ContactPoint:
    """Ada, who confirmed the monthly letter."""
    return reader("ada", monthly)


@pytest.fixture
def letter(ada: ContactPoint, monthly: Purpose, newsletter: Callable[..., Mailing]) -> Letter:
    """The letter waiting for Ada."""
    newsletter(monthly)
    return Letter.objects.get()


def answer(point: ContactPoint, purpose: Purpose) -> str:
    return gate.ask(point.pk, purpose, "email").reason


def snapshot() -> dict[str, list[tuple[object, ...]]]:
    rows = {}
    with connection.cursor() as cursor:
        for model in apps.get_models():
            if model._meta.app_label not in ("sessions", "health"):
                cursor.execute(f'SELECT t::text FROM "{model._meta.db_table}" AS t ORDER BY 1')
                rows[model._meta.label] = cursor.fetchall()
    return rows


def test_the_page_shows_each_purpose_since_when_and_on_which_words(client: Client, ada: ContactPoint) -> None:
    page = client.get(path(preferences_url(ada.pk)))
    text = page.content.decode()
    assert page.status_code == 200
    assert "ada@example.org" in text and "La lettre" in text and "« Oui »" in text.replace("\u00a0", " ")
    assert "sessionid" not in page.cookies


def test_fifty_visits_of_scanners_change_no_row(client: Client, letter: Letter, ada: ContactPoint) -> None:
    urls = [path(preferences_url(ada.pk)), path(one_click_url(letter.pk)), "/p/"]
    for url in urls:
        client.get(url)
    before = snapshot()
    for number in range(50):
        agent = {"User-Agent": SCANNERS[number % len(SCANNERS)]}
        verb = (client.get, client.head, client.options)[number % 3]
        assert verb(urls[number % len(urls)], headers=agent).status_code in (200, 405)
    assert snapshot() == before


def test_a_mail_reader_stops_the_letter_with_one_post_and_nothing_else(
    letter: Letter, ada: ContactPoint, monthly: Purpose
) -> None:
    reader = Client(enforce_csrf_checks=True)
    done = reader.post(path(one_click_url(letter.pk)), {"List-Unsubscribe": "One-Click"})
    assert done.status_code == 200
    assert not done.cookies.get("sessionid")
    assert answer(ada, monthly) == "withdrawn"


def test_a_second_click_says_so_and_writes_nothing(
    client: Client, letter: Letter, ada: ContactPoint, monthly: Purpose
) -> None:
    url = path(one_click_url(letter.pk))
    client.post(url)
    before = snapshot()
    assert client.post(url).status_code == 200
    assert snapshot() == before


def test_no_old_link_gives_back_what_was_withdrawn(
    client: Client, letter: Letter, ada: ContactPoint, monthly: Purpose
) -> None:
    client.post(path(one_click_url(letter.pk)))
    page = path(preferences_url(ada.pk))
    key = f"{monthly.pk}:email"
    for said in ("yes", f"stop:{key}", f"normal:{key}", f"give:{key}", f"accept:{key}", f"pause:{key}:0", ""):
        client.post(page, {"c": said})
        client.get(path(one_click_url(letter.pk)))
    assert answer(ada, monthly) == "withdrawn"


def test_one_button_stops_one_purpose(
    client: Client, reader: Reader, make_purpose: Callable[..., Purpose]
) -> None:
    news, partners = make_purpose("nouveautes"), make_purpose("partenaires")
    zoe = reader("zoe", news, partners)
    done = client.post(path(preferences_url(zoe.pk)), {"c": f"stop:{news.pk}:email"})
    assert answer(zoe, news) == "withdrawn"
    assert answer(zoe, partners) == ""
    assert "La partenaires" in done.content.decode()


def test_stopping_everything_is_an_objection_that_outlives_the_person(
    client: Client, ada: ContactPoint, monthly: Purpose, reader: Reader
) -> None:
    client.post(path(preferences_url(ada.pk)), {"c": "all"})
    assert answer(ada, monthly) != ""
    ada.person.delete()
    again = reader("ada", confirmed=False)
    assert answer(again, monthly) == "suppressed"


def test_a_pause_is_kept_and_said_and_moves_no_permission(
    client: Client, ada: ContactPoint, monthly: Purpose
) -> None:
    url = path(preferences_url(ada.pk))
    client.post(url, {"c": f"pause:{monthly.pk}:email:30"})
    rhythm = pauses.rhythms(monthly.pk, "email", [ada.pk])[ada.pk]
    assert rhythm.is_paused and rhythm.until is not None
    assert (rhythm.until - timezone.now()).days in (29, 30)
    assert answer(ada, monthly) in ("", "paused")
    client.post(url, {"c": f"less:{monthly.pk}:email:91"})
    assert pauses.rhythms(monthly.pk, "email", [ada.pk])[ada.pk].every_days == 91
    client.post(url, {"c": f"normal:{monthly.pk}:email"})
    assert not pauses.rhythms(monthly.pk, "email", [ada.pk])


def test_a_link_opens_nobody_else_s_page(
    client: Client, ada: ContactPoint, monthly: Purpose, reader: Reader
) -> None:
    blaise = reader("blaise", monthly)
    signed = path(preferences_url(ada.pk))
    for forged in ("/p/abc/", signed[:-3] + "xx/", f"/p/{blaise.pk}/", signed.replace("/p/", "/u/")):
        answered = client.get(forged)
        assert answered.status_code == 404
        assert "ada@" not in answered.content.decode() and "blaise@" not in answered.content.decode()


def test_everybody_can_take_their_own_proof_away_and_nobody_else_s(
    client: Client, ada: ContactPoint, monthly: Purpose, reader: Reader
) -> None:
    event = gate.ask(ada.pk, monthly, "email").event_id
    url = path(preferences_url(ada.pk)) + f"receipt/{event}/"
    assert "Oui" in client.get(url).content.decode()
    data = json.loads(client.get(url + "?as=json").content)
    assert data["pii_principal_id"] == "ada@example.org"
    assert data["events"][0]["words"] == "Oui"
    blaise = reader("blaise", monthly)
    assert client.get(path(preferences_url(blaise.pk)) + f"receipt/{event}/").status_code == 404


def test_asking_for_one_s_link_answers_the_same_to_all(client: Client, ada: ContactPoint) -> None:
    answers = []
    for address in ("ada@example.org", "nobody@example.org"):
        page = client.post("/p/", {"email": address})
        answers.append((page.status_code, page.content.decode().replace(address, "…")))
    strip = [
        (status, "".join(line for line in text.splitlines() if "csrf" not in line))
        for status, text in answers
    ]
    assert strip[0] == strip[1]
    assert [letter.to for letter in Letter.objects.all()] == ["ada@example.org"]
    client.post("/p/", {"email": "ADA@example.org"})
    assert Letter.objects.count() == 1


def test_the_page_is_headed_by_the_name_of_the_organisation_and_says_who_answers_for_it(
    client: Client, lumen: Controller
) -> None:
    lumen.name, lumen.legal_form, lumen.address = (
        "Atelier Lumen (fictif)",
        "",
        "8 quai des Brumes\r\n69000 Lyon",
    )
    lumen.save()
    page = client.get("/p/").content.decode()
    assert "<title>Mes préférences · Atelier Lumen (fictif)</title>" in page
    assert "Atelier Lumen (fictif) · 8 quai des Brumes, 69000 Lyon · dpo@lumen.example.org" in page


def test_a_typing_mistake_is_named_and_kept(client: Client, db: None) -> None:
    page = client.post("/p/", {"email": "ada@"})
    assert page.status_code == 422
    assert 'value="ada@"' in page.content.decode()


def test_a_no_heard_on_the_telephone_counts_at_once(ada: ContactPoint, monthly: Purpose, bob: User) -> None:
    actions.withdraw_heard(
        actor=bob.actor, person=ada.person, purpose=monthly, channel="email", heard_by=Method.TELEPHONE
    )
    assert answer(ada, monthly) == "withdrawn"


def test_a_no_to_everything_heard_at_the_counter_counts_everywhere(
    ada: ContactPoint, monthly: Purpose, bob: User
) -> None:
    actions.withdraw_heard(
        actor=bob.actor, person=ada.person, purpose=None, channel="email", heard_by="counter"
    )
    assert answer(ada, monthly) != ""
    with pytest.raises(ValueError, match="form"):
        actions.withdraw_heard(
            actor=bob.actor, person=ada.person, purpose=monthly, channel="email", heard_by="form"
        )


def test_the_pages_are_light_and_need_no_script(client: Client, ada: ContactPoint) -> None:
    page = client.get(path(preferences_url(ada.pk))).content
    assert len(page) < 9_000
    assert b"<script" not in page
