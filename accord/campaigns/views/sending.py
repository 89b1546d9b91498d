"""Sending: the launch, the schedule, the progress, the report, and the letters behind each number."""

from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.text import slugify
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from accord.audit.actions import record
from accord.campaigns import audience as who
from accord.campaigns import checklist, launching, report, words
from accord.campaigns.forms import ScheduleForm
from accord.campaigns.models import Campaign
from accord.campaigns.views import showing
from accord.campaigns.views.audience import csv_file
from accord.campaigns.views.sharing import CONFLICT, UNPROCESSABLE, found, step
from accord.lib.access import access, may
from accord.outbox import mailings
from accord.outbox.models import Letter, Mailing
from accord.staff.who import actor_of
from accord.ui.components.words import clock, moment, number

REFUSALS = (launching.NotReady, mailings.NotNow, mailings.Incomplete)


@access("campaigns.read")
def send(request: HttpRequest, pk: int) -> HttpResponse:
    """Before the launch: the last look. After it: how far, then what became of it."""
    campaign = found(pk)
    if campaign.mailing is None:
        return _before(request, campaign, ScheduleForm())
    figures = report.report(campaign)
    pace = report.per_minute(campaign.mailing.pk)
    context = {
        "report": figures,
        **showing.progress(campaign, figures),
        "returns": showing.returns(figures),
        "states": showing.states(campaign, figures),
        "pace": [(clock(minute), letters) for minute, letters in pace],
        "ends": _ends(campaign, figures),
    }
    return step(request, campaign, "sent", context)


def _ends(campaign: Campaign, figures: report.Report) -> str:
    if campaign.mailing is None or campaign.mailing.state != Mailing.State.RUNNING:
        return ""
    end = report.ends_at(campaign, figures.to_come)
    return _("At this pace the last one leaves around %(hour)s.") % {"hour": clock(end)} if end else ""


def _before(
    request: HttpRequest, campaign: Campaign, form: ScheduleForm, *, missing: tuple[str, ...] = ()
) -> HttpResponse:
    items = [item for item in checklist.checklist(campaign) if not item.is_done]
    count = who.count(campaign) if campaign.purpose else None
    label = _("Launch now")
    if count and count.yes:
        label = ngettext("Send %(n)s letter now", "Send %(n)s letters now", count.yes) % {
            "n": number(count.yes)
        }
    context = {
        "form": form,
        "items": [showing.check(campaign, item) for item in items],
        "missing": missing,
        "count": count,
        **(showing.sentence(count) if count else {}),
        "launch_label": label,
        "cap_sentence": showing.cap(),
        "counts_clicks": settings.ACCORD_COUNT_CLICKS,
        "leaves": _("It leaves on %(when)s.") % {"when": moment(campaign.scheduled_at)},
        "may_start": not items and (bool(campaign.approved_by_id) or not launching.needs_approval()),
    }
    status = CONFLICT if missing else UNPROCESSABLE if form.errors else 200
    return step(request, campaign, "send", context, status=status)


@access("campaigns.read")
def progress(request: HttpRequest, pk: int) -> HttpResponse:
    """The figures alone, asked for again while letters leave."""
    campaign = found(pk)
    if campaign.mailing is None:
        raise Http404
    figures = report.figures(campaign.mailing)
    shown = showing.progress(campaign, figures)
    context = {"campaign": campaign, "report": figures, **shown}
    answer = render(request, "campaigns/sent.html#figures", context)
    if not shown["is_moving"]:
        answer.headers["HX-Refresh"] = "true"  # the buttons and the report change with the state
    return answer


