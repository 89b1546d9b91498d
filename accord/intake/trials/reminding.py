"""What the clock does for trials: a letter before the end, the end itself."""

from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import DurationField, ExpressionWrapper, F, QuerySet, Value
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.consent.suppression import is_suppressed
from accord.contacts.models import ContactPoint, Person
from accord.contacts.queries import primary_email
from accord.intake.models import Trial
from accord.intake.trials.actions import Ending, end
from accord.intake.trials.keeping import what_becomes
from accord.lib.actor import SYSTEM
from accord.outbox.letters import trial_ending
from accord.outbox.links import preferences_url

BATCH = 500


def to_remind() -> QuerySet[Trial]:
    """The trials that run, end soon by their offer, and whose person was not told."""
    day = Value(timedelta(days=1), output_field=DurationField())
    before = ExpressionWrapper(F("offer__reminder_days") * day, output_field=DurationField())
    now = timezone.now()
    rows = Trial.objects.filter(ended_at=None, reminded_at=None, ends_at__gt=now)
    return rows.alias(remind_at=F("ends_at") - before).filter(
        remind_at__lte=now, offer__reminder_days__gt=0, person__state=Person.State.ACTIVE
    )


@transaction.atomic
def remind() -> int:
    """Queue the reminders due, at most 500 at once; how many trials were looked at."""
    rows = to_remind().select_for_update(of=("self",), skip_locked=True)
    due = list(rows.select_related("person", "offer__retention", "offer__form__notice__controller")[:BATCH])
    for trial in due:
        _remind(trial)
    return len(due)


def _remind(trial: Trial) -> None:
    """One letter, once; somebody who can no longer be written to counts as reminded, and the journal says so."""
    trial.reminded_at = timezone.now()
    trial.save(update_fields=["reminded_at"])
    point = _reachable(trial.person)
    if point:
        _write(trial, point)
    facts = {"person": trial.person_id, "offer": trial.offer_id, "is_written": point is not None}
    record(actor=SYSTEM, verb="intake.trial.reminded", about=trial, facts=facts)


def _reachable(person: Person) -> ContactPoint | None:
    point = primary_email(person)
    if point is None or point.unreachable_at or is_suppressed(bytes(point.address_hash)):
        return None
    return point


def _write(trial: Trial, point: ContactPoint) -> None:
    person, language = trial.person, trial.person.language or settings.LANGUAGE_CODE
    with translation.override(language):
        title, said = _("Your trial of %(offer)s ends soon") % {"offer": trial.offer}, what_becomes(trial)
        offer = str(trial.offer)
    trial_ending(
        to=point.value,
        language=language,
        controller=trial.offer.form.notice.controller,
        person_id=person.pk,
        contact_point_id=point.pk,
        title=title,
        offer=offer,
        ends_at=trial.ends_at,
        becomes=said,
        link=preferences_url(point.pk),
        first_name=person.first_name,
    )


def expire() -> int:
    """End the trials whose time has passed, as not bought; how many."""
    due = Trial.objects.filter(ended_at=None, ends_at__lte=timezone.now()).order_by("ends_at", "pk")
    numbers = list(due.values_list("pk", flat=True)[:BATCH])
    return sum(_expire(number) for number in numbers)


@transaction.atomic
def _expire(number: int) -> int:
    """One trial; one that was extended or ended meanwhile stays as it is."""
    rows = Trial.objects.select_for_update(skip_locked=True)
    trial = rows.filter(pk=number, ended_at=None, ends_at__lte=timezone.now()).first()
    if trial is None:
        return 0
    end(actor=SYSTEM, trial=trial, ending=Ending(Trial.Outcome.NOT_BOUGHT), at=trial.ends_at)
    return 1
