"""What is done from the page of a record or of an activity: add a line, note it done, call."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.contacts.queries import primary_phone
from accord.lib.access import access
from accord.register.models import Channel, Purpose
from accord.sales import called, calling, doing
from accord.sales.activity_forms import CalledForm, DoneForm, QuickForm
from accord.sales.activity_views import UNPROCESSABLE, one, shown
from accord.sales.calling import Call
from accord.sales.concerning import About, about, about_of
from accord.sales.diary import Busy
from accord.sales.freezing import Frozen
from accord.sales.models import Activity
from accord.sales.reaching import Answer, Approach, CallKind, has_asked, prospecting_purposes
from accord.staff.naming import warning
from accord.staff.who import user_of
from accord.ui.components.words import moment


@require_POST
@access("activities.work")
def add(request: HttpRequest) -> HttpResponse:
    """One line from a record: something to do, or a note."""
    user, form = user_of(request), QuickForm(request.POST)
    here = about(request.POST, user)
    if not form.is_valid():
        messages.error(request, _("Say what is to do."))
        return redirect(here.href)
    said = form.cleaned_data
    is_call = said["kind"] == Activity.Kind.CALL
    new = doing.NewActivity(
        kind=said["kind"],
        subject=said["subject"],
        due_at=form.due_at(),
        owner_id=user.pk,
        call_kind=_usual(here) if is_call else "",
        **here.ids,
    )
    try:
        written = doing.write_down(actor=user.actor, new=new)
    except (Busy, Frozen) as refused:
        messages.error(request, str(refused))
        return redirect(here.href)
    messages.success(request, _("Written down."))
    if unreached := warning(said["subject"], doing.where(written)):
        messages.warning(request, unreached)
    return redirect(here.href)


def _usual(here: About) -> str:
    """What a call about this is for, unless somebody says otherwise: an answer where they asked, else prospecting."""
    if here.person and has_asked(Approach(here.person, CallKind.ANSWER, lead=here.lead, deal=here.deal)):
        return CallKind.ANSWER
    return CallKind.PROSPECTING


@require_POST
@access("activities.work")
def done(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that it is done, and what came of it."""
    found, form = one(request, pk), DoneForm(request.POST)
    if not form.is_valid():
        return shown(request, found, form)
    try:
        doing.finish(actor=user_of(request).actor, activity=found, outcome=form.cleaned_data["outcome"])
    except doing.Over as over:
        messages.error(request, str(over))
    else:
        messages.success(request, _("Noted as done."))
    return redirect(about_of(found).href)


# Calls


@dataclass(frozen=True, slots=True)
class Way:
    """One kind of call: what it is for, the answer of the rules now, and what the button sends."""

    label: str
    answer: Answer
    fields: dict[str, Any]

    @property
    def why(self) -> str:
        """A no in words: why, what can be done, on which text, and from when on."""
        at = self.answer.possible_at
        later = _("Possible again on %(at)s.") % {"at": moment(at)} if at else ""
        return " ".join(filter(None, (self.answer.why, later)))


@access("activities.work")
def call(request: HttpRequest) -> HttpResponse:
    """Call somebody: each kind of call with the answer of the rules at this moment; POST begins one."""
    user = user_of(request)
    said = request.POST if request.method == "POST" else request.GET
    planned = one(request, int(said["activity"])) if said.get("activity", "").isdigit() else None
    here = about_of(planned) if planned else about(said, user)
    if here.person is None:
        raise Http404
    if request.method != "POST":
        return _ways(request, here, planned)
    asked = _call(here, planned, said.get("kind", ""), said.get("purpose", ""))
    try:
        begun = calling.begin(actor=user.actor, call=asked, activity=planned)
    except calling.NotCalled as refused:
        return _ways(request, here, planned, refused.answer)
    except (doing.Over, Frozen) as over:
        messages.error(request, str(over))
        return redirect(here.href)
    return redirect("sales:activity", pk=begun.pk)


def _call(here: About, planned: Activity | None, kind: str, purpose: str) -> Call:
    assert here.person is not None  # seen by `call`
    known = {str(one.pk): one for one in prospecting_purposes(Channel.PHONE)}
    wanted = CallKind(kind) if kind in CallKind.values else CallKind.PROSPECTING
    slot = calling.slot_of(planned) if planned else None
    return Call(here.person, wanted, known.get(purpose), here.lead, here.deal, slot)


def _ways(
    request: HttpRequest, here: About, planned: Activity | None, refused: Answer | None = None
) -> HttpResponse:
    named: dict[str, Any] = {**here.fields, **({"activity": planned.pk} if planned else {})}
    context = {
        "about": here,
        "planned": planned,
        "refused": refused,
        "phone": primary_phone(here.person) if here.person else None,
        "ways": [
            Way(
                label,
                calling.answer(_call(here, planned, kind, purpose)),
                {**named, "kind": kind, "purpose": purpose},
            )
            for label, kind, purpose in _kinds(prospecting_purposes(Channel.PHONE))
        ],
    }
    return render(request, "sales/call.html", context, status=UNPROCESSABLE if refused else 200)


def _kinds(purposes: list[Purpose]) -> list[tuple[str, str, str]]:
    """(label, kind, purpose): what is not prospecting first."""
    service = (CallKind.ANSWER, CallKind.CALL_BACK, CallKind.CONTRACT)
    known = [(str(kind.label), kind.value, "") for kind in service]
    prospecting = [
        (_("prospecting: %(purpose)s") % {"purpose": one.label}, CallKind.PROSPECTING.value, str(one.pk))
        for one in purposes
    ]
    return known + prospecting


@require_POST
@access("activities.work")
def call_ended(request: HttpRequest, pk: int) -> HttpResponse:
    """Note what came of a call under way."""
    found, form = one(request, pk), CalledForm(request.POST)
    if not form.is_valid():
        return shown(request, found, form)
    said = form.cleaned_data
    ended = called.Ended(said["result"], said["words"], said["call_back_at"])
    try:
        called.finish(actor=user_of(request).actor, activity=found, ended=ended)
    except doing.Over as over:
        messages.error(request, str(over))
    else:
        messages.success(request, _("Noted."))
    return redirect(about_of(found).href)
