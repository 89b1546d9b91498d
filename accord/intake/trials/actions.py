"""Every write to trials: offers, start, extension, end, outcome, reminder."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accord.audit.actions import differences, record
from accord.contacts.actions import heard_from, note_customer
from accord.contacts.models import Person
from accord.intake.models import Offer, Submission, Trial
from accord.intake.trials.keeping import is_told
from accord.lib.actor import Actor

DESCRIBED = ("name_fr", "name_en", "days", "reminder_days", "form", "retention", "is_open")


class NotTold(ValueError):
    """The notice of the form does not say how long the data of the trial are kept."""


class NotPossible(ValueError):
    """What was asked does not fit the trial as it stands; the message says why."""


@transaction.atomic
def save_offer(*, actor: Actor, offer: Offer, values: Mapping[str, Any]) -> Offer:
    """Write an offer, or change it: trials that have begun keep their end. Raises NotTold."""
    before = {name: str(getattr(offer, name)) for name in DESCRIBED} if offer.pk else {}
    for name in DESCRIBED:
        setattr(offer, name, values[name])
    if not is_told(offer):
        raise NotTold(
            _("The notice of this form does not say that: choose how long one of its purposes is kept.")
        )
    verb = "intake.offer.changed" if offer.pk else "intake.offer.created"
    offer.save()
    words = differences(before, {name: str(getattr(offer, name)) for name in DESCRIBED})
    record(actor=actor, verb=verb, about=offer, facts={"days": offer.days}, words=words)
    return offer


@transaction.atomic
def start(*, actor: Actor, submission: Submission) -> Trial | None:
    """Start the trial a confirmed request leads to; None when its form leads to none, or it was tried already.

    A second trial of the same offer is an extension, which a colleague decides.
    """
    offer = Offer.objects.filter(form=submission.form_id, is_open=True).first()
    if offer is None or Trial.objects.filter(offer=offer, person=submission.person_id).exists():
        return None
    begun = submission.confirmed_at
    trial = Trial.objects.create(
        offer=offer,
        person_id=submission.person_id,
        submission=submission,
        started_at=begun,
        ends_at=begun + timedelta(days=offer.days),
    )
    record(actor=actor, verb="intake.trial.started", about=trial, facts=_facts(trial))
    return trial


@transaction.atomic
def extend(*, actor: Actor, trial: Trial, days: int, reason: str) -> Trial:
    """Give more days, from the end or from now when it has ended. Raises NotPossible once bought, or for nobody."""
    trial = locked(trial)
    _still_there(trial)
    if trial.outcome == Trial.Outcome.BOUGHT:
        raise NotPossible(_("They have bought: there is nothing left to try."))
    trial.ends_at = max(trial.ends_at, timezone.now()) + timedelta(days=days)
    trial.extended_days += days
    trial.extension_reason = reason.strip()[:300]
    trial.reminded_at, trial.ended_at, trial.outcome, trial.outcome_reason = None, None, "", ""
    trial.save()
    facts = {**_facts(trial), "added": days}
    record(
        actor=actor,
        verb="intake.trial.extended",
        about=trial,
        facts=facts,
        words={"reason": ("", trial.extension_reason)},
    )
    return trial


@dataclass(frozen=True, slots=True)
class Ending:
    """What came of a trial. contract_until: whoever bought counts as a customer until that day, None: not known."""

    outcome: str
    reason: str = ""
    contract_until: date | None = None


@transaction.atomic
def end(*, actor: Actor, trial: Trial, ending: Ending, at: datetime | None = None) -> Trial:
    """End a trial with what came of it. One that ended without purchase may still be told as bought, or why not.

    at: when it ended, now unless said. Somebody who buys gives a sign of life: their three years as a prospect begin
    again. Raises NotPossible when it was bought or cancelled.
    """
    trial = locked(trial)
    if trial.outcome and trial.outcome != Trial.Outcome.NOT_BOUGHT:
        raise NotPossible(_("What came of this trial is already written."))
    trial.ended_at = trial.ended_at or at or timezone.now()
    trial.outcome, trial.outcome_reason = ending.outcome, ending.reason.strip()[:300]
    trial.save(update_fields=["ended_at", "outcome", "outcome_reason"])
    if ending.outcome == Trial.Outcome.BOUGHT:
        _bought(actor, trial, ending.contract_until)
    facts = {**_facts(trial), "outcome": ending.outcome}
    words = {"reason": ("", trial.outcome_reason)} if trial.outcome_reason else {}
    record(actor=actor, verb="intake.trial.ended", about=trial, facts=facts, words=words)
    return trial


def _bought(actor: Actor, trial: Trial, contract_until: date | None) -> None:
    heard_from(person_id=trial.person_id, kind="ordered", at=timezone.now())
    if contract_until:
        note_customer(actor=actor, person=trial.person, until=contract_until)


def locked(trial: Trial) -> Trial:
    """The row of `trial`, locked: two who decide at once are heard one after the other."""
    rows = Trial.objects.select_for_update(of=("self",)).select_related("offer__retention", "person")
    return rows.get(pk=trial.pk)


def _still_there(trial: Trial) -> None:
    if trial.person.state != Person.State.ACTIVE:
        raise NotPossible(_("Nothing more is done about this person, restricted or erased."))


def _facts(trial: Trial) -> dict[str, Any]:
    return {"person": trial.person_id, "offer": trial.offer_id}
