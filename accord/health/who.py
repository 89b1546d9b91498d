"""The colleague who looks, as the journal of health names them."""

from typing import Any

from accord.health.models import Practitioner
from accord.staff.models import User
from accord.staff.roles import Role

OF_HEALTH = (Role.ADMISSIONS, Role.CARE, Role.RECORDS, Role.DPO, Role.ADMINISTRATOR)


def role_of(user: User) -> str:
    """Their roles in health, as codes, for the journal."""
    return " ".join(role for role in OF_HEALTH if role in user.roles)


def practitioner_of(user: User) -> Practitioner | None:
    """The professional this colleague is, where they are one."""
    return Practitioner.objects.filter(user_id=user.pk, is_active=True).first()


def said(user: User) -> dict[str, Any]:
    """The arguments of `journal.record` that say who looks."""
    return {"actor": user.actor, "role": role_of(user)}
