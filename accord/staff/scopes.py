"""What a token may be allowed: each scope lends some of its owner's capabilities, never one they do not hold."""

from collections.abc import Iterable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.staff.models import User


@dataclass(frozen=True, slots=True)
class Scope:
    """One thing a token may do. capabilities: what it may draw on (staff.roles), first the one it cannot do without."""

    code: str
    label: Promise
    capabilities: tuple[str, ...]


TABLE = (
    Scope("people:read", _("Read people and organisations"), ("people.read",)),
    Scope("people:write", _("Enter and correct people and organisations"), ("people.edit",)),
    Scope("permissions:read", _("Ask whether people may be contacted"), ("people.read",)),
    Scope("forms:read", _("Read forms, their notices and what was sent"), ("intake.read",)),
    Scope("submissions:write", _("Send what visitors typed, for them to confirm"), ("letters.ask",)),
    Scope("leads:read", _("Read leads"), ("sales.read",)),
    Scope("leads:write", _("Enter and qualify leads"), ("leads.add", "leads.qualify", "sales.read")),
    Scope("deals:read", _("Read deals"), ("sales.read",)),
    Scope("deals:write", _("Open and move deals"), ("deals.work", "sales.read")),
    Scope("activities:read", _("Read activities"), ("sales.read",)),
    Scope("emails:write", _("Write to one person, as the gate allows"), ("letters.ask", "sales.read")),
    Scope(
        "activities:write", _("Plan activities and note what came of them"), ("activities.work", "sales.read")
    ),
    Scope("trials:read", _("Read trials"), ("sales.read",)),
    Scope("trials:write", _("Extend trials and say what came of them"), ("leads.add", "sales.read")),
)
SCOPES = {scope.code: scope for scope in TABLE}


def open_to(user: User) -> list[Scope]:
    """The scopes this colleague may give a token: those their roles hold."""
    return [scope for scope in TABLE if user.may(scope.capabilities[0])]


def lent(codes: Iterable[str]) -> frozenset[str]:
    """Every capability these scopes may draw on; unknown codes give nothing."""
    return frozenset(name for code in codes if code in SCOPES for name in SCOPES[code].capabilities)
