"""Asking for a control visit: where it goes, how often, one at a time; and its report."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.utils import timezone
from django.utils.translation import override

from accord.cookies.models import Scan, Site
from accord.cookies.statements.words import LINES, in_words
from accord.cookies.visits import looking, scanning
from accord.cookies.visits.comparing import Seen, compared
from accord.lib.actor import SYSTEM
from accord.staff.roles import Role

NOBODY_SIGNS_IN = next(line for line in LINES if line.startswith("Nobody signs in"))
SAID = {
    "third_parties": [{"hosts": [".mesurio.example"]}],
    "cookies": [{"name": "msr_*", "purpose": "campagnes"}, {"name": "panier", "purpose": ""}],
}


@pytest.fixture
def webmaster(colleague, signed_in) -> Client:
    return signed_in(colleague("Marc", Role.MARKETING))


def test_a_visit_goes_to_no_other_site(webmaster: Client, site: Site) -> None:
    plan = f"/sites/{site.pk}/visits/plan/"
    assert webmaster.post(plan, {"scan_pages": "https://127.0.0.1/", "scan_days": "7"}).status_code == 422
    assert webmaster.post(plan, {"scan_pages": "lumen.example.org", "scan_days": "7"}).status_code == 422
    webmaster.post(plan, {"scan_pages": "https://lumen.example.org/blog", "scan_days": "7"})
    site.refresh_from_db()
    assert (site.scan_pages, site.scan_days) == (["https://lumen.example.org/blog"], 7)


def test_asking_twice_is_one_visit(webmaster: Client, site: Site) -> None:
    for _turn in range(2):
        webmaster.post(f"/sites/{site.pk}/visits/now/")
    assert Scan.objects.count() == 1


def test_a_site_is_visited_when_its_turn_comes(site: Site) -> None:
    assert scanning.due() == []
    Site.objects.update(scan_days=7)
    assert scanning.due() == [site]
    Scan.objects.create(site=site, state=Scan.State.DONE, asked_at=timezone.now() - timedelta(days=6))
    assert scanning.due() == []
    Scan.objects.update(asked_at=timezone.now() - timedelta(days=8))
    assert scanning.due() == [site]


def test_a_visit_its_worker_left_is_said_to_have_failed(site: Site) -> None:
    old = timezone.now() - timedelta(hours=3)
    scan = Scan.objects.create(site=site, state=Scan.State.RUNNING, asked_at=old)
    scanning.forget_stalled()
    scan.refresh_from_db()
    assert scan.state == Scan.State.FAILED
    assert scanning.ask(actor=SYSTEM, site=site).pk != scan.pk


@pytest.mark.parametrize(
    ("stage", "kind", "name", "trouble"),
    [
        ("before", "cookie", "panier", ""),
        ("before", "cookie", "accord_choice", ""),
        ("before", "cookie", "msr_uid", "early"),
        ("refused", "cookie", "msr_uid", "early"),
        ("accepted", "cookie", "msr_uid", ""),
        ("accepted", "cookie", "_ga", "unknown"),
        ("accepted", "host", "tag.mesurio.example", ""),
        ("before", "host", "tag.mesurio.example", "early"),
        ("accepted", "host", "ailleurs.example", "unknown"),
    ],
)
def test_what_is_met_is_held_against_what_is_declared(stage: str, kind: str, name: str, trouble: str) -> None:
    [finding] = compared([Seen(stage, kind, name, "lumen.example.org", "https://lumen.example.org/")], SAID)
    assert finding.trouble == trouble


def test_the_report_says_what_was_found_and_which_statement_does_not_hold(
    webmaster: Client, site: Site
) -> None:
    finding = {
        "stage": "before",
        "kind": "cookie",
        "name": "_ga",
        "host": "x",
        "page": "/",
        "trouble": "unknown",
    }
    results = [
        {"number": 5, "verdict": "fails", "where": "/", "evidence": ["refuse: not on the first screen"]},
        {"number": 28, "verdict": "uncheckable", "where": "/", "evidence": [NOBODY_SIGNS_IN]},
    ]
    Scan.objects.create(site=site, state=Scan.State.DONE, findings=[finding], results=results, troubles=2)
    page = webmaster.get(f"/sites/{site.pk}/visits/").text
    for said in (
        "_ga",
        "déclaré nulle part",
        "refuser : pas sur le premier écran",
        "ne tient pas",
        "Non vérifiés : 28.",
        "Personne ne se connecte pendant une visite de contrôle.",
    ):
        assert said in page.replace("\xa0", " ")


@contextmanager
def silent() -> Iterator[None]:
    """A browser during which the database may be asked nothing, as where a real one is driven."""

    def refuse(*_said: Any) -> None:
        raise AssertionError("asked the database while the browser was open")

    with connection.execute_wrapper(refuse):
        yield


@pytest.mark.parametrize(
    ("stage", "said"), [("before", "Aucune question n’a été trouvée"), ("refused", "a attendu un oui")]
)
def test_the_report_says_of_a_site_without_a_question_only_what_was_seen(
    webmaster: Client, site: Site, stage: str, said: str
) -> None:
    met = {"stage": stage, "kind": "cookie", "name": "panier", "host": "x", "page": "/", "trouble": ""}
    Scan.objects.create(site=site, state=Scan.State.DONE, findings=[met], results=[], troubles=0)
    assert said in webmaster.get(f"/sites/{site.pk}/visits/").text


def test_a_visit_ends_with_a_report_and_asks_the_database_nothing_while_its_browser_is_open(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(looking, "a_browser", silent)
    monkeypatch.setattr(looking, "look", lambda _asked, _browser: [])
    monkeypatch.setattr(looking, "pages_of", lambda _browser, home: [home])
    monkeypatch.setattr(scanning, "check_all", lambda _suite: [])
    scan = scanning.ask(actor=SYSTEM, site=site)
    scanning.visit(scan.pk)
    scan.refresh_from_db()
    assert scan.state == Scan.State.DONE and scan.pages


def test_a_visit_that_goes_wrong_is_not_left_under_way(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    def break_down() -> None:
        raise ZeroDivisionError

    monkeypatch.setattr(looking, "a_browser", break_down)
    scan = scanning.ask(actor=SYSTEM, site=site)
    with pytest.raises(ZeroDivisionError):
        scanning.visit(scan.pk)
    scan.refresh_from_db()
    assert scan.state == Scan.State.FAILED and scan.why


def test_a_visit_under_way_says_so_and_declares_nothing_in_order(webmaster: Client, site: Site) -> None:
    scan = Scan.objects.create(site=site, state=Scan.State.RUNNING)
    page = webmaster.get(f"/sites/{site.pk}/visits/{scan.pk}/").text
    assert "Une visite est en cours" in page and "conforme" not in page and "Tout ce que" not in page


@pytest.mark.parametrize(
    ("trouble", "words"),
    [
        ("Page.goto: net::ERR_NAME_NOT_RESOLVED at https://lumen.example.org/", "aucun serveur ne répond"),
        ("Page.goto: Timeout 15000ms exceeded.", "trop de temps"),
        ("Page.goto: something new\nCall log", "something new"),
    ],
)
def test_a_site_that_does_not_open_is_told_in_words(trouble: str, words: str) -> None:
    with override("fr"):
        said = looking.why(trouble)
    assert words in said and "net::" not in said and "Call log" not in said


def test_every_line_of_evidence_is_told_in_the_language_of_the_reader() -> None:
    for line in LINES:
        met = re.sub(r"%\((\w+)\)s", r"<\1>", line)
        with override("fr"):
            assert in_words(met) not in (met, line)
            assert sorted(re.findall("<.*?>", in_words(met))) == sorted(re.findall("<.*?>", met))
        with override("en"):
            assert in_words(met) == met
