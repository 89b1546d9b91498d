"""The list of deals beside itself: forecast, saved views, files."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.contacts.actions import remove_view, save_view
from accord.contacts.forms import ViewForm
from accord.contacts.models import SavedView
from accord.lib.access import access, may
from accord.lib.sheets import FORMATS
from accord.sales.deal_filters import BoardFilter, DealFilter
from accord.sales.deal_views import ways
from accord.sales.exporting import MOST, TooMany, export_deals
from accord.sales.forecast import forecast as months
from accord.sales.models import Deal
from accord.staff.who import user_of
from accord.ui.components.words import money, number

PAGE = "deals"


@access("sales.read")
def forecast(request: HttpRequest) -> HttpResponse:
    """What the coming months may bring."""
    user = user_of(request)
    asked = BoardFilter(request.GET, Deal.objects.visible_to(user), request=request)
    shown = months(asked.qs)
    context = {
        "forecast": shown,
        "bars": [(month.short, month.weighted / 100, "", money(month.weighted)) for month in shown.months],
        "total": _("%(amount)s in twelve months") % {"amount": money(shown.weighted)},
        "filter": asked,
        "ways": ways(request, "forecast"),
        "may_work": may(user, "deals.work"),
    }
    return render(request, "sales/forecast.html", context)


# Saved views


@access("sales.read")
def save(request: HttpRequest) -> HttpResponse:
    """Keep the list with its filters under a name."""
    asked, all_of_them = request.GET.urlencode(), reverse("sales:deal_list")
    form = ViewForm(request.POST if request.method == "POST" else None, initial={"query": asked})
    if request.method == "POST" and form.is_valid():
        view = save_view(actor=user_of(request).actor, page=PAGE, **form.cleaned_data)
        messages.success(request, _("View “%(name)s” saved.") % {"name": view.name})
        return redirect(f"{all_of_them}?{view.query}")
    back = f"{all_of_them}?{form.data.get('query', asked)}"
    context = {"form": form, "back": back, "all": all_of_them, "label": _("Deals")}
    return render(request, "contacts/save_view.html", context, status=422 if form.errors else 200)


@require_POST
@access("sales.read")
def remove(request: HttpRequest, pk: int) -> HttpResponse:
    """Forget a saved view of one's own."""
    actor = user_of(request).actor
    remove_view(actor=actor, view=get_object_or_404(SavedView, pk=pk, owner_id=actor.id, page=PAGE))
    messages.success(request, _("View removed."))
    return redirect("sales:deal_list")


# Files


@require_POST
@access("people.export")
def export(request: HttpRequest) -> HttpResponse:
    """The deals of the list as a file, with their main contact; recorded."""
    user = user_of(request)
    asked = DealFilter(request.GET, Deal.objects.visible_to(user), request=request)
    kind = request.GET.get("format", "csv")
    write, media_type = FORMATS.get(kind, FORMATS["csv"])
    try:
        sheet = export_deals(actor=user.actor, deals=asked.qs)
    except TooMany:
        sentence = _("One file carries %(number)s deals at most: narrow the list.")
        messages.error(request, sentence % {"number": number(MOST)})
        return redirect(f"{reverse('sales:deal_list')}?{request.GET.urlencode()}")
    name = f"{_('deals')}-{timezone.localdate():%Y-%m-%d}.{kind if kind in FORMATS else 'csv'}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(write(*sheet, title=_("Deals")), content_type=media_type, headers=headers)
