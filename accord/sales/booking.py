"""Meetings people book by themselves: held under a lock, so that nobody is promised what somebody else has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.audit.actions import differences, record
from accord.contacts.models import Person
from accord.lib.actor import Actor
from accord.lib.tokens import unsign
from accord.outbox import letters
from accord.sales import booked
from accord.sales.doing import NewActivity, change, drop, plan
from accord.sales.models import Activity, Booking, BookingPage, Deal, Lead
from accord.sales.slots import free
from accord.ui.components.words import moment

REMINDED = timedelta(minutes=15)  # before the meeting


class Taken(ValueError):
    """The time is no longer free; the message says so to the person."""


class Passed(ValueError):
    """The meeting has begun, or was cancelled; the message says so to the person."""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody asked for. at: an instant; zone, language: in which they read it; lead, deal: what it is about."""

    at: datetime
    zone: str
    language: str
    lead: Lead | None = None
    deal: Deal | None = None


@transaction.atomic
def save_page(*, actor: Actor, page: BookingPage, **said: Any) -> BookingPage:
    """Keep what a colleague says of their page."""
    words = differences({name: getattr(page, name) for name in said}, said)
    for name, value in said.items():
        setattr(page, name, value)
    page.save()
    facts = {"fields": sorted(words), "is_open": page.is_open}
    record(actor=actor, verb="sales.booking.page_saved", about=page, facts=facts)
    return page


@transaction.atomic
def book(*, actor: Actor, page: BookingPage, person: Person, wanted: Wanted) -> Booking:
    """Keep a meeting whose address was confirmed; without a time when somebody was quicker: they choose another."""
    locked = _locked(page)
    booking = Booking.objects.create(
        page=locked,
        person=person,
        lead=wanted.lead,
        deal=wanted.deal,
        time_zone=wanted.zone,
        language=wanted.language,
    )
    record(actor=actor, verb="sales.booking.asked", about=person, facts={"booking": booking.pk})
    if wanted.at in free(locked):
        _hold(actor, booking, wanted.at)
    return booking


@transaction.atomic
def move(*, actor: Actor, booking: Booking, at: datetime) -> None:
    """Another time, or the first one. Raises Taken, Passed."""
    page = _locked(booking.page)
    booking.refresh_from_db()
    if not can_move(booking):
        raise Passed(_("This meeting can no longer be changed."))
    held = booking.activity
    if at not in free(page, but=held.pk if held else None):
        raise Taken(_("This time is no longer free. Choose another."))
    if held is None:
        _hold(actor, booking, at)
        return
    ends_at = at + timedelta(minutes=page.minutes)
    held = change(actor=actor, activity=held, due_at=at, ends_at=ends_at, remind_at=at - REMINDED)
    _tell_colleague(held, "moved")


@transaction.atomic
def cancel(*, actor: Actor, booking: Booking) -> None:
    """It does not take place. Raises Passed."""
    _locked(booking.page)
    booking.refresh_from_db()
    _still(booking)
    if booking.activity:
        _tell_colleague(booking.activity, "cancelled")
        drop(actor=actor, activity=booking.activity)
        return
    booking.cancelled_at = timezone.now()
    booking.save(update_fields=["cancelled_at"])
    record(actor=actor, verb="sales.booking.cancelled", about=booking.person, facts={"booking": booking.pk})


def read(signed: str) -> Booking | None:
    """The booking of such an address; None when it was not signed here, or is gone."""
    try:
        number = unsign(signed, purpose=booked.BOOKING)
    except ValueError:
        return None
    rows = Booking.objects.select_related("page__user", "activity", "person")
    return rows.filter(pk=number).first() if isinstance(number, int) else None


def author(booking: Booking) -> Actor:
    """The person, as the author of what they do to their meeting."""
    return Actor.person(booking.person_id)


def can_move(booking: Booking) -> bool:
    """False as well when another colleague keeps it, or theirs has left: it can still be cancelled."""
    held, user = booking.activity, booking.page.user
    return can_change(booking) and user.is_active and (held is None or held.owner_id == user.pk)


def can_change(booking: Booking) -> bool:
    """False once it has begun, was cancelled, or its person is no longer to be met."""
    held = booking.activity
    has_begun = held is not None and (
        held.done_at is not None or held.due_at is None or held.due_at <= timezone.now()
    )
    return booking.cancelled_at is None and not has_begun and booking.page.is_open


def _locked(page: BookingPage) -> BookingPage:
    """The page, held until the transaction ends: two people who choose one time come one after the other."""
    return BookingPage.objects.select_for_update(of=("self",)).select_related("user").get(pk=page.pk)


def _still(booking: Booking) -> None:
    if not can_change(booking):
        raise Passed(_("This meeting can no longer be changed."))


def _hold(actor: Actor, booking: Booking, at: datetime) -> None:
    page, person = booking.page, booking.person
    with translation.override(page.user.language):
        subject = _("Meeting with %(name)s") % {"name": person}
    new = NewActivity(
        kind=Activity.Kind.MEETING,
        subject=subject[:200],
        person_id=person.pk,
        organisation_id=person.organisation_id,
        lead_id=booking.lead_id,
        deal_id=booking.deal_id,
        owner_id=page.user_id,
        due_at=at,
        ends_at=at + timedelta(minutes=page.minutes),
        remind_at=at - REMINDED,
        place=page.place,
        is_asked_for=True,
    )
    booking.activity = plan(actor=actor, new=new)
    booking.sequence += 1
    booking.save(update_fields=["activity", "sequence"])
    booked.tell(booking, "booked")
    _tell_colleague(booking.activity, "booked")


TOLD = {
    "booked": gettext_lazy("A meeting was booked: %(when)s"),
    "moved": gettext_lazy("A meeting was moved by the person: %(when)s"),
    "cancelled": gettext_lazy("A meeting was cancelled by the person: %(when)s"),
}


def _tell_colleague(held: Activity, what: str) -> None:
    """A word to the colleague, without a name in the letter."""
    user = held.owner
    if user is None:
        return
    with translation.override(user.language):
        title = str(TOLD[what]) % {"when": moment(held.due_at)}
        is_gone = what == "cancelled"
        href = reverse("sales:calendar") if is_gone else reverse("sales:activity", args=[held.pk])
        letters.reminder(to=user.email, language=user.language, title=title, link=settings.SITE_URL + href)
