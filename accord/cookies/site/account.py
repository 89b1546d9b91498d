"""On a Django site: the choice of an account takes the place of the browser's own while somebody is signed in.

The browser's own choice is put aside and comes back untouched when they sign out (CNIL 2025-131: statement 29).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256
from http.cookies import SimpleCookie
from time import time
from typing import Any
from urllib.parse import quote, unquote
from uuid import UUID, uuid4

from django.core.cache import cache
from django.http import HttpRequest

from accord.cookies import choice_cookie
from accord.cookies.choice_cookie import Remembered
from accord.cookies.site import client, signing

TERMINAL, TOLD = "accord_terminal", "accord_told"
YEAR = 395 * 24 * 3600
BETWEEN = "|"


@dataclass(frozen=True, slots=True)
class Browser:
    """A browser on which an account signed in. who: a hash of the account there now; own: its own choice, put aside."""

    terminal: str
    who: str = ""
    own: str = ""

    def written(self) -> str:
        """The value of its cookie."""
        return BETWEEN.join((self.terminal, self.who, quote(self.own, safe="~.-")))


def browser(request: HttpRequest) -> Browser:
    """What the browser of `request` remembers; a new number where it remembers nothing."""
    parts = request.COOKIES.get(TERMINAL, "").split(BETWEEN)
    try:
        return Browser(str(UUID(parts[0])), parts[1], unquote(parts[2]))
    except (ValueError, IndexError):
        return Browser(str(uuid4()))


def holder(request: HttpRequest) -> str:
    """The account signed in, as the site names it; "" without one."""
    name = client.setting("account", None)
    return str(name(request) or "") if name else ""


def token(name: str) -> str:
    """What proves to Accord that `name` is signed in here."""
    return signing.token(name, client.setting("secret"), time())


def follow(request: HttpRequest, cookies: "SimpleCookie", banner: Mapping[str, Any]) -> None:
    """Before the answer leaves: whoever has just signed in or out finds their own choice. Raises client.Away."""
    known, name = browser(request), holder(request)
    who = sha256(name.encode()).hexdigest()[:16] if name else ""
    if who and who != known.who:
        _arrive(request, cookies, banner, known, name, who)
    elif known.who and not who:
        _leave(cookies, banner, known, request)
    elif who:
        _stay(request, cookies, banner, known, name)


def _arrive(
    request: HttpRequest,
    cookies: "SimpleCookie",
    banner: Mapping[str, Any],
    known: Browser,
    name: str,
    who: str,
) -> None:
    said = client.account(token(name), known.terminal)
    own = known.own if known.who else request.COOKIES.get(choice_cookie.NAME, "")
    _remember(cookies, Browser(known.terminal, who, own), request)
    if said["apart"]:
        return
    _write(cookies, banner, _choice(said), request)
    if said["tell"]:
        cookies[TOLD] = "1"


def _leave(cookies: "SimpleCookie", banner: Mapping[str, Any], known: Browser, request: HttpRequest) -> None:
    _remember(cookies, Browser(known.terminal), request)
    own = choice_cookie.parse(known.own)
    if own:
        _write(cookies, banner, own, request)
    else:
        _drop(cookies, banner)


def _stay(
    request: HttpRequest, cookies: "SimpleCookie", banner: Mapping[str, Any], known: Browser, name: str
) -> None:
    """What was chosen meanwhile on another browser of the account holds here within five minutes."""
    if not cache.add(f"accord-account:{known.terminal}", 1, client.FRESH):
        return
    said = client.account(token(name), known.terminal)
    kept = choice_cookie.parse(request.COOKIES.get(choice_cookie.NAME, ""))
    is_newer = said["choice"] and (kept is None or said["choice"]["at"] >= kept.at)
    if is_newer and not said["apart"]:
        _write(cookies, banner, _choice(said), request)


def apart(request: HttpRequest, cookies: "SimpleCookie", banner: Mapping[str, Any], *, wish: bool) -> None:
    """This browser keeps a choice of its own from now on, or follows the account again. Raises client.Away."""
    known, name = browser(request), holder(request)
    said = client.account(token(name), known.terminal, apart=wish)
    own = choice_cookie.parse(known.own)
    if wish and own:
        _write(cookies, banner, own, request)
    elif not wish:
        _write(cookies, banner, _choice(said), request)
    else:
        _drop(cookies, banner)


def _choice(said: Mapping[str, Any]) -> Remembered:
    """What the account chose; before it has answered, only its number, under which it is asked."""
    choice = said["choice"]
    if choice is None:
        return Remembered(UUID(said["visitor"]), "", int(time()))
    return Remembered(
        UUID(said["visitor"]),
        choice["ask"],
        choice["at"],
        tuple(choice["purposes"]),
        tuple(choice["thirdParties"]),
    )


def _write(
    cookies: "SimpleCookie", banner: Mapping[str, Any], choice: Remembered, request: HttpRequest
) -> None:
    left = banner["days"] - max(0, int(time()) - choice.at) // choice_cookie.DAY
    choice_cookie.remember(
        cookies, choice, days=max(left, 0), shared=banner["domain"], is_secure=request.is_secure()
    )


def _drop(cookies: "SimpleCookie", banner: Mapping[str, Any]) -> None:
    cookies[choice_cookie.NAME] = ""
    domain = banner["domain"].lstrip(".")
    cookies[choice_cookie.NAME].update(
        {"max-age": "0", "path": "/", **({"domain": domain} if domain else {})}
    )


def _remember(cookies: "SimpleCookie", known: Browser, request: HttpRequest) -> None:
    cookies[TERMINAL] = known.written()
    cookies[TERMINAL].update({"max-age": str(YEAR), "path": "/", "samesite": "Lax"})
    cookies[TERMINAL]["httponly"] = True
    cookies[TERMINAL]["secure"] = request.is_secure()
