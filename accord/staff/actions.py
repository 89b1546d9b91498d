"""Every change to who works here."""

from django.contrib.auth.hashers import make_password
from django.db import transaction
from django.utils.translation import gettext as _

from accord.audit.actions import differences, record
from accord.lib.actor import Actor
from accord.staff.models import User
from accord.staff.roles import Role


class LastAdministrator(ValueError):
    """Nobody would be left to manage the house; the message says so to the person."""


@transaction.atomic
def welcome(*, actor: Actor, email: str, name: str, roles: list[str], language: str = "fr") -> User:
    """Create a colleague who will choose a password through the link mailed to them."""
    user = User(email=email.strip().lower(), name=name.strip(), roles=list(roles), language=language)
    user.password = make_password(None)
    user.save()
    record(
        actor=actor,
        verb="staff.user.welcomed",
        about=user,
        facts={"roles": user.roles},
        words={"name": ("", user.name), "email": ("", user.email)},
    )
    return user


@transaction.atomic
def change(*, actor: Actor, user: User, name: str, roles: list[str], is_active: bool) -> User:
    """Give a colleague another name, other roles, or close and reopen their account.

    Raises LastAdministrator when no active administrator would remain.
    """
    before = {"name": user.name, "roles": ", ".join(user.roles), "is_active": user.is_active}
    user.name, user.roles, user.is_active = name.strip(), list(roles), is_active
    _keep_an_administrator(user)
    user.save(update_fields=["name", "roles", "is_active"])
    after = {"name": user.name, "roles": ", ".join(user.roles), "is_active": user.is_active}
    record(actor=actor, verb="staff.user.changed", about=user, words=differences(before, after))
    return user


@transaction.atomic
def speak(*, actor: Actor, user: User, language: str) -> None:
    """Choose the language of the pages."""
    user.language = language
    user.save(update_fields=["language"])
    record(actor=actor, verb="staff.user.language_chosen", about=user, facts={"language": language})


@transaction.atomic
def turn_shortcuts(*, actor: Actor, user: User, is_on: bool) -> None:
    """Have the keys of one letter act, or not."""
    user.has_shortcuts = is_on
    user.save(update_fields=["has_shortcuts"])
    record(actor=actor, verb="staff.user.shortcuts_turned", about=user, facts={"on": is_on})


def _keep_an_administrator(user: User) -> None:
    if user.is_active and Role.ADMINISTRATOR in user.roles:
        return
    others = User.objects.select_for_update().filter(is_active=True, roles__contains=[Role.ADMINISTRATOR])
    if not others.exclude(pk=user.pk).exists():
        raise LastAdministrator(_("At least one active administrator must remain."))
