"""Who will receive a letter and who will not, by reason; every number opens its people."""

import csv
from collections.abc import Iterator

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse, QueryDict, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.utils.text import slugify
from django.utils.translation import gettext as _

from accord.audit.actions import record
from accord.campaigns import audience as who
from accord.campaigns import words, writing
from accord.campaigns.forms import AudienceForm
from accord.campaigns.models import Campaign
from accord.campaigns.views import showing
from accord.campaigns.views.sharing import UNPROCESSABLE, found, step
from accord.contacts.models import Person
from accord.lib.access import access, may
from accord.staff.who import actor_of, user_of

PAGE = 50


@access("campaigns.read")
def audience(request: HttpRequest, pk: int) -> HttpResponse:
    """The sentence, the bars, and the choice of purpose and view."""
    campaign = found(pk)
    reader = str(user_of(request).pk)
    initial = {"purpose": campaign.purpose_id, "view": campaign.view_id, "language": campaign.language}
    form = AudienceForm(request.POST or None, initial=initial, reader_id=reader)
    if request.method == "POST":
        if not may(request.user, "campaigns.write"):
            raise PermissionDenied
        if form.is_valid():
            try:
                writing.address(actor=actor_of(request), campaign_id=pk, **form.cleaned_data)
                return redirect("campaigns:audience", pk)
            except writing.NotWritable as refused:
                form.add_error(None, str(refused))
    context = showing.audience(campaign, _count(campaign)) | {"form": form, **_rules(campaign)}
    return step(request, campaign, "audience", context, status=_status(form))


def _status(form: AudienceForm) -> int:
    return UNPROCESSABLE if form.errors else 200


def _count(campaign: Campaign) -> who.Count | None:
    """The count of the moment, or of the launch once the letter has left."""
    if campaign.purpose is None:
        return None
    return who.counted(campaign.counts) if _is_past(campaign) else who.count(campaign)


def _is_past(campaign: Campaign) -> bool:
    return campaign.state == Campaign.State.LAUNCHED


def _rules(campaign: Campaign) -> dict[str, object]:
    confirmed = campaign.purpose is not None and campaign.purpose.needs_confirmation
    rule = _("An address confirmed by its owner is required.") if confirmed else ""
    return {"is_past": _is_past(campaign), "purpose_rule": rule}


@access("people.read")
def people(request: HttpRequest, pk: int, reason: str) -> HttpResponse:
    """The people behind one number; reason "yes": those who will receive the letter."""
    campaign = _addressed(pk, reason)
    rows = _rows(campaign, reason).select_related("organisation").order_by("sort_key", "pk")
    place, ident = _after(request)
    if place or ident:
        rows = rows.filter(Q(sort_key__gt=place) | Q(sort_key=place, pk__gt=ident))
    found_people = list(rows[: PAGE + 1])
    shown = found_people[:PAGE]
    more = QueryDict(mutable=True)
    if len(found_people) > PAGE:
        more.update({"after": f"{shown[-1].sort_key}|{shown[-1].pk}"})
    context = {
        "campaign": campaign,
        "reason": reason,
        "lines": [showing.person(one) for one in shown],
        "title": words.heading(reason),
        "sentence": ("" if reason == "yes" else words.way_out(reason)) or campaign.name,
        "why": "" if reason == "yes" else words.short(reason),
        "older": f"?{more.urlencode()}" if more else "",
        "may_export": may(request.user, "people.export"),
    }
    return render(request, "campaigns/people.html", context)


def _after(request: HttpRequest) -> tuple[str, int]:
    """Where the page starts: after this sort key and number."""
    place, _bar, ident = request.GET.get("after", "").rpartition("|")
    return (place, int(ident)) if ident.isdecimal() else ("", 0)


@access("people.export")
def people_file(request: HttpRequest, pk: int, reason: str) -> StreamingHttpResponse:
    """The same people as a file."""
    campaign = _addressed(pk, reason)
    record(
        actor=actor_of(request), verb="campaigns.people.exported", about=campaign, facts={"reason": reason}
    )
    header = (_("First name"), _("Last name"), _("Organisation"))
    return csv_file(f"{slugify(campaign.name)}-{reason}", header, who.lines(_rows(campaign, reason)))


def _rows(campaign: Campaign, reason: str) -> QuerySet[Person]:
    return who.permitted(campaign) if reason == "yes" else who.refused(campaign, reason)


def _addressed(pk: int, reason: str) -> Campaign:
    campaign = found(pk)
    if campaign.purpose is None or not words.is_reason(reason):
        raise Http404
    return campaign


class _Echo:
    """A file that gives back what is written to it."""

    def write(self, value: str) -> str:
        return value


def csv_file(name: str, header: tuple[str, ...], lines: Iterator[tuple[str, ...]]) -> StreamingHttpResponse:
    """A CSV file made while it is read; a cell never starts like a formula."""
    writer = csv.writer(_Echo())

    def rows() -> Iterator[str]:
        yield "\ufeff"
        yield writer.writerow(header)
        for line in lines:
            yield writer.writerow(
                [f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t")) else cell for cell in line]
            )

    answer = StreamingHttpResponse(rows(), content_type="text/csv; charset=utf-8")
    answer.headers["Content-Disposition"] = f'attachment; filename="{name}.csv"'
    return answer
