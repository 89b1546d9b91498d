"""The same act on several deals, and the page that says what came of each."""

from collections.abc import Sequence

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accord.lib.access import access
from accord.sales.models import Deal
from accord.sales.together import MOST, Done, TogetherForm, each
from accord.staff.who import user_of


@require_POST
@access("deals.work")
def deals(request: HttpRequest) -> HttpResponse:
    """Give the deals chosen to a colleague, move them, set their day, or say they are lost; each through its action."""
    user, form = user_of(request), TogetherForm(request.POST)
    back, ids = f"{reverse('sales:deal_list')}?{request.GET.urlencode()}", chosen(request)
    if not ids or not form.is_valid():
        said = [str(error) for errors in form.errors.values() for error in errors]
        messages.error(request, _("Choose deals.") if not ids else " ".join(said))
        return redirect(back)
    rows = Deal.objects.visible_to(user).filter(pk__in=ids).order_by("name", "pk")
    return answered(request, form.sentence(), each(rows, form.act(user.actor)), back)


def chosen(request: HttpRequest) -> list[int]:
    """The numbers of the lines chosen, MOST at most."""
    said = request.POST.getlist("chosen")
    return [int(one) for one in said if one.isdigit() and len(one) < 19][:MOST]


def answered(request: HttpRequest, title: str, lines: Sequence[Done], back: str) -> HttpResponse:
    """The page that says, line by line, what came of an act on several records."""
    done = sum(line.is_done for line in lines)
    kept = len(lines) - done
    words = [ngettext("%(many)d done", "%(many)d done", done) % {"many": done}]
    if kept:
        words.append(ngettext("%(many)d left as it was", "%(many)d left as they were", kept) % {"many": kept})
    context = {"title": title, "sentence": ", ".join(words) + ".", "lines": lines, "back": back}
    return render(request, "sales/together.html", context)
