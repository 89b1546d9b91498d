"""The calendar of what is to do, and its secret address for other programs."""

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accord.lib.access import PUBLIC, access, may
from accord.sales import calendar_page, feeding
from accord.sales.activity_forms import ListForm
from accord.sales.models import CalendarFeed
from accord.staff.who import user_of


@access("sales.read")
def calendar(request: HttpRequest) -> HttpResponse:
    """A month, a week, or the days to come."""
    user = user_of(request)
    asked = {name: request.GET.get(name, "") for name in ("view", "on", "who")}
    shown = calendar_page.shown(user, **asked)
    labels = {"month": _("Month"), "week": _("Week"), "agenda": _("List")}

    def address(**changes: Any) -> str:
        said = {"view": shown.view, "on": shown.on.isoformat(), "who": asked["who"], **changes}
        return f"?{urlencode({name: value for name, value in said.items() if value})}"

    context = {
        "shown": shown,
        "asked": asked,
        "ways": [(label, address(view=code), code == shown.view) for code, label in labels.items()],
        "previous": address(on=shown.before.isoformat()),
        "following": address(on=shown.after.isoformat()),
        "today": address(on=timezone.localdate().isoformat()),
        "filters": ListForm(asked),
        "may_work": may(user, "activities.work"),
    }
    return render(request, "sales/calendar.html", context)


@access("sales.read")
def my_feed(request: HttpRequest) -> HttpResponse:
    """Open or close the secret address of my calendar; the address is shown this once."""
    user = user_of(request)
    address = ""
    if request.method == "POST" and request.POST.get("do") == "close":
        feeding.close_feed(actor=user.actor, user=user)
        messages.success(request, _("Closed: the address no longer works."))
        return redirect("sales:my_feed")
    if request.method == "POST":
        address = feeding.open_feed(actor=user.actor, user=user)
    feed = CalendarFeed.objects.filter(user=user).first()
    context = {"feed": feed, "address": address, "close": {"do": "close"}}
    answer = render(request, "sales/my_feed.html", context)
    answer.headers["Cache-Control"] = "no-store"
    return answer


@require_GET
@access(PUBLIC)
def feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar behind a secret address."""
    content = feeding.read_feed(token)
    if content is None:
        raise Http404
    headers = {"Cache-Control": "private, max-age=300", "X-Robots-Tag": "noindex"}
    return HttpResponse(content, content_type="text/calendar; charset=utf-8", headers=headers)
