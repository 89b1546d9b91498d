"""Taking people out as a file."""

from django.contrib import messages
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.consent import gate
from accord.contacts.filters import audience
from accord.contacts.models import Person
from accord.contacts.views import answered
from accord.desk.exporting import MOST, TooMany
from accord.desk.exporting import export as take_out
from accord.desk.forms import ExportForm
from accord.desk.listing import purpose_of
from accord.lib.access import access
from accord.lib.sheets import FORMATS
from accord.staff.who import actor_of
from accord.ui.components.words import number


@require_POST
@access("people.export")
def export(request: HttpRequest) -> HttpResponse:
    """Say what the file is for and see whom the gate lets out; then, with `go`, the file itself."""
    people = chosen(request.POST)
    form = ExportForm(request.POST if "go" in request.POST or "count" in request.POST else None)
    if form.is_bound and form.is_valid() and "go" in request.POST:
        try:
            return _file(request, people, form)
        except TooMany:
            sentence = _("One file carries %(number)s people at most: narrow the list.")
            messages.error(request, sentence % {"number": number(MOST)})
            return redirect(f"{reverse('desk:people')}?{request.POST.get('back', '')}")
    return _page(request, people, form)


def chosen(said: QueryDict) -> QuerySet[Person]:
    """The people ticked; without any, everybody on the list the page came from."""
    people, ticked = audience(said.get("back", "")), said.getlist("chosen")
    return people.filter(pk__in=[int(one) for one in ticked if one.isdecimal()]) if ticked else people


def _page(request: HttpRequest, people: QuerySet[Person], form: ExportForm) -> HttpResponse:
    back = request.POST.get("back", "")
    asked = QueryDict(back)
    purpose = form.cleaned_data["purpose"] if form.is_bound and form.is_valid() else purpose_of(asked)
    channel = request.POST.get("channel") or asked.get("channel") or "email"
    if not form.is_bound:
        form = ExportForm(initial={"purpose": purpose, "channel": channel, "format": "csv"})
    counts = gate.counts(purpose, channel, people) if purpose else {}
    context = {
        "form": form,
        "back": back,
        "back_href": f"{reverse('desk:people')}?{back}",
        "chosen": request.POST.getlist("chosen"),
        "yes": counts.get("", 0),
        "no": sum(counts.values()) - counts.get("", 0),
    }
    return render(request, "desk/export.html", context, status=answered(form))


def _file(request: HttpRequest, people: QuerySet[Person], form: ExportForm) -> HttpResponse:
    said = form.cleaned_data
    sheet = take_out(actor=actor_of(request), people=people, purpose=said["purpose"], channel=said["channel"])
    write, media_type = FORMATS[said["format"]]
    name = f"{said['purpose'].code}-{timezone.localdate():%Y-%m-%d}.{said['format']}"
    headers = {"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"}
    return HttpResponse(
        write(sheet.header, sheet.lines, _("People")), content_type=media_type, headers=headers
    )
