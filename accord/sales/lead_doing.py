"""What is done from the page of a lead: answer, give to somebody, qualify, hand over, take up again."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.contacts.models import Organisation
from accord.lib.access import access
from accord.sales import actions
from accord.sales.lead_forms import AnswerForm, AssignForm, DecisionForm, QualificationForm, SetAsideForm
from accord.sales.lead_views import one, shown
from accord.sales.models import Lead
from accord.sales.together import each
from accord.sales.together_views import answered as answered_together
from accord.sales.together_views import chosen
from accord.sales.trying import tried
from accord.staff.who import user_of


@require_POST
@access("leads.qualify")
def qualify(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what was learnt; with the button of the decision, decide too."""
    lead, user = one(request, pk), user_of(request)
    questions = QualificationForm(request.POST, lead=lead)
    is_deciding = request.POST.get("do") == "decide"
    decision = DecisionForm(request.POST, lead=lead) if is_deciding else None
    if not questions.is_valid() or (decision and not decision.is_valid()):
        return shown(request, lead, questions=questions, decision=decision)

    def kept() -> None:
        actions.keep_answers(actor=user.actor, lead=lead, answers=questions.answers())
        if decision and decision.is_qualified:
            actions.hand_over(actor=user.actor, lead=lead, handover=decision.handover())
        elif decision:
            actions.decide(actor=user.actor, lead=lead, outcome=decision.result())

    return tried(request, lead, kept, _said(decision))


def _said(decision: DecisionForm | None) -> str:
    if decision is None:
        return _("Kept.")
    if decision.is_qualified:
        owner = decision.cleaned_data["owner"]
        return _("Handed over to %(name)s, who accepts it or sends it back.") % {"name": owner}
    return _("Decided. The lead leaves the inbox.")


@require_POST
@access("leads.set_aside")
def set_aside(request: HttpRequest, pk: int) -> HttpResponse:
    """Give up a frozen lead: the only thing left to do with it, besides telling the person or excusing it."""
    lead, form = one(request, pk), SetAsideForm(request.POST)
    if not form.is_valid():
        return shown(request, lead, aside=form)
    actor, why = user_of(request).actor, form.cleaned_data["why"]
    said = _("The lead is given up. The duty to tell the person stands.")
    return tried(request, lead, lambda: actions.set_aside(actor=actor, lead=lead, reason=why), said)


@require_POST
@access("leads.add")
def answered(request: HttpRequest, pk: int) -> HttpResponse:
    """Note that they had a first answer."""
    lead, form = one(request, pk), AnswerForm(request.POST)
    if not form.is_valid():
        return redirect("sales:lead", pk=pk)
    said = form.cleaned_data
    return tried(
        request,
        lead,
        lambda: actions.note_answer(
            actor=user_of(request).actor, lead=lead, kind=said["kind"], outcome=said["outcome"]
        ),
        _("Noted: the clock has stopped."),
    )


@require_POST
@access("leads.qualify")
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a lead to a colleague by hand."""
    lead, form = one(request, pk), AssignForm(request.POST)
    if not form.is_valid():
        return redirect("sales:lead", pk=pk)
    owner = form.cleaned_data["owner"]
    said = (
        _("%(name)s answers from now on.") % {"name": owner} if owner else _("Nobody’s: everybody sees it.")
    )
    return tried(
        request, lead, lambda: actions.assign(actor=user_of(request).actor, lead=lead, owner=owner), said
    )


@require_POST
@access("leads.qualify")
def assign_all(request: HttpRequest) -> HttpResponse:
    """Give the chosen leads to a colleague; frozen ones stay where they are, and the page says so line by line."""
    user, form, ids = user_of(request), AssignForm(request.POST), chosen(request)
    if not form.is_valid() or not ids:
        messages.error(request, _("Choose leads, and a colleague."))
        return redirect("sales:leads")
    owner = form.cleaned_data["owner"]
    rows = (
        Lead.objects.visible_to(user)
        .filter(pk__in=ids)
        .select_related("person", "organisation")
        .order_by("pk")
    )
    done = each(rows, lambda lead: actions.assign(actor=user.actor, lead=lead, owner=owner))
    title = _("Answered by %(name)s") % {"name": owner or _("nobody")}
    return answered_together(request, title, done, reverse("sales:leads"))


@require_POST
@access("leads.qualify")
def take_up(request: HttpRequest, pk: int) -> HttpResponse:
    """Work again on a lead that was put aside."""
    lead = one(request, pk)
    return tried(
        request,
        lead,
        lambda: actions.take_up(actor=user_of(request).actor, lead=lead),
        _("The lead is in the inbox again."),
    )


@require_POST
@access("leads.qualify")
def attach(request: HttpRequest, pk: int, organisation: int) -> HttpResponse:
    """Say that this is the company meant."""
    lead, company = one(request, pk), get_object_or_404(Organisation, pk=organisation)
    return tried(
        request,
        lead,
        lambda: actions.attach(actor=user_of(request).actor, lead=lead, organisation=company),
        _("Attached to %(name)s.") % {"name": company},
    )
