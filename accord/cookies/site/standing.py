"""What a visitor of a Django site has agreed to, read from their cookie."""

from dataclasses import dataclass
from time import time

from django.http import HttpRequest

from accord.cookies.choice_cookie import NAME, Remembered, parse
from accord.cookies.site.client import Banner


@dataclass(frozen=True, slots=True)
class Standing:
    """The choice of a request; without one that answers what is asked now, everything is refused."""

    banner: Banner | None
    choice: Remembered | None

    def allows(self, code: str) -> bool:
        """True when the purpose or third party `code` was accepted."""
        return self.choice is not None and code in (*self.choice.purposes, *self.choice.parties)


def says_no(request: HttpRequest, found: Standing) -> bool:
    """True for a browser that sends Global Privacy Control, unanswered on a site that takes it for a refusal."""
    takes_it = found.banner is not None and found.banner.get("gpc_refuses", False)
    return takes_it and found.choice is None and request.headers.get("Sec-GPC") == "1"


def standing(request: HttpRequest, banner: Banner | None) -> Standing:
    """What the visitor of `request` has agreed to."""
    kept = parse(request.COOKIES.get(NAME, ""))
    holds = banner and kept and kept.holds(ask=banner["ask"], days=banner["days"], now=time())
    return Standing(banner, kept if holds else None)