@require_POST
@access("campaigns.launch")
def launch(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the letter leave; a second click finds it already on its way."""
    try:
        campaign = launching.launch(actor=actor_of(request), campaign_id=found(pk).pk)
    except launching.NotReady as refused:
        return _before(request, found(pk), ScheduleForm(), missing=refused.missing)
    people = campaign.counts.get("", 0)
    said = ngettext("%(n)s letter is on its way.", "%(n)s letters are on their way.", people) % {
        "n": number(people)
    }
    messages.success(request, said)
    return redirect("campaigns:send", pk)


@require_POST
@access("campaigns.launch")
def schedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the letter start by itself later."""
    form = ScheduleForm(request.POST)
    campaign = found(pk)
    if form.is_valid():
        at = form.cleaned_data["at"]
        try:
            launching.schedule(actor=actor_of(request), campaign_id=pk, at=at)
        except launching.NotReady as refused:
            form.add_error("at", list(refused.missing))
        else:
            return redirect("campaigns:send", pk)
    return _before(request, campaign, form)


@require_POST
@access("campaigns.launch")
def unschedule(request: HttpRequest, pk: int) -> HttpResponse:
    """Take the letter off the schedule."""
    return _done(request, pk, launching.unschedule, _("The letter no longer starts by itself."))


@require_POST
@access("campaigns.launch")
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Hold what has not left."""
    return _done(request, pk, launching.pause, _("Paused: nothing more leaves until you resume."))


@require_POST
@access("campaigns.launch")
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Let the rest leave."""
    return _done(request, pk, launching.resume, _("The rest is on its way."))


@require_POST
@access("campaigns.launch")
def cancel(request: HttpRequest, pk: int) -> HttpResponse:
    """Never send the rest."""
    return _done(request, pk, launching.cancel, _("Cancelled: what had not left will never leave."))


def _done(request: HttpRequest, pk: int, act: Callable[..., Any], said: str) -> HttpResponse:
    try:
        act(actor=actor_of(request), campaign_id=found(pk).pk)
    except REFUSALS as refused:
        messages.error(request, str(refused))
    else:
        messages.success(request, said)
    return redirect("campaigns:send", pk)


# The letters behind a number


@access("people.read")
def letters(request: HttpRequest, pk: int, state: str) -> HttpResponse:
    """The letters in one state, or held back for one reason, with the person each was for."""
    campaign, reason = _left(pk, state), request.GET.get("reason", "")
    lines = report.listed(campaign.mailing_id or 0, state=state, reason=reason, after=_after(request))
    query = f"?reason={reason}" if reason else "?"
    file = reverse("campaigns:outcomes_file", args=[pk, state])
    context = {
        "campaign": campaign,
        "label": words.heading(reason) if reason else Letter.State(state).label,
        "lines": [_line(line) for line in lines],
        "next": f"{query}&after={lines[-1].letter.pk}" if len(lines) == report.PAGE else "",
        "file": file + query,
        "may_export": may(request.user, "people.export"),
    }
    return render(request, "campaigns/outcomes.html", context)


def _line(line: report.Line) -> dict[str, Any]:
    return {
        **showing.person(line.person),
        "address": line.address,
        "why": _why(line.letter),
        "at": line.letter.settled_at or line.letter.created_at,
    }


def _why(letter: Letter) -> str:
    return words.short(letter.reason) or letter.error


@access("people.export")
def letters_file(request: HttpRequest, pk: int, state: str) -> StreamingHttpResponse:
    """The same letters as a file."""
    campaign, reason = _left(pk, state), request.GET.get("reason", "")
    record(
        actor=actor_of(request),
        verb="campaigns.letters.exported",
        about=campaign,
        facts={"state": state, "reason": reason},
    )
    header = (_("Person"), _("Address"), _("State"), _("Reason"), _("When"))

    def lines() -> Iterator[tuple[str, ...]]:
        for line in report.exported(campaign.mailing_id or 0, state=state, reason=reason):
            at = line.letter.settled_at
            when = localtime(at).isoformat(timespec="minutes") if at else ""
            yield (
                str(line.person or ""),
                line.address,
                str(line.letter.get_state_display()),
                _why(line.letter),
                when,
            )

    return csv_file(f"{slugify(campaign.name)}-{reason or state}-{timezone.localdate()}", header, lines())


def _left(pk: int, state: str) -> Campaign:
    campaign = found(pk)
    if campaign.mailing_id is None or state not in Letter.State.values:
        raise Http404
    return campaign


def _after(request: HttpRequest) -> str:
    try:
        return str(UUID(request.GET.get("after", "")))
    except ValueError:
        return ""
