"""The cookie in which a browser keeps its choice: what it says, and which cookies go when something is refused.

Stands alone (no model): sites made with Django use it too (accord/cookies/site).
"""

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fnmatch import fnmatchcase
from http.cookies import Morsel, SimpleCookie
from itertools import product
from typing import Any
from urllib.parse import quote
from uuid import UUID

NAME = "accord_choice"
OBJECTION = "accord_visits"  # the cookie of audience measurement; "no" once somebody has objected
BETWEEN, WITHIN = "~", "."
DAY = 24 * 3600
LONGEST = 12  # digits of an instant in seconds
DEEPEST = 8  # steps of an address: a longer one would only fill the head of the answer
AS_IT_IS = "/:@!$&'()*+,=~"  # what browsers leave of a path; never ";", which ends an attribute
PAST = "Thu, 01 Jan 1970 00:00:00 GMT"


@dataclass(frozen=True, slots=True)
class Remembered:
    """A choice as the browser keeps it. at: when it was made, in seconds since 1970; ask: what it answered."""

    visitor: UUID
    ask: str
    at: int
    purposes: tuple[str, ...] = ()
    parties: tuple[str, ...] = ()

    def holds(self, *, ask: str, days: int, now: float) -> bool:
        """True while it answers what is asked now (`ask`) and is no older than `days`."""
        return self.ask == ask and now - self.at + DAY >= 0 and now - self.at < days * DAY


def parse(text: str) -> Remembered | None:
    """What a cookie says, None when it is not one of ours."""
    parts = text.split(BETWEEN)
    if len(parts) != 5 or not parts[2].isdecimal() or len(parts[2]) > LONGEST:
        return None
    try:
        visitor = UUID(parts[0])
    except ValueError:
        return None
    purposes, parties = (tuple(filter(None, part.split(WITHIN))) for part in parts[3:])
    return Remembered(visitor, parts[1], int(parts[2]), purposes, parties)


def written(choice: Remembered) -> str:
    """The value of the cookie."""
    lists = (WITHIN.join(choice.purposes), WITHIN.join(choice.parties))
    return BETWEEN.join((str(choice.visitor), choice.ask, str(choice.at), *lists))


def refused(cookies: Iterable[Mapping[str, Any]], choice: Remembered) -> Iterator[str]:
    """Names and patterns of the declared cookies of this site that may not be there under `choice`."""
    for one in cookies:
        if one["kind"] == "cookie" and one["purpose"] and not one["is_third_party"]:
            granted = one["third_party"] in choice.parties or (
                not one["third_party"] and one["purpose"] in choice.purposes
            )
            if not granted:
                yield one["name"]


def to_clear(patterns: Iterable[str], sent: Collection[str]) -> list[str]:
    """The cookies to clear: those named, there or not, and those `sent` that fit a pattern (`*` for anything)."""
    found: dict[str, None] = {}
    for pattern in patterns:
        names = [name for name in sent if fnmatchcase(name, pattern)] if "*" in pattern else [pattern]
        found |= dict.fromkeys(names)
    return list(found)


def domains(host: str, shared: str) -> list[str]:
    """Every domain a cookie of `host` may have been written for, up to the domain it shares; "" for the host alone."""
    name = host.rsplit(":", 1)[0]
    labels = name.split(".")
    above = [".".join(labels[place:]) for place in range(len(labels) - 1)]
    last = shared.lstrip(".")
    kept = [one for one in above if not last or one == last or one.endswith(f".{last}")]
    return ["", *kept]


def paths(path: str) -> list[str]:
    """Every path a cookie sent with a request for `path` may have been written for: all that it begins with, down to
    `DEEPEST` steps, written as browsers write them.
    """
    steps = quote(path, safe=AS_IT_IS).split("/")[1 : DEEPEST + 1]
    above = ["/" + "/".join(steps[: place + 1]) for place in range(len(steps))]
    return list(dict.fromkeys(["/", *(one for each in above for one in (each, each.rstrip("/") + "/"))]))


def clear(cookies: "SimpleCookie", names: Iterable[str], host: str, shared: str, path: str = "/") -> None:
    """Add to the `cookies` of an answer what ends `names`, HttpOnly ones too, on the host and its parent domains.

    path: of the request; what was written for a part of the site ends where that part is visited.
    """
    places = list(product(domains(host, shared), paths(path)))
    for name, (domain, place) in product(names, places):
        morsel: Morsel[Any] = Morsel()
        morsel.set(name, "", "")
        attributes = {"max-age": "0", "path": place, "expires": PAST, "domain": domain}
        morsel.update({key: value for key, value in attributes.items() if value})
        # By domain and path: a name may be written several times in one answer.
        dict.__setitem__(cookies, f"{name} {domain} {place}", morsel)


def remember(cookies: "SimpleCookie", choice: Remembered, *, days: int, shared: str, is_secure: bool) -> None:
    """Add to the `cookies` of an answer the choice itself, for `days` from now."""
    cookies[NAME] = written(choice)
    kept: Morsel[Any] = cookies[NAME]
    attributes = {"max-age": str(days * DAY), "path": "/", "samesite": "Lax", "domain": shared.lstrip(".")}
    kept.update({key: value for key, value in attributes.items() if value})
    kept["secure"] = is_secure
