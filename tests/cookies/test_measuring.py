"""Audience measured without consent: this site alone, nobody in the figures, and anybody may object."""

import json

import pytest
from django.utils import timezone

from accord.cookies import choice_cookie, measuring, publishing
from accord.cookies.models import VisitDay
from accord.cookies.statements import Asked, Suite, Verdict, check
from accord.lib.actor import SYSTEM
from accord.register.rules import rule
from tests.cookies.conftest import HOST, ORIGIN

PAGE = "/cookies/lumen/"


@pytest.fixture
def measured(site):
    """The banner of a site that measures its audience."""
    site.measures = True
    site.save()
    return publishing.publish(actor=SYSTEM, site=site)


@pytest.fixture
def sees(browser, measured):
    def send(page, **more):
        said = {"page": page, "device": "phone", "language": "fr", **more}
        return browser.post("/ac/lumen/visit", json.dumps(said), content_type="text/plain")

    return send


def test_pages_visits_and_visitors_are_counted_by_day(site, sees):
    sees("/", visit=True, visitor=True, newcomer=True)
    sees("/blog/hiver")
    sees("/", visit=True)
    today = timezone.localdate()
    assert measuring.by_day(site.pk, today) == [
        {"day": today, "views": 3, "visits": 2, "visitors": 1, "newcomers": 1}
    ]
    assert [(one["page"], one["views"]) for one in measuring.by_page(site.pk, today)] == [
        ("/", 2),
        ("/blog/hiver", 1),
    ]


def test_what_may_name_somebody_in_an_address_is_not_counted(sees):
    sees("/compte/ada@example.org/0612345678?q=lovelace")
    sees("/dossier/3f2b8c1e-1d2a-4a77-9f00-aa11bb22cc33")
    assert set(VisitDay.objects.values_list("page", flat=True)) == {"/compte/…/…", "/dossier/…"}


def test_whoever_invents_addresses_fills_no_table(sees, monkeypatch):
    monkeypatch.setattr(measuring, "MOST_PAGES", 3)
    measuring._PAGES.clear()
    for number in range(6):
        assert sees(f"/p{number}").status_code == 204
    assert VisitDay.objects.values("page").distinct().count() == 4


@pytest.mark.parametrize(
    "said", [{"device": "watch"}, {"language": "x" * 500}, {"page": {"a": 1}}, {"visit": "yes"}]
)
def test_rubbish_is_refused_or_left_out(sees, said):
    answer = sees(**{"page": "/", **said})
    assert answer.status_code in {204, 422}
    assert not VisitDay.objects.filter(visits__gt=0).exists()


def test_a_site_that_does_not_measure_counts_nothing_and_loads_nothing_for_it(browser, client, version):
    answer = browser.post("/ac/lumen/visit", {"page": "/"}, content_type="application/json")
    assert answer.status_code == 422
    assert not VisitDay.objects.exists()
    assert b"accord_visits" not in client.get("/cookies/lumen.js").content


def test_a_site_that_measures_loads_it_with_its_banner(client, measured):
    script = client.get("/cookies/lumen.js").content.decode()
    assert "accord_visits" in script
    assert ",m:390," in script
    assert rule("cookies.measure-tracker").value * 30 == 390


@pytest.mark.parametrize(
    ("number", "said", "evidence"),
    [
        (23, {"measure_months": 26}, "26 months"),
        (24, {"measure_reviewed": "2020-10-01"}, "not reviewed since 2020-10-01"),
    ],
)
def test_figures_kept_too_long_or_never_looked_at_again_are_told(number, said, evidence):
    asked = Asked(addresses=("https://lumen.example.org/",), measures=True, **said)
    result = check(Suite(asked, None), number)
    assert (result.verdict, result.evidence) == (Verdict.FAILS, [evidence])


def test_people_are_told_and_can_object(client, measured):
    page = client.get(PAGE, {"lang": "fr"}).content.decode()
    assert "accord_visits" in page
    assert "chiffres gardés 25 mois" in page
    assert f"https://{HOST}/#accord-visits-no" in page
    answer = client.post(PAGE, {"measure": "no", "origin": ORIGIN, "lang": "fr"})
    told = client.get(answer.headers["Location"]).content.decode()
    assert "&quot;objects&quot;: true" in told
    assert "ne sont plus comptées" in told


def test_on_the_site_s_own_domain_the_objection_is_a_cookie(client, measured, settings):
    settings.ALLOWED_HOSTS = [HOST]
    answer = client.post(PAGE, {"measure": "no"}, headers={"host": HOST})
    assert answer.cookies[choice_cookie.OBJECTION].value == "no"
    answer = client.post(PAGE, {"measure": "yes"}, headers={"host": HOST})
    assert answer.cookies[choice_cookie.OBJECTION]["max-age"] == 0
