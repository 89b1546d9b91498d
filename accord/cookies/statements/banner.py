"""The banner: statements 5 to 13."""

from collections.abc import Iterator
from typing import Any

from accord.cookies.statements.before import quiet
from accord.cookies.statements.results import Finding, Uncheckable, Verdict, statement, wrong
from accord.cookies.statements.suite import Suite
from accord.cookies.statements.visitor import BOXES, Visitor

STYLE = """(element) => {
  const style = getComputedStyle(element), box = element.getBoundingClientRect();
  const names = ["fontFamily", "fontSize", "fontWeight", "fontStyle", "textDecorationLine", "textTransform", "color",
    "backgroundColor", "backgroundImage", "borderTopWidth", "borderTopColor", "borderTopLeftRadius", "opacity"];
  return {tag: element.tagName, width: Math.round(box.width), height: Math.round(box.height), x: box.x, y: box.y,
    ...Object.fromEntries(names.map((name) => [name, style[name]]))};
}"""
COVERED = """() => {
  const at = document.elementFromPoint(innerWidth / 2, innerHeight / 3);
  const fixed = (node) => node && (getComputedStyle(node).position === "fixed" || fixed(node.parentElement));
  return getComputedStyle(document.body).overflow === "hidden" || Boolean(fixed(at));
}"""
APART = 48  # pixels between two buttons that stand next to each other, at most


@statement(5)
def one_click_each(suite: Suite) -> Finding:
    """Both answers are on the first screen, and one click each ends the question."""
    found = []
    for key in ("accept", "refuse"):
        with suite.visitor() as visitor:
            visitor.open()
            visitor.must_ask()
            box = visitor.buttons(key).first.bounding_box()
            if box is None or box["y"] + box["height"] > visitor.page.viewport_size["height"]:  # type: ignore[index]
                found.append(f"{key}: not on the first screen")
            visitor.press(key)
            if visitor.asks():
                found.append(f"{key}: one click does not end the question")
    return wrong(suite.site.home, found, "one click each, on the same screen")


@statement(6)
def equal(suite: Suite) -> Finding:
    """The two buttons differ in nothing but their words and their place."""
    with suite.visitor() as visitor:
        visitor.open()
        visitor.must_ask()
        yes, no = (visitor.buttons(key).first.evaluate(STYLE) for key in ("accept", "refuse"))
        seen = f"{yes['width']}×{yes['height']} px, {yes['color']} on {yes['backgroundColor']}, both"
        return wrong(visitor.where, differences(yes, no), seen)


def differences(yes: dict[str, Any], no: dict[str, Any]) -> Iterator[str]:
    """In what two buttons, as STYLE describes them, are not equal or not next to each other, one line each."""
    for name, value in yes.items():
        if name not in "xy" and value != no[name]:
            yield f"{name}: {value} to accept, {no[name]} to refuse"
    beside = abs(yes["y"] - no["y"]) < 1 and abs(yes["x"] - no["x"]) <= max(yes["width"], no["width"]) + APART
    below = (
        abs(yes["x"] - no["x"]) < 1 and abs(yes["y"] - no["y"]) <= max(yes["height"], no["height"]) + APART
    )
    if not (beside or below):
        yield "they do not stand next to each other"


@statement(7)
def purposes(suite: Suite) -> Finding:
    """Each purpose has its title and its line, before the buttons."""
    if not suite.site.purposes:
        raise Uncheckable("Which purposes this site has is not known.")
    with suite.visitor() as visitor:
        visitor.open()
        visitor.must_ask()
        before = folded(visitor.text()).rpartition(folded(visitor.buttons("accept").first.inner_text()))[0]
        titles = [part for purpose in suite.site.purposes for part in purpose if folded(part) not in before]
        return wrong(visitor.where, [f"not said before the buttons: {one}" for one in titles], before)


def folded(text: str) -> str:
    """Without regard to blanks and capitals."""
    return " ".join(text.split()).casefold()


