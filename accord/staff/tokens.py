"""Personal tokens for the API: rows of django-allauth's provider, which keeps their hash and nothing else."""

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from allauth.idp.oidc.models import Client, Token
from django.db import transaction
from django.utils import timezone
from django.utils.functional import Promise

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.staff.models import ApiRate, User
from accord.staff.scopes import SCOPES, lent, open_to

PREFIX = "accord_"
RANDOM_BYTES = 32


@dataclass(frozen=True, slots=True)
class Held:
    """A token as its owner reads it: everything but the token itself."""

    pk: int
    name: str
    labels: list[Promise]
    created_at: datetime
    expires_at: datetime | None
    called_at: datetime | None

    @property
    def has_ended(self) -> bool:
        """True once its time is over: it opens nothing any more."""
        return self.expires_at is not None and self.expires_at <= timezone.now()


@transaction.atomic
def create(*, actor: Actor, user: User, name: str, scopes: Sequence[str], days: int = 0) -> tuple[Token, str]:
    """A token for `user` that works `days` days (until revoked when 0): its row, and the text to show once.

    Raises ValueError for a scope that the user's roles do not open.
    """
    if foreign := set(scopes) - {scope.code for scope in open_to(user)}:
        raise ValueError(f"Not open to this colleague: {', '.join(sorted(foreign))}.")
    text = PREFIX + secrets.token_urlsafe(RANDOM_BYTES)
    expires_at = timezone.now() + timedelta(days=days) if days else None
    token = Token(type=Token.Type.ACCESS_TOKEN, client=_client(user), user=user, expires_at=expires_at)
    token.data = {"name": name}
    token.set_value(text)
    token.set_scopes(list(scopes))
    token.save()
    facts = {"token": token.pk, "scopes": list(scopes), "days": days}
    record(actor=actor, verb="staff.token.created", about=user, facts=facts)
    return token, text


@transaction.atomic
def revoke(*, actor: Actor, token: Token) -> None:
    """From now on this token opens nothing."""
    record(actor=actor, verb="staff.token.revoked", about=token.user, facts={"token": token.pk})
    ApiRate.objects.filter(caller=caller(token)).delete()
    token.delete()


def tokens_of(user: User) -> list[Held]:
    """The tokens of a colleague, the newest first."""
    rows = Token.objects.filter(user=user, type=Token.Type.ACCESS_TOKEN).order_by("-pk")
    names = {token.pk: caller(token) for token in rows}
    called = dict(ApiRate.objects.filter(caller__in=names.values()).values_list("caller", "called_at"))
    return [_held(token, called.get(names[token.pk])) for token in rows]


def read(text: str) -> Token | None:
    """The token written `text`, with its owner as far as the token reaches; None when it opens nothing (any more)."""
    found = Token.objects.select_related("user")
    token: Token | None = found.lookup(Token.Type.ACCESS_TOKEN, text)
    if token is None or token.user is None or not token.user.is_active:
        return None
    narrow(token.user, token.get_scopes())
    return token


def narrow(user: User, scopes: Sequence[str]) -> None:
    """Leave `user` (this object) what both their roles and `scopes` allow; what they do is done through the API."""
    user.capabilities = user.capabilities & lent(scopes)
    user.acts_as = "api"


def caller(token: Token) -> str:
    """What calls with this token are counted under."""
    return f"token:{token.pk}"


def _client(user: User) -> Client:
    """The provider's client that stands for a colleague's own programs: no flow can be started with it."""
    known: Client = Client.objects.get_or_create(
        id=f"personal-{user.pk}",
        defaults={"name": "Personal tokens", "owner": user, "grant_types": "", "scopes": "\n".join(SCOPES)},
    )[0]
    return known


def _held(token: Token, called_at: datetime | None) -> Held:
    labels = [SCOPES[code].label for code in token.get_scopes() if code in SCOPES]
    name = str((token.data or {}).get("name", ""))
    return Held(token.pk, name, labels, token.created_at, token.expires_at, called_at)
