"""What a Django site asks of Accord, over HTTP: its banner (kept five minutes), and to record a choice."""

import json
from collections.abc import Mapping
from typing import Any
from urllib.error import URLError
from urllib.request import Request, urlopen

from django.conf import settings
from django.core.cache import cache

FRESH, KEPT = (
    300,
    30 * 24 * 3600,
)  # seconds: a banner is looked at again; an older one serves while Accord is away
PATIENCE = 3  # seconds
PATH = "/cookies-choice/"
Banner = Mapping[str, Any]


class Away(Exception):
    """Accord did not answer, or said no; the message says which."""


def setting(name: str, default: Any = "") -> Any:
    """One entry of the site's ACCORD_COOKIES."""
    return getattr(settings, "ACCORD_COOKIES", {}).get(name, default)


def banner() -> Banner | None:
    """The banner of this site as published; None when it was never read and Accord is away."""
    fresh = f"accord-cookies:{setting('address')}"
    old = f"{fresh}:old"
    if known := cache.get(fresh):
        return dict(known)
    try:
        read = _asked(f"{setting('address')}.json")
    except Away:
        read = cache.get(old)
    if read:
        cache.set(fresh, read, FRESH)
        cache.set(old, read, KEPT)
    return dict(read) if read else None


def record(choice: Mapping[str, Any]) -> dict[str, Any]:
    """Record a choice ({visitor, nonce, version, purposes, …}); what Accord kept. Raises Away."""
    return _asked(f"{setting('address')}/choice", choice)


def account(token: str, terminal: str, **more: Any) -> dict[str, Any]:
    """What holds for an account on this browser. Raises Away."""
    return _asked(f"{setting('address')}/account", {"account": token, "terminal": terminal, **more})


def _asked(address: str, said: Mapping[str, Any] | None = None) -> dict[str, Any]:
    body = None if said is None else json.dumps(said).encode()
    request = Request(address, data=body, headers={"Content-Type": "application/json"})
    try:
        with urlopen(request, timeout=PATIENCE) as answer:
            return dict(json.load(answer))
    except (URLError, OSError, ValueError) as error:
        raise Away(str(error)) from error
