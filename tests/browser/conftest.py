"""A real browser against a real server: Chromium, two widths, two languages, and axe."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from django.conf import settings
from django.test import Client
from playwright.sync_api import Browser, BrowserContext, Page
from pytest_django.live_server_helper import LiveServer

from accord.intake import pages
from accord.staff.models import User

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
HERE = Path(__file__).parent
REFUSED = "status of 422"  # a form sent with something wrong in it: the browser notes what the page says

Visit = Callable[..., Page]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Every test of this folder drives a browser."""
    for item in items:
        if HERE in item.path.parents:
            item.add_marker(pytest.mark.browser)


@pytest.fixture(autouse=True)
def nothing_known() -> None:
    """The server in this process remembers no form of the test before."""
    pages.forget()


def listen(page: Page, complaints: list[str], *, expecting: str = "") -> None:
    """Note what the browser complains about: scripts that fail, policies broken, files that are missing."""

    def note(text: str) -> None:
        if not expecting or expecting not in text:
            complaints.append(text)

    page.on("pageerror", lambda error: note(str(error)))
    page.on("console", lambda message: note(message.text) if message.type == "error" else None)


@pytest.fixture
def visit(chromium: Browser, live_server: LiveServer) -> Iterator[Visit]:
    """Opens an address as somebody: `visit("/people/", who=alice, width=PHONE, language="en", scripts=False)`.

    After the test, whatever the browser complained about is a failure.
    """
    complaints: list[str] = []
    contexts: list[BrowserContext] = []

    def open_page(
        address: str = "/",
        *,
        who: User | None = None,
        width: dict | None = None,
        language: str = "fr",
        scripts: bool = True,
        expecting: str = "",
    ) -> Page:
        context = chromium.new_context(
            base_url=live_server.url, viewport=width or DESKTOP, locale=language, java_script_enabled=scripts
        )
        contexts.append(context)
        if who:
            context.add_cookies([session_of(who, live_server.url)])
        page = context.new_page()
        listen(page, complaints, expecting=expecting)
        page.goto(address)
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def session_of(user: User, site: str) -> dict[str, str]:
    """The cookie of a browser in which `user` has signed in."""
    client = Client()
    client.force_login(user, backend=settings.AUTHENTICATION_BACKENDS[0])
    return {
        "name": settings.SESSION_COOKIE_NAME,
        "value": client.cookies[settings.SESSION_COOKIE_NAME].value,
        "url": site,
    }


FOUND = """axe.run({ resultTypes: ["violations"] }).then(({ violations }) =>
    violations.map((rule) => `${rule.id}: ${rule.nodes[0].html}`))"""


def is_asked_of_axe(width: dict, language: str) -> bool:
    """Once at each width: whether a page fits depends on its language, what axe looks at hardly does."""
    return (width == PHONE) == (language == "fr")


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Fails when axe finds anything on a page, and says what."""

    def check(page: Page) -> None:
        page.evaluate("Promise.all(document.getAnimations().map((animation) => animation.finished))")
        page.evaluate(AXE_SCRIPT)
        assert page.evaluate(FOUND) == [], page.url

    return check
