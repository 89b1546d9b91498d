"""Who agreed when, and on which words: a filter of lists over the folded permissions; and whose an event is."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Exists, OuterRef, QuerySet

from accord.consent.models import ConsentEvent, Permission, Subject
from accord.consent.terms import YES_STATES
from accord.contacts.models import ContactPoint, Person
from accord.register.models import Purpose


def agreed(
    people: QuerySet[Person],
    *,
    purpose: Purpose,
    channel: str,
    since: tuple[datetime | None, datetime | None] = (None, None),
    notice_version_id: int | None = None,
    method: str = "",
) -> QuerySet[Person]:
    """Those of `people` whose agreement to this purpose and channel stands, began in `since` (from, before), was given
    on this version of a notice and expressed by this `method`.

    Says nothing about whether they may be contacted now: that is the gate's.
    """
    begun, before = since
    held = Permission.objects.filter(
        contact_point__person=OuterRef("pk"), purpose=purpose, channel=channel, state__in=YES_STATES
    )
    if begun:
        held = held.filter(since__gte=begun)
    if before:
        held = held.filter(since__lt=before)
    if notice_version_id:
        held = held.filter(notice_version_id=notice_version_id)
    if method:
        held = held.filter(method=method)
    return people.filter(Exists(held))


def people_of(event_ids: Iterable[int]) -> dict[int, int]:
    """The person of each event, as far as the link has not been erased: three queries, however many."""
    events = dict(ConsentEvent.objects.filter(pk__in=list(event_ids)).values_list("pk", "subject_id"))
    subjects = dict(Subject.objects.filter(pk__in=events.values()).values_list("pk", "contact_point_id"))
    points = dict(ContactPoint.objects.filter(pk__in=subjects.values()).values_list("pk", "person_id"))
    found = {event: points.get(subjects.get(subject, 0)) for event, subject in events.items()}
    return {event: person for event, person in found.items() if person is not None}
