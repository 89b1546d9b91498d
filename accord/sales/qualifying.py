"""Qualification: the questions of the house, the first answer, and what comes of a lead."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.contacts.actions import edit_person
from accord.contacts.models import Organisation
from accord.lib.actor import Actor
from accord.sales import freezing
from accord.sales.doing import NewActivity, done, plan
from accord.sales.models import Activity, Lead

OUTCOMES = {"nurture": Lead.State.NURTURE, "not_fit": Lead.State.NOT_FIT, "spam": Lead.State.SPAM}


class NotOpen(ValueError):
    """Somebody has already decided about this lead; the message says so."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What comes of a lead that is not handed over, and why. take_up_on: the day to look at it again, for nurture."""

    state: str
    reason: str
    take_up_on: date | None = None


@transaction.atomic
def keep_answers(*, actor: Actor, lead: Lead, answers: Mapping[str, str]) -> Lead:
    """Keep what was learnt, by code of question; the lead is being qualified from then on."""
    lead = locked(lead)
    said = {code: text for code, text in answers.items() if text}
    if said == lead.qualification and lead.state == Lead.State.WORKING:
        return lead
    lead.qualification, lead.state = said, Lead.State.WORKING
    lead.save(update_fields=["qualification", "state"])
    record(actor=actor, verb="sales.lead.answers_kept", about=lead, facts={"questions": sorted(said)})
    return lead


@transaction.atomic
def note_answer(*, actor: Actor, lead: Lead, kind: str, outcome: str = "") -> Lead:
    """Note that somebody answered, by telephone or by e-mail: the clock of the first answer stops."""
    lead = locked(lead)
    is_call = kind == Activity.Kind.CALL
    activity = plan(
        actor=actor,
        new=NewActivity(
            kind=kind,
            subject=_("First answer"),
            person_id=lead.person_id,
            organisation_id=lead.organisation_id,
            lead_id=lead.pk,
            owner_id=lead.owner_id,
            call_kind=Activity.CallKind.ANSWER if is_call else "",
        ),
    )
    done(actor=actor, activity=activity, outcome=outcome)
    lead.refresh_from_db()
    return lead


@transaction.atomic
def decide(*, actor: Actor, lead: Lead, outcome: Outcome) -> Lead:
    """Say what comes of a lead that is not handed over: to take up later, not for us, not a request."""
    lead = locked(lead)
    lead.state, lead.outcome_reason = OUTCOMES[outcome.state], outcome.reason[:300]
    lead.take_up_on = outcome.take_up_on if lead.state == Lead.State.NURTURE else None
    lead.closed_at = timezone.now()
    lead.save(update_fields=["state", "outcome_reason", "take_up_on", "closed_at"])
    words = {"reason": ("", outcome.reason)}
    facts = {"outcome": outcome.state, "form": lead.form_id, "person": lead.person_id}
    record(actor=actor, verb="sales.lead.qualified", about=lead, facts=facts, words=words)
    return lead


@transaction.atomic
def set_aside(*, actor: Actor, lead: Lead, reason: str) -> Lead:
    """Give up a lead that is frozen: nobody works on it, and the person is still to be told. Raises NotOpen."""
    lead = _in_state(lead, *Lead.OPEN, Lead.State.NURTURE)
    if not freezing.is_frozen(lead):
        raise NotOpen(_("This lead is not frozen: qualify it."))
    lead.state, lead.outcome_reason, lead.take_up_on = Lead.State.NOT_FIT, reason[:300], None
    lead.closed_at = timezone.now()
    lead.save(update_fields=["state", "outcome_reason", "take_up_on", "closed_at"])
    facts = {"form": lead.form_id, "person": lead.person_id}
    record(actor=actor, verb="sales.lead.set_aside", about=lead, facts=facts, words={"reason": ("", reason)})
    return lead


@transaction.atomic
def take_up(*, actor: Actor, lead: Lead) -> Lead:
    """Work again on a lead that was put aside."""
    lead = locked(lead, *OUTCOMES.values())
    was, lead.state, lead.closed_at, lead.take_up_on = lead.state, Lead.State.WORKING, None, None
    lead.save(update_fields=["state", "closed_at", "take_up_on"])
    record(actor=actor, verb="sales.lead.taken_up", about=lead, facts={"was": was})
    return lead


@transaction.atomic
def attach(*, actor: Actor, lead: Lead, organisation: Organisation) -> Lead:
    """Say that this is the company meant; the person works there too, unless another was known."""
    lead = locked(lead)
    lead.organisation = organisation
    lead.save(update_fields=["organisation"])
    if lead.person.organisation_id is None:
        edit_person(actor=actor, person=lead.person, changes={"organisation_id": organisation.pk})
    record(actor=actor, verb="sales.lead.attached", about=lead, facts={"organisation": organisation.pk})
    return lead


def locked(lead: Lead, *states: str) -> Lead:
    """The lead, locked, in one of `states` (open ones by default). Raises NotOpen, freezing.Frozen."""
    lead = _in_state(lead, *(states or Lead.OPEN))
    freezing.check(lead)
    return lead


def _in_state(lead: Lead, *states: str) -> Lead:
    found = Lead.objects.select_for_update(of=("self",)).select_related("person", "owner", "organisation")
    lead = found.get(pk=lead.pk)
    if lead.state not in states:
        raise NotOpen(
            _("This has been decided meanwhile: the lead is “%(state)s”.")
            % {"state": lead.get_state_display()}
        )
    return lead
