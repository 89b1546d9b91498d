"""The register as a file: the record of processing activities (registre des activités de traitement, art. 30(1))."""

import csv
import io
from collections.abc import Callable

import tablib
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.lib.actor import Actor
from accord.lib.sheets import harmless
from accord.register.models import Controller, Purpose, Recipient

Sheet = list[list[str]]


def processing_record(*, actor: Actor) -> Sheet:
    """A line of headings, then one line per purpose; what leaves the house is written in the journal."""
    purposes = Purpose.objects.select_related("controller", "retention").prefetch_related("recipients")
    record(actor=actor, verb="register.record.exported", facts={"purposes": len(purposes)})
    return [_headings(), *_lines(purposes)]


def _headings() -> list[str]:
    return [
        _("Controller"),
        _("Contact"),
        _("Data protection officer"),
        _("Purpose"),
        _("What it is"),
        _("State"),
        _("Legal basis"),
        _("The interest pursued"),
        _("Channels"),
        _("Whom it addresses"),
        _("Recipients"),
        _("Transfers out of the Union"),
        _("Kept"),
        _("Source of the term"),
        _("Closed on"),
    ]


def _lines(purposes: QuerySet[Purpose]) -> Sheet:
    return [[harmless(cell) for cell in _line(purpose)] for purpose in purposes]


def _line(purpose: Purpose) -> list[str]:
    recipients = list(purpose.recipients.all())
    closed = timezone.localtime(purpose.closed_at).date().isoformat() if purpose.closed_at else ""
    return [
        purpose.controller.name,
        _joined(purpose.controller.address.replace("\n", ", "), purpose.controller.email),
        _officer(purpose.controller),
        purpose.label,
        purpose.description,
        str(purpose.get_state_display()),
        str(purpose.get_legal_basis_display()),
        purpose.interest,
        ", ".join(purpose.channel_labels),
        str(purpose.get_audience_display()),
        "; ".join(f"{one.name} ({one.get_kind_display()}, {one.country_name})" for one in recipients),
        "; ".join(_transfer(one) for one in recipients if one.transfer_safeguard),
        str(purpose.retention),
        purpose.retention.source,
        closed,
    ]


def _officer(controller: Controller) -> str:
    return _joined(controller.dpo_name, controller.dpo_email)


def _transfer(recipient: Recipient) -> str:
    return f"{recipient.name}: {recipient.transfer_safeguard}"


def _joined(*parts: str) -> str:
    return ", ".join(part for part in parts if part)


def as_csv(sheet: Sheet) -> bytes:
    """UTF-8 with its mark, semicolons: what spreadsheets in French open without a question."""
    out = io.StringIO()
    csv.writer(out, delimiter=";").writerows(sheet)
    return out.getvalue().encode("utf-8-sig")


def as_xlsx(sheet: Sheet) -> bytes:
    """A workbook of one sheet."""
    return bytes(tablib.Dataset(*sheet[1:], headers=sheet[0], title=_("Register")).export("xlsx"))


FORMATS: dict[str, tuple[Callable[[Sheet], bytes], str]] = {
    "csv": (as_csv, "text/csv; charset=utf-8"),
    "xlsx": (as_xlsx, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
}
