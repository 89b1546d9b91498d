"""A browser, a site that pastes one line, and Accord behind it: nothing is played by anything else."""

import itertools
import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.conf import settings
from django.db import connection
from django.db.models import Model
from django.test import TransactionTestCase, override_settings
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accord.cookies import configuration, publishing, serving
from accord.cookies.models import BannerVersion, Choice, DeclaredCookie, Scan, Site
from accord.cookies.site import client as site_client
from accord.cookies.statements import Asked, of_snapshot
from accord.cookies.visits import looking, scanning
from accord.lib.actor import SYSTEM
from tests.browser.conftest import accessible, listen  # noqa: F401
from tests.cookies.browser import pages
from tests.cookies.browser.django_site import DjangoSite
from tests.cookies.conftest import declare, how_long, who_asks

HERE = Path(__file__).parent
PATIENCE, QUIET = 4000, 40  # milliseconds at most, and without anything asked for: all is on this machine


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture
def web() -> Iterator[pages.Site]:
    """The site and its third parties."""
    with pages.serving() as site:
        yield site


@pytest.fixture
def everything_is_written(transactional_db: None) -> Iterator[None]:
    """Requests still under way when a browser closes end before the tables are emptied."""
    yield
    connection.close()


@pytest.fixture
def declared(
    everything_is_written: None, site: Site, web: pages.Site, live_server: LiveServer, settings: Any
) -> Site:
    """The site as its webmaster declares it: its names, its third parties' names, its cookies."""
    settings.SITE_URL = live_server.url
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, urlsplit(live_server.url).hostname]
    return declare_for_browsers(site)


HOUSES = itertools.count(1)


def declare_for_browsers(site: Site) -> Site:
    """Give the site and its third parties names that lead to this machine, and the cookies these write more.

    Its public address is its own: what the browser of the test before still had to say finds nobody there.
    """
    site.code = f"{site.code}-{next(HOUSES)}"
    site.hosts = [pages.SITE, pages.SHOP]
    site.save()
    for party in site.third_parties.select_related("recipient"):
        party.hosts = [f"{party.code}.localhost"]
        party.save()
        own = {"purpose": party.purposes.get(), "name": f"{party.code}_third", "days": 1}
        DeclaredCookie.objects.create(site=site, third_party=party, **own)
    mesurio = site.third_parties.get(recipient__code="mesurio")
    more = {"third_party": mesurio, "purpose": site.purposes.get(purpose__code="campagnes")}
    DeclaredCookie.objects.create(site=site, name="msr_page", days=1, **more)
    DeclaredCookie.objects.create(site=site, name="msr_queue", kind="local", **more)
    return site


@pytest.fixture
def published(declared: Site, web: pages.Site, live_server: LiveServer) -> BannerVersion:
    """Its banner, and the one line of it in the site's pages."""
    return publish_and_paste(declared, web, live_server.url)


def publish_and_paste(site: Site, web: pages.Site, accord: str) -> BannerVersion:
    """Publish, and put the one line into every page of the site."""
    version = publishing.publish(actor=SYSTEM, site=site)
    web.public = f"{accord}/ac/{site.code}"
    web.script = f'<script src="{web.public}.js" defer></script>'
    return version


@pytest.fixture
def asked(published: BannerVersion, web: pages.Site) -> Asked:
    """The site, as the checks of the thirty statements are told of it."""
    return described(published, web)


# What many tests only read is done once: a house of its own, of which nothing stays but what was found.


@dataclass(frozen=True)
class House:
    """Atelier Lumen's site, published, on this machine. accord: the address of Accord."""

    version: BannerVersion
    web: pages.Site
    accord: str

    @property
    def public(self) -> str:
        """Where Accord itself answers for the site."""
        return f"{self.accord}/ac/{self.version.site.code}"


Opening = Callable[..., AbstractContextManager[House]]


@pytest.fixture(scope="session")
def a_house(request: pytest.FixtureRequest, django_db_setup: None, django_db_blocker: Any) -> Opening:
    """Opens a house for the length of a block: `with a_house(measures=True) as house`."""

    @contextmanager
    def opened(**said: Any) -> Iterator[House]:
        accord = request.getfixturevalue("live_server").url
        with (
            django_db_blocker.unblock(),
            override_settings(SITE_URL=accord, ALLOWED_HOSTS=["*"]),
            pages.serving() as web,
        ):
            serving.forget()
            site = declare(who_asks(), how_long())
            Site.objects.filter(pk=site.pk).update(**said)
            site.refresh_from_db()
            try:
                yield House(publish_and_paste(declare_for_browsers(site), web, accord), web, accord)
            finally:
                connection.close()
                TransactionTestCase("__init__")._fixture_teardown()
                serving.forget()

    return opened


