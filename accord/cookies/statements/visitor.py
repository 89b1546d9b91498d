"""A visitor of a site in a browser of their own: what the pages ask for, what they store, and what one can press."""

from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from accord.cookies.statements.asked import Asked
from accord.cookies.statements.results import Uncheckable

if TYPE_CHECKING:
    from playwright.sync_api import Browser, BrowserContext, Locator, Page, Request

BUTTONS = "button, [role=button], input[type=submit], a[href]"
BOXES = "input[type=checkbox], input[type=radio], [role=switch], [role=checkbox]"
STORED = "() => [...Object.keys(localStorage), ...Object.keys(sessionStorage)]"
# From a button up, through shadow roots, to what holds the question: a dialog, else a part that is fixed.
QUESTION = """(button) => {
  for (let at = button; at; at = at.parentElement || at.getRootNode().host) {
    const position = getComputedStyle(at).position;
    if (/dialog/.test(at.getAttribute("role")) || at.tagName === "DIALOG" || /fixed/.test(position)) return at;
  }
  return button.closest("form, section, main") || button.parentElement;
}"""


class Visitor:
    """One person, one browser context. `requests`: every address asked for so far."""

    def __init__(self, site: Asked, context: "BrowserContext") -> None:
        self.site, self.context = site, context
        self.requests: list[str] = []
        self._under_way: set[Request] = set()
        self._heard = 0
        context.on("request", self._note)
        context.on("response", lambda answer: self._end(answer.request))
        context.on("requestfailed", self._end)
        self.page: Page = context.new_page()

    def _note(self, request: "Request") -> None:
        self.requests.append(request.url)
        self._under_way.add(request)
        self._heard += 1

    def _end(self, request: "Request") -> None:
        self._under_way.discard(request)
        self._heard += 1

    def open(self, address: str = "") -> None:
        """Go to a page (the first one by default) and give it time."""
        self.page.goto(address or self.site.home, wait_until="load")
        self.rest()

    def rest(self) -> None:
        """Let the page do what it does."""
        ends = monotonic() + self.site.patience / 1000
        self.page.wait_for_timeout(self.site.quiet or self.site.patience)
        while monotonic() < ends and not self._is_quiet():
            pass

    def _is_quiet(self) -> bool:
        """True when the page, once it had the time, asked for nothing more and waits for nothing."""
        before = self._heard
        self.page.evaluate("0")
        self.page.wait_for_timeout(self.site.quiet)
        return before == self._heard and not self._under_way

    @property
    def where(self) -> str:
        """The address of the page."""
        return self.page.url

    # What happened

    def foreign(self) -> list[str]:
        """The third-party addresses asked for so far, without their query."""
        return [one.split("?")[0] for one in self.requests if not self.site.is_own(one)]

    def stored(self) -> list[str]:
        """What is stored now and would need consent: "name (host)" for cookies, "name (storage)" else."""
        cookies = [
            f"{one['name']} ({one['domain']})"
            for one in self.cookies()
            if not self.site.is_exempt(one["name"])
        ]
        items = [f"{name} (storage)" for name in self.page.evaluate(STORED) if not self.site.is_exempt(name)]
        return cookies + items

    def left(self) -> list[str]:
        """The same on the site's own hosts: what others keep on theirs only they can delete."""
        hosts = [
            f"({one['domain']})"
            for one in self.cookies()
            if not self.site.is_own(f"http://{one['domain'].lstrip('.')}")
        ]
        return [name for name in self.stored() if not name.endswith(tuple(hosts) or ("\0",))]

    def cookies(self) -> list[dict[str, Any]]:
        """Every cookie of every host."""
        return [dict(one) for one in self.context.cookies()]

    def choice(self) -> dict[str, Any] | None:
        """The cookie of the choice, where its name is known."""
        return next((one for one in self.cookies() if one["name"] == self.site.choice), None)

    # What one can press

    def buttons(self, key: str) -> "Locator":
        """Everything visible that is called as the site calls `key`."""
        return self.page.locator(BUTTONS).filter(has_text=self.site.word(key), visible=True)

    def asks(self) -> bool:
        """True while the question is on screen."""
        return self.buttons("accept").count() > 0 and self.buttons("refuse").count() > 0

    def must_ask(self) -> None:
        """Raises Uncheckable where no question is found."""
        if not self.asks():
            raise Uncheckable(f"No question with two answers was found on {self.where}.")

    def question(self) -> Any:
        """The element that holds the question."""
        return self.buttons("accept").first.evaluate_handle(QUESTION)

    def text(self) -> str:
        """What the question says."""
        return str(self.question().evaluate("(element) => element.innerText"))

    def press(self, key: str) -> None:
        """Press one of the answers, or the way back, and give the page time."""
        self.buttons(key).first.click()
        self.rest()

    def accept(self) -> None:
        """Come, and say yes."""
        self.open()
        self.must_ask()
        self.press("accept")

    def refuse(self) -> None:
        """Come, and say no."""
        self.open()
        self.must_ask()
        self.press("refuse")

    def walk(self) -> None:
        """Go to each page of the site."""
        for address in self.site.addresses:
            self.open(address)

    def linked(self) -> str:
        """An inner link of this page, "" where there is none."""
        links = self.page.locator("a[href]").evaluate_all("(all) => all.map((one) => one.href)")
        here = urlsplit(self.where)
        inner = [
            one for one in links if urlsplit(one).netloc == here.netloc and urlsplit(one).path != here.path
        ]
        return str(inner[0]) if inner else ""


@contextmanager
def visiting(site: Asked, browser: "Browser", **how: Any) -> Iterator[Visitor]:
    """Somebody who was never here, in a window of a desk; gone afterwards."""
    spoken = {"locale": site.language} if site.language else {}
    context = browser.new_context(viewport={"width": 1280, "height": 900}, **{**spoken, **how})
    try:
        yield Visitor(site, context)
    finally:
        context.close()
