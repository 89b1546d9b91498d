"""A colleague's calendar for other programs: opened under a secret address, closed at once when it is no longer secret.

It says as little as a diary needs: what, when, where. No notes, no names but those in the subject, since the program
that reads it is somebody else's.
"""

from collections.abc import Iterator
from datetime import timedelta

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.lib import ics
from accord.lib.actor import Actor
from accord.lib.tokens import hash_token, new_token
from accord.sales.diary import USUAL
from accord.sales.models import Activity, CalendarFeed
from accord.staff.models import User

PAST, AHEAD = timedelta(days=60), timedelta(days=730)
NOTED_EVERY = timedelta(hours=1)
MOST = 2_000


@transaction.atomic
def open_feed(*, actor: Actor, user: User) -> str:
    """A new secret address for the calendar of `user`; one given before no longer works."""
    token, hashed = new_token()
    CalendarFeed.objects.filter(user=user).delete()
    CalendarFeed.objects.create(user=user, token_hash=hashed)
    record(actor=actor, verb="sales.calendar.opened", about=user)
    return settings.SITE_URL + reverse("sales:feed", args=[token])


@transaction.atomic
def close_feed(*, actor: Actor, user: User) -> None:
    """The address no longer works."""
    closed, _each = CalendarFeed.objects.filter(user=user).delete()
    if closed:
        record(actor=actor, verb="sales.calendar.closed", about=user)


def read_feed(token: str) -> bytes | None:
    """The calendar at this secret address; None when there is none, or its colleague has left."""
    feed = CalendarFeed.objects.select_related("user").filter(token_hash=hash_token(token)).first()
    if feed is None or not feed.user.may("sales.read"):
        return None
    _note(feed)
    with translation.override(feed.user.language):
        name = _("Accord, %(name)s") % {"name": feed.user}
    return ics.calendar(name, _entries(feed.user))


def _note(feed: CalendarFeed) -> None:
    now = timezone.now()
    if feed.read_at is None or now - feed.read_at > NOTED_EVERY:
        CalendarFeed.objects.filter(pk=feed.pk).update(read_at=now)


def _entries(user: User) -> Iterator[ics.Entry]:
    now = timezone.now()
    mine = Activity.objects.visible_to(user).filter(
        owner=user, due_at__gte=now - PAST, due_at__lt=now + AHEAD
    )
    for one in mine.order_by("due_at", "pk")[:MOST]:
        assert one.due_at is not None  # filtered
        yield ics.Entry(
            uid=f"{one.uid}@{settings.SITE.hostname}",
            title=f"✓ {one.subject}" if one.done_at else one.subject,
            starts_at=one.due_at,
            ends_at=one.ends_at or one.due_at + USUAL,
            changed_at=one.done_at or one.created_at,
            place=one.place,
            link=settings.SITE_URL + reverse("sales:activity", args=[one.pk]),
        )
