"""A choice is recorded before it is answered, once, with everything granted and refused, nothing about the person."""

import json
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.db.models import F, Sum
from django.test import Client

from accord.cookies import publishing, queries
from accord.cookies.models import Choice, Display
from accord.lib.actor import SYSTEM
from tests.conftest import as_owner
from tests.cookies.conftest import EVERYTHING, ORIGIN, PARTIES, PURPOSES


def test_an_acceptance_is_recorded_with_every_purpose_and_third_party(choose, version):
    visitor = str(uuid4())
    answer = choose(visitor=visitor, **EVERYTHING)
    assert answer.status_code == 201
    kept = Choice.objects.get(pk=answer.json()["id"])
    assert str(kept.visitor) == visitor
    assert (kept.act, kept.version_id, kept.layer) == ("accepted", version.pk, "first")
    assert (kept.granted_purposes, kept.refused_purposes) == (list(PURPOSES), [])
    assert (kept.granted_parties, kept.refused_parties) == (list(PARTIES), [])
    assert answer.json()["at"] == kept.recorded_at.isoformat()


def test_a_refusal_is_recorded_with_everything_refused(choose):
    kept = Choice.objects.get(pk=choose().json()["id"])
    assert kept.act == "refused"
    assert (kept.granted_purposes, kept.granted_parties) == ([], [])
    assert (kept.refused_purposes, kept.refused_parties) == (list(PURPOSES), list(PARTIES))


def test_a_choice_in_part_says_both_ways(choose):
    kept = Choice.objects.get(pk=choose(thirdParties=["videotek"], layer="second").json()["id"])
    assert kept.act == "partial"
    assert kept.granted_parties == ["videotek"]
    assert kept.refused_parties == ["cartolive", "mesurio", "boreale"]
    assert kept.refused_purposes == list(PURPOSES)


def test_a_withdrawal_is_told_from_a_refusal(choose):
    assert Choice.objects.get(pk=choose(act="withdrawn").json()["id"]).act == "withdrawn"


