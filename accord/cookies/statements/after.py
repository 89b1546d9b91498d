"""After a choice: statements 14 to 19."""

import json
import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from time import monotonic
from typing import Any

from accord.cookies.statements.banner import new_cookies
from accord.cookies.statements.before import quiet
from accord.cookies.statements.results import Finding, Uncheckable, statement, wrong
from accord.cookies.statements.suite import Published, Suite
from accord.cookies.statements.visitor import Visitor

DAY = 86_400
ARRIVES = 20  # seconds a choice may take to be recorded: it is sent again when it does not get through
ADDRESS = re.compile(r"\b\d{1,3}(?:\.\d{1,3}){3}\b|\b[0-9a-f]{0,4}(?::[0-9a-f]{0,4}){4,7}\b")
BROWSER = re.compile(r"Mozilla/|Chrome/|AppleWebKit", re.IGNORECASE)


@statement(14)
def refusing(suite: Suite) -> Finding:
    """A no holds on every page."""
    with suite.visitor() as visitor:
        visitor.refuse()
        visitor.walk()
        again = ["it is asked again"] if visitor.asks() else []
        return wrong(visitor.where, [*quiet(visitor), *again], "no request to a third party, nothing stored")


@statement(15)
def lasting(suite: Suite) -> Finding:
    """As long for a no as for a yes."""
    ends, found = {}, []
    for key in ("accept", "refuse"):
        with suite.visitor() as visitor:
            visitor.open()
            visitor.must_ask()
            visitor.press(key)
            ends[key] = _end(visitor)
            visitor.open()
            if visitor.asks():
                found.append(f"{key}: it is asked again on the next page")
            if _end(visitor) != ends[key]:
                found.append(f"{key}: a visit changes how long it is kept")
            now = visitor.page.evaluate("Date.now()") / 1000
    days = {key: round((end - now) / DAY) for key, end in ends.items()}
    if days["accept"] != days["refuse"]:
        found.append(f"{days['accept']} days for a yes, {days['refuse']} for a no")
    found += [f"{key}: {kept} days" for key, kept in days.items() if not 0 < kept <= suite.site.most_days]
    return wrong(suite.site.home, found, f"{days['refuse']} days, yes or no")


def _end(visitor: Visitor) -> float:
    """When the choice is forgotten, in seconds since 1970. Raises Uncheckable where it is kept in no cookie."""
    kept = new_cookies(visitor)
    if not kept:
        raise Uncheckable("The choice is not kept in a cookie.")
    return float(max(one["expires"] for one in kept))


@statement(16)
def withdrawing(suite: Suite) -> Finding:
    """From another page, by the way back: two clicks, and nothing is left."""
    with suite.visitor() as visitor:
        visitor.accept()
        visitor.walk()
        if not visitor.buttons("control").count():
            return wrong(visitor.where, ["no way back to the question on this page"])
        back = visitor.where
        visitor.press("control")
        if not visitor.buttons("refuse").count():
            return wrong(visitor.where, ["the way back offers no refusal at once"])
        visitor.press("refuse")
        visitor.open(back)
        visitor.requests.clear()
        visitor.walk()
        return wrong(back, remains(visitor), "two clicks; nothing left, no request on the next pages")


def remains(visitor: Visitor) -> list[str]:
    """What a yes that no longer counts left on the site's own hosts or still asks for, one line each."""
    left = [f"left: {name}" for name in visitor.left()]
    return [*left, *(f"request: {address}" for address in visitor.foreign())]


@statement(17)
def adding(suite: Suite) -> Finding:
    """Every version published so far, and whether it asked again."""
    if len(suite.versions) < 2:
        raise Uncheckable("A second version is needed to compare with the first one.")
    found = [line for before, now in pairwise(suite.versions) for line in _mistakes(before, now)]
    return wrong(
        suite.site.home, found, f"{len(suite.versions)} versions, asked again only where something was added"
    )


def _mistakes(before: Published, now: Published) -> Iterator[str]:
    added = now.asked - before.asked
    if added and now.ask == before.ask:
        yield f"version {now.number} adds {sorted(added)} without asking again"


@statement(18)
def proving(suite: Suite) -> Finding:
    """The proof of a choice just made says what was shown and what was chosen."""
    with suite.visitor() as visitor:
        proof = _proof(visitor)
        if not proof:
            return _unproven(visitor)
        text = json.dumps(proof, ensure_ascii=False)
        needed = {
            "who asked": suite.site.controller,
            "what followed": _plain_sentence(suite.site.after),
            **{f"purpose {title}": title for title, _line in suite.site.purposes},
            **{f"third party {one.name}": one.name for one in suite.site.parties},
            "the refusal": "refused",
        }
        missing = [f"not in the proof: {what}" for what, words in needed.items() if words not in text]
        return wrong(
            visitor.where, missing, "text, purposes, third parties, version, time and answer are in the proof"
        )


@statement(19)
def sparing(suite: Suite) -> Finding:
    """No address, no browser, and an end."""
    with suite.visitor() as visitor:
        proof = _proof(visitor)
        if not proof:
            return _unproven(visitor)
        text = json.dumps(proof, ensure_ascii=False)
        found = [f"an address: {one}" for one in ADDRESS.findall(text)]
        found += [f"a browser: {one}" for one in BROWSER.findall(text)]
        if not _has_end(proof):
            found.append("it does not say until when it is kept")
        return wrong(visitor.where, found, "neither address nor browser; an end is set")


def _proof(visitor: Visitor) -> dict[str, Any]:
    """Refuse, and read one's own proof at the public address; nothing where there is none in the end.

    A choice counts at once and is recorded as soon as it arrives. Raises Uncheckable on sites that are not ours.
    """
    if not visitor.site.public:
        raise Uncheckable("Proofs are kept elsewhere: ask whoever keeps them.")
    visitor.refuse()
    choice = visitor.choice()
    if choice is None:
        raise Uncheckable("The choice is not kept in a cookie.")
    ends = monotonic() + ARRIVES
    while True:
        answer = visitor.context.request.get(_address(visitor, choice))
        proof = dict(answer.json()) if answer.ok else {}
        if proof.get("choices") or monotonic() > ends:
            return proof if proof.get("choices") else {}
        visitor.page.wait_for_timeout(250)


def _address(visitor: Visitor, choice: Mapping[str, Any]) -> str:
    return f"{visitor.site.public}/proof/{choice['value'].split('~')[0]}.json"


def _unproven(visitor: Visitor) -> Finding:
    where = _address(visitor, visitor.choice() or {"value": ""})
    return wrong(visitor.where, [f"no proof of the choice just made: {where}"])


def _has_end(proof: dict[str, Any]) -> bool:
    choices = proof.get("choices", [])
    return bool(choices) and all(one.get("erased_at") for one in choices)


def _plain_sentence(text: str) -> str:
    """The longest sentence without a figure: figures are filled in when the banner is drawn."""
    sentences = [one for one in text.split(". ") if not re.search(r"\d", one)]
    return max(sentences, key=len, default=text)
