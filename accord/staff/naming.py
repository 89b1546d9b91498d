"""Colleagues named in a note (« @Bob »): who they are, and the app above that tells them."""

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from django.utils.translation import gettext as _

from accord.lib.actor import Actor
from accord.lib.search import fold
from accord.staff.models import User

MOST = 20  # named in one text
Where = Mapping[str, int | None]  # what the text is about: "person", "deal" …, and the note itself


class Teller(Protocol):
    """Whoever keeps that colleagues were named, and tells them."""

    def tell(self, *, actor: Actor, users: Sequence[User], where: Where) -> None:
        """Keep it, and write to those who may read it."""

    def reads(self, user: User, where: Where) -> bool:
        """True when `user` may read what the text is about."""


_tellers: list[Teller] = []


def tell_through(teller: Teller) -> None:
    """Let an app above tell colleagues that they were named."""
    _tellers.append(teller)


def named_in(text: str) -> list[User]:
    """The active colleagues whose @name is in `text`: the whole name, a first name nobody else bears, or the beginning
    of the address; accents and case do not matter.
    """
    if "@" not in text:
        return []
    known = _by_name(User.objects.filter(is_active=True).order_by("pk"))
    found: dict[int, User] = {}
    for said in re.split(r"(?:^|(?<=[\s(«“\"']))@", fold(text))[1:]:
        name = next((name for name in known if _begins(said, name)), "")
        if name:
            found.setdefault(known[name].pk, known[name])
    return list(found.values())[:MOST]


def sayings(to: User) -> list[tuple[str, str]]:
    """(name, what to write after @) of every other active colleague whom something unmistakable calls, by name.

    The whole name; the beginning of the address where two people bear one name.
    """
    users = list(User.objects.filter(is_active=True).order_by("name", "email"))
    known = _by_name(users)
    found = []
    for user in users:
        ways = (str(user), user.email.partition("@")[0])
        said = next((way for way in ways if known.get(fold(way)) == user), "")
        if said and user != to:
            found.append((str(user), said))
    return found


def _begins(said: str, name: str) -> bool:
    return said.startswith(name) and not said[len(name) : len(name) + 1].isalnum()


def _by_name(users: Iterable[User]) -> dict[str, User]:
    """{folded name: colleague}, the longest first; a name two people bear calls nobody."""
    found: dict[str, User | None] = {}
    for user in users:
        whole = fold(str(user))
        for name in {whole, whole.split()[0], user.email.partition("@")[0].casefold()}:
            found[name] = user if found.get(name, user) == user else None
    sure = {name: user for name, user in found.items() if user and name}
    return dict(sorted(sure.items(), key=lambda pair: -len(pair[0])))


def name_colleagues(*, actor: Actor, text: str, where: Where, before: str = "") -> None:
    """Tell whoever is named in `text` and was not in `before`; nobody is told of their own words.

    To be called in the transaction that keeps the text. Being named gives no access to anything.
    """
    known = {user.pk for user in named_in(before)}
    fresh = [user for user in named_in(text) if user.pk not in known and str(user.pk) != actor.id]
    for teller in _tellers if fresh else ():
        teller.tell(actor=actor, users=fresh, where=where)


def left_out(text: str, where: Where) -> list[User]:
    """The colleagues named in `text` who may not read what it is about: they are not told."""
    named = named_in(text)
    return [user for user in named if not all(teller.reads(user, where) for teller in _tellers)]


def warning(text: str, where: Where) -> str:
    """The sentence that tells an author whom their words do not reach; "" when they reach everybody named."""
    names = ", ".join(str(user) for user in left_out(text, where))
    return _("Not told, since they may not read this: %(names)s.") % {"names": names} if names else ""