def test_neither_the_address_nor_the_browser_of_a_visitor_is_kept(browser, version):
    body = {"visitor": str(uuid4()), "version": version.mark, "purposes": [], "thirdParties": [], "gpc": True}
    browser.post(
        "/cookies/lumen/choice",
        body,
        content_type="application/json",
        headers={"user-agent": "Mozilla/5.0 Curious", "referer": f"{ORIGIN}/blog/ada"},
        REMOTE_ADDR="192.0.2.44",
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_jsonb(cookies_choice)::text FROM cookies_choice")
        ((row,),) = cursor.fetchall()
    assert json.loads(row)["is_gpc"] is True
    assert "Curious" not in row
    assert "192.0.2" not in row
    assert "ada" not in row


def test_of_the_page_only_the_declared_group_is_kept(choose):
    groups = [
        Choice.objects.get(pk=choose(page=page).json()["id"]).page_group
        for page in ("/blog/ateliers/ada", "/blog/x", "/compte/ada-lovelace")
    ]
    assert groups == ["/blog/ateliers", "/blog", ""]


def test_the_same_act_sent_twice_is_one_record(choose):
    act = {"visitor": str(uuid4()), "nonce": str(uuid4())}
    first, second = choose(**act), choose(**act)
    assert first.json() == second.json()
    assert Choice.objects.count() == 1


def test_two_choices_of_one_browser_keep_the_order_they_were_made_in(choose, version):
    visitor = str(uuid4())
    choose(visitor=visitor, turn=1_790_000_000_004, act="withdrawn")
    choose(visitor=visitor, turn=1_790_000_000_001, **EVERYTHING)
    choose(visitor=visitor, turn=1_790_000_000_002, thirdParties=["videotek"])
    made = [one.act for one in queries.history(version.site_id, UUID(visitor))]
    assert made == ["withdrawn", "partial", "accepted"]
    assert queries.current(version.site_id, UUID(visitor)).act == "withdrawn"


def test_a_browser_whose_clock_went_back_between_two_visits_is_not_believed(choose, version):
    visitor = str(uuid4())
    choose(visitor=visitor, turn=1_790_000_000_000, **EVERYTHING)
    with as_owner():
        Choice.objects.update(recorded_at=F("recorded_at") - timedelta(hours=1))
    choose(visitor=visitor, turn=1_700_000_000_000)
    made = [one.act for one in queries.history(version.site_id, UUID(visitor))]
    assert made == ["refused", "accepted"]


def test_the_server_says_when_it_was_not_the_browser(choose):
    kept = Choice.objects.get(pk=choose(at="1999-01-01T00:00:00Z").json()["id"])
    assert kept.recorded_at.year > 1999


@pytest.mark.parametrize(
    ("said", "word"),
    [
        ({"version": "000000000000"}, "000000000000"),
        ({"purposes": ["inconnue"]}, "inconnue"),
        ({"thirdParties": ["inconnu"]}, "inconnu"),
        ({"thirdParties": "videotek"}, "tiers"),
        ({"visitor": "ada"}, "UUID"),
        ({"nonce": 3}, "UUID"),
        ({"turn": "1"}, "turn"),
        ({"turn": -1}, "turn"),
        ({"turn": True}, "turn"),
        ({"turn": 2**63}, "turn"),
        ({"language": "xx"}, "language"),
        ({"layer": "third"}, "layer"),
        ({"device": "watch"}, "device"),
        ({"act": "accepted"}, "refused"),
        ({"layer": "gpc", "thirdParties": ["videotek"]}, "gpc"),
        ({"layer": "close", "purposes": ["contenus"]}, "close"),
    ],
)
def test_what_is_not_a_choice_is_refused_with_a_sentence(choose, said, word):
    answer = choose(**said)
    assert answer.status_code == 422
    assert word in answer.json()["error"]
    assert not Choice.objects.exists()


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff\xfe", b"null", b'{"visitor": {}}', b"x" * 30_000])
def test_rubbish_is_refused_with_a_sentence(browser, version, body):
    answer = browser.post("/cookies/lumen/choice", body, content_type="text/plain")
    assert answer.status_code == 422
    assert answer.json()["error"]


def test_another_site_may_not_choose_for_this_one(choose, browser):
    browser.defaults["HTTP_ORIGIN"] = "https://ailleurs.example.net"
    answer = choose()
    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer.headers
    assert not Choice.objects.exists()


def test_a_page_opened_before_a_new_version_still_records_what_it_showed(site, version, choose):
    site.texts = {"fr": {"title": "Un autre titre"}}
    site.save()
    publishing.publish(actor=SYSTEM, site=site)
    assert Choice.objects.get(pk=choose().json()["id"]).version_id == version.pk


def test_a_browser_is_told_that_the_site_may_read_the_answer(choose, browser):
    assert choose().headers["Access-Control-Allow-Origin"] == ORIGIN
    asked = browser.options("/ac/lumen/choice")
    assert (asked.status_code, asked.headers["Access-Control-Allow-Headers"]) == (204, "Content-Type")


def test_a_network_that_calls_all_the_time_is_asked_to_wait(choose, monkeypatch):
    monkeypatch.setattr("accord.cookies.views.sharing.MOST", 2)
    assert [choose().status_code for _ in range(3)] == [201, 201, 429]


def test_displays_are_counted_without_anybody_in_them(browser, version):
    body = {"version": version.mark, "language": "en", "device": "tablet", "page": "/blog/x"}
    for _ in range(3):
        assert browser.post("/ac/lumen/seen", json.dumps(body), content_type="text/plain").status_code == 204
    found = Display.objects.values("language", "device", "page_group").annotate(times=Sum("shown"))
    assert list(found) == [{"language": "en", "device": "tablet", "page_group": "/blog", "times": 3}]


@pytest.mark.django_db(transaction=True)
def test_a_hundred_first_visits_at_once_make_a_hundred_records(version):
    visitors = [{"visitor": str(uuid4()), "nonce": str(uuid4())} for _number in range(100)]

    def visit(who):
        said = {**who, "version": version.mark, **EVERYTHING}
        try:
            return Client().post("/cookies/lumen/choice", said, content_type="application/json").status_code
        finally:
            connection.close()

    impatient = [who for who in visitors[:20] for _twice in range(2)]  # sent again before it was answered
    with ThreadPoolExecutor(20) as crowd:
        assert set(crowd.map(visit, impatient + visitors[20:])) == {201}
    assert Choice.objects.count() == 100
    assert Choice.objects.values("visitor").distinct().count() == 100
