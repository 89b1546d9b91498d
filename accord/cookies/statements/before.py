"""Before a choice: statements 1 to 4."""

from collections.abc import Iterator
from fnmatch import fnmatchcase

from accord.cookies.statements.results import Finding, statement, wrong
from accord.cookies.statements.suite import Suite
from accord.cookies.statements.visitor import BOXES, Visitor

# Names everybody knows of trackers that are not strictly necessary, whatever a site says of them.
TRACKERS = (
    *("_ga*", "_gid", "_gat*", "_gcl_*", "IDE", "NID", "__utm*", "VISITOR_INFO1_LIVE", "YSC"),
    *(
        "_fbp",
        "_fbc",
        "fr",
        "_hj*",
        "_uet*",
        "MUID",
        "_tt*",
        "_pin_*",
        "li_*",
        "bcookie",
        "lidc",
        "UserMatchHistory",
    ),
    *("cto_*", "mp_*_mixpanel", "hubspotutk", "__hstc"),
)
TICKED = """(boxes) => {
  const isTicked = (box) => box.checked || box.getAttribute("aria-checked") === "true";
  const isFree = (box) => !box.disabled && box.getAttribute("aria-disabled") !== "true" && box.checkVisibility();
  return boxes.filter((box) => box.type !== "radio" && isTicked(box) && isFree(box))
    .map((box) => box.labels?.[0]?.innerText || box.getAttribute("aria-label") || box.name || box.id);
}"""


def quiet(visitor: Visitor) -> Iterator[str]:
    """What a visitor's browser did that needs consent, one line each; nothing when all is well."""
    for address in visitor.foreign():
        yield f"request: {address}"
    for name in visitor.stored():
        yield f"stored: {name}"


@statement(1)
def arriving(suite: Suite) -> Finding:
    """The banner is ignored."""
    with suite.visitor() as visitor:
        visitor.open()
        return wrong(visitor.where, quiet(visitor), "no request to a third party, nothing stored")


@statement(2)
def walking(suite: Suite) -> Finding:
    """Scrolling, following a link and another page are not a yes."""
    with suite.visitor() as visitor:
        visitor.open()
        did_ask = visitor.asks()
        visitor.page.mouse.wheel(0, 4000)
        visitor.rest()
        if link := visitor.linked():
            visitor.open(link)
        visitor.walk()
        forgot = ["the question does not come back"] if did_ask and not visitor.asks() else []
        return wrong(visitor.where, [*quiet(visitor), *forgot], "silence changes nothing")


@statement(3)
def ticking(suite: Suite) -> Finding:
    """No box is ticked beforehand."""
    with suite.visitor() as visitor:
        visitor.open()
        visitor.must_ask()
        if visitor.buttons("choose").count():
            visitor.press("choose")
        ticked = visitor.page.locator(BOXES).evaluate_all(TICKED)
        return wrong(visitor.where, [f"ticked beforehand: {name}" for name in ticked], "nothing is ticked")


@statement(4)
def necessary(suite: Suite) -> Finding:
    """What is called strictly necessary is no known tracker."""
    with suite.visitor() as visitor:
        visitor.open()
        names = {one["name"] for one in visitor.cookies()} | set(suite.site.necessary)
        false = [name for name in sorted(names) if any(fnmatchcase(name, known) for known in TRACKERS)]
        kept = ", ".join(sorted(names)) or "nothing"
        return wrong(
            visitor.where, [f"not strictly necessary: {name}" for name in false], f"without asking: {kept}"
        )
