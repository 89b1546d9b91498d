"""A browser, a site that pastes one line, and Accord behind it: nothing is played by anything else."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from django.db import connection
from django.db.models import Model
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accord.cookies import configuration, publishing
from accord.cookies.models import BannerVersion, Choice, DeclaredCookie, Site
from accord.cookies.site import client as site_client
from accord.cookies.statements import Asked, of_snapshot
from accord.lib.actor import SYSTEM
from tests.browser.conftest import accessible, listen  # noqa: F401
from tests.cookies.browser import pages
from tests.cookies.browser.django_site import DjangoSite

HERE = Path(__file__).parent
PATIENCE = 350  # milliseconds: everything is on this machine


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
def declared(site: Site, web: pages.Site, live_server: LiveServer, settings: Any) -> Site:
    """The site as its webmaster declares it: its names, its third parties' names, its cookies."""
    settings.SITE_URL = live_server.url
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, urlsplit(live_server.url).hostname]
    site.hosts = [pages.SITE, pages.SHOP]
    site.save()
    for party in site.third_parties.select_related("recipient"):
        party.hosts = [f"{party.code}.localhost"]
        party.save()
    mesurio = site.third_parties.get(recipient__code="mesurio")
    more = {"third_party": mesurio, "purpose": site.purposes.get(purpose__code="campagnes")}
    DeclaredCookie.objects.create(site=site, name="msr_page", days=1, **more)
    DeclaredCookie.objects.create(site=site, name="msr_queue", kind="local", **more)
    return site


@pytest.fixture
def published(declared: Site, web: pages.Site, live_server: LiveServer) -> BannerVersion:
    """Its banner, and the one line of it in the site's pages."""
    version = publishing.publish(actor=SYSTEM, site=declared)
    web.public = f"{live_server.url}/ac/{declared.code}"
    web.script = f'<script src="{web.public}.js" defer></script>'
    return version


@pytest.fixture
def asked(published: BannerVersion, web: pages.Site) -> Asked:
    """The site, as the checks of the thirty statements are told of it."""
    return described(published, web)


@pytest.fixture
def asked_without_scripts(
    published: BannerVersion,
    web: pages.Site,
    live_server: LiveServer,
    settings: Any,
    monkeypatch: pytest.MonkeyPatch,
) -> Asked:
    """The same site made with Django, Accord standing on its own name: for visitors whose browsers run no script."""
    settings.ALLOWED_HOSTS = [*settings.ALLOWED_HOSTS, pages.SITE]
    settings.CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}
    settings.ACCORD_COOKIES = {"address": f"{web.url(path='/ac/')}{published.site.code}"}
    settings.TEMPLATES = [*settings.TEMPLATES, TEMPLATES]
    ask = site_client._asked
    monkeypatch.setattr(  # the server of the site reaches Accord on its own machine, as it is routed there
        site_client,
        "_asked",
        lambda address, said=None: ask(address.replace(web.url(path=""), live_server.url), said),
    )
    web.answer = DjangoSite(web, live_server.url)
    web.public = settings.ACCORD_COOKIES["address"]
    return described(published, web)


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
    return Asked(**{**known.__dict__, "patience": PATIENCE, **more})  # type: ignore[arg-type]


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

    def cookies(self) -> set[str]:
        """The names of everything stored."""
        stored = self.page.evaluate("[...Object.keys(localStorage), ...Object.keys(sessionStorage)]")
        return {one["name"] for one in self.context.cookies()} | set(stored)

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


@pytest.fixture(autouse=True)
def everything_is_written(transactional_db: None) -> Iterator[None]:
    """Requests still under way when a browser closes end before the tables are emptied."""
    yield
    connection.close()


def everything_of(model: type[Model], count: int) -> list[Any]:
    """The rows of a table, in order, once there are `count` of them; a browser sends what it sends in its own time."""
    for _attempt in range(100):
        rows = list(model._default_manager.order_by("pk"))
        if len(rows) >= count:
            break
        time.sleep(0.1)
    assert len(rows) == count
    return rows


def recorded(count: int) -> list[Choice]:
    """The choices recorded, in order, once there are `count` of them."""
    return everything_of(Choice, count)
