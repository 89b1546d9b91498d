"""What two versions of a banner say differently, place by place, in words."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.cookies.snapshots import Snapshot

KEYED = {"purposes": "code", "third_parties": "code", "cookies": "name"}
PARTS: dict[str, Promise] = {
    "site": gettext_lazy("Site"),
    "controller": gettext_lazy("Who asks"),
    "design": gettext_lazy("Appearance"),
    "texts": gettext_lazy("Words"),
    "other_texts": gettext_lazy("Second text"),
    "purposes": gettext_lazy("Purposes"),
    "third_parties": gettext_lazy("Third parties"),
    "cookies": gettext_lazy("Cookies"),
}
NAMES: dict[str, Promise] = {
    "accept": gettext_lazy("button that accepts"),
    "after": gettext_lazy("what follows"),
    "button": gettext_lazy("both buttons"),
    "choice_days": gettext_lazy("days an answer holds"),
    "close": gettext_lazy("way on that refuses"),
    "control": gettext_lazy("way back to the question"),
    "cookie_domain": gettext_lazy("domain its sub-domains share"),
    "country": gettext_lazy("country"),
    "dark": gettext_lazy("in the dark"),
    "data": gettext_lazy("data it receives"),
    "days": gettext_lazy("life in days"),
    "first": gettext_lazy("first button"),
    "follows_accounts": gettext_lazy("the choice follows the account"),
    "gpc_refuses": gettext_lazy("Global Privacy Control is a refusal"),
    "hosts": gettext_lazy("hosts"),
    "ink": gettext_lazy("words"),
    "intro": gettext_lazy("what is asked"),
    "kept": gettext_lazy("proofs are kept"),
    "languages": gettext_lazy("languages"),
    "legal_name": gettext_lazy("name in law"),
    "light": gettext_lazy("by day"),
    "line": gettext_lazy("one line"),
    "long": gettext_lazy("at length"),
    "measures": gettext_lazy("audience measurement exempt from consent"),
    "name": gettext_lazy("name"),
    "on_button": gettext_lazy("words on the buttons"),
    "paper": gettext_lazy("ground"),
    "place": gettext_lazy("place"),
    "policy_url": gettext_lazy("privacy policy"),
    "purpose": gettext_lazy("purpose"),
    "purposes": gettext_lazy("purposes"),
    "quiet": gettext_lazy("quiet words"),
    "radius": gettext_lazy("rounded corners"),
    "refuse": gettext_lazy("button that refuses"),
    "safeguard": gettext_lazy("safeguard of the transfer"),
    "third_party": gettext_lazy("written by"),
    "title": gettext_lazy("title"),
    "what": gettext_lazy("what it does"),
    "what_for": gettext_lazy("what for"),
}
HIDDEN = frozenset({"format", "country_names"})  # said by another field
Place = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Difference:
    """One place where two versions differ: before and after, "" where it was not, or is no more."""

    part: str
    where: str
    before: str
    after: str


def differences(before: Snapshot, after: Snapshot) -> list[Difference]:
    """Every difference, in the order in which a banner is written."""
    old, new = dict(_flat(before)), dict(_flat(after))
    places = [*new, *(one for one in old if one not in new)]
    found = [one for one in places if old.get(one, "") != new.get(one, "")]
    order = list(PARTS)
    return [
        Difference(str(PARTS[one[0]]), _where(one), *_told(one, old, new))
        for one in sorted(_without_details(found, old, new), key=lambda place: order.index(place[0]))
    ]


def _flat(snapshot: Snapshot) -> Iterator[tuple[Place, str]]:
    for part in PARTS:
        yield from _walk((part,), snapshot.get(part))


def _walk(place: Place, value: Any) -> Iterator[tuple[Place, str]]:
    if isinstance(value, Mapping):
        for key, one in value.items():
            if key not in HIDDEN:
                yield from _walk((*place, str(key)), one)
    elif isinstance(value, list) and place[0] in KEYED and len(place) == 1:
        for one in value:
            named = (*place, _name(place[0], one))
            yield named, _name(place[0], one)
            yield from _walk(named, one)
    else:
        yield place, _said(value)


def _name(part: str, one: Mapping[str, Any]) -> str:
    return str(one.get("name") or one[KEYED[part]])


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, list):
        return ", ".join(str(one) for one in value)
    return str(value)


def _without_details(found: list[Place], old: Mapping[Place, str], new: Mapping[Place, str]) -> list[Place]:
    """What was added or taken away is said once, not field by field."""
    whole = {
        place for place in found if place[0] in KEYED and len(place) == 2 and (place in old) != (place in new)
    }
    return [place for place in found if place in whole or place[:2] not in whole]


def _told(place: Place, old: Mapping[Place, str], new: Mapping[Place, str]) -> tuple[str, str]:
    """Before and after; of what came or went as a whole, whose name says where it stands, only that it did."""
    before, after = old.get(place, ""), new.get(place, "")
    if place[0] in KEYED and len(place) == 2:
        return "", _("added") if after else _("taken away")
    return before, after


def _where(place: Place) -> str:
    return " · ".join(str(NAMES.get(one, one)) for one in place[1:])