@statement(8)
def third_parties(suite: Suite) -> Finding:
    """Their number, and a link to all of them with their policies."""
    parties = suite.site.parties
    if not parties:
        raise Uncheckable("Which third parties this site has is not known.")
    with suite.visitor() as visitor:
        visitor.open()
        visitor.must_ask()
        found = [] if str(len(parties)) in visitor.text() else [f"their number ({len(parties)}) is not said"]
        links = visitor.question().evaluate(
            "(one) => [...one.querySelectorAll('a[href]')].map((link) => link.href)"
        )
        if not links:
            return wrong(visitor.where, [*found, "no link to the list"])
        visitor.open(links[0])
        page = visitor.page.content()
        found += [f"not in the list: {one.name}" for one in parties if one.name not in page]
        found += [
            f"policy not in the list: {one.policy_url}" for one in parties if one.policy_url not in page
        ]
        return wrong(visitor.where, found, f"{len(parties)} third parties, each with its policy")


@statement(9)
def told(suite: Suite) -> Finding:
    """Who asks, what follows, for how long, how to change one's mind."""
    if not suite.site.after:
        raise Uncheckable("What the banner of this site must say is not known.")
    with suite.visitor() as visitor:
        visitor.open()
        visitor.must_ask()
        said = folded(visitor.text())
        needed = {"who asks": suite.site.controller, "what follows, how to withdraw": suite.site.after}
        missing = [f"not said: {what}" for what, words in needed.items() if folded(words) not in said]
        return wrong(visitor.where, missing, suite.site.after)


@statement(10)
def by_purpose(suite: Suite) -> Finding:
    """A box for each purpose, next to both answers."""
    with suite.visitor() as visitor:
        visitor.open()
        visitor.must_ask()
        if not visitor.buttons("choose").count():
            return Finding(Verdict.FAILS, visitor.where, ("no way to choose purpose by purpose",))
        visitor.press("choose")
        boxes, needed = visitor.page.locator(BOXES).count(), max(len(suite.site.purposes), 1)
        found = [] if boxes >= needed else [f"{boxes} boxes for {needed} purposes"]
        found += [f"{key}: not there" for key in ("accept", "refuse") if not visitor.buttons(key).count()]
        return wrong(visitor.where, found, f"{boxes} boxes, both answers beside them")


@statement(11)
def closing(suite: Suite) -> Finding:
    """Going on without accepting refuses."""
    with suite.visitor() as visitor:
        visitor.open()
        visitor.must_ask()
        if not visitor.buttons("close").count():
            return Finding(
                Verdict.PASSES, visitor.where, ("no cross, nothing to go on with but the two answers",)
            )
        words = visitor.buttons("close").first.inner_text()
        visitor.press("close")
        asked = ["the question stays"] if visitor.asks() else []
        visitor.walk()
        return wrong(visitor.where, [*asked, *quiet(visitor)], f"“{words}” refuses")


@statement(12)
def no_wall(suite: Suite) -> Finding:
    """Whoever refuses reads the same page, and nothing stands in front of it."""
    lengths = {}
    for key in ("accept", "refuse"):
        with suite.visitor() as visitor:
            visitor.open()
            visitor.must_ask()
            visitor.press(key)
            lengths[key] = len(visitor.page.locator("body").inner_text())
            is_covered = visitor.page.evaluate(COVERED)
    found = ["after a refusal something covers the page"] if is_covered else []
    if lengths["refuse"] < 0.8 * lengths["accept"]:
        found.append(
            f"{lengths['refuse']} characters after a refusal, {lengths['accept']} after an acceptance"
        )
    return wrong(suite.site.home, found, "the same page after both answers")


@statement(13)
def reach(suite: Suite) -> Finding:
    """A choice kept for a whole domain is announced as such."""
    with suite.visitor() as visitor:
        visitor.open()
        visitor.must_ask()
        said = visitor.text()
        visitor.press("refuse")
        shared = {one["domain"].lstrip(".") for one in new_cookies(visitor) if one["domain"].startswith(".")}
        silent = [
            f"the choice holds for all of {name}, which is not said" for name in shared if name not in said
        ]
        return wrong(visitor.where, silent, ", ".join(sorted(shared)) or "it holds on this site only")


def new_cookies(visitor: Visitor) -> list[dict[str, Any]]:
    """The cookie of the choice; where its name is not known, every cookie there is after a refusal."""
    return [one for one in visitor.cookies() if visitor.site.choice in ("", one["name"])]
