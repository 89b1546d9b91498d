"""The control visit: a browser of ours goes round a site and says what nobody declared."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser

from accord.cookies import publishing
from accord.cookies.models import BannerVersion, DeclaredCookie, Scan, Site
from accord.cookies.statements import check
from accord.cookies.statements.visitor import visiting
from accord.cookies.visits import looking, scanning
from accord.cookies.webmaster.waiting import tasks
from accord.lib.actor import SYSTEM
from tests.cookies.browser import pages
from tests.cookies.browser.conftest import a_visit_of, hurry

Visiting = Callable[[], Scan]


@pytest.fixture
def visit(
    chromium: Browser,
    published: BannerVersion,
    web: pages.Site,
    monkeypatch: pytest.MonkeyPatch,
) -> Visiting:
    """Asks for a visit and does it as the worker does, in the browser of these tests."""
    Site.objects.update(scan_pages=[web.url()])

    def go() -> Scan:
        return a_visit_of(published.site)

    hurry(monkeypatch, chromium)
    return go


@pytest.mark.django_db
def test_a_site_that_does_as_it_says_has_nothing_to_be_told(a_visit: Scan) -> None:
    scan = a_visit
    assert (scan.state, scan.why) == (Scan.State.DONE, "")
    assert [one for one in scan.findings if one["trouble"]] == []
    assert {one["stage"] for one in scan.findings} >= {"refused", "accepted"}
    first = [one for one in scan.results if one["number"] <= 16]
    assert {one["verdict"] for one in first} == {"passes"}


def test_a_cookie_nobody_declared_is_named_and_is_news_once(
    visit: Visiting, published: BannerVersion, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(scanning, "check_all", lambda suite: [check(suite, 1)])  # all of them: the test above
    visit()
    DeclaredCookie.objects.filter(name="msr_uid").delete()
    publishing.publish(actor=SYSTEM, site=published.site)
    scan = visit()
    named = [one for one in scan.findings if one["name"] == "msr_uid"]
    assert {(one["stage"], one["trouble"]) for one in named} == {("accepted", "unknown")}
    assert scan.news == 1
    assert any("1" in task.title and str(published.site) in task.title for task in tasks())
    assert visit().news == 0


def test_a_site_that_speaks_as_its_visitors_do_is_visited_in_its_first_language(
    chromium: Browser, published: BannerVersion, web: pages.Site
) -> None:
    web.language = ""
    site = scanning.described(published.site, published.snapshot, [web.url()])
    with visiting(site, chromium) as visitor:
        visitor.open()
        visitor.must_ask()
        assert "Je refuse" in visitor.text()


def test_a_visit_opens_the_pages_of_the_site_map_and_no_other_site(
    chromium: Browser, web: pages.Site
) -> None:
    home = web.url(pages.PLAIN)
    assert looking.pages_of(chromium, home) == [home], "where there is no site map"
    listed = [*(f"{home}page-{number}" for number in range(30)), "http://ailleurs.example/"]
    site_map = f"<urlset>{''.join(f'<url><loc>{one}</loc></url>' for one in reversed(listed))}</urlset>"

    def answer(handler: pages.Handler) -> bool:
        handler.send(site_map, "application/xml")
        return True

    web.answer = answer
    found = looking.pages_of(chromium, home)
    assert (found[0], found[1], len(found)) == (home, f"{home}page-29", looking.MOST_PAGES)


def test_a_site_that_does_not_open_is_said_in_words(visit: Visiting, web: pages.Site) -> None:
    Site.objects.update(scan_pages=["http://nowhere.localhost:9/"])
    scan = visit()
    assert scan.state == Scan.State.FAILED
    assert "http://nowhere.localhost:9/" in scan.why
