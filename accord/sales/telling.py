"""Telling a colleague, within the minute, that something waits for them."""

from collections.abc import Iterable

from django.conf import settings
from django.db.models import Q
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from accord.outbox.letters import lead_for_you
from accord.sales.models import Lead
from accord.staff.models import User
from accord.staff.roles import Role
from accord.ui.components.words import moment

MOST = 20


def tell_arrival(lead: Lead) -> None:
    """Write to whoever answers `lead`; to everybody in inside sales while nobody does."""
    for colleague in [lead.owner] if lead.owner else inside_sales():
        with translation.override(colleague.language):
            title = _("A new lead: %(company)s") % {"company": _company(lead)}
            lines = _known(lead)
        _write(colleague, lead, title, lines)


def tell_handover(lead: Lead, colleague: User) -> None:
    """Write to the salesperson to whom `lead` was handed over."""
    with translation.override(colleague.language):
        title = _("A lead handed over to you: %(company)s") % {"company": _company(lead)}
        lines = [*_known(lead), _("Accept it, or send it back with a reason.")]
    _write(colleague, lead, title, lines)


def inside_sales() -> Iterable[User]:
    """Whoever may qualify; administrators where there is no inside sales."""
    here = User.objects.filter(is_active=True).order_by("pk")
    found = list(here.filter(roles__contains=[Role.INSIDE_SALES])[:MOST])
    return found or list(here.filter(Q(roles__contains=[Role.ADMINISTRATOR]))[:MOST])


def _company(lead: Lead) -> str:
    """The company, or else the source: a person's name does not travel by e-mail without need."""
    if lead.organisation:
        return lead.organisation.name
    return lead.organisation_name or str(lead.get_source_display())


def _known(lead: Lead) -> list[str]:
    lines = [lead.subject] if lead.subject else []
    lines.append(_("Source: %(source)s") % {"source": lead.get_source_display()})
    if lead.answer_by:
        lines.append(_("First answer before %(moment)s") % {"moment": moment(lead.answer_by)})
    return lines


def _write(colleague: User, lead: Lead, title: str, lines: list[str]) -> None:
    link = settings.SITE_URL + reverse("sales:lead", args=[lead.pk])
    lead_for_you(
        to=colleague.email,
        language=colleague.language,
        title=title,
        lines=lines,
        link=link,
    )
