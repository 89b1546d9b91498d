"""What a colleague does from a person's page: note a no, ask for a yes, inform, send the preferences page."""

from datetime import datetime, time
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accord.contacts.actions import declare_exception, lift_exception
from accord.contacts.models import Acquisition, Person
from accord.contacts.queries import primary_email
from accord.contacts.views import answered
from accord.desk.forms import AgreementForm, ExceptionForm, HeardForm
from accord.desk.letters import NothingToTell, Nowhere, ask_for_agreement, inform_by_letter, open_pages
from accord.intake.limits import TooMany
from accord.lib.access import access
from accord.preferences import actions as preferences
from accord.staff.who import actor_of


@access("withdrawals.record")
def heard(request: HttpRequest, pk: int) -> HttpResponse:
    """A no heard by telephone, post or at the counter: it counts at once."""
    person = get_object_or_404(Person, pk=pk)
    form = HeardForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        preferences.withdraw_heard(actor=actor_of(request), person=person, **_said(form.cleaned_data))
        messages.success(request, _("Noted. It counts from this moment."))
        return redirect("desk:person", pk=pk)
    return render(request, "desk/heard.html", {"form": form, "person": person}, status=answered(form))


def _said(cleaned: dict[str, Any]) -> dict[str, Any]:
    said = {key: value for key, value in cleaned.items() if key != "on"}
    noon = timezone.make_aware(datetime.combine(cleaned["on"], time(12)))
    today = cleaned["on"] == timezone.localdate()
    return {**said, "at": timezone.now() if today else noon}


@access("letters.ask")
def ask_confirmation(request: HttpRequest, pk: int) -> HttpResponse:
    """Have somebody confirm by themselves what they asked for: nothing changes before their click."""
    person = get_object_or_404(Person, pk=pk)
    form = AgreementForm(request.POST or None, pages=open_pages(person.language))
    if request.method == "POST" and form.is_valid() and _asked(request, person, form):
        return redirect("desk:person", pk=pk)
    context = {"form": form, "person": person, "address": primary_email(person)}
    return render(request, "desk/ask_confirmation.html", context, status=answered(form))


def _asked(request: HttpRequest, person: Person, form: AgreementForm) -> bool:
    said = (form.cleaned_data["origin"], form.cleaned_data["words"])
    page, purpose_ids = form.chosen()
    try:
        ask_for_agreement(actor=actor_of(request), person=person, to=page, purpose_ids=purpose_ids, said=said)
    except Nowhere:
        form.add_error(None, _("There is no e-mail address to write to."))
        return False
    except TooMany:
        form.add_error(None, _("Too many requests for this form within the hour: try again later."))
        return False
    messages.success(request, _("If it may be asked, the confirmation letter is on its way."))
    return True


@require_POST
@access("letters.inform")
def inform(request: HttpRequest, pk: int) -> HttpResponse:
    """Send the information of art. 14."""
    person = get_object_or_404(Person, pk=pk)
    try:
        point = inform_by_letter(actor=actor_of(request), person=person)
    except Nowhere:
        messages.error(request, _("There is no e-mail address to write to."))
    except NothingToTell:
        messages.error(request, _("Publish a notice for data obtained elsewhere first (art. 14)."))
    else:
        messages.success(request, _("The notice is on its way to %(address)s.") % {"address": point.display})
    lead = request.POST.get("lead", "")
    return redirect("sales:lead", pk=int(lead)) if lead.isdigit() else redirect("desk:person", pk=pk)


@access("register.manage")
def excuse(request: HttpRequest, pk: int, source: int) -> HttpResponse:
    """Declare that somebody need not be told about one source (art. 14(5)), with a reason and a review."""
    waiting = Acquisition.objects.filter(person=pk, informed_at__isnull=True).select_related("person")
    found = get_object_or_404(waiting, pk=source)
    if request.method == "POST" and request.POST.get("do") == "lift":
        lift_exception(actor=actor_of(request), acquisition=found)
        messages.success(request, _("Lifted: they are to be told."))
        return redirect("desk:person", pk=pk)
    form = ExceptionForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        review_on = form.cleaned_data["review_on"]
        declare_exception(
            actor=actor_of(request), acquisition=found, why=str(form.words()), review_on=review_on
        )
        messages.success(
            request, _("The exception is declared, with its reason. It can be read on the record.")
        )
        return redirect("desk:person", pk=pk)
    context = {"form": form, "person": found.person, "acquisition": found, "lift": {"do": "lift"}}
    return render(request, "desk/excuse.html", context, status=answered(form))


@require_POST
@access("letters.ask")
def send_preferences(request: HttpRequest, pk: int) -> HttpResponse:
    """Send somebody the link to their own page of preferences."""
    person = get_object_or_404(Person, pk=pk)
    point = primary_email(person)
    if point is None:
        messages.error(request, _("There is no e-mail address to write to."))
    else:
        preferences.send_link(actor=actor_of(request), point=point)
        messages.success(request, _("The link is on its way to %(address)s.") % {"address": point.display})
    return redirect("desk:person", pk=pk)
