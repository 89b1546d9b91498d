"""The page of what a colleague follows and of the notes that name them; following a record, or no longer."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.desk import daily, following, mentions
from accord.desk.models import KINDS
from accord.desk.records import address, named, readable
from accord.desk.seen import on_record
from accord.lib.access import access
from accord.staff.who import user_of

MOST = 50


@access("people.read")
def followed(request: HttpRequest) -> HttpResponse:
    """The notes that name me, and what happened to what I follow."""
    user = user_of(request)
    found = following.followed(user)
    notes = [(one, named(one), mentions.words(one)) for one in mentions.unread(user, MOST)]
    context = {
        "notes": notes,
        "news": [one for one in found if one.news],
        "quiet": [one for one in found if not one.news],
        "stop": {"do": "stop", "from": "list"},
        "by_letter": daily.is_wanted(user),
        "turn": {"off": {"do": "off"}, "on": {"do": "on"}},
        "has_unread": bool(notes or any(one.news for one in found)),
    }
    return render(request, "desk/following.html", context)


@require_POST
@access("people.read")
def follow(request: HttpRequest, kind: str, pk: int) -> HttpResponse:
    """Follow a record, or no longer with `do=stop`; back to where the button was."""
    user = user_of(request)
    if kind not in KINDS:
        raise Http404
    one = get_object_or_404(readable(user, kind), pk=pk)
    if request.POST.get("do") == "stop":
        following.stop(actor=user.actor, user=user, kind=kind, number=one.pk)
        messages.success(request, _("You no longer follow this record."))
    else:
        following.follow(actor=user.actor, user=user, kind=kind, number=one.pk)
        messages.success(request, _("You follow this record: what changes is told on your home page."))
    return redirect("desk:following" if request.POST.get("from") == "list" else address(kind, pk))


@require_POST
@access("people.read")
def all_read(request: HttpRequest) -> HttpResponse:
    """I know everything the page says."""
    user = user_of(request)
    following.all_seen(user=user)
    mentions.all_read(user=user)
    messages.success(request, _("Everything is marked as read."))
    return redirect("desk:following")


@require_POST
@access("people.read")
def daily_letter(request: HttpRequest) -> HttpResponse:
    """Be told once a day by letter (`do=on`), or no longer."""
    user = user_of(request)
    if request.POST.get("do") == "on":
        daily.want(actor=user.actor, user=user)
        messages.success(request, _("A letter tells you each morning, when something happened."))
    else:
        daily.refuse(actor=user.actor, user=user)
        messages.success(request, _("The daily letter is stopped."))
    return redirect("desk:following")


def here(request: HttpRequest) -> tuple[str, dict[str, Any], bool] | None:
    """For the button of a page: (address it posts to, its fields, is the record followed); None elsewhere."""
    found = on_record(request)
    if found is None:
        return None
    user, kind, number = found
    is_followed = following.follows(user, kind, number)
    return reverse("desk:follow", args=[kind, number]), {"do": "stop"} if is_followed else {}, is_followed
