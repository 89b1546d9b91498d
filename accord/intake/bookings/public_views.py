"""The pages on which a meeting is booked, moved and cancelled: no cookie, no script needed."""

from datetime import datetime
from typing import Any
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from accord.intake import pages
from accord.intake.bookings.chosen import Chosen, carried, instant, short, zone_of
from accord.intake.bookings.zones import zone_choices
from accord.intake.forms import SignUpForm
from accord.intake.models import Form
from accord.intake.showing import SignUpPage
from accord.intake.views import public
from accord.intake.views.sharing import GONE, UNPROCESSABLE, show, speak
from accord.lib.access import PUBLIC, access
from accord.register.models import Controller
from accord.register.queries import first_controller
from accord.sales import booked
from accord.sales import booking as bookings
from accord.sales.booking import Passed, Taken
from accord.sales.models import Booking, BookingPage
from accord.sales.slots import by_day, free

DAYS = 5  # shown at once: the page stays small


# No CSRF token: as on the page of a form, no cookie and no authority but the address itself take part.
@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def book(request: HttpRequest, code: str) -> HttpResponse:
    """Choose a time, then say who one is; the confirming letter does the rest."""
    language = speak(request)
    found = (
        BookingPage.objects.select_related("user")
        .filter(code=code, is_open=True, user__is_active=True)
        .first()
    )
    form = Form.objects.filter(pk=found.form_id).first() if found else None
    page = pages.page(form.slug, language) if form else None
    if found is None or page is None or not page.is_lead:
        return show(request, "intake/bookings/closed.html", {}, controller=first_controller(), status=GONE)
    if request.method == "POST":
        return _sent(request, found, page)
    chosen = _asked(request, found)
    if chosen is None:
        return _choose(request, found, page)
    return public.drawn(request, page, SignUpForm(page=page), chosen=chosen)


def _sent(request: HttpRequest, found: BookingPage, page: SignUpPage) -> HttpResponse:
    chosen = carried(request.POST.get("meeting", ""))
    if chosen is None or chosen.page != found or chosen.at not in free(found):
        gone = _("This time is no longer free. Choose another.")
        return _choose(request, found, page, problem=gone, status=UNPROCESSABLE)
    return public.sent(request, page)


def _asked(request: HttpRequest, found: BookingPage) -> Chosen | None:
    """The time the address names, when it is free."""
    at = instant(request.GET.get("at", ""))
    return Chosen(found, at, _zone(request, found.time_zone)) if at and at in free(found) else None


def _zone(request: HttpRequest, otherwise: str) -> str:
    return zone_of(request.GET.get("zone") or request.POST.get("zone") or otherwise)


def _choose(
    request: HttpRequest, found: BookingPage, page: SignUpPage, *, status: int = 200, **more: Any
) -> HttpResponse:
    context = {"booking": found, "page": page, **_offered(request, free(found), found.time_zone), **more}
    with timezone.override(ZoneInfo(context["zone"])):
        return show(
            request, "intake/bookings/choose.html", context, controller=page.controller, status=status
        )


def _offered(request: HttpRequest, slots: list[datetime], otherwise: str) -> dict[str, Any]:
    """The free times by day, a week of days at once, in the time zone of the reader."""
    zone = _zone(request, otherwise)
    start = request.GET.get("day", "")
    first = int(start) if start.isdigit() and len(start) < 4 else 0
    days = by_day(slots, ZoneInfo(zone))
    asked = {"zone": zone} if zone != otherwise else {}
    asked |= {"lang": request.GET["lang"]} if "lang" in request.GET else {}
    shown = [
        (day, [(at, short(at), f"?{urlencode({'at': short(at), **asked})}") for at in times])
        for day, times in days[first : first + DAYS]
    ]
    around = {
        "earlier": max(first - DAYS, 0) if first else None,
        "later": first + DAYS if len(days) > first + DAYS else None,
    }
    pages_ = {
        name: f"?{urlencode({'day': day, **asked})}" if day is not None else ""
        for name, day in around.items()
    }
    known = zone_choices(zone)
    return {"days": shown, "zone": zone, "zones": known, "zone_words": dict(known)[zone], **pages_}


# Afterwards


@csrf_exempt
@require_http_methods(["GET", "HEAD", "POST"])
@access(PUBLIC)
def meeting(request: HttpRequest, signed: str) -> HttpResponse:
    """A meeting that was booked: move it, cancel it. Looking changes nothing."""
    found = bookings.read(signed)
    controller = first_controller()
    speak(request, found.language if found else "")
    if found is None:
        return show(request, "intake/bookings/closed.html", {}, controller=controller, status=GONE)
    if request.method != "POST":
        return _meeting(request, found, controller)
    try:
        said = _done(request, found)
    except (Taken, Passed) as refused:
        return _meeting(request, found, controller, problem=str(refused), status=UNPROCESSABLE)
    return _meeting(request, found, controller, said=said)


def _done(request: HttpRequest, found: Booking) -> str:
    actor = bookings.author(found)
    at = instant(request.POST.get("at", ""))
    if request.POST.get("do") == "cancel":
        bookings.cancel(actor=actor, booking=found)
        return _("The meeting is cancelled. A message says so to both of you.")
    if at is None:
        raise Taken(_("This time is no longer free. Choose another."))
    bookings.move(actor=actor, booking=found, at=at)
    return _("It is noted. A message with the new time is on its way.")


def _meeting(
    request: HttpRequest, found: Booking, controller: Controller | None, *, status: int = 200, **more: Any
) -> HttpResponse:
    can_move = bookings.can_move(found)
    slots = free(found.page, but=found.activity_id) if can_move else []
    context = {
        "booking": found,
        "when": booked.when(found),
        "whom": booked.whom(found),
        "is_open": bookings.can_change(found),
        "can_move": can_move,
        **_offered(request, slots, found.time_zone),
        **more,
    }
    with timezone.override(ZoneInfo(context["zone"])):
        return show(request, "intake/bookings/meeting.html", context, controller=controller, status=status)
