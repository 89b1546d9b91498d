"""Going round a site in a browser: once as one comes, once after a no, once after a yes."""

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.cookies.statements import Asked
from accord.cookies.statements.engine import engine, trouble
from accord.cookies.statements.results import Uncheckable
from accord.cookies.statements.visitor import Visitor, visiting
from accord.cookies.visits.comparing import ACCEPTED, BEFORE, COOKIE, HOST, REFUSED, STORAGE, Seen

if TYPE_CHECKING:
    from playwright.sync_api import Browser

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
STORED = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
LOCATION = re.compile(r"<loc>\s*([^<\s]+)\s*</loc>")
MOST_PAGES = 20
TROUBLES = {
    "ERR_NAME_NOT_RESOLVED": gettext_lazy("no server answers to that name."),
    "ERR_CONNECTION_REFUSED": gettext_lazy("its server refuses the connection."),
    "ERR_CERT_": gettext_lazy("its certificate is not valid."),
    "Timeout": gettext_lazy("it takes too long."),
}
SECOND = 1000  # milliseconds


class Unable(Exception):
    """The visit cannot be done here; the message says what is missing."""


@contextmanager
def a_browser() -> "Iterator[Browser]":
    """A Chromium without a window: the one ACCORD_BROWSER names, one of the machine, or Playwright’s own.

    Raises Unable without one.
    """
    try:
        started = engine()
    except ImportError as missing:
        needed = _("The control visit needs a browser: install Accord with its extra “scanner”.")
        raise Unable(needed) from missing
    path = os.environ.get("ACCORD_BROWSER") or next(filter(None, map(shutil.which, BROWSERS)), None)
    with started as playwright:
        try:
            browser = playwright.chromium.launch(executable_path=path, args=_arguments())
        except trouble() as missing:
            raise Unable(_("No browser could be started: name a Chromium in ACCORD_BROWSER.")) from missing
        try:
            yield browser
        finally:
            browser.close()


def _arguments() -> list[str]:
    """Chromium refuses its own sandbox to root, as in most containers."""
    return ["--no-sandbox"] if os.geteuid() == 0 else []


def pages_of(browser: "Browser", home: str) -> list[str]:
    """The addresses of the site map beside `home`, itself first, twenty at most; only `home` where there is none."""
    parts = urlsplit(home)
    context = browser.new_context()
    try:
        answer = context.request.get(f"{parts.scheme}://{parts.netloc}/sitemap.xml", timeout=10 * SECOND)
        listed = LOCATION.findall(answer.text()) if answer.ok else []
    except trouble():
        listed = []
    finally:
        context.close()
    own = [one for one in listed if urlsplit(one).netloc == parts.netloc]
    return list(dict.fromkeys([home, *own]))[:MOST_PAGES]


def look(asked: Asked, browser: "Browser") -> list[Seen]:
    """Everything stored and every third party called, in the three ways. Raises Unable when no page opens."""
    seen: list[Seen] = []
    for stage in (BEFORE, REFUSED, ACCEPTED):
        with visiting(asked, browser) as visitor:
            try:
                _answer(visitor, stage)
                for address in asked.addresses:
                    visitor.open(address)
                    seen += _met(visitor, stage)
            except Uncheckable:  # no question is found: what comes after an answer cannot be told
                continue
            except trouble() as error:
                words = {"page": asked.home, "why": why(str(error))}
                raise Unable(_("%(page)s does not open: %(why)s") % words) from error
    return seen


def why(trouble: str) -> str:
    """What kept a page from opening, in words; as the browser says it where we have none."""
    said = (words for sign, words in TROUBLES.items() if sign in trouble)
    return str(next(said, trouble.splitlines()[0][:150]))


def _answer(visitor: Visitor, stage: str) -> None:
    if stage == REFUSED:
        visitor.refuse()
    elif stage == ACCEPTED:
        visitor.accept()


def _met(visitor: Visitor, stage: str) -> list[Seen]:
    page = visitor.where.split("?")[0][:300]
    home = str(urlsplit(page).hostname or "")
    cookies = [Seen(stage, COOKIE, one["name"], _domain(one), page) for one in visitor.cookies()]
    items = [Seen(stage, STORAGE, name, home, page) for name in visitor.page.evaluate(STORED)]
    hosts = sorted({str(urlsplit(one).hostname) for one in visitor.foreign()})
    return [*cookies, *items, *(Seen(stage, HOST, host, host, page) for host in hosts)]


def _domain(cookie: dict[str, Any]) -> str:
    return str(cookie["domain"]).lstrip(".")
