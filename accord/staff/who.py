"""Whoever is signed in."""

from django.http import HttpRequest

from accord.lib.actor import Actor
from accord.staff.models import User


def user_of(request: HttpRequest) -> User:
    """The colleague who asks: `access` has seen to it that there is one."""
    assert isinstance(request.user, User)
    return request.user


def actor_of(request: HttpRequest) -> Actor:
    """The same, as the author of a write."""
    return user_of(request).actor