@pytest.fixture(scope="session")
def a_visit(chromium: Browser, a_house: Opening) -> Scan:
    """A control visit of a site that does as it says, done as the worker does it."""
    with pytest.MonkeyPatch.context() as patch, a_house() as house:
        hurry(patch, chromium)
        addresses = [house.web.url(), house.web.url(path="/tarifs")]
        Site.objects.update(scan_pages=addresses)
        return a_visit_of(house.version.site)


def hurry(patch: pytest.MonkeyPatch, chromium: Browser) -> None:
    """Visits are done in the browser of these tests, and wait no longer than this machine needs."""

    def hurried(*said: Any, **more: Any) -> Asked:
        return replace(of_snapshot(*said, **more), patience=PATIENCE, quiet=QUIET)

    patch.setattr(scanning, "of_snapshot", hurried)
    patch.setattr(looking, "a_browser", lambda: nullcontext(chromium))


def a_visit_of(site: Site) -> Scan:
    """Ask for a visit, and do it."""
    scan = scanning.ask(actor=SYSTEM, site=site)
    scanning.visit(scan.pk)
    scan.refresh_from_db()
    return scan


@contextmanager
def a_django_site(house: House, **more: Any) -> Iterator[Asked]:
    """The same site made with Django, Accord standing on its own name: for visitors whose browsers run no script."""
    web, ask = house.web, site_client._asked
    address = f"{web.url(path='/ac/')}{house.version.site.code}"

    def reach(at: str, said: Any = None) -> Any:  # as it is routed there
        return ask(at.replace(web.url(path=""), house.accord), said)

    with (
        override_settings(
            CACHES={"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}},
            ACCORD_COOKIES={"address": address, **more},
            TEMPLATES=[*settings.TEMPLATES, TEMPLATES],
        ),
        pytest.MonkeyPatch.context() as patch,
    ):
        patch.setattr(site_client, "_asked", reach)
        patch.setattr(site_client, "PATIENCE", 60)  # this machine may have more to do
        web.answer, web.public = DjangoSite(web, house.accord), address
        yield described(house.version, web)


TEMPLATES = {
    "NAME": "site",
    "BACKEND": "django.template.backends.django.DjangoTemplates",
    "OPTIONS": {
        "context_processors": ["django.template.context_processors.request"],
        "libraries": {"accord_cookies": "accord.cookies.site.templatetags.accord_cookies"},
    },
}


def described(version: BannerVersion, web: pages.Site, **more: object) -> Asked:
    """What a published version says of the site, for the checks."""
    said = version.snapshot
    known = of_snapshot(
        said,
        addresses=[web.url(), web.url(path="/tarifs")],
        public=web.public,
        words=configuration.filled(said, "fr"),
    )
    return Asked(**{**known.__dict__, "patience": PATIENCE, "quiet": QUIET, **more})  # type: ignore[arg-type]


class Guest:
    """Somebody on the site, in a browser of their own. `complaints`: what the browser found wrong."""

    def __init__(self, context: BrowserContext, web: pages.Site) -> None:
        self.context, self.web = context, web
        self.page: Page = context.new_page()
        self.complaints: list[str] = []
        listen(self.page, self.complaints)

    def open(self, path: str = "/", host: str = pages.SITE) -> Page:
        """Go to a page of the site."""
        self.page.goto(self.web.url(host, path), wait_until="load")
        return self.page

    def cookies(self, family: str = "") -> set[str]:
        """The names of everything stored; of cookies, those whose host ends with `family`."""
        stored = self.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
        kept = {one["name"] for one in self.context.cookies() if one["domain"].endswith(family)}
        return kept | set(stored)

    def ran(self) -> list[str]:
        """Which scripts of third parties ran in this page, in order."""
        return self.page.evaluate("window.ran || []")

    def has_run(self, count: int) -> list[str]:
        """The same, once there are `count`."""
        for _attempt in range(50):
            if len(self.ran()) >= count:
                break
            self.page.wait_for_timeout(50)
        assert len(self.ran()) == count
        return self.ran()


@pytest.fixture
def guest(chromium: Browser, published: BannerVersion, web: pages.Site) -> Iterator[Guest]:
    """Camille, who was never here."""
    context = chromium.new_context(locale="fr-FR", viewport={"width": 1280, "height": 900})
    someone = Guest(context, web)
    yield someone
    context.close()
    assert someone.complaints == []


def everything_of(model: type[Model], count: int) -> list[Any]:
    """The rows of a table, in order, once there are `count` of them; a browser sends what it sends in its own time."""
    for _attempt in range(400):
        rows = list(model._default_manager.order_by("pk"))
        if len(rows) >= count:
            break
        time.sleep(0.025)
    assert len(rows) == count
    return rows


def recorded(count: int) -> list[Choice]:
    """The choices recorded, in order, once there are `count` of them."""
    return everything_of(Choice, count)
