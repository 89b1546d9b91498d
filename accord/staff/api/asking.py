"""Who calls the API: a program with a token, or a colleague's browser with its session."""

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest
from django.utils import translation
from django.utils.translation import gettext as _
from ninja.security import HttpBearer, SessionAuth

from accord.lib import nir
from accord.lib.actor import Actor
from accord.staff import tokens
from accord.staff.api import rates
from accord.staff.api.problems import REFUSALS, Refusal, wrong
from accord.staff.api.repeats import HEADER, LONGEST
from accord.staff.models import User
from accord.staff.scopes import SCOPES

KEY = {
    "in": "header",
    "name": HEADER,
    "required": False,
    "description": "Any text of your own: sent again with the same one within 24 hours, the request has one effect.",
    "schema": {"type": "string", "maxLength": LONGEST, "pattern": "^[!-~]*$"},
}


@dataclass(frozen=True, slots=True)
class Caller:
    """Who calls. caller: what their calls are counted under."""

    user: User
    caller: str


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an operation needs: a scope of the token, and a capability of its owner or of the colleague signed in."""

    scope: str
    capability: str


class Token(HttpBearer):
    """A personal token: "Authorization: Bearer …"."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.wanted = wanted

    def authenticate(self, request: HttpRequest, token: str) -> Caller | None:
        """The owner as far as the token reaches; None (401) for a token that opens nothing."""
        held = tokens.read(token)
        if held is None:
            return None
        assert isinstance(held.user, User)  # read() has seen to it
        request.user = held.user
        if "Accept-Language" not in request.headers:
            translation.activate(held.user.language)
        rates.count(tokens.caller(held))
        if self.wanted.scope not in held.get_scopes():
            raise Refusal(403, _("The token lacks the scope %(scope)s.") % {"scope": self.wanted.scope})
        return _admitted(request, Caller(held.user, tokens.caller(held)), self.wanted)


class Session(SessionAuth):
    """The session of a colleague who is signed in; a write also needs the token against forged requests."""

    def __init__(self, wanted: Wanted) -> None:
        super().__init__()
        self.wanted = wanted

    def __call__(self, request: HttpRequest) -> Any:
        """Nothing without a session, nor when a token was sent, for which the session does not make up."""
        if "Authorization" in request.headers or not request.user.is_authenticated:
            return None
        return super().__call__(request)

    def authenticate(self, request: HttpRequest, key: str | None) -> Caller | None:
        """The colleague; None (401) without a session."""
        if not isinstance(request.user, User):
            return None
        caller = f"session:{request.user.pk}"
        rates.count(caller)
        return _admitted(request, Caller(request.user, caller), self.wanted)


def asks(scope: str, answer: Any, *, capability: str = "") -> dict[str, Any]:
    """What an operation that reads declares: the scope and capability it needs, what it answers and refuses."""
    wanted = Wanted(scope, capability or SCOPES[scope].capabilities[0])
    return {"auth": [Token(wanted), Session(wanted)], "response": {200: answer, **REFUSALS}}


def writes(scope: str, answer: Any, *, status: int = 200, capability: str = "") -> dict[str, Any]:
    """The same for an operation that writes (decorated with `once(status)`): it takes an Idempotency-Key."""
    said = asks(scope, answer, capability=capability)
    response: dict[Any, Any] = {status: answer, **REFUSALS}
    return {**said, "response": response, "openapi_extra": {"parameters": [KEY]}}


def user_of(request: HttpRequest) -> User:
    """The colleague who calls, or whose token does."""
    user: User = request.auth.user  # type: ignore[attr-defined]
    return user


def actor_of(request: HttpRequest) -> Actor:
    """The same, as the author of a write."""
    return user_of(request).actor


def _admitted(request: HttpRequest, caller: Caller, wanted: Wanted) -> Caller:
    if not caller.user.may(wanted.capability):
        raise Refusal(403, _("The roles of %(name)s do not allow this.") % {"name": caller.user})
    if nir.find(request.body.decode(errors="replace")):
        raise wrong("body", nir.sentence())
    return caller
