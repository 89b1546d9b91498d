"""A meeting somebody booked, told to them: held, moved, changed or cancelled, whoever does it."""

from collections.abc import Collection
from datetime import datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accord.audit.actions import record
from accord.contacts.queries import primary_email
from accord.lib import ics
from accord.lib.actor import Actor
from accord.lib.tokens import sign
from accord.outbox import letters
from accord.register.queries import first_controller
from accord.sales.diary import USUAL, Busy
from accord.sales.models import Activity, Booking, BookingPage
from accord.ui.components.words import moment

BOOKING = "booking"
HOURS = frozenset({"due_at", "ends_at"})
TOLD = {
    "booked": gettext_lazy("Your meeting is booked"),
    "moved": gettext_lazy("Your meeting was moved"),
    "changed": gettext_lazy("Your meeting has changed"),
    "cancelled": gettext_lazy("Your meeting is cancelled"),
}


def of(activity: Activity) -> Booking | None:
    """The booking that `activity` keeps; None for what a colleague planned."""
    if activity.kind != Activity.Kind.MEETING:
        return None
    rows = Booking.objects.select_related("page__user", "person")
    found = rows.filter(activity=activity.pk).first()
    if found:
        found.activity = activity
    return found


def changed(activity: Activity, fields: Collection[str], before: datetime | None) -> None:
    """Tell whoever booked `activity` what became of it; nothing once it belongs to the past.

    fields: what is new; before: its old hour. Raises Busy when it is left without an hour.
    """
    told = HOURS | {"place", "owner_id"}
    booking = of(activity) if told & set(fields) else None
    if booking is None:
        return
    if activity.due_at is None:
        raise Busy(_("Somebody booked this meeting: give it another hour, or take it away."))
    if "owner_id" in fields:
        _follow_owner(booking)
    booking.sequence += 1
    booking.save(update_fields=["page", "sequence"])
    if _is_to_come(before) or _is_to_come(activity.due_at):
        tell(booking, "moved" if HOURS & set(fields) else "changed")


def dropped(actor: Actor, activity: Activity) -> None:
    """Close the booking of an activity about to be taken away, and tell its person while it is to come."""
    booking = of(activity)
    if booking is None:
        return
    if _is_to_come(activity.due_at):
        again = "" if actor.kind == "person" else book_url(booking.page)
        tell(booking, "cancelled", again=again)
    booking.cancelled_at = timezone.now()
    booking.save(update_fields=["cancelled_at"])
    record(actor=actor, verb="sales.booking.cancelled", about=booking.person, facts={"booking": booking.pk})


def _is_to_come(at: datetime | None) -> bool:
    return at is not None and at > timezone.now()


def _follow_owner(booking: Booking) -> None:
    """Another colleague keeps it: it is moved on their page, where they have one."""
    assert booking.activity is not None  # given by `of`
    page = BookingPage.objects.select_related("user").filter(user=booking.activity.owner_id).first()
    booking.page = page or booking.page


def manage_url(booking: Booking) -> str:
    """Where the person moves or cancels it: signed, it opens nothing else."""
    return settings.SITE_URL + reverse("intake:meeting", args=[sign(booking.pk, purpose=BOOKING)])


def book_url(page: BookingPage) -> str:
    """Where a meeting with this colleague is booked; "" while that cannot be."""
    is_open = page.is_open and page.user.is_active
    return settings.SITE_URL + reverse("intake:booking", args=[page.code]) if is_open else ""


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


def whom(booking: Booking) -> str:
    """The name of the colleague they meet."""
    held = booking.activity
    return str(held.owner if held and held.owner else booking.page.user)


def zone_name(zone: str) -> str:
    """A time zone as people read it: "Europe/Paris" is "Paris time"."""
    return _("%(city)s time") % {"city": zone.rpartition("/")[2].replace("_", " ")}


def tell(booking: Booking, what: str, *, again: str = "") -> None:
    """Write to the person, with the meeting for their calendar. what: of TOLD; again: where to book another."""
    point, controller, held = primary_email(booking.person), first_controller(), booking.activity
    is_cancelled = what == "cancelled"
    if point is None or controller is None or held is None:
        return
    with translation.override(booking.language):
        letters.meeting(
            to=point.value,
            language=booking.language,
            controller=controller,
            person_id=booking.person_id,
            contact_point_id=point.pk,
            title=str(TOLD[what]),
            when=when(booking),
            colleague=whom(booking),
            place=held.place,
            link="" if is_cancelled else manage_url(booking),
            again=again,
            calendar=_calendar(booking, held, is_cancelled=is_cancelled),
        )


def _calendar(booking: Booking, held: Activity, *, is_cancelled: bool) -> str:
    assert held.due_at is not None  # a meeting that was booked has its hour
    entry = ics.Entry(
        uid=f"{held.uid}@{settings.SITE.hostname}",
        title=_("Meeting with %(name)s") % {"name": whom(booking)},
        starts_at=held.due_at,
        ends_at=held.ends_at or held.due_at + USUAL,
        changed_at=timezone.now(),
        place=held.place,
        sequence=booking.sequence + is_cancelled,
        is_cancelled=is_cancelled,
    )
    return ics.calendar(whom(booking), [entry]).decode()
