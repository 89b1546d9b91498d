"""What becomes of the data of a trial that ended without a purchase: what its notice said, on the day it said.

Who is nothing else to the house goes with the trial, erased or archived; of whoever else stays, the trial alone goes.
"""

from collections.abc import Iterator

from django.db import transaction
from django.utils import timezone

from accord.audit.actions import forget_words, record
from accord.consent.forgetting import agrees
from accord.contacts.actions import set_state
from accord.contacts.models import Person
from accord.intake.models import Trial
from accord.intake.trials.keeping import gone_on
from accord.lib.actor import SYSTEM
from accord.register.models import RetentionRule
from accord.rights.erasing import erase
from accord.sales.models import Deal, Lead

BATCH = 500
ENDED = (Trial.Outcome.NOT_BOUGHT, Trial.Outcome.CANCELLED)


def keep_the_word() -> int:
    """Do what was said for every trial whose day has come; how many."""
    return sum(_settle(number) for number in list(_due()))


def _due() -> Iterator[int]:
    """The trials whose day has come, the oldest first. What article 18 limits is only kept: it waits."""
    last = 0
    ended = Trial.objects.filter(outcome__in=ENDED, person__state=Person.State.ACTIVE).order_by("pk")
    while batch := list(ended.filter(pk__gt=last).select_related("offer__retention", "person")[:BATCH]):
        yield from (trial.pk for trial in batch if _has_come(trial))
        last = batch[-1].pk


def _has_come(trial: Trial) -> bool:
    day = gone_on(trial)
    return day is not None and day <= timezone.localdate()


@transaction.atomic
def _settle(number: int) -> int:
    rows = Trial.objects.select_for_update(of=("self",), skip_locked=True)
    trial = rows.select_related("offer__retention", "person").filter(pk=number, outcome__in=ENDED).first()
    if trial is None or not _has_come(trial):
        return 0
    is_archived = trial.offer.retention.then == RetentionRule.Then.ARCHIVE
    if is_known_otherwise(trial):
        return 0 if is_archived else _forget_trial(trial)
    if is_archived:
        set_state(actor=SYSTEM, person=trial.person, state=Person.State.ARCHIVED)
    else:
        erase(actor=SYSTEM, person=trial.person, because="retention", is_asked=False)
    return 1


def is_known_otherwise(trial: Trial) -> bool:
    """True when something but this trial keeps its person: a contract, a deal, an agreement, another source."""
    person, today = trial.person, timezone.localdate()
    return (
        bool(person.customer_until and person.customer_until >= today)
        or agrees(person.contact_points.all())
        or person.acquisitions.exclude(form_id=trial.offer.form_id).exists()
        or any(other.pk != trial.pk and not _has_come(other) for other in _trials_of(person))
        or Deal.objects.filter(people=person).exclude(state=Deal.State.LOST).exists()
    )


def _trials_of(person: Person) -> list[Trial]:
    return list(person.trials.select_related("offer__retention", "person"))


def _forget_trial(trial: Trial) -> int:
    """The trial, the answers that began it and their lead; a lead that became a deal belongs to the deal."""
    leads = Lead.objects.filter(submission_id=trial.submission_id, deal=None)
    if trial.submission is None:
        leads = leads.none()
    gone = {"intake.Trial": [trial.pk], "sales.Lead": list(leads.values_list("pk", flat=True))}
    facts = {"person": trial.person_id, "offer": trial.offer_id, "leads": len(gone["sales.Lead"])}
    forget_words(gone)
    record(actor=SYSTEM, verb="intake.trial.erased", about=trial, facts=facts)
    leads.delete()
    if trial.submission:
        trial.submission.delete()
    trial.delete()
    return 1
