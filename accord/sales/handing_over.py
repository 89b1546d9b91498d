"""From inside sales to a salesperson: organisation, person, deal and first task, in one transaction."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.contacts.actions import edit_person, organisation_named
from accord.contacts.models import Organisation
from accord.lib.actor import Actor
from accord.sales.dealing import NewDeal, open_deal
from accord.sales.doing import NewActivity, plan
from accord.sales.models import Activity, Deal, DealPerson, Lead
from accord.sales.qualifying import locked
from accord.sales.telling import tell_handover
from accord.staff.models import User


@dataclass(frozen=True, slots=True)
class Handover:
    """What inside sales says when a lead is ready. amount: in cents; task: what to do first, a call by default."""

    owner: User
    reason: str
    note: str = ""
    deal_name: str = ""
    amount: int = 0
    task: str = ""
    due_at: datetime | None = None


@transaction.atomic
def hand_over(*, actor: Actor, lead: Lead, handover: Handover) -> Deal:
    """Qualify `lead` and propose its deal to a salesperson, who accepts it or sends it back. Nothing is retyped.

    Raises qualifying.NotOpen, freezing.Frozen, dealing.NotPossible.
    """
    lead = locked(lead)
    company = _company(actor, lead)
    deal = open_deal(actor=actor, new=_deal(lead, company, handover))
    plan(actor=actor, new=_first_task(lead, deal, handover))
    _close(actor, lead, company, handover)
    facts = {"deal": deal.pk, "owner": handover.owner.pk, "organisation": company and company.pk}
    record(actor=actor, verb="sales.lead.handed_over", about=lead, facts=facts)
    tell_handover(lead, handover.owner)
    return deal


def deal_name(lead: Lead) -> str:
    """What the deal is called unless somebody says otherwise: the company, and what they asked for."""
    company = lead.organisation.name if lead.organisation else lead.organisation_name
    return " · ".join(filter(None, (company or str(lead.person), lead.subject)))[:160]


def _company(actor: Actor, lead: Lead) -> Organisation | None:
    """The organisation, found or created by the name they wrote; the person works there from now on."""
    company = lead.organisation or lead.person.organisation
    if company is None and lead.organisation_name:
        company = organisation_named(actor=actor, name=lead.organisation_name)
    if company and lead.person.organisation_id is None:
        edit_person(actor=actor, person=lead.person, changes={"organisation_id": company.pk})
    return company


def _deal(lead: Lead, company: Organisation | None, handover: Handover) -> NewDeal:
    return NewDeal(
        name=handover.deal_name or deal_name(lead),
        organisation_id=company.pk if company else None,
        people=((lead.person_id, DealPerson.Role.OTHER),),
        owner_id=handover.owner.pk,
        amount=handover.amount,
        lead_id=lead.pk,
        is_proposed=True,
    )


def _first_task(lead: Lead, deal: Deal, handover: Handover) -> NewActivity:
    return NewActivity(
        kind=Activity.Kind.TASK,
        subject=handover.task or _("Get in touch"),
        text=handover.note,
        person_id=lead.person_id,
        organisation_id=deal.organisation_id,
        lead_id=lead.pk,
        deal_id=deal.pk,
        owner_id=handover.owner.pk,
        due_at=handover.due_at,
    )


def _close(actor: Actor, lead: Lead, company: Organisation | None, handover: Handover) -> None:
    lead.state, lead.organisation, lead.closed_at = Lead.State.HANDED_OVER, company, timezone.now()
    lead.outcome_reason, lead.handover_note = handover.reason[:300], handover.note
    lead.sent_back_reason, lead.take_up_on = "", None
    lead.save()
    facts = {"outcome": "qualified", "form": lead.form_id, "person": lead.person_id}
    words = {"reason": ("", handover.reason)}
    record(actor=actor, verb="sales.lead.qualified", about=lead, facts=facts, words=words)
