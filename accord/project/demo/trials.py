"""Trials of the demonstration: one offer of thirty days, and somebody in every state a trial may be in."""

from datetime import datetime, timedelta

from django.db.models import F
from django.utils import timezone

from accord.contacts.models import Person
from accord.intake.models import Form, Offer, Submission, Trial
from accord.intake.trials import actions, reminding
from accord.intake.trials.actions import Ending
from accord.lib.actor import SYSTEM, Actor
from accord.register.models import RetentionRule
from accord.staff.models import User

DAY = timedelta(days=1)
OFFER = {"name_fr": "Atelier Lumen", "name_en": "", "days": 30, "reminder_days": 5, "is_open": True}
BEGUN = (9, 27, 34, 52, 75, 6)  # days ago: running, ending soon, extended, ended, bought, cancelled


def open_offer(form: Form) -> None:
    """What the trial request leads to; whoever confirms it from now on begins a trial."""
    rule = RetentionRule.objects.get(code="essais")
    actions.save_offer(actor=SYSTEM, offer=Offer(), values={**OFFER, "form": form, "retention": rule})


def load(form: Form) -> None:
    """Six people who tried, or still do; the clock then does what it does every quarter of an hour."""
    bob = User.objects.get(email="bob@lumen.example.org").actor
    known = Person.objects.filter(state=Person.State.ACTIVE, trials=None)
    confirmed = known.filter(
        contact_points__confirmed_at__isnull=False, contact_points__unreachable_at=None
    ).distinct()
    people = confirmed.order_by(F("organisation").asc(nulls_last=True), "pk")
    now = timezone.now()
    begun = [
        _begun(form, one, now - days * DAY) for one, days in zip(people[: len(BEGUN)], BEGUN, strict=True)
    ]
    _running, _ending, longer, _ended, bought, cancelled = begun
    actions.extend(actor=bob, trial=longer, days=14, reason="L’atelier était fermé deux semaines.")
    until = (now + 317 * DAY).date()
    sold = Ending("bought", "Trois postes, à l’année.", contract_until=until)
    actions.end(actor=bob, trial=bought, ending=sold, at=now - 48 * DAY)
    actions.end(
        actor=bob, trial=cancelled, ending=Ending("cancelled", "Demande faite deux fois."), at=now - DAY
    )
    reminding.expire()
    reminding.remind()


def _begun(form: Form, person: Person, at: datetime) -> Trial:
    """The request of `person`, confirmed at `at`, and the trial it began."""
    version = form.versions.get(language="fr", number=1)
    submission = Submission.objects.create(
        form=form, form_version=version, person=person, asked_at=at - timedelta(hours=1), confirmed_at=at
    )
    trial = actions.start(actor=Actor.person(person.pk), submission=submission)
    assert trial is not None  # nobody here has tried before
    return trial
