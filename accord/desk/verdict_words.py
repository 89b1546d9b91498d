"""The gate's answers in the one or two words that stand in a cell."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accord.consent.verdicts import Verdict

WAITING: dict[str, Promise] = {
    "not_informed": _("to be informed"),
    "not_confirmed": _("to be confirmed"),
    "address_not_confirmed": _("to be confirmed"),
    "declared_undecided": _("to be decided"),
}
SHORT: dict[str, Promise] = {
    "withdrawn": _("withdrawn"),
    "refused": _("refused"),
    "objected": _("objected"),
    "unreachable": _("unreachable"),
    "consent_expired": _("expired"),
    "silent_too_long": _("silent too long"),
    "erased": _("erased"),
    "archived": _("archived"),
    "restricted": _("restricted"),
}
OF_THE_MOMENT = frozenset({"outside_hours", "called_too_often"})
NOT_APPLICABLE = frozenset({"channel_not_declared", "no_address", "purpose_closed"})


@dataclass(frozen=True, slots=True)
class Said:
    """A verdict as it is drawn: kind yes, no, soon or na, and its word."""

    kind: str
    word: str


def said(verdict: Verdict | None) -> Said:
    """How a verdict is drawn; « – » without an address or where the purpose does not use the channel."""
    if verdict is None or verdict.reason in NOT_APPLICABLE:
        return Said("na", "")
    if verdict.permitted:
        return Said("yes", str(_("yes")))
    if word := WAITING.get(verdict.reason):
        return Said("soon", str(word))
    if verdict.reason in OF_THE_MOMENT:
        return Said("soon", str(_("not now")))
    return Said("no", str(SHORT.get(verdict.reason, _("no"))))
