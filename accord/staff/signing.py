"""How colleagues sign in: what changes is recorded, whoever changes it."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.db import transaction
from django.db.models.signals import post_delete, post_save, pre_save

from accord.audit.actions import differences, record
from accord.lib.actor import Actor
from accord.staff.models import User

ADDED = {
    "totp": "staff.application.added",
    "webauthn": "staff.passkey.added",
    "recovery_codes": "staff.recovery_codes.added",
}
REMOVED = {
    "totp": "staff.application.removed",
    "webauthn": "staff.passkey.removed",
    "recovery_codes": "staff.recovery_codes.removed",
}


def second_proofs(user: User) -> list[str]:
    """The names of what a colleague signs in with beside the password."""
    found = Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES)
    return [str(one) for one in found.order_by("pk")]


@transaction.atomic
def forget_second_proofs(*, actor: Actor, user: User) -> None:
    """A colleague lost their telephone or key: nothing beside the password is asked for, every session ends."""
    for proof in Authenticator.objects.select_for_update().filter(user=user).order_by("pk"):
        proof.changed_by = actor
        proof.delete()
    for session in UserSession.objects.filter(user=user):
        session.end()
    record(actor=actor, verb="staff.user.second_proofs_forgotten", about=user)


def listen() -> None:
    """Hear from django-allauth, whose views write, that a way of signing in changed."""
    password_changed.connect(_password_changed, dispatch_uid="staff.password.changed")
    password_set.connect(_password_changed, dispatch_uid="staff.password.set")
    password_reset.connect(_password_reset, dispatch_uid="staff.password.reset")
    pre_save.connect(_passkey_renamed, sender=Authenticator, dispatch_uid="staff.passkey.renamed")
    post_save.connect(_proof_added, sender=Authenticator, dispatch_uid="staff.proof.added")
    post_delete.connect(_proof_removed, sender=Authenticator, dispatch_uid="staff.proof.removed")


def _password_changed(user: User, **_more: Any) -> None:
    record(actor=user.actor, verb="staff.password.changed", about=user)


def _password_reset(user: User, **_more: Any) -> None:
    record(actor=user.actor, verb="staff.password.reset", about=user)


def _proof_added(instance: Authenticator, created: bool, **_more: Any) -> None:
    if created:
        record(actor=instance.user.actor, verb=ADDED[instance.type], about=instance.user)


def _passkey_renamed(instance: Authenticator, **_more: Any) -> None:
    """Whoever may rename a key could hide that it is not theirs. Its use, noted at each sign-in, changes no name."""
    if instance.type != Authenticator.Type.WEBAUTHN or instance.pk is None:
        return
    before = Authenticator.objects.filter(pk=instance.pk).first()
    words = differences({"name": str(before)}, {"name": str(instance)}) if before else {}
    if words:
        record(actor=instance.user.actor, verb="staff.passkey.renamed", about=instance.user, words=words)


def _proof_removed(instance: Authenticator, **_more: Any) -> None:
    actor = getattr(instance, "changed_by", None) or instance.user.actor
    record(actor=actor, verb=REMOVED[instance.type], about=instance.user)
