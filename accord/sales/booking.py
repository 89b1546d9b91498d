"""Meetings people book by themselves: held under a lock, so that nobody is promised what somebody else has."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.audit.actions import differences, record
from accord.contacts.models import Person
from accord.contacts.queries import primary_email
from accord.lib import ics
from accord.lib.actor import Actor
from accord.lib.tokens import sign, unsign
from accord.outbox import letters
from accord.register.queries import first_controller
from accord.sales.doing import NewActivity, change, drop, plan
from accord.sales.models import Activity, Booking, BookingPage, Deal, Lead
from accord.sales.slots import free
from accord.ui.components.words import moment

BOOKING = "booking"
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
    _still(booking)
    held = booking.activity
    if at not in free(page, but=held.pk if held else None):
        raise Taken(_("This time is no longer free. Choose another."))
    if held is None:
        _hold(actor, booking, at)
        return
    ends_at = at + timedelta(minutes=page.minutes)
    change(actor=actor, activity=held, due_at=at, ends_at=ends_at, remind_at=at - REMINDED)
    booking.activity = Activity.objects.get(pk=held.pk)
    _changed(booking)
    _tell(booking, "moved")


@transaction.atomic
def cancel(*, actor: Actor, booking: Booking) -> None:
    """It does not take place. Raises Passed."""
    _locked(booking.page)
    booking.refresh_from_db()
    _still(booking)
    if booking.activity:
        _tell(booking, "cancelled")
        drop(actor=actor, activity=booking.activity)
        booking.activity = None
    booking.cancelled_at = timezone.now()
    booking.save(update_fields=["activity", "cancelled_at"])
    record(actor=actor, verb="sales.booking.cancelled", about=booking.person, facts={"booking": booking.pk})


def manage_url(booking: Booking) -> str:
    """Where the person moves or cancels it: signed, it opens nothing else."""
    return settings.SITE_URL + reverse("intake:meeting", args=[sign(booking.pk, purpose=BOOKING)])


def read(signed: str) -> Booking | None:
    """The booking of such an address; None when it was not signed here, or is gone."""
    try:
        number = unsign(signed, purpose=BOOKING)
    except ValueError:
        return None
    rows = Booking.objects.select_related("page__user", "activity", "person")
    return rows.filter(pk=number).first() if isinstance(number, int) else None


def author(booking: Booking) -> Actor:
    """The person, as the author of what they do to their meeting."""
    return Actor.person(booking.person_id)


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
    _changed(booking)
    _tell(booking, "booked")


def _changed(booking: Booking) -> None:
    booking.sequence += 1
    booking.save(update_fields=["activity", "sequence"])


# Telling


def when(booking: Booking) -> str:
    """Day and hour as the person reads them, with their time zone."""
    held = booking.activity
    if held is None:
        return ""
    with timezone.override(ZoneInfo(booking.time_zone)):
        return _("%(moment)s (%(zone)s)") % {
            "moment": moment(held.due_at),
            "zone": zone_name(booking.time_zone),
        }


def zone_name(zone: str) -> str:
    """A time zone as people read it: "Europe/Paris" is "Paris time"."""
    return _("%(city)s time") % {"city": zone.rpartition("/")[2].replace("_", " ")}


TOLD = {
    "booked": (gettext_lazy("Your meeting is booked"), gettext_lazy("A meeting was booked: %(when)s")),
    "moved": (
        gettext_lazy("Your meeting was moved"),
        gettext_lazy("A meeting was moved by the person: %(when)s"),
    ),
    "cancelled": (
        gettext_lazy("Your meeting is cancelled"),
        gettext_lazy("A meeting was cancelled by the person: %(when)s"),
    ),
}


def _tell(booking: Booking, what: str) -> None:
    """The person, with the meeting for their calendar; the colleague, without a name in the letter."""
    to_person, to_colleague = TOLD[what]
    point, page, controller = primary_email(booking.person), booking.page, first_controller()
    is_cancelled = what == "cancelled"
    if point is not None and controller is not None:
        with translation.override(booking.language):
            letters.meeting(
                to=point.value,
                language=booking.language,
                controller=controller,
                person_id=booking.person_id,
                contact_point_id=point.pk,
                title=str(to_person),
                when=when(booking),
                colleague=str(page.user),
                place=page.place,
                link="" if is_cancelled else manage_url(booking),
                calendar=_calendar(booking, is_cancelled=is_cancelled),
            )
    held = booking.activity
    assert held is not None  # it has a time
    with translation.override(page.user.language):
        title = str(to_colleague) % {"when": moment(held.due_at)}
        href = reverse("sales:calendar") if is_cancelled else reverse("sales:activity", args=[held.pk])
        letters.reminder(
            to=page.user.email, language=page.user.language, title=title, link=settings.SITE_URL + href
        )


def _calendar(booking: Booking, *, is_cancelled: bool) -> str:
    held, page = booking.activity, booking.page
    assert held is not None and held.due_at and held.ends_at  # it has a time
    entry = ics.Entry(
        uid=f"{held.uid}@{settings.SITE.hostname}",
        title=_("Meeting with %(name)s") % {"name": page.user},
        starts_at=held.due_at,
        ends_at=held.ends_at,
        changed_at=timezone.now(),
        place=page.place,
        sequence=booking.sequence + is_cancelled,
        is_cancelled=is_cancelled,
    )
    return ics.calendar(str(page.user), [entry]).decode()
