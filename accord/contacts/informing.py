"""The duty to inform (art. 13 and 14 GDPR) and its clock."""

from datetime import date, datetime

from django.db import transaction

from accord.audit.actions import record
from accord.contacts.models import Acquisition, Person
from accord.lib.actor import Actor


@transaction.atomic
def inform(*, actor: Actor, person: Person, notice_version_id: int, at: datetime) -> int:
    """Note that the person was told where their data come from; stops every clock still running for them.

    Returns how many acquisitions it answered.
    """
    waiting = Acquisition.objects.filter(person=person, informed_at__isnull=True)
    answered = waiting.update(informed_at=at, notice_version_id=notice_version_id, inform_by=None)
    facts = {"notice_version": notice_version_id, "acquisitions": answered}
    record(actor=actor, verb="contacts.person.informed", about=person, facts=facts)
    return answered


@transaction.atomic
def declare_exception(*, actor: Actor, acquisition: Acquisition, why: str, review_on: date) -> None:
    """The data protection officer declares that art. 14(5) excuses the information, with a reason and a review."""
    acquisition.exception, acquisition.exception_review_on = why, review_on
    acquisition.save(update_fields=["exception", "exception_review_on"])
    facts = {"acquisition": acquisition.pk, "review_on": review_on.isoformat()}
    words = {"exception": ("", why)}
    record(
        actor=actor, verb="contacts.exception.declared", about=acquisition.person, facts=facts, words=words
    )


@transaction.atomic
def lift_exception(*, actor: Actor, acquisition: Acquisition) -> None:
    """The exception no longer holds: the person must be told, and the clock is where it would have been."""
    before, acquisition.exception, acquisition.exception_review_on = acquisition.exception, "", None
    acquisition.save(update_fields=["exception", "exception_review_on"])
    record(
        actor=actor,
        verb="contacts.exception.lifted",
        about=acquisition.person,
        facts={"acquisition": acquisition.pk},
        words={"exception": (before, "")},
    )
