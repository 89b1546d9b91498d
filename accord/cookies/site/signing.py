"""Who is signed in, said by the site and believed by Accord: a name, an instant and an HMAC-SHA-256 of both."""

import hashlib
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode

LONGEST = 12 * 3600  # seconds a token is believed


class Forged(ValueError):
    """The token was not made with the secret of the site, or too long ago."""


def token(holder: str, secret: str, now: float) -> str:
    """The token that names `holder` (an e-mail address, or any name of the account); now: seconds since 1970."""
    said = urlsafe_b64encode(json.dumps({"holder": holder, "at": int(now)}).encode()).decode()
    return f"{said}.{_signature(said, secret)}"


def holder(text: str, secret: str, now: float) -> str:
    """Who the token names. Raises Forged."""
    said, _, signature = text.partition(".")
    if not hmac.compare_digest(signature.encode(), _signature(said, secret).encode()):
        raise Forged("This account is not signed by the site.")
    read = json.loads(urlsafe_b64decode(said))
    if not -60 <= now - read["at"] <= LONGEST:
        raise Forged("This account was signed too long ago.")
    return str(read["holder"])


def _signature(said: str, secret: str) -> str:
    return hmac.new(secret.encode(), said.encode(), hashlib.sha256).hexdigest()
