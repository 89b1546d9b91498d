"""What the register already knows, as the first words of a notice: nothing is typed twice."""

from collections.abc import Iterable

from django.utils.translation import gettext as _
from django.utils.translation import override

from accord.register.mentions import EEA
from accord.register.models import LegalBasis, Notice, Purpose, Recipient


def proposed(notice: Notice, language: str) -> dict[str, dict[str, str]]:
    """{mention code: {"text": …} or {"not_applicable": …}} drawn from the register, in `language`."""
    with override(language):
        purposes = list(notice.purposes.select_related("retention").prefetch_related("recipients"))
        recipients = _recipients(purposes)
        return {
            "controller": {"text": _controller(notice)},
            "dpo": _dpo(notice),
            "purposes": {"text": "\n".join(_purpose(purpose) for purpose in purposes)},
            "interest": {"text": _interests(purposes)},
            "recipients": _named(recipients),
            "transfers": _transfers(recipients),
            "retention": {"text": "\n".join(sorted({str(purpose.retention) for purpose in purposes}))},
            "rights": {"text": _rights(notice)},
            "withdraw": {
                "text": _("You can withdraw your agreement at any time, by the link in each letter.")
            },
            "object": {"text": _("You can object to prospecting at any time, without giving a reason.")},
            "complaint": {"text": _("You can complain to the CNIL (cnil.fr).")},
            "automated": {"not_applicable": _("no decision is automated")},
        }


def _controller(notice: Notice) -> str:
    who = notice.controller
    said = f"{who.legal_name}, {who.address_line}. {who.email}"
    if not who.representative:
        return said
    return f"{said}\n" + _("Representative in the Union: %(who)s") % {"who": who.representative}


def _dpo(notice: Notice) -> dict[str, str]:
    who = notice.controller
    if not (who.dpo_name or who.dpo_email):
        return {"not_applicable": _("no data protection officer has been designated")}
    contact = ", ".join(part for part in (who.dpo_name, who.dpo_email) if part)
    return {"text": _("Data protection officer: %(contact)s") % {"contact": contact}}


def _purpose(purpose: Purpose) -> str:
    basis = LegalBasis(purpose.legal_basis).label
    return _("%(purpose)s: %(basis)s.") % {"purpose": purpose.localised("label"), "basis": basis}


def _interests(purposes: Iterable[Purpose]) -> str:
    return "\n".join(text for purpose in purposes if (text := purpose.localised("interest")))


def _recipients(purposes: Iterable[Purpose]) -> list[Recipient]:
    found = {recipient.pk: recipient for purpose in purposes for recipient in purpose.recipients.all()}
    return sorted(found.values(), key=lambda one: one.name)


def _named(recipients: list[Recipient]) -> dict[str, str]:
    if not recipients:
        return {"not_applicable": _("nobody outside our house receives the data")}
    return {
        "text": "\n".join(
            f"{one.name} ({one.get_kind_display()}). {one.localised('what_for')}" for one in recipients
        )
    }


def _transfers(recipients: list[Recipient]) -> dict[str, str]:
    abroad = [one for one in recipients if one.country not in EEA]
    if not abroad:
        return {"not_applicable": _("nothing leaves the European Economic Area")}
    return {"text": "\n".join(f"{one.name} ({one.country_name}): {one.transfer_safeguard}" for one in abroad)}


def _rights(notice: Notice) -> str:
    return _("You can see, correct, erase, restrict and take away your data: %(email)s.") % {
        "email": notice.controller.asked_at
    }
