"""What is done to a deal: moved, accepted, sent back, won, lost, taken up again; who has a say in it."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.contacts.models import Person
from accord.contacts.queries import search
from accord.lib.access import access
from accord.sales import actions
from accord.sales.actions import NotPossible
from accord.sales.deal_forms import ContractForm, LostForm, RoleForm, SendBackForm
from accord.sales.deal_views import deal_of, draw_board
from accord.sales.models import Deal, Stage
from accord.sales.trying import tried
from accord.staff.who import user_of

UNPROCESSABLE = 422
FOUND = 20


@require_POST
@access("deals.work")
def move(request: HttpRequest) -> HttpResponse:
    """Move a card of the board: by dragging, with the keys, or with its button."""
    said, is_done = _moved(request)
    if request.headers.get("HX-Request"):
        return draw_board(request, said)
    (messages.success if is_done else messages.error)(request, said)
    if request.POST.get("from") == "deal":
        return redirect("sales:deal", pk=_number(request.POST.get("deal")))
    return redirect(f"{reverse('sales:deals')}?{request.GET.urlencode()}")


def _moved(request: HttpRequest) -> tuple[str, bool]:
    """What happened in words, and whether the card moved. `deal` says which card and in which stage it was seen."""
    number, _separator, seen = request.POST.get("deal", "").partition(":")
    deal = deal_of(request, _number(number))
    wanted = request.POST.get("stage") or request.POST.get(f"to-{deal.pk}")
    stage = get_object_or_404(Stage.objects.select_related("pipeline"), pk=_number(wanted))
    seen = request.POST.get("seen") or seen
    place = {name: _number(request.POST.get(name)) or None for name in ("before", "after")}
    try:
        deal = actions.move(
            actor=user_of(request).actor, deal=deal, stage=stage, seen=_number(seen) or None, **place
        )
    except NotPossible as refusal:
        return str(refusal), False
    return _("%(deal)s is now in “%(stage)s”.") % {"deal": deal.name, "stage": deal.stage}, True


def _number(text: str | None) -> int:
    return int(text) if text and text.isdigit() else 0


@require_POST
@access("deals.work")
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a deal that inside sales proposes."""
    deal = deal_of(request, pk)
    return tried(
        request,
        deal,
        lambda: actions.accept_deal(actor=user_of(request).actor, deal=deal),
        _("Accepted: it is on the board now."),
    )


@require_POST
@access("deals.work")
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Take up a won or lost deal again."""
    deal = deal_of(request, pk)
    return tried(
        request,
        deal,
        lambda: actions.reopen(actor=user_of(request).actor, deal=deal),
        _("Reopened: it is on the board again."),
    )


@access("deals.work")
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a proposed deal back to inside sales, with a reason."""
    return _asking(request, pk, "send_back", SendBackForm, actions.send_back_deal)


@access("deals.work")
def won(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a deal is won, and why."""
    return _asking(request, pk, "won", ContractForm, actions.win)


@access("deals.work")
def lost(request: HttpRequest, pk: int) -> HttpResponse:
    """Say that a deal is lost, and why."""
    return _asking(request, pk, "lost", LostForm, actions.lose)


def _asking(
    request: HttpRequest, pk: int, what: str, form_class: Any, act: Callable[..., Deal]
) -> HttpResponse:
    """A form that asks why, then does it; a refusal of the action is shown in the form."""
    deal = deal_of(request, pk)
    form = form_class(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        try:
            act(actor=user_of(request).actor, deal=deal, **form.cleaned_data)
        except NotPossible as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, str(ENDS[what]()))
            return redirect("sales:deal", pk=pk)
    main = deal.roles.filter(is_main=True).select_related("person").first()
    context = {"deal": deal, "form": form, "main": main.person if main else None, "what": what}
    status = UNPROCESSABLE if form.errors else 200
    return render(request, f"sales/deal_{what}.html", context, status=status)


ENDS: dict[str, Callable[[], str]] = {
    "send_back": lambda: _("Sent back: inside sales find it again with your reason."),
    "won": lambda: _("Won. The reason is kept with it."),
    "lost": lambda: _("Lost. The reason is kept with it."),
}


# Who has a say


@access("deals.work")
def people(request: HttpRequest, pk: int) -> HttpResponse:
    """Find somebody of the contact base and add them to the deal."""
    deal = deal_of(request, pk)
    form = RoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = get_object_or_404(Person, pk=_number(request.POST.get("person")))
        actions.involve(
            actor=user_of(request).actor, deal=deal, person_id=person.pk, role=form.cleaned_data["role"]
        )
        messages.success(request, _("%(name)s has a say in this deal now.") % {"name": person})
        return redirect("sales:deal", pk=pk)
    text = request.GET.get("q", "")
    context = {"deal": deal, "form": form, "q": text, "found": _found(deal, text)}
    return render(request, "sales/deal_people.html", context, status=UNPROCESSABLE if form.errors else 200)


def _found(deal: Deal, text: str) -> list[Person]:
    """Those who answer to `text`; without it, those who work at the company."""
    colleagues = Person.objects.filter(organisation=deal.organisation_id or 0)
    wanted = search(text) if text.strip() else colleagues
    free = wanted.exclude(deal_roles__deal=deal).exclude(state=Person.State.ERASED)
    return list(free.select_related("organisation").order_by("sort_key", "pk")[:FOUND])


@require_POST
@access("deals.work")
def main_person(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Make somebody the main contact."""
    deal = deal_of(request, pk)
    role = get_object_or_404(deal.roles, person=person)
    actions.involve(actor=user_of(request).actor, deal=deal, person_id=person, role=role.role, is_main=True)
    return redirect("sales:deal", pk=pk)


@require_POST
@access("deals.work")
def leave_out(request: HttpRequest, pk: int, person: int) -> HttpResponse:
    """Take somebody out of the deal."""
    deal = deal_of(request, pk)
    actions.leave_out(actor=user_of(request).actor, deal=deal, person_id=person)
    messages.success(request, _("Taken out of the deal; the person stays in the contact base."))
    return redirect("sales:deal", pk=pk)
